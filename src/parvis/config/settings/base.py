"""What Django is made of: applications, middleware, templates, languages."""

from pathlib import Path

from parvis.config.settings.environment import Environment

PARVIS = Environment()
SOURCE = Path(__file__).resolve().parents[2]

DEBUG = PARVIS.debug
SECRET_KEY = PARVIS.secret_key.get_secret_value()
SECRET_KEY_FALLBACKS = list(PARVIS.secret_key_fallbacks)

#: Top to bottom, as the contracts draw them.
DOMAINS = [
    "welcome",
    "rounds",
    "mutual_aid",
    "gatherings",
    "organisations",
    "circles",
    "conversations",
    "watch",
    "notifications",
    "people",
    "territory",
    "media",
]

INSTALLED_APPS = [
    *(f"parvis.domains.{name}" for name in DOMAINS),
    "parvis.surfaces.pages",
    "parvis.surfaces.desk",
    "parvis.surfaces.feeds",
    "parvis.web",
    "parvis.kernel",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "django_vite",
    "csp",
]

MIDDLEWARE = [
    "parvis.web.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "parvis.web.middleware.Headers",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "parvis.web.middleware.Refusals",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "parvis.domains.people.views.middleware.Standing",
]

ROOT_URLCONF = "parvis.config.urls"
WSGI_APPLICATION = "parvis.config.wsgi.application"
ASGI_APPLICATION = "parvis.config.asgi.application"

CONTEXT = [
    "django.contrib.messages.context_processors.messages",
    "parvis.web.context.page",
    "parvis.surfaces.pages.context.signed_in",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [
            SOURCE / "web" / "templates",
            SOURCE / "web",
            *(SOURCE / "domains" / name / "templates" for name in DOMAINS),
            SOURCE / "surfaces" / "pages" / "templates",
            SOURCE / "surfaces" / "desk" / "templates",
            SOURCE / "surfaces" / "feeds" / "templates",
        ],
        "OPTIONS": {
            "environment": "parvis.web.jinja.environment",
            "context_processors": CONTEXT,
            "auto_reload": PARVIS.mode == "development",
        },
    },
    # allauth's own short texts (flash messages, mail subjects) that we do not override.
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [SOURCE / "locale"]
LANGUAGE_COOKIE_NAME = "parvis_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
TIME_ZONE = PARVIS.time_zone
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = PARVIS.data_dir.resolve() / "static"
STATICFILES_DIRS = [SOURCE / "web" / "static", SOURCE / "web" / "dist"]
MEDIA_ROOT = PARVIS.data_dir.resolve() / "media"
DJANGO_VITE = {"default": {"manifest_path": SOURCE / "web" / "dist" / "manifest.json"}}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

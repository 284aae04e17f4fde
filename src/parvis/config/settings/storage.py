"""Where things are kept: database, cache, files, mail."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from parvis.config.settings.base import PARVIS


def database() -> dict[str, Any]:
    if PARVIS.engine == "embedded":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": PARVIS.data_dir.resolve() / "parvis.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                # Writers queue instead of failing half-way; readers never wait for them.
                "transaction_mode": "IMMEDIATE",
                "timeout": 10,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                    "PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;"
                    "PRAGMA mmap_size=268435456;"
                ),
            },
            "TEST": {"NAME": PARVIS.data_dir.resolve() / "test.sqlite3"},
        }
    address = urlsplit(PARVIS.database_url.get_secret_value())
    query = {key: values[-1] for key, values in parse_qs(address.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(address.path.lstrip("/")),
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": query.pop("host", address.hostname or ""),
        "PORT": str(address.port or ""),
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "options": (
                "-c statement_timeout=15000 -c lock_timeout=8000"
                " -c idle_in_transaction_session_timeout=30000"
            ),
            **query,
        },
    }


def cache() -> dict[str, Any]:
    if PARVIS.engine == "embedded":
        return {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 20_000},
        }
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": PARVIS.redis_url.get_secret_value(),
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }


DATABASES = {"default": database()}
CACHES = {"default": cache()}
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PARVIS.data_dir.resolve() / "media"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = PARVIS.mode in {"test", "development"}
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+[.-][0-9a-zA-Z_-]{8,12}\..+$"
WHITENOISE_MAX_AGE = 3600

DEFAULT_FROM_EMAIL = SERVER_EMAIL = PARVIS.mail_from
EMAIL_SUBJECT_PREFIX = ""
EMAIL_TIMEOUT = 5
mail = urlsplit(PARVIS.mail_url.get_secret_value())
if PARVIS.mode == "test":
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
elif mail.hostname:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = mail.hostname
    EMAIL_PORT = mail.port or (465 if mail.scheme == "smtps" else 587)
    EMAIL_HOST_USER = unquote(mail.username or "")
    EMAIL_HOST_PASSWORD = unquote(mail.password or "")
    EMAIL_USE_SSL = mail.scheme == "smtps"
    EMAIL_USE_TLS = mail.scheme == "smtp+tls"
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = PARVIS.data_dir.resolve() / "mail"

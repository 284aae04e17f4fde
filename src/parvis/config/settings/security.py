"""Headers, cookies, limits (trust.md SEC-1 and SEC-2)."""

from csp.constants import NONE, SELF

from parvis.config.settings.base import PARVIS

ALLOWED_HOSTS = PARVIS.allowed_hosts
CSRF_TRUSTED_ORIGINS = [PARVIS.public_url] if PARVIS.secure else []

SECURE_SSL_REDIRECT = PARVIS.secure
SECURE_REDIRECT_EXEMPT = [r"^sante/?$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PARVIS.secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PARVIS.secure
SECURE_HSTS_PRELOAD = PARVIS.secure
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PARVIS.behind_proxy else None
X_FRAME_OPTIONS = "DENY"

#: ``__Host-`` binds a cookie to this very host; browsers accept it over https only.
PREFIX = "__Host-" if PARVIS.secure else ""
SESSION_COOKIE_NAME = f"{PREFIX}parvis_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PARVIS.secure
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_ENGINE = "django.contrib.sessions.backends.db"
CSRF_COOKIE_NAME = f"{PREFIX}parvis_csrf"
CSRF_FAILURE_VIEW = "parvis.web.errors.stale_form"

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_PERMISSIONS = 0o640

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
PERMISSIONS_POLICY = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(self), gyroscope=(),"
    " magnetometer=(), microphone=(), payment=(), usb=(), interest-cohort=(),"
    " publickey-credentials-create=(self), publickey-credentials-get=(self)"
)
SILENCED_SYSTEM_CHECKS: list[str] = []

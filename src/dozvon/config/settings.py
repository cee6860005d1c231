"""Django's settings: wiring only, all values from `env`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dozvon.config import env, smtp
from dozvon.config.secret import secret_key
from dozvon.platform import logs
from dozvon.platform.capabilities import with_module
from dozvon.platform.database import dsn

ENVIRONMENT = env.read()
BASE = Path(__file__).resolve().parent.parent

SECRET_KEY = secret_key(ENVIRONMENT)
SECRET_KEY_FALLBACKS = [ENVIRONMENT.secret_key_old] if ENVIRONMENT.secret_key_old else []
DEBUG = ENVIRONMENT.debug
OUTBOUND_PRIVATE = ENVIRONMENT.outbound_private
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    *with_module("capability", "models"),
]

DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "dozvon.platform.database.postgres",
        **dsn.django_parameters(ENVIRONMENT.database_url, ENVIRONMENT.home),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }
}

FILES_ROOT = ENVIRONMENT.home / "files"
FILES_QUOTA = ENVIRONMENT.files_quota
INBOX_DAYS = ENVIRONMENT.inbox_days

LOGGING = logs.dictionary()

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ROOT_URLCONF = "dozvon.config.urls"
MIDDLEWARE: list[str] = [
    "dozvon.platform.serving.compression.Compression",
    "dozvon.web.security.SecurityHeadersMiddleware",
    "dozvon.platform.accounts.middleware.ActorMiddleware",
    "dozvon.web.language.LanguageMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

if ENVIRONMENT.behind_proxy:
    MIDDLEWARE.insert(0, "dozvon.platform.serving.proxy.ForwardedAddress")
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CSRF_COOKIE_SECURE = True

CSRF_COOKIE_NAME = "dozvon_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "dozvon.web.errors.csrf_failure"

# The first makes, all of them check; a password kept by another one is kept anew when its owner signs in (ADR 27).
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE / "web", BASE / "api" / "templates"],
        "OPTIONS": {
            "environment": "dozvon.web.jinja.environment",
            "context_processors": ["dozvon.web.jinja.page_context"],
        },
    }
]

_SMTP = smtp.parse(ENVIRONMENT.smtp_url)
EMAIL_HOST, EMAIL_PORT = _SMTP.host, _SMTP.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _SMTP.user, _SMTP.password
EMAIL_USE_SSL, EMAIL_USE_TLS = _SMTP.ssl, _SMTP.starttls
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = _SMTP.sender

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский"), ("uk", "Українська"), ("en", "English")]
LOCALE_PATHS = [BASE / "web" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

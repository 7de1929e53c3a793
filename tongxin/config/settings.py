"""Django's settings. What an operator may set stands in `environment.py` and docs/settings.md."""

from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from tongxin.config import environment as env

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
DATA = env.data_folder()

SECRET_KEY = env.key("TONGXIN_SECRET", env.SECRET_FILE)
IDENTITY_KEY = env.key("TONGXIN_IDENTITY_KEY", env.IDENTITY_FILE)
DEBUG = False
ALLOWED_HOSTS = [name.strip() for name in env.value("TONGXIN_HOSTS").split(",") if name.strip()]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "csp",
    "template_partials",
    "huey.contrib.djhuey",
    "tongxin.web",
    "tongxin.registers",
    "tongxin.communities",
    "tongxin.almanac",
    "tongxin.files",
    "tongxin.people",
    "tongxin.phones",
    "tongxin.groups",
    "tongxin.venues",
    "tongxin.needs",
    "tongxin.activities",
    "tongxin.forum",
    "tongxin.visits",
    "tongxin.rounds",
    "tongxin.reports",
    "tongxin.demo",
    "tongxin.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "tongxin.communities.signing_in.ActorMiddleware",
    "tongxin.web.middleware.SignedInMiddleware",
    "tongxin.web.middleware.ErrorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
]

ROOT_URLCONF = "tongxin.config.urls"
WSGI_APPLICATION = "tongxin.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "tongxin/web/templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "tongxin.web.navigation.shell",
            ],
            "builtins": [
                "tongxin.web.templatetags.web",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    }
]
FORM_RENDERER = "tongxin.web.forms.Renderer"

SQLITE_PRAGMAS = (
    # FULL: what was acknowledged must survive a power cut. NORMAL may lose the last commits.
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA mmap_size=0;"
    "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-20000;PRAGMA temp_store=MEMORY;"
)


# Connections of the serving process. It has no more than its threads use at one moment; one that is idle for an hour is closed.
# Who finds the database away is told so after three seconds, and the next one to come tries anew.
POSTGRESQL_POOL = {"min_size": 0, "max_size": 64, "max_idle": 3600, "timeout": 3, "reconnect_timeout": 3}


def _database() -> dict[str, Any]:
    url = env.value("DATABASE_URL")
    if not url:
        options = {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": SQLITE_PRAGMAS}
        return {
            "ENGINE": "tongxin.kit.sqlite",
            "NAME": str(DATA / "tongxin.sqlite3"),
            "OPTIONS": options,
            "CONN_MAX_AGE": 600,
        }
    try:
        found: dict[str, Any] = dict(dj_database_url.parse(url))
    except Exception as fault:
        raise env.SettingsFault(
            "DATABASE_URL cannot be read. Write it as postgresql://user:password@host:port/name, "
            "or leave it out to use SQLite in the data folder."
        ) from fault
    if found["ENGINE"] != "django.db.backends.postgresql" or not found.get("NAME"):
        raise env.SettingsFault(
            "DATABASE_URL must name a PostgreSQL database as postgresql://user:password@host:port/name, "
            "or be left out to use SQLite in the data folder."
        )
    found |= {"ENGINE": "tongxin.kit.postgresql", "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    if env.value("TONGXIN_JOBS") == "beside":
        # The server's threads come and go; a connection kept by one of them would stay open when it has gone.
        found["CONN_MAX_AGE"] = 0
        found.setdefault("OPTIONS", {})["pool"] = POSTGRESQL_POOL
    return found


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "communities.Account"
AUTHENTICATION_BACKENDS = ["tongxin.communities.signing_in.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
    {"NAME": "tongxin.communities.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "tongxin.communities.signing_in.ClosedAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,5/300s/key",
    "change_password": "5/m/user",
}
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/today/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/login/"

# No session table: rows written at each login would make a shared table busy. A round number in the session's
# hash logs an account out of all devices.
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_AGE = env.whole_number("TONGXIN_SESSION_HOURS", 1, 720) * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
CSRF_FAILURE_VIEW = "tongxin.config.urls.csrf_failed"
_HTTPS = env.value("TONGXIN_HTTPS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.value("TONGXIN_PROXY") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
SILENCED_SYSTEM_CHECKS = (
    [] if _HTTPS else ["security.W004", "security.W008", "security.W012", "security.W016"]
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGES = [
    ("zh-hans", _("Simplified Chinese")),
    ("zh-hant", _("Traditional Chinese")),
    ("en", _("English")),
]
LANGUAGE_CODE = env.one_of("TONGXIN_LANGUAGE", ("zh-hans", "zh-hant", "en"))
LANGUAGE_COOKIE_NAME = "tongxin_language"
LOCALE_PATHS = [BUILD / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
# The built files lie where they are served from, hashed and compressed by frontend/build.mjs: nothing is collected.
STATIC_ROOT = BUILD / "static"
STORAGES = {
    "default": {
        "BACKEND": "tongxin.files.storage.DurableStorage",
        "OPTIONS": {"location": DATA / "files"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 600

UPLOAD_MB = env.whole_number("TONGXIN_UPLOAD_MB", 1, 500)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20
FILE_UPLOAD_HANDLERS = [
    "tongxin.people.uploading.SizeGuard",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

HUEY = {
    "huey_class": "huey.SqliteHuey",
    "name": "tongxin",
    "filename": str(DATA / "jobs.sqlite3"),
    "immediate": env.value("TONGXIN_JOBS") == "immediate",
    "results": True,
    "consumer": {"workers": 1, "worker_type": "thread"},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["console"],
        "level": env.one_of("TONGXIN_LOG", ("DEBUG", "INFO", "WARNING", "ERROR")),
    },
    "loggers": {"huey": {"level": "WARNING"}, "django.request": {"level": "ERROR"}},
}

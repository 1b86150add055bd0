"""The one settings file. What changes from one machine to another comes from the environment (see `.env.example`).

Safe by default: without a word, errors are not shown, cookies travel over HTTPS only, and nothing starts on a weak key.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
if (BASE_DIR / ".env").is_file():
    env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
HTTPS = env.bool("HTTPS", default=not DEBUG)

# What a start refuses, in one sentence -----------------------------------------------------------------------------

Value = TypeVar("Value")


def read(reader: Callable[[], Value], name: str, expected: str) -> Value:
    """A setting of the environment; ImproperlyConfigured names the setting and the expected value."""
    try:
        return reader()
    except (ValueError, ImproperlyConfigured):
        raise ImproperlyConfigured(f"Le réglage {name} ne se lit pas\u00a0: {expected}.") from None


def database(url: str) -> dict[str, Any]:
    """How Django reaches the database of `url`; `ValueError` when it is neither SQLite nor PostgreSQL.

    A socket is a folder, written as libpq has it: « postgres://crpv@%2Fvar%2Frun%2Fpostgresql/crpv ».
    """
    if url.partition(":")[0] not in DATABASE_SCHEMES:
        raise ValueError(url)
    config = env.db_url_config(url)
    return config | {"HOST": unquote(config.get("HOST", ""))}


def switch(text: str, *, default: bool) -> bool:
    """True or False as written, `default` when empty; `ValueError` for any other word: a typo never switches it on."""
    if text and text.lower() not in env.BOOLEAN_TRUE_STRINGS + REFUSALS:
        raise ValueError(text)
    return text.lower() in env.BOOLEAN_TRUE_STRINGS if text else default


def is_weak(key: str) -> bool:
    """Whether a secret could be guessed."""
    return len(key) < WEAKEST_KEY or len(set(key)) < 10 or key.startswith("django-insecure")


WEAKEST_KEY = 50
REFUSALS = ("false", "0", "off", "no", "n")
DATABASE_SCHEMES = {"sqlite", "postgres", "postgresql"}
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
SECRET_KEY = env("SECRET_KEY", default="clef-de-développement-sans-valeur" if DEBUG else "")
if not DEBUG and is_weak(SECRET_KEY):
    raise ImproperlyConfigured(
        "La clef secrète SECRET_KEY est absente ou trop faible\u00a0: donnez-lui au moins 50 caractères tirés au "
        "hasard (bin/run en écrit une dans .env\u202f; voir docs/deploiement.md)."
    )
# The journal's seals survive a change of the secret key; without a key of its own, they lean on that one.
JOURNAL_KEY = env("JOURNAL_KEY", default="") or SECRET_KEY
if not DEBUG and is_weak(JOURNAL_KEY):
    raise ImproperlyConfigured(
        "La clef du journal JOURNAL_KEY est trop faible\u00a0: donnez-lui au moins 50 caractères tirés au hasard, à "
        "garder toujours (voir docs/deploiement.md)."
    )
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEBUG else [])
if not DEBUG and (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS):
    raise ImproperlyConfigured(
        "Aucun nom d’hôte précis\u00a0: dites dans ALLOWED_HOSTS à quelles adresses le site répond, par exemple "
        "ALLOWED_HOSTS=crpv.exemple.gouv.fr (les liens des courriels en dépendent)."
    )
# Printed on what is published, so that whoever holds the paper can verify it.
SITE_ADDRESS = env("SITE_ADDRESS", default="").rstrip("/") or (
    f"{'https' if HTTPS else 'http'}://{ALLOWED_HOSTS[0].lstrip('.') if ALLOWED_HOSTS else 'localhost'}"
)
TRUSTED_PROXIES = read(lambda: env.int("TRUSTED_PROXIES", default=0), "TRUSTED_PROXIES", "écrivez 0, 1 ou 2")
if TRUSTED_PROXIES < 0:
    raise ImproperlyConfigured("Le réglage TRUSTED_PROXIES ne peut pas être négatif\u00a0: écrivez 0, 1 ou 2.")
LOG_LEVEL = env("LOG_LEVEL", default="WARNING").upper()
if LOG_LEVEL not in LOG_LEVELS:
    raise ImproperlyConfigured(f"Le réglage LOG_LEVEL ne se lit pas\u00a0: écrivez {', '.join(LOG_LEVELS)}.")

# Demanded of administrators and national staff, unless the password of everybody is shown on the sign-in page.
SECOND_FACTOR = read(
    lambda: switch(env("SECOND_FACTOR", default=""), default=not DEMO), "SECOND_FACTOR", "écrivez True ou False"
)

# Rooms -----------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "crpv.apps.CrpvConfig",
    "evaluation.apps.EvaluationConfig",
    "funding.apps.FundingConfig",
    "governance.apps.GovernanceConfig",
    "centres.apps.CentresConfig",
    "accounts.apps.AccountsConfig",
    "documents.apps.DocumentsConfig",
    "crpv.apps.CrpvAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "crpv.apps.TrimmedStaticFilesConfig",
    "import_export",
    "widget_tweaks",
    "dsfr",
    "django.forms",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.PrivatePagesMiddleware",
    "accounts.middleware.SessionLimitsMiddleware",
    "centres.middleware.SecondFactorMiddleware",  # between the limits, which see the person, and the doors
    "accounts.middleware.SignInMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "crpv.conditional_get.UnchangedPageMiddleware",
]

ROOT_URLCONF = "crpv.urls"
WSGI_APPLICATION = "crpv.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "crpv.navigation.frame",
            ],
        },
    },
]

# Data ------------------------------------------------------------------------------------------------------------

DATABASE_URL = env("DATABASE_URL", default="") or f"sqlite:///{BASE_DIR / 'db.sqlite3'}"
DATABASES = {
    "default": read(
        lambda: database(DATABASE_URL), "DATABASE_URL", "écrivez postgres://nom:mot-de-passe@hote:5432/base, ou rien"
    )
}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Writers queue instead of failing with « database is locked »; readers never wait for them.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = read(
        lambda: env.int("CONN_MAX_AGE", default=60), "CONN_MAX_AGE", "écrivez un nombre de secondes"
    )
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Our longest queries are unions read in milliseconds; PostgreSQL would spend seconds compiling them first.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Who -------------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["centres.permissions.MandateBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:sign_in"
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_AGE = 3 * 60 * 60
# axes is the trace of the attempts, and nothing else: `accounts.sign_in.throttling` decides who waits.
AXES_LOCK_OUT_AT_FAILURE = False
SILENCED_SYSTEM_CHECKS = ["axes.W002", "axes.W003"]  # the middleware and the backend that would lock
AXES_RESET_ON_SUCCESS = True  # the failures of this account from this address, and of nobody else
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"  # what the sign-in form sends; left to itself, axes looks for « email »
AXES_CLIENT_IP_CALLABLE = "accounts.sign_in.throttling.client_ip"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "Réseau CRPV"  # the name of the site in the list of the telephone
OTP_ADMIN_HIDE_SENSITIVE_DATA = True  # these devices are not in the administration; if they ever were, without keys

# French ----------------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "crpv.formats"

# What is served --------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "crpv.apps.StaticStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
DSFR_USE_INTEGRITY_CHECKSUMS = False  # the hashed names already say it; both together block the stylesheets
DSFR_MARK_OPTIONAL_FIELDS = True

EMAIL_URL = env("EMAIL_URL", default="") or f"filemail:///{BASE_DIR / 'mail'}"
vars().update(
    read(
        lambda: env.email_url_config(EMAIL_URL), "EMAIL_URL", "écrivez par exemple smtp+tls://nom:mot-de-passe@hote:587"
    )
)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="ne-pas-repondre@crpv.invalid")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Who answers for the site, on its legal pages; what is missing is shown as missing.
SERVICE = {
    "publisher": env("SERVICE_PUBLISHER", default=""),
    "director": env("SERVICE_DIRECTOR", default=""),
    "host": env("SERVICE_HOST", default=""),
    "contact": env("SERVICE_CONTACT", default=""),
    "data_protection": env("SERVICE_DATA_PROTECTION", default=""),
}

# Closed doors ----------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the design system draws a few arrows as data: images in its stylesheet
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no other cookie than the two below
CSRF_FAILURE_VIEW = "crpv.views.csrf_failure"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
if HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^sante/$"]  # asked from inside the machine, over plain HTTP
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    CSRF_COOKIE_PATH = SESSION_COOKIE_PATH = "/"

# What takes time (printing) waits in the database for `manage.py db_worker`, never in the process that answers people.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_SKIP_ADMIN_LOG = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    # The level is that of the handler too: the worker raises its own loggers to INFO when it starts, a line per task.
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "level": LOG_LEVEL}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {"django": {"handlers": ["console"], "level": LOG_LEVEL, "propagate": False}},
}

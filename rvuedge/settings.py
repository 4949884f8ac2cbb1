"""All settings in one file; loads with an empty environment, each choice is an environment variable."""

import secrets
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from rvuedge.logging import LOGGING as LOGGING

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DATA_DIR = Path(env.str("RVUEDGE_DATA", default=str(BASE_DIR / "var"))).absolute()
LOCAL_MODE = env.bool("RVUEDGE_LOCAL", default=False)
HTTPS = env.bool("HTTPS", default=False)
DEBUG = env.bool("DEBUG", default=False)
OFFICIAL_FILES = Path(env.str("RVUEDGE_OFFICIAL_FILES", default=str(BASE_DIR.parent / "shared" / "data")))


def _secret_key() -> str:
    """Return the configured key, else the one kept in the data folder, else (commands without a server) a passing one."""
    given: str = env.str("SECRET_KEY", default="")
    kept = DATA_DIR / "secret_key"
    if given:
        return given
    if kept.is_file():
        return kept.read_text(encoding="ascii").strip()
    if HTTPS:
        raise ImproperlyConfigured("SECRET_KEY is not set. Set it to at least 50 random characters and keep it.")
    return secrets.token_urlsafe(60)


SECRET_KEY = _secret_key()
# Former keys: what they signed and sealed goes on being read, and is sealed anew by the clock.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
SECRET_KEY_IS_GIVEN = bool(env.str("SECRET_KEY", default=""))
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "rvuedge.apps.RvuEdgeConfig",
    "rvuedge.accounts",
    "rvuedge.web",
    "rvuedge.imports",
    "rvuedge.sign_on",
    "rvuedge.scim",
    "rvuedge.site",
    "codes",
    "tracking",
    "benchmarks",
    "rvuedge.accounts.admin_config.OperatorAdmin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "rest_framework",
    "drf_spectacular",
    "django_filters",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "rvuedge.web.request_id.RequestId",
    "rvuedge.web.middleware.ProgramsByHttps",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "rvuedge.web.middleware.NoteRefusals",
    "rvuedge.accounts.middleware.SecondWall",
    "django.contrib.messages.middleware.MessageMiddleware",
    "rvuedge.accounts.middleware.EndOldSignIns",
    "rvuedge.web.middleware.OwnTime",
    "rvuedge.web.middleware.OwnLanguage",
    "rvuedge.accounts.middleware.BackToTheForm",
    "rvuedge.accounts.middleware.SetUpFirst",
    "rvuedge.accounts.middleware.SecondFactorFirst",
    "rvuedge.site.middleware.PublicPages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    # The innermost, so that its page gets what all others put on an answer.
    "rvuedge.web.middleware.SayWhatAnAddressTakes",
]

ROOT_URLCONF = "rvuedge.urls"
WSGI_APPLICATION = "rvuedge.wsgi.application"
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
                "rvuedge.web.context.shell",
            ],
        },
    }
]


def _databases() -> dict[str, dict[str, object]]:
    """Return the database of DATABASE_URL, else SQLite in the data folder, safe at power loss (WAL, FULL)."""
    if env.str("DATABASE_URL", default=""):
        database = env.db_url("DATABASE_URL")
        if database["ENGINE"] == "django.db.backends.postgresql":
            database["ENGINE"] = "rvuedge.walled"
        return {"default": {**database, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}
    options = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 15,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=15000;",
    }
    # Opening the file with these pragmas takes some twenty times as long as the shortest answer, so a thread keeps its connection.
    return {
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA_DIR / "rvuedge.sqlite3", "OPTIONS": options, "CONN_MAX_AGE": 60}
    }


DATABASES = _databases()
EMBEDDED_DATABASE = not env.str("DATABASE_URL", default="")
# The roles as which web and worker connect to PostgreSQL, beside the owner of the tables; migrate gives them their rights.
DATABASE_ROLES = env.list("RVUEDGE_DATABASE_ROLES", default=[])
# Whether the web may serve as the owner of the tables or a superuser, for whom PostgreSQL keeps no organisations apart.
ONE_DATABASE_ROLE = env.bool("RVUEDGE_ONE_DATABASE_ROLE", default=False)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Without REDIS_URL the supervisor starts a Valkey on a Unix socket and hands its address on in REDIS_URL.
REDIS_URL = env.str("REDIS_URL", default="")
_broker_url = REDIS_URL.replace("unix://", "redis+socket://") if REDIS_URL else "memory://"
# A server that hangs is one that is gone: no page waits for it longer than this, the worker for its next task a little longer.
_CACHE_SECONDS, _QUEUE_SECONDS = 1, 3
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL.replace("redis+socket://", "unix://"),
            "OPTIONS": {"socket_timeout": _CACHE_SECONDS},
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

CELERY_BROKER_URL = _broker_url
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_ALWAYS_EAGER = env.bool("CELERY_EAGER", default=False)
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A task of a killed worker is given again after the timeout plus a sweep; the reaper in the database does not wait for it.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_limit": 100,
    "polling_interval": 1,
    "visibility_throttle": 1,
    "socket_timeout": _QUEUE_SECONDS,
}
# Whoever waits for a page is told soon that the queue is gone.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "seal-audit": {"task": "rvuedge.accounts.tasks.seal_audit", "schedule": 60.0},
    "seal-all-audit": {"task": "rvuedge.accounts.tasks.seal_audit", "schedule": 86400.0, "kwargs": {"everything": True}},
    "back-up": {"task": "rvuedge.backup.tasks.back_up", "schedule": 900.0},
    "take-up-stale-imports": {"task": "rvuedge.imports.tasks.take_up_stale_imports", "schedule": 15.0},
    "seal-anew": {"task": "rvuedge.operating.tasks.seal_anew", "schedule": 3600.0},
    "forget-what-is-over": {"task": "rvuedge.operating.tasks.forget", "schedule": 86400.0},
    "forget-deleted-cases": {"task": "tracking.tasks.forget_deleted_cases", "schedule": 6 * 3600.0},
    "take-up-left-reports": {"task": "benchmarks.tasks.take_up_left_reports", "schedule": 15.0},
    "publish-due-reports": {"task": "benchmarks.tasks.publish_due_reports", "schedule": 3600.0},
    "mail-due-reports": {"task": "benchmarks.tasks.mail_due_reports", "schedule": 300.0},
}

# A secret that whoever reads /metrics shows; empty: there is no such page.
METRICS_SECRET = env.str("RVUEDGE_METRICS", default="")
# What worker and clock touch while they work, for a health check; empty: nothing.
ALIVE_FILE = env.str("RVUEDGE_ALIVE", default="")
# Where scheduled backups go; empty: none are made.
BACKUP_FOLDER = env.str("RVUEDGE_BACKUPS", default="")
BACKUP_HOURS = env.int("RVUEDGE_BACKUP_HOURS", default=24)
BACKUPS_KEPT = env.int("RVUEDGE_BACKUPS_KEPT", default=14)

# How long what need not be kept for good is kept: files of imports that ended, messages, logs of people who left; 0: for good.
KEEP_FILES_DAYS = env.int("RVUEDGE_KEEP_FILES_DAYS", default=0)
KEEP_MESSAGES_DAYS = env.int("RVUEDGE_KEEP_MESSAGES_DAYS", default=0)
KEEP_LOGS_YEARS = env.int("RVUEDGE_KEEP_LOGS_YEARS", default=0)

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend", "allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "rvuedge.accounts.passwords.NoWordsOfTheHouse"},
    {"NAME": "rvuedge.accounts.breached.NotBreached"},
]
# A list of passwords known from breaches, as SHA-1 in order; empty: none is looked up.
BREACHED_PASSWORDS = env.str("RVUEDGE_BREACHED_PASSWORDS", default="")
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/log/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_ADAPTER = "rvuedge.sign_on.adapter.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "rvuedge.sign_on.adapter.SocialAccountAdapter"
ACCOUNT_FORMS = {"login": "rvuedge.accounts.forms.SignInForm", "signup": "rvuedge.accounts.forms.SignupForm"}
# A department signs in from one address of the network at the beginning of a shift.
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,20/5m/ip", "contact": "5/h/ip", "sign_on": "300/m/ip"}
MFA_ADAPTER = "rvuedge.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL_MODE or DEBUG
MFA_TOTP_ISSUER = "RVU Edge"
# Administrators and operators reach nothing of theirs without a second factor; the fictional people of a demo need none.
SECOND_FACTOR_FORCED = env.bool("RVUEDGE_SECOND_FACTOR", default=True)
# Behind a proxy the last address that it added counts for the limits of tries; without one no header does.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS else 0
# Exports of others' work, rights, tokens and the end of an account ask once more who it is after this time.
ACCOUNT_REAUTHENTICATION_TIMEOUT = env.int("RVUEDGE_CONFIRM_MINUTES", default=15) * 60
SIGNUP_OPEN = env.bool("RVUEDGE_SIGNUP", default=True)
# Whether the identity provider of an organisation may be in a private network, or on this machine over http.
SIGN_ON_PRIVATE = env.bool("RVUEDGE_SIGN_ON_PRIVATE", default=False)

# What an operator may say of the public pages: whether there are any, whose they are, where questions go.
PUBLIC_SITE = env.bool("RVUEDGE_PUBLIC_SITE", default=True)
SITE_NAME = env.str("RVUEDGE_SITE_NAME", default="RVU Edge")
SUPPORT_ADDRESS = env.str("RVUEDGE_SUPPORT_ADDRESS", default="")

EMAIL_URL = env.str("EMAIL_URL", default="")
MAIL_IS_CONFIGURED = bool(EMAIL_URL)
if MAIL_IS_CONFIGURED:
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
EMAIL_TIMEOUT = 30  # seconds for each answer of the mail server
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="RVU Edge <rvuedge@localhost>")
# Without a mail server an administrator hands out links instead, and no passkey waits for an address to be confirmed.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if MAIL_IS_CONFIGURED else "none"
MFA_ALLOW_UNVERIFIED_EMAIL = not MAIL_IS_CONFIGURED

LANGUAGE_CODE = "en-us"
# What the product speaks, each by its own name.
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "rvuedge" / "locale"]
FORMAT_MODULE_PATH = "rvuedge.formats"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
DATE_FORMAT = "j F Y"

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("RVUEDGE_STATIC", default=str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "rvuedge" / "static"]
WHITENOISE_USE_FINDERS = LOCAL_MODE or DEBUG
WHITENOISE_MAX_AGE = 3600
MEDIA_ROOT = DATA_DIR / "media"
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# The field of the log holds 2,000 signs, which are 333 codes at most, and a row of a case has 5 fields: its form can always be answered.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
# Official short descriptors of an imported file on public pages: only with the owners' licence.
PUBLIC_DESCRIPTORS = env.bool("RVUEDGE_PUBLIC_DESCRIPTORS", default=False)
UPLOAD_LIMIT = 25 * 1024 * 1024
# Tables of the NCCI are read line by line and may be larger.
LARGE_UPLOAD_LIMIT = 250 * 1024 * 1024

# How long a sign-in holds however busy it is, and how long without use: sooner for who has rights over others.
SESSION_ENGINE = "rvuedge.accounts.session_rows"
SESSION_COOKIE_AGE = env.int("RVUEDGE_SESSION_HOURS", default=12) * 3600
IDLE_LIMIT = env.int("RVUEDGE_IDLE_HOURS", default=12) * 3600
IDLE_LIMIT_OF_ADMINISTRATORS = env.int("RVUEDGE_ADMIN_IDLE_MINUTES", default=30) * 60
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "rvuedge.web.views.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if HTTPS:
    SECURE_SSL_REDIRECT = True
    # Asked from within, past the proxy.
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME = "__Host-rvuedge", "__Host-csrftoken", "__Host-language"
    MESSAGE_STORAGE = "rvuedge.web.passing_messages.HostStorage"
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rvuedge.accounts.tokens.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PAGINATION_CLASS": "rvuedge.web.paging.CappedPagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rvuedge.web.parsing.StrictJSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["rvuedge.web.throttling.OfVisitors", "rvuedge.web.throttling.OfPeople"],
    "DEFAULT_THROTTLE_RATES": {"anon": "120/min", "user": "600/min"},
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
    "EXCEPTION_HANDLER": "rvuedge.web.problems.exception_handler",
    "COERCE_DECIMAL_TO_STRING": True,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "RVU Edge API",
    "DESCRIPTION": "The wRVU log, the code catalogue and the reports of one installation. Decimals are strings.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
}
SILENCED_SYSTEM_CHECKS: list[str] = []

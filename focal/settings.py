"""Settings for every process, from the environment. `focal/env.py` reads it, `.env.example` names all of it."""

from typing import Any
from urllib.parse import urlsplit

import django_stubs_ext
from csp.constants import NONE, SELF

from focal.env import BASE_DIR, read_environment, refuse_unsafe_production, required

django_stubs_ext.monkeypatch()  # ModelForm[User] and its like, at runtime
env, ADDRESSES = read_environment()

# -- Where we run -----------------------------------------------------------------------------------------------------
PRODUCTION = env.str("FOCAL_ENV", default="development") == "production"
DEBUG = env.bool("DEBUG", default=False)
DATA_DIR = ADDRESSES.data
FOCAL_URL = ADDRESSES.focal_url
FIRST_RUN = "`make run` makes one in FOCAL_DATA/secrets.env; in production set your own."
SECRET_KEY = required(env, "SECRET_KEY", FIRST_RUN)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# -- LiveKit ----------------------------------------------------------------------------------------------------------
LIVEKIT_URL = ADDRESSES.livekit_url
LIVEKIT_PUBLIC_URL = ADDRESSES.livekit_public_url
LIVEKIT_API_KEY = required(env, "LIVEKIT_API_KEY", FIRST_RUN)
LIVEKIT_API_SECRET = required(env, "LIVEKIT_API_SECRET", FIRST_RUN)

if PRODUCTION:
    refuse_unsafe_production(
        debug=DEBUG,
        secret_key=SECRET_KEY,
        allowed_hosts=ALLOWED_HOSTS,
        focal_url=FOCAL_URL,
        livekit_public_url=LIVEKIT_PUBLIC_URL,
        livekit_api_secret=LIVEKIT_API_SECRET,
    )

# -- What Focal is made of --------------------------------------------------------------------------------------------
ROOT_URLCONF = "focal.urls"
ASGI_APPLICATION = "focal.asgi.application"
INSTALLED_APPS = [
    *(["daphne"] if DEBUG else []),  # replaces `runserver`; the site itself runs on uvicorn
    "focal",
    "rooms",
    "accounts",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
]
MIDDLEWARE = [
    "focal.middleware.log_request",
    "focal.middleware.take_any_host",
    "focal.middleware.limit_body",
    "django.middleware.security.SecurityMiddleware",
    *(["whitenoise.middleware.WhiteNoiseMiddleware"] if DEBUG else []),  # else `static_door.py`, before Django
    "csp.middleware.CSPMiddleware",
    "focal.middleware.permissions_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.speak_their_language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "focal.middleware.refuse_zero_bytes",
    "focal.middleware.answer_problems",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# -- Where things are kept --------------------------------------------------------------------------------------------
DATABASES: dict[str, dict[str, Any]] = {"default": env.db_url_config(ADDRESSES.database_url)}
DATABASE = DATABASES["default"]
if DATABASE["ENGINE"].endswith("sqlite3"):
    # Django's defaults lose writes under load ("database is locked"); these lose none.
    DATABASE["CONN_MAX_AGE"] = None
    DATABASE["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000",
    }
    DATABASE["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}  # a file, since the tests' own servers share it
else:
    # Beside what DATABASE_URL says itself, such as ?sslmode=require.
    pool = {"min_size": 1, "max_size": env.int("DATABASE_POOL", default=16), "timeout": 3}
    DATABASE["OPTIONS"] = {**DATABASE.get("OPTIONS", {}), "pool": pool}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = ADDRESSES.redis_url
# Sign-in throttles live here and must hold without Redis.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "focal_cache"}}

# -- People -----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backend.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
SIGNUP_OPEN = env.bool("SIGNUP_OPEN", default=True)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = env.str("EMAIL_VERIFICATION", default="mandatory" if PRODUCTION else "none")
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # other sessions end with the old password; this one stays
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Focal"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # http://localhost
MFA_ALLOW_UNVERIFIED_EMAIL = ACCOUNT_EMAIL_VERIFICATION == "none"  # else nobody could set it up on a first run
EMAIL_CONFIG = env.email_url_config(env.str("EMAIL_URL", default="consolemail://"))
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 3
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"Focal <focal@{urlsplit(FOCAL_URL).hostname}>")

# -- Safety -----------------------------------------------------------------------------------------------------------
SESSION_ENGINE = "focal.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else f"session_{ADDRESSES.port}"  # side by side on localhost
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else f"csrf_{ADDRESSES.port}"
CSRF_COOKIE_HTTPONLY = True  # pages carry the token in <meta name="csrf-token">
CSRF_FAILURE_VIEW = "focal.errors.forged_request_page"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^health", r"^livekit/webhook$"]  # asked for from inside, over plain HTTP
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
MAX_BODY_BYTES = 11 * 1024 * 1024  # what the web server reads at all
MAX_PLAIN_BODY_BYTES = 64 * 1024  # what a form or a JSON door takes
BODY_LIMITS = {"/livekit/webhook": 256 * 1024}  # it carries everybody's metadata, and a 413 would lose it for good
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "media-src": [SELF, "blob:", "mediastream:"],
        "connect-src": [SELF, *ADDRESSES.livekit_origins],
        "worker-src": [SELF, "blob:"],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    },
}

# -- Static files -----------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("vendor/livekit-client", BASE_DIR / "node_modules/livekit-client/dist")]
STATICFILES_FINDERS = ["focal.staticfiles.ProjectFinder", "django.contrib.staticfiles.finders.AppDirectoriesFinder"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA_DIR / "files"}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "focal.staticfiles.HashedModulesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = not DEBUG  # pages name no others

# -- Language and time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
USE_TZ = True
TIME_ZONE = "UTC"

# -- REST, tasks, logs ------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["focal.api.BrowserAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser", "rest_framework.parsers.FormParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "focal.api.problem_response",
    # Loopback's proxy is uvicorn's to believe (--forwarded-allow-ips); a header alone is nobody's address.
    "NUM_PROXIES": 0,
    "DEFAULT_THROTTLE_RATES": {"arrivals": "60/min", "checks": "10/min"},
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
CELERY_BROKER_URL = ADDRESSES.celery_broker_url
CELERY_TASK_IGNORE_RESULT = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT, CELERY_TASK_SOFT_TIME_LIMIT = 180, 150
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {  # measured: a killed worker's task is back in 21 s instead of 92
    "visibility_timeout": 240,  # above the hard time limit
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "socket_timeout": 2,
    "socket_connect_timeout": 2,
}
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO").upper()
LOGGING_CONFIG = "focal.logs.configure"
LOGGING = {"level": LOG_LEVEL, "json": PRODUCTION}

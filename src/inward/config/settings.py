"""Django settings. What an installation may change comes from the environment."""

from pathlib import Path

from inward.config import environment

PACKAGE = Path(__file__).resolve().parent.parent
HOME = environment.home()

SECRET_KEY = environment.secret_key(HOME)
DEBUG = environment.switch("INWARD_DEBUG")
DEMO = environment.switch("INWARD_DEMO")
ALLOWED_HOSTS = environment.hosts()
PUBLIC_URL = environment.public_url()
CURRENCY = environment.currency()

INSTALLED_APPS = [
    "inward.config.apps.ConfigApp",
    "inward.kernel",
    "inward.calendars",
    "inward.directory",
    "inward.notify",
    "inward.catalogue",
    "inward.agreements",
    "inward.tickets",
    "inward.feedback",
    "inward.suggestions",
    "inward.analytics",
    "inward.measures",
    "inward.network",
    "inward.web",
    "inward.api",
    "inward.exchange",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "django_htmx",
]

MIDDLEWARE = [
    "inward.web.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "inward.web.limits.BodyLimit",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "inward.web.middleware.PersonTimeZone",
    "inward.web.middleware.ErrorPages",
]

ROOT_URLCONF = "inward.config.urls"
WSGI_APPLICATION = "inward.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "inward.web.shell.context",
            ]
        },
    }
]

DATABASES = {"default": environment.database(HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "directory.Person"
AUTHENTICATION_BACKENDS = ["inward.web.accounts.SignInBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "inward.web.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True

# Cookies: `__Host-` binds them to this host over TLS; browsers accept them on plain loopback too.
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "inward.web.errors.csrf_failure"
SECURE_HSTS_SECONDS = 31_536_000
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# In a signed cookie, else (too long) in the session: a session is not written for each form sent.
MESSAGE_STORAGE = "inward.web.flashes.Flashes"
if environment.switch("INWARD_TLS_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Else all who sign in would share one address, and its limit of failed attempts.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
# A form of 60 questions is built in some 1,000 fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_500

STATIC_URL = "/static/"
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

FILES_ROOT = HOME / "files"
# Weights of trained suggestions.
SUGGESTIONS_ROOT = HOME / "suggestions"
FILES_URL = environment.files_url()

_MAIL = environment.mail()
DEFAULT_FROM_EMAIL = _MAIL.sender
EMAIL_BACKEND = f"django.core.mail.backends.{_MAIL.backend}.EmailBackend"
EMAIL_FILE_PATH = HOME / "mail"
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_SSL, EMAIL_USE_TLS = _MAIL.use_ssl, _MAIL.use_tls
EMAIL_TIMEOUT = 20

# Names of built files carry their hash: browsers may keep them for ever.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+-[A-Z0-9]{8}\.\w+$"

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = environment.language()
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

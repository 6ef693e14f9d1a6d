"""Settings of the project, all read from the environment (see `.env.example`)."""

import sys
from pathlib import Path

import environ
from csp.constants import NONCE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

TESTING = "pytest" in sys.modules
DEBUG = env.bool("DEBUG", default=False)
# The demo shows its accounts and their common password on the sign-in page: never for real data.
DEMO = env.bool("DEMO", default=False)
SECRET_KEY = env.str("SECRET_KEY")
DEMO_PASSWORD = "luwu-demo"

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Address under which the site is reached from outside: mails, QR codes and the printed book use it.
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
HTTPS = SITE_URL.startswith("https://")

# Where uploads, the fragment cache and generated keys live. `dev` sets it; production names a volume.
DATA_DIR = Path(env.str("LUWU_DATA", default=str(BASE_DIR / ".local")))

INSTALLED_APPS = [
    "luwu_smartcity.apps.RoofConfig",
    "masterplan",
    "stakeholders",
    "quickwins",
    "files",
    "accounts",
    "formats",
    "luwu_smartcity.admin_site.ReferenceAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_prose_editor",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "pgtrigger",
    "pghistory",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "luwu_smartcity.middleware.refuse_oversized_requests",
    "luwu_smartcity.middleware.refuse_unreadable_requests",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "luwu_smartcity.middleware.limit_session_age",
    "luwu_smartcity.middleware.speak_the_users_language",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "luwu_smartcity.urls"
WSGI_APPLICATION = "luwu_smartcity.wsgi.application"

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
                "django.template.context_processors.i18n",
                "luwu_smartcity.navigation.navigation",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "formats.templatetags.formats",
            ],
        },
    }
]

# ---- Database: DATABASE_URL, else the embedded server that `dev` keeps on a unix socket. ----
if env.str("DATABASE_URL", default=""):
    DATABASES = {"default": env.db("DATABASE_URL")}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "luwu",
            "USER": "luwu",
            "HOST": env.str("LUWU_SOCKET", default=str(DATA_DIR / "postgres")),
        }
    }
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"].setdefault("OPTIONS", {})["options"] = (
    # A lost client must not keep a lock for ever, a wild query must not eat the machine.
    "-c statement_timeout=60000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=120000"
)
DATABASES["default"]["OPTIONS"]["application_name"] = env.str("LUWU_PROCESS", default="web")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# Limits of sign-in attempts must be shared by all web processes, hence not in their memory.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# ---- People ----
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "accounts.backends.WithOrganisation",
    "accounts.backends.AccountBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": env.int("PASSWORD_MIN_LENGTH", default=10)},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {
    # Fifty people sign in from one hall behind one address, so limits are per account, not per address.
    "login": "600/m/ip",
    "login_failed": "8/5m/key",
    "reset_password": "60/m/ip,5/m/key",
    "reauthenticate": "10/m/user",
    # Guests of a Bimtek register from one hall; codes that fit no meeting are guesses.
    "attendance": "300/m/ip",
    "attendance_code": "40/5m/ip",
}
# Behind nginx: how many proxies stand before the site, so that limits and the list of devices see the visitor (K03).
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Masterplan Smart City"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # mail addresses are given by the administrator
USERSESSIONS_TRACK_ACTIVITY = False
ACCOUNT_CHANGE_EMAIL = True

# Signed out after a working morning without a click, and after twelve hours in any case.
SESSION_COOKIE_AGE = env.int("SESSION_IDLE_SECONDS", default=4 * 3600)
SESSION_ABSOLUTE_AGE = env.int("SESSION_ABSOLUTE_SECONDS", default=12 * 3600)
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
if HTTPS:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31536000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_SSL_REDIRECT = env.bool("SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_FAILURE_VIEW = "luwu_smartcity.errors.csrf_failure"

# ---- Mail ----
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
if env.str("EMAIL_URL", default=""):
    vars().update(env.email("EMAIL_URL"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Masterplan Smart City <noreply@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 20
EXPORT_MAIL_AFTER_SECONDS = env.int("EXPORT_MAIL_AFTER_SECONDS", default=60)  # who waits longer is told by mail

# ---- Language, time, numbers ----
LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Makassar"
# Left off: it would print the year 2026 as 2.026. Numbers are formatted by formats/.
USE_THOUSAND_SEPARATOR = False

# ---- Files ----
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(DATA_DIR / "media")))
STATICFILES_STORAGE_CLASS = "luwu_smartcity.staticfiles.BundledStaticFilesStorage"
if not env.bool("STATIC_COMPRESSED", default=True):
    # Compressing takes twenty seconds, at each start of the development server; naming by content a third of one.
    STATICFILES_STORAGE_CLASS = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
if TESTING or DEBUG:
    STATICFILES_STORAGE_CLASS = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": STATICFILES_STORAGE_CLASS},
}
WHITENOISE_MANIFEST_STRICT = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=20 * 1024 * 1024)
# Bytes that one person and one organisation may keep; 0 is no limit.
UPLOAD_QUOTA_PERSON = env.int("UPLOAD_QUOTA_PERSON", default=2 * 1024**3)
UPLOAD_QUOTA_ORGANISATION = env.int("UPLOAD_QUOTA_ORGANISATION", default=10 * 1024**3)
# A command that looks at each upload, for example "clamdscan --no-summary --fdpass"; empty: none.
SCANNER = env.str("SCANNER", default="")

# ---- Forms ----
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# ---- The regency whose plan this is; an administrator can change both in the plan's settings later. ----
REGION = {
    "name": env.str("REGION_NAME", default="Kabupaten Luwu"),
    "short": env.str("REGION_SHORT", default="Luwu"),
    "province": env.str("REGION_PROVINCE", default="Sulawesi Selatan"),
    "capital": env.str("REGION_CAPITAL", default="Belopa"),
    "office": env.str("REGION_OFFICE", default="Dinas Komunikasi, Informatika, Statistik dan Persandian"),
}

# ---- Signing: the system's own seal alone, or certified signatures through the agency's e-sign service of BSrE too. ----
ESIGN_BACKEND = env.str("ESIGN_BACKEND", default="local")
ESIGN_URL = env.str("ESIGN_URL", default="").rstrip("/")
ESIGN_USER = env.str("ESIGN_USER", default="")
ESIGN_PASSWORD = env.str("ESIGN_PASSWORD", default="")
ESIGN_TIMEOUT = env.float("ESIGN_TIMEOUT", default=30)
ESIGN_CA = env.str("ESIGN_CA", default="")
if ESIGN_BACKEND not in ("local", "bsre"):
    raise ImproperlyConfigured("ESIGN_BACKEND is local or bsre.")
if ESIGN_BACKEND == "bsre" and not ESIGN_URL.startswith(("https://", "http://127.0.0.1:", "http://[::1]:")):
    raise ImproperlyConfigured("ESIGN_URL must be https, or of this very machine: passphrases go there.")

# ---- Headers ----
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-ancestors": ["'none'"],
        "form-action": [SELF],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb", "interest-cohort")
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# ---- History: the person stands in the context that HistoryMiddleware keeps. ----
PGHISTORY_CONTEXT_FIELD = __import__("pghistory").ContextForeignKey(null=True)
PGHISTORY_APPEND_ONLY = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "luwu_smartcity.logs.OneLineFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {"django.request": {"level": "ERROR"}, "fontTools": {"level": "ERROR"}, "pikepdf": {"level": "WARNING"}},
}

SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"] if not HTTPS else []

if DEMO and HTTPS and not DEBUG:
    raise ImproperlyConfigured("DEMO=1 publishes accounts with a known password; it cannot run under an https address.")

"""Settings common to all zones. Everything that differs between installations comes from the environment."""

import os
from pathlib import Path

import yakuba
from yakuba.operation.settings.databases import from_url

HOME = Path(os.environ.get("YAKUBA_HOME", "var")).resolve()
THREADS = int(os.environ.get("YAKUBA_THREADS", "4"))
# Pieces of background work at once: in one worker, and of one municipality (the others get their turn).
JOB_THREADS = int(os.environ.get("YAKUBA_JOB_THREADS", str(max(1, THREADS - 1))))
JOB_SLOTS = int(os.environ.get("YAKUBA_JOB_SLOTS", "2"))

# Files exchanged with outside parties; a training town hall has a spool of its own that nobody outside reads.
SPOOL = HOME / "spool"
SPOOL_TRAINING = HOME / "spool-training"

# Mails are files until an SMTP server is named: smtp://user:password@host:587?tls=starttls or smtps://host:465.
MAIL_DIRECTORY = HOME / "mail"
MAIL_FROM = os.environ.get("YAKUBA_MAIL_FROM", "no-reply@localhost")
SMTP_URL = os.environ.get("YAKUBA_SMTP_URL", "")

SECRET_KEY = os.environ.get("YAKUBA_SECRET_KEY", "")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("YAKUBA_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
ROOT_URLCONF = "yakuba.operation.settings.urls_core"
WSGI_APPLICATION = "yakuba.operation.settings.wsgi.application"
PATHS_WITHOUT_MUNICIPALITY = frozenset({"static", "health", "favicon.ico"})

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "yakuba.platform.tenancy",
    "yakuba.platform.access",
    "yakuba.platform.addressee",
    "yakuba.platform.ledger",
    "yakuba.platform.cases",
    "yakuba.platform.attachments",
    "yakuba.platform.documents",
    "yakuba.platform.register",
    "yakuba.areas.resident_registry",
    "yakuba.areas.handover",
    "yakuba.areas.own_ledgers",
    "yakuba.areas.collection",
    "yakuba.areas.child_allowance",
    "yakuba.areas.resident_tax",
    "yakuba.insight.law_changes",
    "yakuba.insight.work_comparison",
    "yakuba.insight.work_hours",
    "yakuba.backyard",
    "yakuba.frontyard.reception",
    "yakuba.frontyard.counter",
    "yakuba.frontyard.portal",
    "yakuba.platform.screens",
    "yakuba.platform.jobs",
    "yakuba.platform.parameters",
    "yakuba.platform.exchange",
    "yakuba.platform.mail",
    "yakuba.platform.secrets",
    "yakuba.platform.disclosure",
]

MIDDLEWARE = [
    # Static files are answered below the headers, so that they carry them too.
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "yakuba.platform.attachments.receiving.BodyLimitMiddleware",
    "yakuba.platform.access.plain_text.PlainTextMiddleware",
    "yakuba.platform.tenancy.middleware.TenantMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "yakuba.platform.access.middleware.AccessMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]

DATABASES = {"default": from_url(os.environ.get("DATABASE_URL", "postgresql:///yakuba"), pool=THREADS)}
DATABASE_ROUTERS: list[str] = []
if owner := os.environ.get("DATABASE_OWNER_URL"):
    DATABASES["owner"] = from_url(owner)

# The master key of numbers, and the second place of the register's chain heads: neither belongs into a database backup.
YAKUBA_KEYS = Path(os.environ.get("YAKUBA_KEYS", str(HOME / "keys" / "master.key")))
YAKUBA_HEADS = Path(os.environ.get("YAKUBA_HEADS", str(HOME / "heads")))

# The residents' portal (settings of its zone; the core reads those of cards alone, for the reader at the counter).
PORTAL_HOME = Path(os.environ.get("YAKUBA_PORTAL_HOME", str(HOME / "portal")))
PORTAL_ORIGIN = os.environ.get("YAKUBA_PORTAL_ORIGIN", "http://localhost:8001")
CARD_CLIENT = os.environ.get("YAKUBA_CARD_CLIENT", "")
# The local service of a clerk's terminal (yakuba card-reader); the same address on every terminal.
CARD_READER = os.environ.get("YAKUBA_CARD_READER", "").rstrip("/")
CARD_AUTHORITIES = os.environ.get("YAKUBA_CARD_AUTHORITIES", str(PORTAL_HOME / "authorities"))
CARD_LISTS = os.environ.get("YAKUBA_CARD_LISTS", str(PORTAL_HOME / "revocation-lists"))
# The national authentication app (OpenID Connect): offered only with issuer, client and key.
APP_ISSUER = os.environ.get("YAKUBA_APP_ISSUER", "")
APP_CLIENT_ID = os.environ.get("YAKUBA_APP_CLIENT_ID", "")
APP_KEY = os.environ.get("YAKUBA_APP_KEY", str(PORTAL_HOME / "app-client.pem"))
APP_ACR = os.environ.get("YAKUBA_APP_ACR", "aal3 crl")
APP_TEST = os.environ.get("YAKUBA_APP_TEST") == "1"  # an issuer without TLS on this machine: the simulator
# The test authority counts only where the operator says so: in a demonstration.
CARD_TEST = os.environ.get("YAKUBA_CARD_TEST") == "1"

# The counter as a zone of its own (YAKUBA_COUNTER=1): the worker takes what it hands in; the key it seals to lies here.
COUNTER_ZONE = os.environ.get("YAKUBA_COUNTER") == "1"
COUNTER_HOME = Path(os.environ.get("YAKUBA_COUNTER_HOME", str(HOME / "counter")))
COUNTER_HANDS_IN = False
CORE_ORIGIN = os.environ.get("YAKUBA_CORE_ORIGIN", "").rstrip("/")

LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
# One copy of the name font serves both documents and staff pages, unmodified as its licence asks.
STATICFILES_DIRS = [("fonts", Path(yakuba.__file__).parent / "platform" / "documents" / "fonts")]
# 46 MB: asked for once; a new version of the font gets a new address (staff.css).
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/fonts/"
WHITENOISE_MIMETYPES = {".ttf": "font/ttf"}
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_USE_FINDERS = True

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "yakuba.platform.screens.errors.csrf_failure"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
# Behind a TLS front the operator sets YAKUBA_TLS=1: cookies then travel over TLS only.
TLS = os.environ.get("YAKUBA_TLS") == "1"
CSRF_COOKIE_SECURE = TLS
# The prefix makes browsers refuse the cookie from anybody but this host over TLS. The session's has a path of its own
# (one town hall), which __Host- does not allow.
CSRF_COOKIE_NAME = "__Host-yakuba_form" if TLS else "yakuba_form"
SECURE_HSTS_SECONDS = 31_536_000 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = TLS
# The supervisor asks for /health on the loopback, without TLS.
SECURE_SSL_REDIRECT = TLS
SECURE_REDIRECT_EXEMPT = [r"^health$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TLS else None

# Second factors. The front proves itself with a secret of its own; without it no header of it is believed.
FRONT_SECRET = os.environ.get("YAKUBA_FRONT_SECRET", "")
CLIENT_CERTIFICATE_HEADER = os.environ.get("YAKUBA_CLIENT_CERTIFICATE_HEADER", "")
# One-time passwords count only in a demonstration, unless the operator decides otherwise.
ALLOW_TOTP = os.environ.get("YAKUBA_ALLOW_TOTP") == "1"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# A body larger than this is refused before it is read, but where a view takes files or loads.
LARGEST_BODY = 6 * 1024 * 1024
BODY_REFUSED_VIEW = "yakuba.platform.screens.errors.too_large"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "yakuba.operation.settings.log_lines.LineFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}

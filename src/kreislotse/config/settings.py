"""All settings of an installation; what differs between installations comes from `env`."""

from pathlib import Path

from csp.constants import SELF

from kreislotse.config import env, languages

PACKAGE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.path("KREISLOTSE_DATA", Path.cwd() / "data")
DEBUG = env.flag("KREISLOTSE_DEBUG")
DEMO = env.flag("KREISLOTSE_DEMO")
SECRET_KEY = env.secret_key(DATA_DIR)

# The district's host decides in `districts.middleware`; an unknown host gets a 404 there, and links are built from
# `District.host`, never from the request.
ALLOWED_HOSTS = ["*"]
PUBLIC_SCHEME = env.text("KREISLOTSE_SCHEME", "http" if DEMO or DEBUG else "https")
PUBLIC_PORT = env.text("KREISLOTSE_PORT")
BEHIND_PROXY = env.flag("KREISLOTSE_BEHIND_PROXY")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "kreislotse.web.accounts",  # before allauth: its pages wear our clothes
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "kreislotse.core",
    "kreislotse.documents",
    "kreislotse.search",
    "kreislotse.jobs",
    "kreislotse.districts",
    "kreislotse.accounts",
    "kreislotse.audit",
    "kreislotse.privacy",
    "kreislotse.imports",
    "kreislotse.places",
    "kreislotse.taxonomy",
    "kreislotse.network",
    "kreislotse.directory",
    "kreislotse.quality",
    "kreislotse.intake",
    "kreislotse.groups",
    "kreislotse.guides",
    "kreislotse.matching",
    "kreislotse.coordination",
    "kreislotse.settlement",
    "kreislotse.casefacts",
    "kreislotse.indicators",
    "kreislotse.planning",
    "kreislotse.administration",
    "kreislotse.web",
    "kreislotse.web.public",
    "kreislotse.web.office",
    "kreislotse.web.guides",
    "kreislotse.web.partners",
    "kreislotse.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "kreislotse.districts.middleware.DistrictMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kreislotse.accounts.middleware.AccessMiddleware",
    "kreislotse.web.public.counting.UsageMiddleware",
]

ROOT_URLCONF = "kreislotse.config.urls"
WSGI_APPLICATION = "kreislotse.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kreislotse.web.context.house",
            ],
            "builtins": [
                "kreislotse.core.templatetags.components",
                "kreislotse.districts.templatetags.terms",
            ],
        },
    },
]

DATABASES = {"default": env.database(env.text("DATABASE_URL"), DATA_DIR)}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kreislotse_cache",
    },
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Language, time, numbers
LANGUAGE_CODE = "de"
languages.register()
LANGUAGES = languages.LANGUAGES
LANGUAGES_BIDI = languages.LANGUAGES_BIDI
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
FORMAT_MODULE_PATH = ["kreislotse.config.formats"]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# Static files
STATIC_URL = "static/"
STATIC_ROOT = env.path("KREISLOTSE_STATIC", DATA_DIR / "static")
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Accounts: e-mail and password, TOTP, passkeys, the Kreis' own login by setting
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["kreislotse.accounts.backends.HouseBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home_after_login"
ACCOUNT_ADAPTER = "kreislotse.accounts.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "kreislotse.accounts.adapters.SocialAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account begins with an invitation, which proves the address
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody gets mail because somebody typed a wrong address
ACCOUNT_FORMS = {"login": "kreislotse.web.accounts.forms.LoginForm"}
MFA_ADAPTER = "kreislotse.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO or DEBUG
SOCIALACCOUNT_LOGIN_ON_GET = True  # the button is a link: our policy lets no form lead to another server
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
if env.text("KREISLOTSE_OIDC_SERVER"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"].append(
        {
            "provider_id": "kreis",
            "name": env.text("KREISLOTSE_OIDC_NAME", "Anmeldung der Kreisverwaltung"),
            "client_id": env.text("KREISLOTSE_OIDC_CLIENT"),
            "secret": env.text("KREISLOTSE_OIDC_SECRET"),
            "settings": {"server_url": env.text("KREISLOTSE_OIDC_SERVER")},
        }
    )

# Cookies stay on their host: an account of one district is not logged in at its neighbor's.
SESSION_COOKIE_NAME = "sitzung"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_SCHEME == "https"
CSRF_COOKIE_NAME = "formular"
CSRF_FAILURE_VIEW = "kreislotse.web.errors.csrf_failure"
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if PUBLIC_SCHEME == "https" else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Maps draw their own outlines; tiles of a map server behind them only by setting, because it then sees who looks
MAP_TILES = env.text("KREISLOTSE_MAP_TILES")  # https://tiles.example/{z}/{x}/{y}.png
MAP_SOURCE = env.text("KREISLOTSE_MAP_SOURCE")
_tile_server = ["/".join(MAP_TILES.split("/")[:3])] if MAP_TILES else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", *_tile_server],
        "frame-ancestors": ["'none'"],
        "form-action": [SELF],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}

# Mail: a server by setting, else files in the data directory, so that nothing leaves the house by accident
DEFAULT_FROM_EMAIL = env.text("KREISLOTSE_MAIL_FROM", "kreislotse@localhost")
if env.text("KREISLOTSE_MAIL_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = env.text("KREISLOTSE_MAIL_HOST")
    EMAIL_PORT = env.number("KREISLOTSE_MAIL_PORT", 587)
    EMAIL_HOST_USER = env.text("KREISLOTSE_MAIL_USER")
    EMAIL_HOST_PASSWORD = env.text("KREISLOTSE_MAIL_PASSWORD")
    EMAIL_USE_TLS = env.flag("KREISLOTSE_MAIL_TLS", True)
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"

# The way out: servers inside the house that may be asked all the same ("name" or "name:port", separated by commas)
OUTBOUND_ALLOWED_HOSTS = [name for name in env.text("KREISLOTSE_OUTBOUND_ALLOW").replace(" ", "").split(",") if name]

# Machine translation: off unless a server is named that speaks like DeepL or like LibreTranslate
MACHINE_TRANSLATION_KIND = env.choice("KREISLOTSE_TRANSLATE", ("", "deepl", "libretranslate"))
MACHINE_TRANSLATION_URL = env.text("KREISLOTSE_TRANSLATE_URL", "https://api-free.deepl.com")
MACHINE_TRANSLATION_KEY = env.text("KREISLOTSE_TRANSLATE_KEY")
MACHINE_TRANSLATION_FORMALITY = env.choice("KREISLOTSE_TRANSLATE_FORMALITY", ("prefer_more", "prefer_less", "default"))

# Every night some of the addresses in the directory are opened, to see whether they still lead somewhere
LINK_CHECK = env.flag("KREISLOTSE_LINK_CHECK", not DEMO)

# Feeds of other systems: asked only when somebody of the office gives an address on a page, and never with „nein“
FEEDS_MAY_BE_FETCHED = env.flag("KREISLOTSE_FEEDS", True)

# How often the counts of pages read are written down; 0 leaves it to whoever calls `quality.usage.flush`
USAGE_FLUSH_SECONDS = 30

# The public pages may be taken along without internet; "nein" removes what phones have kept at their next visit
OFFLINE = env.flag("KREISLOTSE_OFFLINE", True)

# Uploads: one file, never larger than what an importer reads
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_242_880
FILE_UPLOAD_HANDLERS = [
    "kreislotse.core.uploads.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "kreislotse.core.uploads.PatientTemporaryFileUploadHandler",
]
UPLOAD_LIMIT_BYTES = 20 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"hide_secrets": {"()": "kreislotse.core.logs.HideSecrets"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["hide_secrets"],
        }
    },
    "root": {"handlers": ["console"], "level": env.text("KREISLOTSE_LOG", "WARNING")},
}
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # the address is unique by `user_email_unique`, in any spelling

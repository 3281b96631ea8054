"""One settings file, driven by the environment; safe unless LMF_DEMO or LMF_TESTING says otherwise.

| variable | what it sets | when it is absent |
|---|---|---|
| LMF_SECRET_KEY | the key that signs sessions (50 random characters) | the server does not start, except in the demo |
| LMF_HOSTS | the names the site answers to, comma separated | none: every request is refused |
| DATABASE_URL | postgres://user:password@host/name | SQLite in var/ |
| LMF_NAME | the name in the top bar | Lead & Manage |
| LMF_LANGUAGE, LMF_TIME_ZONE | language and time zone of the installation | en, UTC |
| LMF_CURRENCY | the currency of new workplans, three letters | none |
| LMF_YEAR_STARTS | month and day on which a workplan's year starts, "07-01" | 01-01 |
| LMF_SESSION_MINUTES | a person who does nothing for so long is signed out | 120 |
| LMF_KEYS | the folder of the keys of open reflections; one for each installation, shared by its servers, left out of backups | var/keys |
| LMF_DAYS_TO_RECORD | so many days after a month or quarter its values are recorded | 15 |
| LMF_ON_TRACK | an indicator is on track from so many percent of its target | 90 |
| LMF_AT_RISK | and at risk from so many; under that it is off track | 70 |
| LMF_FEWEST_ANSWERS | a reflection shows nothing under so many answers; never fewer than 5 | 5 |
| LMF_ADVANCE_DAYS | an advance of money is to be accounted for within so many days | 30 |
| LMF_AMENDMENTS_REVIEWED | 0: a change of an approved plan is approved by its team's lead; else it is reviewed again | 1 |
| LMF_URL | the address of the site, as links in e-mails begin | https:// and the first of LMF_HOSTS |
| LMF_EMAIL_URL | the mail server: smtp://user:password@host (STARTTLS), smtps://… (TLS), smtp+plain://… (neither) | no e-mails are sent |
| LMF_EMAIL_FROM | the address that e-mails come from | needed where there is a mail server |
| LMF_PLAIN_HTTP | 1: the site is reached without https (a closed local network) | https only |
| LMF_BEHIND_PROXY | 1: a proxy in front sets X-Forwarded-Proto and -For | the server faces the browsers itself |
"""

import os
from datetime import date
from email.utils import formataddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"


def on(name):
    """Whether the environment variable `name` is set to something that means yes."""
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


DEMO = on("LMF_DEMO")
TESTING = on("LMF_TESTING")
DEBUG = False

SECRET_KEY = os.environ.get("LMF_SECRET_KEY", "")
if not SECRET_KEY:
    if not (DEMO or TESTING):
        raise ImproperlyConfigured("Set LMF_SECRET_KEY to 50 random characters (or LMF_DEMO=1 to look around).")
    SECRET_KEY = "a-key-for-looking-around-that-everybody-knows-and-nobody-should-use"  # noqa: S105  known to be public

ALLOWED_HOSTS = [host.strip() for host in os.environ.get("LMF_HOSTS", "").split(",") if host.strip()]
if DEMO:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]

SITE_NAME = os.environ.get("LMF_NAME", "Lead & Manage")
CURRENCY = os.environ.get("LMF_CURRENCY", "")
try:
    first_of_year = date.fromisoformat(f"2001-{os.environ.get('LMF_YEAR_STARTS', '01-01')}")
except ValueError as error:
    raise ImproperlyConfigured("LMF_YEAR_STARTS is a month and a day, for example 07-01.") from error
KEYS_DIR = Path(os.environ.get("LMF_KEYS") or VAR_DIR / ("demo-keys" if DEMO else "keys"))
AMENDMENTS_REVIEWED = os.environ.get("LMF_AMENDMENTS_REVIEWED", "1") != "0"
ADVANCE_DAYS = int(os.environ.get("LMF_ADVANCE_DAYS") or 30)
DAYS_TO_RECORD = int(os.environ.get("LMF_DAYS_TO_RECORD") or 15)
ON_TRACK = int(os.environ.get("LMF_ON_TRACK") or 90)
AT_RISK = int(os.environ.get("LMF_AT_RISK") or 70)
REFLECTION_FEWEST = max(5, int(os.environ.get("LMF_FEWEST_ANSWERS") or 5))
YEAR_STARTS = (first_of_year.month, first_of_year.day)

INSTALLED_APPS = [
    "lmframework",
    "assessments",
    "workplans",
    "teams",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "lmframework.static.StaticFiles",
    "simple_history",
    "axes",
    "csp",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "teams.sessions.StayingMiddleware",
    "lmframework.caching.PrivateMiddleware",
    "teams.language.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "teams.keeping.KeepingLoginMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lmframework.caching.UnchangedMiddleware",
    "teams.once.ActsOnceMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "lmframework.urls"
WSGI_APPLICATION = "lmframework.wsgi.application"

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
                "lmframework.menu.frame",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

VAR_DIR.mkdir(exist_ok=True)
own_file = VAR_DIR / ("demo.sqlite3" if DEMO else "lmframework.sqlite3")
database = dj_database_url.parse(os.environ.get("DATABASE_URL", f"sqlite:///{own_file}"))
if database["ENGINE"] == "django.db.backends.sqlite3":
    database["OPTIONS"] = {
        # A write waits for its turn from the start, so that two people saving at once never see "locked".
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    # To open it anew for each page would cost as much as an empty page does.
    database["CONN_MAX_AGE"] = 0 if TESTING else None
elif not TESTING:
    database["OPTIONS"] = {"pool": True}
DATABASES = {"default": database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "teams.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "teams.backends.AnyNameBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "teams:account_sign_in"
LOGIN_REDIRECT_URL = "lmframework:home_start"
LOGOUT_REDIRECT_URL = LOGIN_URL

# A whole clinic shares one address: only a name together with an address is locked out.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_TEMPLATE = "teams/account/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
AXES_IPWARE_PROXY_COUNT = 1 if on("LMF_BEHIND_PROXY") else 0

LANGUAGE_CODE = os.environ.get("LMF_LANGUAGE", "en")
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = os.environ.get("LMF_TIME_ZONE", "UTC")
USE_I18N = USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["lmframework.formats"]

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "lmframework.static.BootstrapFinder",
]
PLAIN_STATIC = DEMO or TESTING
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if PLAIN_STATIC
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = PLAIN_STATIC
# A page without its style sheet says more than no page, where `collectstatic` was forgotten.
WHITENOISE_MANIFEST_STRICT = False
WHITENOISE_MAX_AGE = 3600 if DEMO else 60

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
PLAIN_HTTP = DEMO or TESTING or on("LMF_PLAIN_HTTP")
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not PLAIN_HTTP
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not PLAIN_HTTP
SECURE_REFERRER_POLICY = "same-origin"
if on("LMF_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "lmframework.views.problems.csrf_failure"
# Ends after a time without use, and with the browser: the computer is often shared.
SESSION_COOKIE_AGE = int(os.environ.get("LMF_SESSION_MINUTES", "120")) * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

first_host = next((host for host in ALLOWED_HOSTS if not host.startswith(("*", "."))), "")
SITE_URL = os.environ.get("LMF_URL", "").rstrip("/")
if first_host and not SITE_URL:
    SITE_URL = f"{'http' if PLAIN_HTTP else 'https'}://{first_host}"
# Scheme: (port, STARTTLS, TLS from the beginning).
MAIL_SERVERS = {"smtp": (587, True, False), "smtps": (465, False, True), "smtp+plain": (25, False, False)}
mail_server = urlsplit(os.environ.get("LMF_EMAIL_URL", ""))
EMAIL_FROM = os.environ.get("LMF_EMAIL_FROM", "demo@example.org" if DEMO else "")
DEFAULT_FROM_EMAIL = formataddr((SITE_NAME, EMAIL_FROM))
EMAIL_TIMEOUT = 20  # seconds, for each answer of the mail server
if mail_server.scheme:
    if mail_server.scheme not in MAIL_SERVERS or not mail_server.hostname:
        raise ImproperlyConfigured("LMF_EMAIL_URL is, for example, smtp://user:password@mail.example.org:587.")
    port, EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL_SERVERS[mail_server.scheme]
    EMAIL_HOST, EMAIL_PORT = mail_server.hostname, mail_server.port or port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(mail_server.username or ""), unquote(mail_server.password or "")
elif DEMO:
    # Nobody is written to: each message is a file to look at.
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "demo-mails"
SENDS_MAIL = bool(mail_server.scheme) or DEMO or TESTING
"""Without it no e-mail is made, and nobody is asked when they want one."""

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SIMPLE_HISTORY_FILEFIELD_TO_CHARFIELD = True

if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Strangers who ask for another host are refused; a line for each would only fill the disk.
    "loggers": {"axes": {"level": "ERROR"}, "django.security.DisallowedHost": {"handlers": [], "propagate": False}},
}

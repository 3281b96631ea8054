"""What `manage.py check` says of an installation that sends e-mails and lacks something for it."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error
from django.core.exceptions import ValidationError
from django.core.validators import validate_email


def mail_can_be_sent(**_options):
    """Errors, where a mail server is set, for what its e-mails need: who they come from, and where their links lead."""
    if not settings.SENDS_MAIL or settings.TESTING:
        return []
    found = []
    try:
        validate_email(settings.EMAIL_FROM)
    except ValidationError:
        words = "LMF_EMAIL_URL names a mail server, but LMF_EMAIL_FROM is no address that e-mails could come from."
        found.append(Error(words, hint="Set LMF_EMAIL_FROM, such as plans@health.example.org.", id="teams.E001"))
    address = urlsplit(settings.SITE_URL)
    if address.scheme not in {"http", "https"} or not address.hostname:
        words = "E-mails have links, and where the site is reached is not known."
        found.append(Error(words, hint="Set LMF_URL, such as https://plans.health.example.org.", id="teams.E002"))
    return found

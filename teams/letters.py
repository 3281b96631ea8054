"""The words of an e-mail: how many notices, what is to be acted on first, and how to be written to no more."""

from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MOST_LINES = 30
"""An e-mail has at most so many notices; that there are more is said below them."""


def letter(person, notices, message_id, at):
    """The e-mail to `person` of `notices`, in their language.

    `message_id` and the moment `at` stand in its head: where it is sent again, a mail program knows it by them.
    """
    with translation.override(person.written_in):
        return EmailMessage(
            subject=f"{settings.SITE_NAME}: {how_many(notices)}",
            body=text(person, notices),
            to=[person.email],
            headers={
                "Message-ID": message_id,
                "Date": format_datetime(at),
                "Auto-Submitted": "auto-generated",
                "Content-Language": person.written_in,
            },
        )


def how_many(notices):
    words = ngettext("%(n)s new notice", "%(n)s new notices", len(notices))
    return words % {"n": number_format(len(notices))}


def text(person, notices):
    """What is to be acted on first stands first; what is as urgent in the order in which it is given."""
    in_order = sorted(notices, key=lambda notice: notice.urgency)
    shown, more = in_order[:MOST_LINES], len(notices) - MOST_LINES
    parts = [_("%(name)s, this is new for you:") % {"name": person.name}, *map(entry, shown)]
    if more > 0:
        words = ngettext("And %(n)s more notice.", "And %(n)s more notices.", more)
        parts.append(words % {"n": number_format(more)})
    parts += [
        _("All your notices: %(url)s") % {"url": address(reverse("teams:notice_list"))},
        _("For another hour, or no e-mails: %(url)s") % {"url": address(reverse("teams:account_page"))},
    ]
    return "\n\n".join(parts) + "\n"


def entry(notice):
    """A notice on one line; on the next ones who did it, and when, and where it leads."""
    lines = [f"- {' '.join(notice.words.split())}"]
    if notice.by:
        lines.append(f"{notice.by.name}, {date_format(timezone.localtime(notice.at), 'DATETIME_FORMAT')}")
    if notice.url:
        lines.append(address(notice.url))
    return "\n  ".join(lines)


def address(path):
    return settings.SITE_URL + path

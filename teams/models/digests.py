"""The outbox: one e-mail a day to each person who has something new and gave an address.

A digest is a row before it is a message, and has its Message-ID from the beginning. However often a worker dies, the row
stays until the mail server took the message; where it died in between, the same message goes out again under the same
Message-ID, by which mail programs know it.
"""

import logging
import secrets
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.db import DatabaseError, IntegrityError, models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from teams.letters import letter
from teams.models.notices import Notice
from teams.models.people import User

BATCH = 20
"""So many are sent before the worker looks whether there is something else to do."""
FAILURES = 3
"""After so many failures one after the other the mail server is left alone for a while."""
REFUSALS = 5
"""A digest that the mail server refused so often for good is given up."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=2), timedelta(days=1)
"""The first is longer than sending takes: nobody else tries while somebody still does."""

logger = logging.getLogger(__name__)


def wait_after(tried):
    """How long a digest that was tried so often is left alone: 2 minutes, doubled each time, a day at most."""
    return min(FIRST_WAIT * 2 ** min(tried - 1, 20), LONGEST_WAIT)


def new_message_id():
    """A Message-ID that no other digest has, and that tells nobody whose it is."""
    return f"<{secrets.token_hex(20)}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"


class DigestQuerySet(models.QuerySet):
    def waiting(self):
        """Those that are neither sent nor given up."""
        return self.filter(sent_at=None, refused__lt=REFUSALS)

    def due(self, now):
        """Those that are to be sent, or tried again, by `now`: the oldest first."""
        return self.waiting().filter(not_before__lte=now).order_by("made_at", "pk")

    def put_off(self, until):
        """They are tried again from `until` on; how many."""
        return self.waiting().update(not_before=until)

    def count_try(self, digest):
        """They were tried as often as `digest` says, and wait as long; how many."""
        return self.waiting().update(tried=digest.tried, not_before=digest.not_before)


Digests = models.Manager.from_queryset(DigestQuerySet)


class DigestManager(Digests):
    model: type["Digest"]  # type: ignore[assignment]

    def make(self, now):
        """Write the digest of the day for each person whose hour has come and who has something new; how many."""
        if not settings.SENDS_MAIL:
            return 0
        local = timezone.localtime(now)
        unmailed = Notice.objects.unmailed().filter(to=OuterRef("pk"))
        people = User.objects.mailed_by(local.hour).filter(Exists(unmailed)).exclude(digests__day=local.date())
        return sum(self.make_for(person, local.date(), now) for person in people.order_by("pk"))

    def make_for(self, person, day, now):
        """Write the digest of `person`; whether there was something new, and no other worker wrote it first."""
        try:
            with transaction.atomic():
                digest = self.create(person=person, day=day, message_id=new_message_id(), made_at=now, not_before=now)
                if person.notices.put_into(digest):
                    return True
                digest.delete()
        except IntegrityError:
            logger.debug("A digest was written by another worker meanwhile.")
        return False

    def send(self, most=BATCH):
        """Send what is due, `most` at once; how many the mail server took. Several workers may do so at once.

        A server that cannot be reached is left alone by all of them, for as long as the oldest digest waits.
        """
        now = timezone.now()
        due = list(self.due(now).select_related("person")[:most]) if settings.SENDS_MAIL else []
        if not due:
            return 0
        connection = get_connection()
        try:
            connection.open()
        except OSError as error:  # smtplib's are OSErrors too
            logger.warning("The mail server cannot be reached: %s", name_of(error))
            if due[0].claim(now):
                due[0].note(error)
                self.due(now).put_off(due[0].not_before)
            return 0
        try:
            return send_each(due, connection)
        finally:
            close(connection)


def send_each(digests, connection):
    """Send `digests` over an open `connection`; how many were taken."""
    sent = failures = 0
    for digest in digests:
        if not digest.claim(timezone.now()):
            continue
        try:
            sent += digest.send(connection)
            failures = 0
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001  whatever is wrong with one, the others go out
            logger.warning("Digest %s could not be sent: %s", digest.pk, name_of(error))
            digest.note(error)
            failures += 1
            close(connection)
            if failures == FAILURES or not opens(connection):
                break
    return sent


def opens(connection):
    try:
        connection.open()
    except OSError:
        return False
    return True


def close(connection):
    try:
        connection.close()
    except OSError:
        connection.connection = None


def code_of(error):
    """The mail server's number for what is wrong, or 0."""
    if isinstance(error, SMTPRecipientsRefused):
        return next((code for code, _words in error.recipients.values()), 0)
    return getattr(error, "smtp_code", 0)


def name_of(error):
    """What went wrong, without the mail server's words, which have people's addresses in them."""
    return f"{type(error).__name__} {code_of(error) or ''}".strip()


class Digest(models.Model):
    """The e-mail of one day to one person: what was new in their inbox, in `notices`."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="digests", verbose_name=_("person")
    )
    day = models.DateField(_("day"))
    message_id = models.CharField(max_length=320, unique=True, editable=False)
    made_at = models.DateTimeField(_("made"))
    not_before = models.DateTimeField(_("tried again after"))
    tried = models.PositiveIntegerField(_("tried"), default=0)
    """How often sending it was begun, whatever came of it."""
    refused = models.PositiveIntegerField(_("refused"), default=0)
    """How often the mail server said that it never will be taken."""
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=120, blank=True)

    objects = DigestManager()

    class Meta:
        verbose_name = _("e-mail")
        verbose_name_plural = _("e-mails")
        ordering = ["-day", "-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="digest_once_a_day")]
        indexes = [models.Index(fields=["not_before"], condition=models.Q(sent_at=None), name="digest_waiting")]

    def __str__(self):
        return f"{self.person}, {self.day}"

    @property
    def is_given_up(self):
        return self.sent_at is None and self.refused >= REFUSALS

    def claim(self, now):
        """Count a try, if nobody else has since it was read; whether it is this worker's to send.

        Until `not_before` nobody else tries: a worker that dies is, to the row, a try that failed.
        """
        mine = Digest.objects.waiting().filter(pk=self.pk, tried=self.tried)
        self.tried, self.not_before = self.tried + 1, now + wait_after(self.tried + 1)
        return bool(mine.count_try(self))

    def send(self, connection):
        """Send what of it is still unread; whether there was something to send.

        Where all is read by now, or the person gets no e-mail any more, it is taken away; its notices stay.
        """
        notices = list(self.notices.unread().select_related("by").order_by("at", "pk"))
        if not notices or not self.person.gets_mail:
            self.delete()
            return False
        message = letter(self.person, notices, self.message_id, self.made_at)
        connection.send_messages([message])
        self.sent_at, self.last_error = timezone.now(), ""
        self.save(update_fields=["sent_at", "last_error"])
        return True

    def note(self, error):
        """Keep what went wrong, and how often it was for good."""
        self.last_error = name_of(error)[:120]
        if isinstance(error, SMTPRecipientsRefused | SMTPDataError) and code_of(error) >= 500:
            self.refused += 1
        self.save(update_fields=["last_error", "refused"])

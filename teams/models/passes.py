"""A way in without a password, for once: an invitation, or help for who forgot the password."""

import base64
import re
import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from teams.models.notices import Notice
from teams.models.people import User

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""What a code is made of: nothing that looks like something else."""
CODE_LENGTH = 8
TOKEN = re.compile(r"(\d{1,18})-([\w-]{24})", re.ASCII)


class NotOpen(Exception):
    """A one-time link that was used, has ended, was withdrawn, or no longer fits its person."""


def fresh_nonce():
    return secrets.token_hex(16)


class PassQuerySet(models.QuerySet):
    def open(self, now):
        """Those that may still be used, as far as they themselves know."""
        return self.filter(used_at=None, withdrawn_at=None, ends_at__gt=now)


Passes = models.Manager.from_queryset(PassQuerySet)


class PassManager(Passes):
    model: type["Pass"]  # type: ignore[assignment]

    @transaction.atomic
    def issue(self, person, by):
        """A new way in for `person`, made by `by`; any earlier one that is still open is withdrawn."""
        person = User.objects.select_for_update().get(pk=person.pk)
        person.passes.withdraw()
        purpose = self.model.purpose_for(person)
        now = timezone.now()
        made = self.create(user=person, purpose=purpose, made_by=by, made_at=now, ends_at=now + Pass.LASTS[purpose])
        account = reverse("teams:account_page")
        Notice.objects.tell([person], "pass_made", by=by, url=account, purpose=str(purpose))
        return made

    @transaction.atomic
    def invite(self, person, post, by):
        """Save a new `person`, and `post` where that is new, give it to them from today, and issue a way in."""
        person.set_unusable_password()
        person.save()
        if post.pk is None:
            post.save()
        post.holdings.assign(post, person, by=by)
        return self.issue(person, by)

    def withdraw(self):
        """End those that are open, of one person: `person.passes.withdraw()`."""
        now = timezone.now()
        for one in self.select_for_update().open(now):
            one.withdrawn_at = now
            one.save(update_fields=["withdrawn_at"])

    def by_link(self, token):
        """The open pass that `token` belongs to, or None."""
        found = TOKEN.fullmatch(token)
        if not found:
            return None
        one = self.still_open(int(found[1]))
        return one if one and constant_time_compare(one.secret, found[2]) else None

    def still_open(self, key):
        """The pass `key`, if it may be used; else None."""
        one = self.select_related("user", "made_by").filter(pk=key).first()
        return one if one and one.is_open(timezone.now()) else None

    def by_code(self, name, code):
        """The open pass of who is known as `name`, if its code is `code`; else None.

        A wrong code is counted, whatever becomes of the rest of the request's work. Names that nobody has, people
        without a pass and codes that are dead take as long as a wrong code does.
        """
        found = self._by_code(name, code)
        if found is None:
            make_password(code)
        return found

    @transaction.atomic
    def _by_code(self, name, code):
        now = timezone.now()
        person = User.objects.known_as(name).first()
        one = self.select_for_update().open(now).filter(user=person).first() if person else None
        if one is None or one.wrong_codes >= Pass.WRONG_CODES:
            return None
        if not constant_time_compare(one.code, bare_code(code)):
            one.count_wrong_code()
            return None
        return one if one.is_open(now) else None

    @transaction.atomic
    def tell(self, person):
        """Those of `person` that they were not told of yet, oldest first; now they were."""
        found = list(self.select_for_update(of=("self",)).select_related("made_by").filter(user=person, told_at=None))
        for one in found:
            one.told_at = timezone.now()
            one.save(update_fields=["told_at"])
        return found[::-1]


def bare_code(code):
    """`code` as it is compared: without hyphens and blanks, in capital letters."""
    return re.sub(r"[\s-]", "", code).upper()


class Pass(models.Model):
    """A one-time link and a one-time code for one person, made by another who may.

    Neither is stored: both follow from `nonce` and the installation's secret key, so that a copy of the database
    opens no account, and the person who made them can print them again. Rows are never deleted: they are the log.
    """

    class Purpose(models.TextChoices):
        INVITATION = "invitation", pgettext_lazy("purpose of a one-time link", "invitation")
        RECOVERY = "recovery", pgettext_lazy("purpose of a one-time link", "forgotten password")

    LASTS = {Purpose.INVITATION: timedelta(days=14), Purpose.RECOVERY: timedelta(days=1)}
    WRONG_CODES = 5
    """After so many wrong codes the code is dead; the link, which nobody can guess, goes on."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="passes")
    purpose = models.CharField(max_length=10, choices=Purpose)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    nonce = models.CharField(max_length=32, default=fresh_nonce, editable=False)
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    """When the person was told of it at a sign-in with their password."""

    objects = PassManager()

    class Meta:
        verbose_name = gettext_lazy("one-time link")
        verbose_name_plural = gettext_lazy("one-time links")
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return f"{self.user}: {self.get_purpose_display()}"

    @classmethod
    def purpose_for(cls, person):
        """What a pass for `person` is for, as they are now."""
        return cls.Purpose.RECOVERY if person.has_usable_password() else cls.Purpose.INVITATION

    @property
    def secret(self):
        """144 bits that nobody guesses, for the link."""
        return base64.urlsafe_b64encode(self._derived("link")[:18]).decode()

    @property
    def code(self):
        """What is typed where a link cannot be opened."""
        number = int.from_bytes(self._derived("code"), "big")
        return "".join(ALPHABET[number // len(ALPHABET) ** place % len(ALPHABET)] for place in range(CODE_LENGTH))

    def _derived(self, what):
        salt = f"{__name__}.{what}"
        return salted_hmac(salt, f"{self.pk}:{self.user_id}:{self.nonce}", algorithm="sha256").digest()

    @property
    def code_in_groups(self):
        """The code as people read and type it: "7KQM-2XWP"."""
        return f"{self.code[:4]}-{self.code[4:]}"

    @property
    def path(self):
        """The address of the link, without the site's name."""
        return reverse("teams:join_link", args=[f"{self.pk}-{self.secret}"])

    def is_open(self, now):
        """Whether it may be used at `now`: by the clock, and by what has become of its person since it was made.

        Who came to edit content in the meantime is let in by a superuser's pass alone, a superuser by none.
        """
        if self.used_at or self.withdrawn_at or self.ends_at <= now:
            return False
        person = self.user
        if not person.is_active or person.is_superuser or self.purpose != self.purpose_for(person):
            return False
        return not person.is_staff or bool(self.made_by and self.made_by.is_superuser)

    def count_wrong_code(self):
        """One try less; whoever made it and its person are told when the code is dead. The row has to be locked."""
        self.wrong_codes += 1
        self.save(update_fields=["wrong_codes"])
        if self.wrong_codes == self.WRONG_CODES:
            Notice.objects.tell([self.made_by, self.user], "code_locked", person=self.user.name)

    @transaction.atomic
    def use(self, password):
        """Let its person choose `password`, once; the person. Raises NotOpen where that cannot be any more."""
        person = User.objects.select_for_update().get(pk=self.user_id)
        fresh = Pass.objects.select_for_update().get(pk=self.pk)
        fresh.user = person
        if not fresh.is_open(timezone.now()):
            raise NotOpen
        fresh.used_at = timezone.now()
        fresh.save(update_fields=["used_at"])
        person.set_password(password)
        vars(person)["_history_user"] = person
        person.save()
        page = reverse("teams:people_person", args=[person.pk])
        Notice.objects.tell([fresh.made_by], "pass_used", by=person, url=page, person=person.name)
        return person

    @property
    def words(self):
        """Who made it, when, and whether it was used, for its person to read."""
        facts = {
            "name": self.made_by.name if self.made_by else _("somebody"),
            "made": date_format(timezone.localtime(self.made_at), "DATETIME_FORMAT"),
            "used": date_format(timezone.localtime(self.used_at), "DATETIME_FORMAT") if self.used_at else "",
        }
        if self.used_at:
            return _("On %(made)s %(name)s made a one-time link for your account. It was used on %(used)s.") % facts
        return _("On %(made)s %(name)s made a one-time link for your account. It was not used.") % facts

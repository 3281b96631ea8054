"""The people who sign in."""

import re
import unicodedata
from itertools import count

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

USERNAME = RegexValidator(
    r"^[^\W\d_][\w.-]*\Z",
    _("A user name begins with a letter and has only letters, digits, dots, hyphens and underscores."),
)
MOST_UNREAD = 99
"""More unread notices than so many are not counted."""
PHONE = RegexValidator(r"^\+?\d{6,15}\Z", _("A phone number is 6 to 15 digits, with or without a + before them."))


def bare_name(text):
    """A name as it is compared at sign-in: in small letters, or a phone number without what people put into it."""
    name = unicodedata.normalize("NFKC", text).strip()
    return name.lower() if "@" in name or name[:1].isalpha() else bare_phone(name)


def bare_phone(text):
    """`text` without the spaces, dots, hyphens and brackets that people put into phone numbers."""
    return re.sub(r"[\s().\-/]", "", text)


class PeopleQuerySet(models.QuerySet):
    def known_as(self, name):
        """The people who may sign in under `name`: a user name, an e-mail address or a phone number.

        The three cannot be mistaken for each other: a user name begins with a letter and has no @.
        """
        name = bare_name(name)
        if "@" in name:
            return self.filter(email__iexact=name)
        if name[:1].isalpha():
            return self.filter(username__iexact=name)
        return self.filter(phone=name)

    def holding(self, posts, day):
        """The people who hold one of `posts` on `day`, each once."""
        running = models.Q(holdings__ends_on=None) | models.Q(holdings__ends_on__gte=day)
        return self.filter(running, holdings__starts_on__lte=day, holdings__post__in=posts).distinct()

    def in_team(self, team, day):
        """The people who hold a post of `team` on `day`."""
        return self.holding(team.posts.all(), day)

    def mailed_by(self, hour):
        """The people to whom e-mail goes, and whose hour of the day has come by `hour`: those who `gets_mail`."""
        written = self.filter(is_active=True, mails=User.Mails.DAILY, mail_hour__lte=hour)
        return written.exclude(email=None).exclude(email="")


People = models.Manager.from_queryset(PeopleQuerySet)


class PeopleManager(BaseUserManager, People):
    model: type["User"]  # type: ignore[assignment]

    def create_user(self, username, password=None, **fields):
        person = self.model(username=username, **fields)
        person.set_password(password)
        person.full_clean(exclude=["password"])
        person.save()
        return person

    def free_username(self, name):
        """A user name made of a person's `name` that nobody has: "mary.banda", "mary.banda2"."""
        words = slugify(name) or slugify(name, allow_unicode=True)
        stem = words.replace("-", ".").lstrip("0123456789._")[:50].rstrip(".") or "person"
        taken = {one.lower() for one in self.filter(username__istartswith=stem).values_list("username", flat=True)}
        return next(one for number in count(1) if (one := f"{stem}{number if number > 1 else ''}") not in taken)

    def create_superuser(self, username, password=None, **fields):
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with a user name, an e-mail address or a phone number; only the first is needed."""

    class Reminds(models.TextChoices):
        BEFORE = "before", pgettext_lazy("when to remind", "Before it is due, on the day, and when it is late")
        DAY = "day", pgettext_lazy("when to remind", "On the day, and when it is late")
        LATE = "late", pgettext_lazy("when to remind", "Only when it is late")
        NEVER = "never", pgettext_lazy("when to remind", "Not at all: I look into my work myself")

    class Mails(models.TextChoices):
        DAILY = "daily", pgettext_lazy("e-mails", "One a day")
        NEVER = "never", pgettext_lazy("e-mails", "None")

    username = models.CharField(_("user name"), max_length=60, unique=True, validators=[USERNAME])
    name = models.CharField(_("name"), max_length=120, help_text=_("As colleagues write it."))
    email = models.EmailField(_("e-mail address"), null=True, blank=True)
    phone = models.CharField(_("phone number"), max_length=16, null=True, blank=True, validators=[PHONE])
    language = models.CharField(
        _("language"), max_length=12, blank=True, help_text=_("Nothing here: the language of the browser.")
    )
    reminds = models.CharField(_("remind me of work"), max_length=6, choices=Reminds, default=Reminds.BEFORE)
    mails = models.CharField(_("e-mails about my notices"), max_length=5, choices=Mails, default=Mails.DAILY)
    mail_hour = models.PositiveSmallIntegerField(
        _("not before"), default=7, validators=[MaxValueValidator(23)], help_text=_("The hour of the day, 0 to 23.")
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("edits content"), default=False, help_text=_("May open the admin pages."))
    date_joined = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    """When they closed the first steps that home shows to newcomers."""
    history = HistoricalRecords(excluded_fields=["password", "last_login", "settled_at"])

    objects = PeopleManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("username"), name="user_username", violation_error_message=_("This user name is taken.")
            ),
            models.UniqueConstraint(
                Lower("email"), name="user_email", violation_error_message=_("This e-mail address is taken.")
            ),
            models.UniqueConstraint(
                fields=["phone"], name="user_phone", violation_error_message=_("This phone number is taken.")
            ),
            models.CheckConstraint(condition=models.Q(mail_hour__lte=23), name="user_mail_hour"),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        self.username = self.normalize_username((self.username or "").strip())
        self.email = (self.email or "").strip() or None
        self.phone = bare_phone(self.phone or "") or None
        if self.language and self.language not in dict(settings.LANGUAGES):
            self.language = ""

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Where the password is a new one, no one-time link that was made before it opens the account any more."""
        is_new = vars(self).get("_password") is not None
        super().save(*args, **kwargs)
        if is_new:
            self.passes.withdraw()

    @transaction.atomic
    def set_open(self, is_open):
        """Open the account, or close it: that ends its sessions at once, and its one-time links."""
        self.is_active = is_open
        self.save()
        if not is_open:
            self.passes.withdraw()

    def settle(self):
        """They know their way: home shows the first steps no more."""
        self.settled_at = timezone.now()
        self.skip_history_when_saving = True
        self.save(update_fields=["settled_at"])

    def wants(self, stage):
        """Whether they chose to be reminded at `stage` of work of theirs; of what is late below them they always are."""
        return stage == "above" or self.Reminds.values.index(stage) >= self.Reminds.values.index(self.reminds)

    @property
    def gets_mail(self):
        """Whether e-mail goes to them: they may sign in, gave an address and chose so."""
        return bool(self.is_active and self.email and self.mails == self.Mails.DAILY)

    @property
    def written_in(self):
        """The language of what is sent to them: their own choice, else the installation's."""
        return self.language if self.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE

    @cached_property
    def unread_notices(self):
        """What they were told and have not read, the latest first, at most MOST_UNREAD: read once a request."""
        return list(self.notices.unread()[:MOST_UNREAD])

    def count_unread(self):
        """How many notices they have not read: counted where all were read already, else by one query."""
        known = vars(self).get("unread_notices")
        return self.notices.unread().count() if known is None or len(known) >= MOST_UNREAD else len(known)

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name

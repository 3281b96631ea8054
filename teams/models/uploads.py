"""Files that people bring, between the request that brings one and the one that puts it to use."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from teams.models.units import Unit

KEPT_FOR = timedelta(days=30)
"""For so long a file waits to be put to use; then its content is forgotten."""


class Upload(models.Model):
    """A file as it was brought, what somebody said its columns are, and when it was put to use.

    `once` is the token of the form that brought it, so that a form sent twice brings it once. `choices` holds a
    mapping: {"sheet": …, "header_row": …, "columns": {…}}.
    """

    once = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("brought by")
    )
    at = models.DateTimeField(_("brought on"), default=timezone.now)
    name = models.CharField(_("file"), max_length=255)
    content = models.BinaryField(null=True)
    choices = models.JSONField(default=dict)
    applied_at = models.DateTimeField(_("put to use on"), null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name


class ListFiles(models.Manager["ListFile"]):
    @transaction.atomic
    def bring(self, once, **fields):
        """The list that the form with the token `once` brings; the one that it brought where it is sent again.

        Contents of lists that waited for longer than KEPT_FOR are forgotten.
        """
        for old in self.filter(at__lt=timezone.now() - KEPT_FOR).exclude(content=None).defer("content"):
            old.content = None
            old.save(update_fields=["content"])
        brought, _made = self.get_or_create(once=once or uuid.uuid4(), defaults=fields)
        return brought


class ListFile(Upload):
    """A list of units or of people, brought by whoever looks after the accounts of `unit`'s branch.

    `unit` is empty where a superuser brings the whole tree. `answers` keeps what was decided about doubtful rows,
    `report` what was done.
    """

    class Kind(models.TextChoices):
        UNITS = "units", pgettext_lazy("kind of list", "units")
        PEOPLE = "people", pgettext_lazy("kind of list", "people")

    kind = models.CharField(max_length=8, choices=Kind)
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, blank=True, related_name="+")
    answers = models.JSONField(default=dict)
    report = models.JSONField(default=dict)

    objects = ListFiles()

    class Meta:
        verbose_name = _("list that was brought")
        verbose_name_plural = _("lists that were brought")
        ordering = ["-at", "-pk"]

    @property
    def is_of_units(self):
        return self.kind == self.Kind.UNITS

    def choose(self, **choices):
        """Keep what somebody said its columns are."""
        self.choices = choices
        self.save(update_fields=["choices"])

    def put_to_use(self, answers, report):
        """Keep what was answered and what was done; the content is not needed any more."""
        self.answers, self.report, self.applied_at, self.content = answers, report, timezone.now(), None
        self.save(update_fields=["answers", "report", "applied_at", "content"])

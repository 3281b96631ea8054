"""What a person is told: one inbox each, written by the verbs in whose transaction something happened."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Callable[[dict[str, Any]], str]] = {}
"""For each kind of notice the function that puts its facts into words, in the language that is active.

Each app adds its own from its `notices.py`, which teams/apps.py looks for. A kind is stored: it never changes, its words may.
"""


class NoticeQuerySet(models.QuerySet):
    def unread(self):
        return self.filter(read_at=None)

    def read(self):
        """These are read now, but for those that were before."""
        self.unread().update(read_at=timezone.now())


Notices = models.Manager.from_queryset(NoticeQuerySet)


class NoticeManager(Notices):
    model: type["Notice"]  # type: ignore[assignment]

    def tell(self, people, kind, by=None, url="", **facts):
        """Tell each of `people` once, but not `by`, who did it. `url` is the page of the thing.

        `facts` are texts, numbers and nothing else: the notice outlives what it is about. Raises KeyError for a kind
        without words, and where one of its facts is missing.
        """
        WORDS[kind](facts)
        told = {person.pk: person for person in people if person is not None and person.is_active}
        for person in told.values():
            if by is None or person.pk != by.pk:
                self.create(to=person, kind=kind, by=by, url=url, facts=facts)


class Notice(models.Model):
    """Something that happened, told to one person whom it concerns, in their own language when they read it."""

    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    url = models.CharField(max_length=255, blank=True)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeManager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["to", "read_at"], name="notice_unread")]

    def __str__(self):
        return self.words

    def read(self):
        """It is read now, if it was not before."""
        if self.read_at is None:
            self.read_at = timezone.now()
            self.save(update_fields=["read_at"])

    @property
    def words(self):
        """What happened, in the language that is active; "" for a kind that no longer exists."""
        tell = WORDS.get(self.kind)
        return tell(self.facts) if tell else ""

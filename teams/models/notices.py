"""What a person is told: one inbox each, written by the verbs in whose transaction something happened."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Callable[[dict[str, Any]], str]] = {}
"""For each kind of notice the function that puts its facts into words, in the language that is active.

Each app adds its own from its `notices.py`, which teams/apps.py looks for. A kind is stored: it never changes, its words may.
"""
ASKS: set[str] = set()
"""The kinds of notices that ask something of who is told. Each app adds its own, as it does to WORDS."""
SOONEST = ("late", "day", "before")
"""The stages of what is due, what is to be acted on first before the others."""
BATCH = 200
"""So many reminders are looked up, and written, at once."""
CROSSINGS = 20
"""So often another worker may write some of the same reminders first before we call it a fault."""


class NoticeQuerySet(models.QuerySet):
    def unread(self):
        return self.filter(read_at=None)

    def read(self):
        """These are read now, but for those that were before."""
        self.unread().update(read_at=timezone.now())

    def unmailed(self):
        """Those that are unread and in no digest yet."""
        return self.unread().filter(digest=None)

    def put_into(self, digest):
        """Those that are unread and in no digest yet are in `digest` now; how many."""
        return self.unmailed().update(digest=digest)


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

    def remind(self, person, key, kind, url="", **facts):
        """Tell `person`, once for `key` however often and by however many workers it is asked for; whether it was new.

        The key names the thing, what is said of it and when: "delegation-12:late:2026-07-01". Raises KeyError as
        `tell` does.
        """
        return bool(self.write_missing([{"to": person, "key": key, "kind": kind, "url": url, "facts": facts}]))

    def remind_all(self, about, reminders):
        """Send all that is to be reminded of today for things called `about`-…; how many notices are new.

        `reminders` are Reminders (teams/reminding.py), each at the stage that its thing has reached: what a person
        chose not to be reminded of is left out, but for what somebody waits for (ASKS). Where a person was reminded of something and no longer has to be,
        since it is done or is another's now, the notice stays and is read, so that no e-mail goes out about it.
        """
        reminders = list(reminders)
        self.end_others(about, {(one.to.pk, one.subject) for one in reminders})
        wanted = [one for one in reminders if one.to.is_active and (one.kind in ASKS or one.to.wants(one.stage))]
        return self.write_missing([one.row for one in wanted])

    def end_others(self, about, standing):
        """Unread reminders of things called `about`-… are read now, unless their (person, thing) is in `standing`."""
        reminded = self.unread().filter(key__startswith=f"{about}-").values_list("pk", "to", "key")
        over = [pk for pk, to, key in reminded if (to, key.partition(":")[0]) not in standing]
        for start in range(0, len(over), BATCH):
            self.filter(pk__in=over[start : start + BATCH]).read()

    def write_missing(self, rows):
        """Write those of `rows` (the fields of a notice with a key) that their people have not got; how many.

        In order, so that two workers who write the same wait for each other and never both at once.
        """
        for row in rows:
            WORDS[row["kind"]](row["facts"])
        unique = {(row["to"].pk, row["key"]): row for row in rows}
        ordered = [unique[both] for both in sorted(unique)]
        return sum(self.write_batch(ordered[start : start + BATCH]) for start in range(0, len(ordered), BATCH))

    def write_batch(self, rows):
        """`write_missing` for a few: one query where nothing is missing; all of them or, where it is ended, none."""
        for _crossing in range(CROSSINGS):
            written = self.filter(to__in={row["to"].pk for row in rows}, key__in={row["key"] for row in rows})
            there = set(written.values_list("to", "key"))
            missing = [row for row in rows if (row["to"].pk, row["key"]) not in there]
            if not missing:
                return 0
            try:
                with transaction.atomic():
                    for row in missing:
                        self.create(**row)
                return len(missing)
            except IntegrityError as error:  # another worker wrote one of them first: what is left is looked up anew
                crossed = error
        raise crossed


class Notice(models.Model):
    """Something that happened, told to one person whom it concerns, in their own language when they read it."""

    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    url = models.CharField(max_length=255, blank=True)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    key = models.CharField(max_length=120, null=True, blank=True, editable=False)
    """What it reminds of, at which stage and when; None for what happened, which is told where it happens."""
    digest = models.ForeignKey(
        "teams.Digest", models.SET_NULL, null=True, blank=True, editable=False, related_name="notices"
    )
    """The e-mail that it is in, sent or not."""

    objects = NoticeManager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["to", "read_at"], name="notice_unread"),
            models.Index(
                fields=["key"], condition=models.Q(read_at=None, key__isnull=False), name="notice_unread_reminders"
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["to", "key"], name="notice_once")]

    def __str__(self):
        return self.words

    def read(self):
        """It is read now, if it was not before."""
        if self.read_at is None:
            self.read_at = timezone.now()
            self.save(update_fields=["read_at"])

    @property
    def urgency(self):
        """Its place among others, the smallest first: late, due on the day, due soon, asked, late with others, the rest."""
        stage = self.facts.get("stage")
        if stage in SOONEST:
            return SOONEST.index(stage)
        if stage == "above":
            return len(SOONEST) + 1
        return len(SOONEST) + (0 if self.kind in ASKS else 2)

    @property
    def words(self):
        """What happened, in the language that is active; "" for a kind that no longer exists."""
        tell = WORDS.get(self.kind)
        return tell(self.facts) if tell else ""

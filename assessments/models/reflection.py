"""Reflection: a round of answers that nobody can read back to a person.

There are no answer rows. A round has one box: a tally for each question and the free words in shuffled order, padded to
one length and encrypted with a key that lies outside the database. Answering rewrites the box, and only sets a flag
on the invitation. When the round closes, what may be shown is worked out and kept; box, key and invitations go.

None of the three has a history, a time or a place in the admin: each would join an answer to a moment, and a moment to
a person.
"""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from assessments import keys
from assessments.models.box import Box, Invited
from assessments.models.focus import Vision
from assessments.models.statements import EIGHT, Statement
from assessments.rules import reflection as rules
from assessments.scales import HowFar, HowOften
from teams.atonce import at_once
from teams.models import Notice, Team, User

GAP = timedelta(days=60)
"""Twice a year is enough; and two results of nearly the same people, close together, could be subtracted."""
LONGEST = timedelta(days=60)
REMINDED_BEFORE = timedelta(days=2)


class RoundClosed(Exception):
    """The round takes no answer any more: its date is past, or it is closed."""


class NotInvited(Exception):
    """Who answers was not in the team when the round opened."""


class RoundQuerySet(models.QuerySet):
    def of(self, team):
        """The rounds that `team` takes part in, its neighbours' that it shares among them."""
        return self.filter(teams=team)

    def taking_answers(self, today):
        return self.filter(closed_on=None, closes_on__gte=today)

    def due(self, today):
        """Those whose box waits to be opened, since their date is past."""
        return self.filter(closed_on=None, closes_on__lt=today)

    def closed(self):
        """Those that are closed, the latest first."""
        return self.exclude(closed_on=None).order_by("-closed_on", "-pk")

    def open_due_boxes(self, today):
        """Close every round whose date is past; how many there were.

        One that fails keeps no other shut: the first failure is raised once all were tried.
        """
        due, failed = list(self.due(today).order_by("pk")), []
        for one in due:
            try:
                one.close(today)
            except Exception as error:  # noqa: BLE001
                failed.append(error)
        if failed:
            raise failed[0]
        return len(due)


Rounds = models.Manager.from_queryset(RoundQuerySet)


class RoundManager(Rounds):
    model: type["Round"]  # type: ignore[assignment]

    @at_once
    def open(self, team, by, closes_on, neighbours=(), vision=None, today=None) -> "Round":
        """A round for everybody who is in `team` `today`, and in its `neighbours`, until the day `closes_on`.

        They are told. With `vision` it asks how far that is everyone's own, else it is a reflection. Raises
        ValidationError where too few are in it, where one of the teams has a round or had one lately, and where
        there is nothing to ask.
        """
        teams = [team, *neighbours]
        list(Team.objects.select_for_update().filter(pk__in=[one.pk for one in teams]).order_by("pk"))
        kind = Round.Kind.VISION if vision else Round.Kind.REFLECTION
        today = today or timezone.localdate()
        if not today < closes_on <= today + LONGEST:
            raise ValidationError(
                _("Choose a day from tomorrow on, at most %(days)s days away.") % {"days": LONGEST.days}
            )
        for one in teams:
            self.refuse_another(one, kind, today)
        people = User.objects.filter(is_active=True, pk__in=everybody_in(teams, today)).order_by("pk")
        refuse_too_few(len(people))
        questions = [{"practice": "focus", "statement": None, "texts": {}}] if vision else Statement.objects.asked()
        if not questions:
            raise ValidationError(_("There is no statement to reflect on. An administrator has to write some."))
        opened = Round(
            team=team,
            kind=kind,
            vision=vision,
            opened_by=by,
            opened_on=today,
            closes_on=closes_on,
            invited_count=len(people),
            questions=questions,
        )
        opened.save(force_insert=True)
        opened.teams.set(teams)
        for person in people:
            Invited.objects.create(round=opened, person=person)
        Box.objects.begin(opened)
        opened.tell(people, "vision_asked" if vision else "reflection_opened", by=by)
        return opened

    def refuse_another(self, team, kind, today):
        """Raise ValidationError where `team` has such a round, or one with a result that is not yet GAP old."""
        rounds = self.of(team).filter(kind=kind)
        if rounds.filter(closed_on=None).exists():
            raise ValidationError(_("%(team)s has a round that is not closed yet.") % {"team": team})
        last = rounds.closed().filter(closed_on__gt=today - GAP).filter(result__isnull=False).first()
        if last and last.has_result:
            raise ValidationError(
                _("%(team)s said it together on %(day)s. Twice a year is enough; the next round can open on %(next)s.")
                % {"team": team, "day": last.closed_on, "next": last.closed_on + GAP}
            )

    def remind(self, today):
        """Tell everybody in a round that is about to close, once; how many rounds.

        Who has answered is told too: else the notice would say of each whether they had.
        """
        rows = self.taking_answers(today).filter(reminded=False, closes_on__lte=today + REMINDED_BEFORE)
        return sum(one.remind() for one in rows.filter(opened_on__lt=today).order_by("pk"))


def everybody_in(teams, day):
    """The people of all of `teams` on `day`, each once."""
    return {pk for team in teams for pk in User.objects.in_team(team, day).values_list("pk", flat=True)}


def refuse_too_few(count):
    """Raise ValidationError where so few people could be told apart in a result."""
    fewest = settings.REFLECTION_FEWEST
    if count < fewest:
        raise ValidationError(
            ngettext(
                "%(count)s person is in it. Under %(fewest)s nothing could be shown without showing who said it.",
                "%(count)s people are in it. Under %(fewest)s nothing could be shown without showing who said it.",
                count,
            )
            % {"count": count, "fewest": fewest}
        )


class Round(models.Model):
    """A time in which everybody who was in the team when it opened may answer once, alone."""

    class Kind(models.TextChoices):
        REFLECTION = "reflection", pgettext_lazy("kind of a round", "reflection")
        VISION = "vision", pgettext_lazy("kind of a round", "how far the vision is shared")

    team = models.ForeignKey(Team, models.PROTECT, related_name="rounds_opened")
    teams = models.ManyToManyField(Team, related_name="rounds")
    """Whose round it is: the team that opened it, and the neighbours that it was opened with."""
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.REFLECTION)
    vision = models.ForeignKey(Vision, models.CASCADE, null=True, blank=True, related_name="rounds")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    opened_on = models.DateField()
    closes_on = models.DateField()
    """The last day on which it takes answers."""
    closed_on = models.DateField(null=True, blank=True)
    invited_count = models.PositiveIntegerField()
    answered_count = models.PositiveIntegerField(null=True, blank=True)
    """Known when it is closed, and not before: a number that grows while people answer would tell who just did."""
    questions = models.JSONField()
    """What it asks, as the statements stood when it opened: see `Statement.objects.asked`."""
    result = models.JSONField(null=True, blank=True)
    """What may be shown; None while it is open, and for good where its key was lost."""
    reminded = models.BooleanField(default=False)
    share_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    shared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    shared_on = models.DateField(null=True, blank=True)

    objects = RoundManager()

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="vision", vision__isnull=False) | Q(kind="reflection", vision=None),
                name="round_about_a_vision_or_not",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, result__isnull=True) | Q(closed_on__isnull=False),
                name="round_tells_when_closed",
            ),
        ]

    def __str__(self):
        return f"{self.team}, {self.opened_on}"

    def get_absolute_url(self):
        return reverse("assessments:reflection_result", args=[self.pk])

    def takes_answers(self, today):
        """Whether it may be answered on `today`; past its date it takes none, whoever asks, opened box or not."""
        return self.closed_on is None and today <= self.closes_on

    @property
    def scale(self):
        return HowFar if self.kind == self.Kind.VISION else HowOften

    @property
    def is_with_neighbours(self):
        return len(self.teams.all()) > 1

    @property
    def key_lost(self):
        """Whether its box could not be opened any more."""
        return self.closed_on is not None and self.result is None

    @property
    def practices(self):
        """The practices that it asks about, in order."""
        return list(dict.fromkeys(question["practice"] for question in self.questions))

    def texts(self):
        """Its questions' texts in the reader's language, else in the installation's; in order."""
        wanted = [get_language() or "", (get_language() or "").partition("-")[0], settings.LANGUAGE_CODE]
        return [
            next((texts[language] for language in wanted if language in texts), "")
            for texts in (question["texts"] for question in self.questions)
        ]

    @cached_property
    def by_statement(self):
        """A Summary for each question, None where too few answered it."""
        found = self.result["statements"] if self.result else [None] * len(self.questions)
        return [rules.Summary(**one) if one else None for one in found]

    @cached_property
    def by_practice(self):
        """{practice: Summary} of those that enough people answered."""
        found = self.result["practices"] if self.result else {}
        return {practice: rules.Summary(**found[practice]) for practice, _label in EIGHT if practice in found}

    @property
    def has_result(self):
        """Whether anything of what was said may be shown."""
        return bool(self.by_practice)

    @property
    def words(self):
        """{practice: what people wrote on it}, where enough did."""
        return self.result["words"] if self.result else {}

    @sensitive_variables()
    @at_once
    def answer(self, person, marks, words, today):
        """Put what `person` answered into the box, once: whether this was it, False where they had answered before.

        `marks` has 0 to 5 for each question, `words` {practice: text}. The last of those invited closes the round.
        Raises RoundClosed, NotInvited, KeyLost.
        """
        box = Box.objects.select_for_update().filter(round=self).first()
        self.refresh_from_db()
        if box is None or not self.takes_answers(today):
            raise RoundClosed
        invited = Invited.objects.filter(round=self, person=person).first()
        if invited is None:
            raise NotInvited
        if invited.answered:
            return False
        invited.answered = True
        invited.save(update_fields=["answered"])
        box.put_in(marks, words)
        if not Invited.objects.filter(round=self, answered=False).exists():
            self.close(today)
        return True

    @sensitive_variables()
    @at_once
    def close(self, today=None):
        """Work out what may be shown and keep that; box, key and invitations are destroyed. The teams are told.

        Closed is closed: again it does nothing. Where the key is gone, so is what was said, and the round says so.
        """
        box = Box.objects.select_for_update().filter(round=self).first()
        self.refresh_from_db()
        if box is None or self.closed_on is not None:
            return
        self.answered_count = Invited.objects.filter(round=self, answered=True).count()
        try:
            self.result = self.what_may_be_shown(box.contents())
        except keys.KeyLost:
            self.result = None
        self.closed_on = today or timezone.localdate()
        self.save()
        for name in ("by_statement", "by_practice"):
            vars(self).pop(name, None)
        box.delete()
        Invited.objects.filter(round=self).delete()
        transaction.on_commit(lambda: keys.destroy(box.key))
        people = User.objects.filter(pk__in=everybody_in(self.teams.all(), self.closed_on))
        self.tell(people, "round_lost" if self.key_lost else "round_closed")

    @sensitive_variables()
    def what_may_be_shown(self, contents):
        """The result as it is kept: summaries and words that are safe, and nothing else of what was in the box."""
        fewest = settings.REFLECTION_FEWEST
        tallies = [tally[1:] for tally in contents["tallies"]]
        practices = {
            practice: rules.summary_of_practice(
                [
                    tally
                    for tally, question in zip(tallies, self.questions, strict=True)
                    if question["practice"] == practice
                ],
                fewest,
            )
            for practice in self.practices
        }
        statements = [rules.summary(tally, fewest) for tally in tallies]
        return {
            "statements": [vars(one) if one else None for one in statements],
            "practices": {practice: vars(found) for practice, found in practices.items() if found},
            "words": rules.words_shown(contents["words"], self.answered_count, fewest),
        }

    @at_once
    def remind(self):
        """Tell all who were invited that it is about to close; whether that was not done before."""
        held = Round.objects.select_for_update().get(pk=self.pk)
        if held.reminded or held.closed_on:
            return False
        held.tell(User.objects.filter(invitations__round=held), "round_closing")
        held.reminded = True
        held.save(update_fields=["reminded"])
        return True

    def tell(self, people, kind, by=None):
        facts = {"team": self.team.name, "day": self.closes_on.isoformat()}
        Notice.objects.tell(people, kind, by=by, url=self.get_absolute_url(), **facts)

    @at_once
    def ask_to_share(self, by):
        """Propose to show the result to who supervises the team: it takes a second member to agree. The team is told."""
        held = Round.objects.select_for_update().get(pk=self.pk)
        if held.may_be_shared and not held.shared_on and not held.share_asked_by_id:
            held.share_asked_by = by
            held.save(update_fields=["share_asked_by"])
            held.tell_team("reflection_share_asked", by)

    @at_once
    def agree_to_share(self, by):
        """Show the result, never the words, to who supervises the team; whether `by` is another than who proposed it."""
        held = Round.objects.select_for_update().get(pk=self.pk)
        if held.shared_on or held.share_asked_by_id in {None, by.pk}:
            return False
        held.shared_by, held.shared_on = by, timezone.localdate()
        held.save(update_fields=["shared_by", "shared_on"])
        held.tell_team("reflection_shared", by)
        return True

    @at_once
    def keep_to_ourselves(self, by):
        """Take the proposal or the sharing back: any one member may, and the team is told."""
        held = Round.objects.select_for_update().get(pk=self.pk)
        if held.shared_on or held.share_asked_by_id:
            held.share_asked_by = held.shared_by = held.shared_on = None
            held.save(update_fields=["share_asked_by", "shared_by", "shared_on"])
            held.tell_team("reflection_kept", by)

    @property
    def may_be_shared(self):
        """A reflection of one team alone, with a result: one with neighbours is never taken apart."""
        return self.kind == self.Kind.REFLECTION and self.has_result and not self.is_with_neighbours

    def tell_team(self, kind, by):
        self.tell(User.objects.in_team(self.team, timezone.localdate()), kind, by=by)

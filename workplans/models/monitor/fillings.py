"""Values that come from a file of another system: the file, and which of its codes stands for what."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from teams.atonce import at_once
from teams.models import Team
from teams.models.uploads import KEPT_FOR
from workplans.models.plan import Indicator, Part, Workplan
from workplans.practices import Practice, practice_constraint, practice_field

MOST_WAITING = 5
"""So many files of one person and name are looked at, to know one again that is brought twice."""

BATCH = 500
SAID = ["fills", "indicator", "indicator_name", "part"]
"""The fields of a Mapping that say what it stands for."""


class MappingManager(models.Manager["Mapping"]):
    def say(self, team, known_by, by, fills, *, name="", indicator=None, part=None):
        """Remember what a code of `team` stands for, instead of what was said of it before; its Mapping.

        `known_by` is (code, detail), as a file calls it.
        """
        facts = {"fills": fills, "name": name, "indicator": indicator, "part": part}
        return self.say_of_many(team, {known_by: facts}, by)[known_by]

    @at_once
    def say_of_many(self, team, said, by):
        """As `say`, of many codes at once: {known_by: Mapping} of `said`, {known_by: its other facts}, in a fixed number of queries."""
        Team.objects.select_for_update().get(pk=team.pk)
        there = {one.known_by: one for one in self.filter(team=team).select_related("indicator", "part")}
        found, new, changed = {}, [], []
        for known_by, facts in said.items():
            code, detail = known_by
            mapping = there.get(known_by) or self.model(team=team, code=code, detail=detail)
            mapping.name = facts.get("name") or mapping.name
            is_changed = mapping.take(facts["fills"], facts.get("indicator"), facts.get("part"))
            if known_by not in there:
                new.append(mapping)
            elif is_changed:
                changed.append(mapping)
            found[known_by] = mapping
        made = bulk_create_with_history(new, self.model, BATCH, default_user=by)
        bulk_update_with_history(changed, self.model, ["name", *SAID], batch_size=BATCH, default_user=by)
        return found | {one.known_by: one for one in made}


class Mapping(models.Model):
    """What a code of another system, such as DHIS2, stands for in the plans of a team: remembered from file to file."""

    class Fills(models.TextChoices):
        VALUE = "value", pgettext_lazy("what a code fills", "the value")
        NUMERATOR = "numerator", pgettext_lazy("what a code fills", "the numerator")
        DENOMINATOR = "denominator", pgettext_lazy("what a code fills", "the denominator")
        NOTHING = "nothing", pgettext_lazy("what a code fills", "nothing: it is not in our plan")

    team = models.ForeignKey(Team, models.CASCADE, related_name="mappings", editable=False)
    code = models.CharField(_("code"), max_length=300)
    """What the file calls it: the code of a data element, or its name where there is none."""
    detail = models.CharField(_("detail"), max_length=300, blank=True)
    """The category of the value in the other system, such as "Female"; "" where there is none."""
    name = models.CharField(_("name"), max_length=300, blank=True)
    fills = models.CharField(_("fills"), max_length=11, choices=Fills)
    indicator = models.ForeignKey(Indicator, models.SET_NULL, null=True, related_name="mappings")
    """The indicator of the latest plan for which it was said; that of another plan: rules/kinship.py."""
    indicator_name = models.TextField(blank=True, editable=False)
    part = models.ForeignKey(Part, models.PROTECT, null=True, related_name="+")
    practice = practice_field(Practice.MONITOR, editable=False)
    history = HistoricalRecords()

    objects = MappingManager()

    class Meta:
        verbose_name = _("code of another system")
        verbose_name_plural = _("codes of other systems")
        ordering = ["code", "detail"]
        constraints = [
            practice_constraint("mapping"),
            models.UniqueConstraint(fields=["team", "code", "detail"], name="mapping_of_a_code"),
        ]

    def __str__(self):
        return f"{self.code} {self.detail}".strip()

    @property
    def known_by(self):
        """What a file calls it."""
        return self.code, self.detail

    def take(self, fills, indicator=None, part=None):
        """Let it stand for that, not written yet; whether it stood for anything else. Nothing is of no indicator."""
        if fills == Mapping.Fills.NOTHING:
            indicator = part = None
        before = [getattr(self, name) for name in SAID]
        self.fills, self.indicator, self.part = fills, indicator, part
        self.indicator_name = indicator.name if indicator else ""
        return before != [getattr(self, name) for name in SAID]

    def stand_for(self, by, fills, indicator=None, part=None):
        """Let it stand for that from now on, said by that person; nothing is written where it does already."""
        if self.take(fills, indicator, part) or not self.pk:
            self._history_user = by
            self.save()

    def forget(self, by):
        """Let nothing be known of it any more, so that it is asked again."""
        self._history_user = by
        self.delete()


class FillingManager(models.Manager["Filling"]):
    @at_once
    def bring(self, plan, name, content, by):
        """The file of values that `by` brought for `plan`; the one that waits already where it is brought again.

        What waited too long to be used is forgotten.
        """
        plan = Workplan.objects.hold(plan.pk)
        plan.refuse_if_closed()
        for old in self.filter(at__lt=timezone.now() - KEPT_FOR, content__isnull=False).defer("content"):
            old.content = None
            old.save(update_fields=["content"])
        name = name.replace("\\", "/").rpartition("/")[2][:255]
        waiting = self.filter(workplan=plan, by=by, name=name, filled_at=None, content__isnull=False)
        same = next((one for one in waiting[:MOST_WAITING] if bytes(one.content or b"") == content), None)
        return same or self.create(workplan=plan, name=name, content=content, by=by)


class Filling(models.Model):
    """A file of values that was brought into a plan: kept from its upload until it is filled from, or left."""

    workplan = models.ForeignKey(Workplan, models.CASCADE, related_name="fillings", editable=False)
    name = models.CharField(_("file"), max_length=255)
    content = models.BinaryField(null=True)
    """The file; None once it is filled from."""
    choices = models.JSONField(default=dict, blank=True)
    """What was chosen for it: the sheet, what its columns are."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("brought by"))
    at = models.DateTimeField(_("brought on"), default=timezone.now)
    filled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)
    filled_at = models.DateTimeField(null=True, editable=False)
    outcome = models.JSONField(default=dict, blank=True, editable=False)
    """What came of it: how many values were recorded, were there already, differed, were of no indicator."""
    practice = practice_field(Practice.MONITOR, editable=False)

    objects = FillingManager()

    class Meta:
        verbose_name = _("file of values")
        verbose_name_plural = _("files of values")
        ordering = ["-pk"]
        constraints = [practice_constraint("filling")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("workplans:monitor_filling", args=[self.pk])

    def choose(self, **choices):
        """Keep what somebody said of it: its columns, its place."""
        self.choices = {**self.choices, **choices}
        self.save(update_fields=["choices"])

    @at_once
    def leave(self):
        """Let it be gone, with nothing recorded from it; False where somebody filled from it by now, so that it stays."""
        Workplan.objects.hold(self.workplan_id)
        there = Filling.objects.filter(pk=self.pk)
        is_used = there.filter(filled_at__isnull=False).exists()
        if not is_used:
            there.delete()
        return not is_used

    def finish(self, by, outcome, **choices):
        """Keep who filled from it and what came of it; the file itself is not needed any more."""
        self.choices = {**self.choices, **choices}
        self.filled_by, self.filled_at, self.outcome, self.content = by, timezone.now(), outcome, None
        self.save(update_fields=["filled_by", "filled_at", "outcome", "content", "choices"])

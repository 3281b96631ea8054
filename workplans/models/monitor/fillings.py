"""Values that come from a file of another system: the file, and which of its codes stands for what."""

from collections import defaultdict

from django.conf import settings
from django.core.exceptions import ValidationError
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

SAID_ALREADY = _("Something else was said of this code, which does not go together with this. Look at it first.")
BATCH = 500
SAID = ["fills", "indicator", "indicator_name", "part"]
"""The fields of a Mapping that say what it stands for."""


class MappingManager(models.Manager["Mapping"]):
    def say(self, team, known_by, by, fills, *, name="", indicator=None, part=None):
        """Remember what a code of `team` stands for, instead of all that was said of it before; its Mapping.

        `known_by` is (code, detail), as a file calls it.
        """
        facts = {"fills": fills, "name": name, "indicator": indicator, "part": part}
        return self.say_of_many(team, {known_by: [facts]}, by)[known_by][0]

    def say_also(self, team, known_by, by, fills, *, indicator, part=None):
        """Remember something that a code of `team` stands for beside what was said of it before.

        Raises ValidationError where it stands for that already.
        """
        made = self.model(team=team, code=known_by[0], detail=known_by[1])
        made.name = next((one.name for one in self.filter(team=team, code=made.code, detail=made.detail)), "")
        made.stand_for(by, fills, indicator, part)
        return made

    @at_once
    def say_of_many(self, team, said, by):
        """As `say`, of many codes at once: {known_by: [Mapping]} of `said`, {known_by: [its facts, of each thing that it stands for]}.

        A fixed number of queries, but for one code that stood for more before.
        """
        Team.objects.select_for_update().get(pk=team.pk)
        there = defaultdict(list)
        for one in self.filter(team=team).select_related("indicator", "part"):
            there[one.known_by].append(one)
        found, new, changed = defaultdict(list), [], []
        for known_by, meanings in said.items():
            code, detail = known_by
            wanted = [(facts, (facts.get("indicator"), facts.get("part"))) for facts in meanings]
            kept = {one.about: one for one in there[known_by]}
            kept = {about: kept[about] for _facts, about in wanted if about in kept}
            rest = [one for one in there[known_by] if one not in kept.values()]
            for facts, about in wanted:
                old = kept.get(about) or (rest.pop() if rest else None)
                mapping = old or self.model(team=team, code=code, detail=detail)
                mapping.name = facts.get("name") or mapping.name
                is_changed = mapping.take(facts["fills"], *about)
                if old is None:
                    new.append(mapping)
                elif is_changed:
                    changed.append(mapping)
                found[known_by].append(mapping)
            for old in rest:
                old.forget(by)
        bulk_update_with_history(changed, self.model, ["name", *SAID], batch_size=BATCH, default_user=by)
        bulk_create_with_history(new, self.model, BATCH, default_user=by)
        return found


class Mapping(models.Model):
    """One thing that a code of another system, such as DHIS2, stands for in a team's plans: remembered from file to file.

    A code may stand for several: live births fill one indicator, and are what another is counted out of.
    """

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
            models.UniqueConstraint(
                fields=["team", "code", "detail", "indicator"],
                condition=models.Q(part=None),
                name="mapping_of_a_code_to_a_whole",
            ),
            models.UniqueConstraint(
                fields=["team", "code", "detail", "indicator", "part"], name="mapping_of_a_code_to_a_part"
            ),
            models.UniqueConstraint(
                fields=["team", "code", "detail"],
                condition=models.Q(fills="nothing"),
                name="mapping_of_a_code_to_nothing",
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.detail}".strip()

    @property
    def known_by(self):
        """What a file calls it."""
        return self.code, self.detail

    @property
    def about(self):
        """(the indicator, the part of it) that it fills."""
        return self.indicator, self.part

    def take(self, fills, indicator=None, part=None):
        """Let it stand for that, not written yet; whether it stood for anything else. Nothing is of no indicator."""
        if fills == Mapping.Fills.NOTHING:
            indicator = part = None
        before = [getattr(self, name) for name in SAID]
        self.fills, self.indicator, self.part = fills, indicator, part
        self.indicator_name = indicator.name if indicator else ""
        return before != [getattr(self, name) for name in SAID]

    @at_once
    def stand_for(self, by, fills, indicator=None, part=None):
        """Let it stand for that from now on, said by that person; nothing is written where it does already.

        Raises ValidationError where the code stands for that in another row already, or for nothing at all.
        """
        Team.objects.select_for_update().get(pk=self.team_id)
        others = Mapping.objects.filter(team=self.team_id, code=self.code, detail=self.detail).exclude(pk=self.pk)
        is_nothing = fills == Mapping.Fills.NOTHING
        for one in others:
            if one.about == (indicator, part) or is_nothing or one.fills == Mapping.Fills.NOTHING:
                raise ValidationError(SAID_ALREADY)
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
        """The file of values that `by` brought for `plan`; the one that waits already where the same is brought again.

        What it holds makes it the same, and not its name; the database compares, so that no other file is read for it.

        What waited too long to be used is forgotten.
        """
        plan = Workplan.objects.hold(plan.pk)
        plan.refuse_if_closed()
        for old in self.filter(at__lt=timezone.now() - KEPT_FOR, content__isnull=False).defer("content"):
            old.content = None
            old.save(update_fields=["content"])
        name = name.replace("\\", "/").rpartition("/")[2][:255]
        waiting = self.filter(workplan=plan, by=by, filled_at=None, content=content)
        return waiting.defer("content").first() or self.create(workplan=plan, name=name, content=content, by=by)


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

    @property
    def kept(self):
        """What the file holds; None once it was filled from, is no longer kept, or somebody left it."""
        try:
            return None if self.content is None else bytes(self.content)
        except Filling.DoesNotExist:
            return None

    @at_once
    def choose(self, **choices):
        """Keep what somebody said of it: its columns, its place; False where it was left or filled from by now."""
        Workplan.objects.hold(self.workplan_id)
        there = Filling.objects.filter(pk=self.pk, filled_at=None).values_list("choices", flat=True)
        if not there:
            return False
        self.choices = {**there[0], **choices}
        self.save(update_fields=["choices"])
        return True

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

"""The tree of units (country, region, district, facility) and the teams in it."""

from dataclasses import dataclass
from itertools import count, groupby

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from simple_history.utils import bulk_create_with_history

from teams.atonce import at_once, touch


class LevelManager(models.Manager["Level"]):
    def add_below(self, name):
        """A new level `name` below all that there are; the first is the top."""
        lowest = self.aggregate(models.Max("rank"))["rank__max"] or 0
        return self.create(rank=lowest + 1, name=name)


class Level(models.Model):
    """A named step of the tree: country, region, district, facility, or what an installation calls them."""

    rank = models.PositiveSmallIntegerField(_("rank"), unique=True, help_text=_("1 is the top of the tree."))
    name = models.CharField(_("name"), max_length=60)
    reviews = models.BooleanField(
        _("reviews plans"),
        default=False,
        help_text=_(
            "Plans of the teams here and below are reviewed at this level, by who supervises the unit. Where no level "
            "is ticked, the nearest supervisor above a team reviews its plans."
        ),
    )

    objects = LevelManager()

    class Meta:
        verbose_name = _("level")
        verbose_name_plural = _("levels")
        ordering = ["rank"]

    def __str__(self):
        return self.name


@dataclass(frozen=True, eq=False)
class Seed:
    """A unit that does not exist yet, under a unit (None: the top) or under another seed."""

    name: str
    code: str
    level: Level
    above: "Unit | Seed | None"


class UnitQuerySet(models.QuerySet):
    def branch(self, unit):
        """`unit` and all below it; all there are where it is None."""
        return self.filter(path__startswith=unit.path) if unit else self.all()

    def above(self, unit):
        """`unit` and all that it belongs to, itself first, the top last."""
        keys = [int(key) for key in unit.path.split("/") if key]
        return self.filter(pk__in=keys).order_by("-level__rank")

    def reviewing(self, unit):
        """The units whose supervisors review the plans of the teams of `unit`, one after the other: a query.

        Those of the levels that review; the nearest with a supervisor's post where there is no such level.
        """
        supervised = self.above(unit).filter(posts__role="supervisor").distinct().select_related("level")
        found = list(supervised)
        return [one for one in found if one.level.reviews] or found[:1]


Units = models.Manager.from_queryset(UnitQuerySet)


class UnitManager(Units):
    model: type["Unit"]  # type: ignore[assignment]

    def hold(self):
        """Let others who would change the tree wait until this transaction ends."""
        list(self.select_for_update().filter(parent=None).order_by("pk"))

    @at_once
    def plant(self, seeds, reason=""):
        """{seed: the unit made of it}, for thousands at once; `reason` goes into the history of each.

        Seeds come after the one that they are under. Raises ValidationError where one is not of a lower level
        than what it is under.
        """
        self.hold()
        units: dict[Seed, Unit] = {}
        for _rank, alike in groupby(sorted(seeds, key=lambda seed: seed.level.rank), lambda seed: seed.level.rank):
            new = {}
            for seed in alike:
                above = units.get(seed.above, seed.above)
                new[seed] = self.model(name=seed.name, code=seed.code or None, level=seed.level, parent=above)
                new[seed].refuse_wrong_parent()
            bulk_create_with_history(list(new.values()), self.model, batch_size=500, default_change_reason=reason)
            for unit in new.values():
                unit.path = f"{unit.parent.path if unit.parent else '/'}{unit.pk}/"
                unit.save_path()
            units |= new
        return units


class Unit(models.Model):
    """A place in the tree.

    `path` holds the keys from the top down to this unit, "/1/14/230/", so that a branch is everything that
    begins with its path. `save` keeps it true for the unit and everything below it.
    """

    level = models.ForeignKey(Level, models.PROTECT, related_name="units", verbose_name=_("level"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    name = models.CharField(_("name"), max_length=120)
    code = models.CharField(_("code"), max_length=40, unique=True, null=True, blank=True)
    path = models.CharField(max_length=255, editable=False, db_index=True, default="")
    history = HistoricalRecords(excluded_fields=["path"])

    objects = UnitManager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name

    def clean(self):
        self.code = (self.code or "").strip() or None
        self.refuse_wrong_parent()
        below = self.children.select_related("level").order_by("level__rank").first() if self.pk else None
        if below and self.level_id and below.level.rank <= self.level.rank:
            raise ValidationError({"level": _("%(unit)s belongs to it and is not of a lower level.") % {"unit": below}})

    def refuse_wrong_parent(self):
        """Raise a ValidationError where the parent is the unit itself, is below it, or is not of a higher level.

        Nor may the unit itself sink to the level of those below it.
        """
        if self.pk and self.level_id and self.children.filter(level__rank__lte=self.level.rank).exists():
            raise ValidationError({"level": _("Units of this level or a higher one belong to it.")})
        parent = self.parent
        if parent is None:
            return
        if self.pk and (parent.pk == self.pk or (self.path and parent.path.startswith(self.path))):
            raise ValidationError({"parent": _("A unit cannot belong to itself or to a unit below it.")})
        if self.level_id and parent.level.rank >= self.level.rank:
            raise ValidationError(
                {
                    "parent": _("%(parent)s is of the level “%(level)s”, which is not above this unit's level.")
                    % {"parent": parent, "level": parent.level}
                }
            )

    def move(self, to):
        """Put this unit, and all below it, under the unit `to` (None: the top). Raises ValidationError on a cycle."""
        self.parent = to
        self.save()

    @at_once
    def save(self, *args, **kwargs):
        # Moves of one tree wait for each other: two that cross could otherwise close a cycle.
        Unit.objects.hold()
        if self.pk:
            self.path = Unit.objects.values_list("path", flat=True).filter(pk=self.pk).first() or self.path
        if self.parent:
            try:
                self.parent.refresh_from_db(fields=["path", "level"])
            except Unit.DoesNotExist as gone:
                raise ValidationError({"parent": _("This unit is no longer there. Choose another.")}) from gone
        self.refuse_wrong_parent()
        super().save(*args, **kwargs)
        path = f"{self.parent.path if self.parent else '/'}{self.pk}/"
        if path == self.path:
            return
        old, self.path = self.path, path
        below = list(Unit.objects.filter(path__startswith=old).exclude(pk=self.pk)) if old else []
        for unit in below:
            unit.path = path + unit.path.removeprefix(old)
        for unit in [self, *below]:
            unit.save_path()
            touch("unit", unit.pk)

    def save_path(self):
        """Write the path alone, which is not part of the history."""
        vars(self)["skip_history_when_saving"] = True
        models.Model.save(self, update_fields=["path"])
        del vars(self)["skip_history_when_saving"]

    def is_bare(self):
        """Whether nothing hangs on it but teams on which nothing hangs: as when it was made by mistake."""
        return nothing_hangs_on(self, but=Team) and all(team.is_bare() for team in self.teams.all())

    @at_once
    def remove(self):
        """Delete it with its teams; whether that could be done, since it was bare."""
        Unit.objects.hold()
        if not self.is_bare():
            return False
        for team in self.teams.all():
            team.delete()
        self.delete()
        return True


def nothing_hangs_on(row, but=None):
    """Whether no row of another model, `but` aside, belongs to `row`; its history does not count."""
    return not any(
        relation.related_model._base_manager.filter(**{relation.field.name: row}).exists()
        for relation in row._meta.related_objects
        if relation.related_model is not but
    )


class TeamQuerySet(models.QuerySet):
    def in_branch(self, unit):
        """The teams of `unit` and of all units below it; all there are where it is None."""
        return self.filter(unit__path__startswith=unit.path) if unit else self.all()


Teams = models.Manager.from_queryset(TeamQuerySet)


class TeamManager(Teams):
    model: type["Team"]  # type: ignore[assignment]

    def plant(self, units, reason=""):
        """A team in each of `units`, named as the unit is, for thousands at once."""
        taken = set(self.values_list("code", flat=True))
        new = [self.model(unit=unit, name=unit.name, code=self.free_code(unit.name, taken)) for unit in units]
        return bulk_create_with_history(new, self.model, batch_size=500, default_change_reason=reason)

    def free_code(self, name, taken=None):
        """A code for a team called `name` that no team has, nor `taken`, which it joins: "nkhata-bay-2"."""
        taken = set(self.values_list("code", flat=True)) if taken is None else taken
        stem = slugify(name)[:34].strip("-") or "team"
        codes = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
        code = next(code for code in codes if code not in taken)
        taken.add(code)
        return code


class Team(models.Model):
    """People who work to one workplan: a facility's staff, a district health team, a programme."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="teams", verbose_name=_("unit"))
    name = models.CharField(_("name"), max_length=120)
    code = models.SlugField(_("code"), max_length=40, unique=True, help_text=_("Short, for files and commands."))
    history = HistoricalRecords()

    objects = TeamManager()

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("teams:team_page", args=[self.pk])

    @at_once
    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        touch("unit", self.unit_id)

    def is_bare(self):
        """Whether nothing hangs on it: no post, no plan."""
        return nothing_hangs_on(self)

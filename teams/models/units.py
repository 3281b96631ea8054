"""The tree of units (country, region, district, facility) and the teams in it."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class Level(models.Model):
    """A named step of the tree: country, region, district, facility, or what an installation calls them."""

    rank = models.PositiveSmallIntegerField(_("rank"), unique=True, help_text=_("1 is the top of the tree."))
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        verbose_name = _("level")
        verbose_name_plural = _("levels")
        ordering = ["rank"]

    def __str__(self):
        return self.name


class UnitQuerySet(models.QuerySet):
    def branch(self, unit):
        """`unit` and all below it."""
        return self.filter(path__startswith=unit.path)


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

    objects = UnitQuerySet.as_manager()

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

    @transaction.atomic
    def save(self, *args, **kwargs):
        # Moves of one tree wait for each other: two that cross could otherwise close a cycle.
        list(Unit.objects.select_for_update().filter(parent=None).order_by("pk"))
        if self.pk:
            self.path = Unit.objects.values_list("path", flat=True).filter(pk=self.pk).first() or self.path
        if self.parent:
            self.parent.refresh_from_db(fields=["path", "level"])
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
            vars(unit)["skip_history_when_saving"] = True  # the path is not part of the history
            models.Model.save(unit, update_fields=["path"])
            del vars(unit)["skip_history_when_saving"]


class TeamQuerySet(models.QuerySet):
    def in_branch(self, unit):
        """The teams of `unit` and of all units below it."""
        return self.filter(unit__path__startswith=unit.path)


class Team(models.Model):
    """People who work to one workplan: a facility's staff, a district health team, a programme."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="teams", verbose_name=_("unit"))
    name = models.CharField(_("name"), max_length=120)
    code = models.SlugField(_("code"), max_length=40, unique=True, help_text=_("Short, for files and commands."))
    history = HistoricalRecords()

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("teams:team_page", args=[self.pk])

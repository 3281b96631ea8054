"""Ceilings beside what is asked under them: for a plan, and for all units below one."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import ExtractYear

from teams.models import Unit
from workplans.models import Allocation, Ceiling, FundingSource, Workplan
from workplans.rules.money import CENT, NOTHING


@dataclass(frozen=True)
class Bound:
    """What a unit may ask of a source, if that was set, and what it asks, all below it included."""

    source: FundingSource
    ceiling: Ceiling | None
    asked: Decimal

    @property
    def beyond(self):
        """By how much more is asked than may be; nothing where no ceiling is set."""
        return max(NOTHING, self.asked - self.ceiling.amount) if self.ceiling else NOTHING

    @property
    def left(self):
        """What may still be asked."""
        return max(NOTHING, self.ceiling.amount - self.asked) if self.ceiling else None


def asked_below(unit, year):
    """{path of a unit: {source key: amount}} asked in the plans of `year` in the branch of `unit`: one query.

    Added up by the database, since a country has hundreds of thousands of rows, and brought back to whole cents.
    """
    plans = {"workplan__team__unit__path__startswith": unit.path, "workplan__starts_on__year": year}
    rows = Allocation.objects.filter(**plans, source__isnull=False).order_by()
    found: dict[str, dict[int, Decimal]] = defaultdict(dict)
    for path, source, amount in rows.values_list("workplan__team__unit__path", "source").annotate(Sum("amount")):
        found[path][source] = amount.quantize(CENT)
    return found


def bounds_of(unit, year, ceilings, asked, sources):
    """The Bounds of `unit` for each of `sources`, out of what was read for its branch."""
    found = []
    for source in sources:
        amount = sum(
            (of_source.get(source.pk, NOTHING) for path, of_source in asked.items() if path.startswith(unit.path)),
            NOTHING,
        )
        found.append(Bound(source, ceilings.get((unit.pk, source.pk)), amount))
    return found


def ceilings_over(plan):
    """The Bounds of the plan's unit that have a ceiling: two queries, or one where no ceiling is set."""
    unit, year = plan.team.unit, plan.starts_on.year
    ceilings = list(Ceiling.objects.filter(unit=unit, year=year).select_related("source"))
    if not ceilings:
        return []
    known = {(unit.pk, one.source_id): one for one in ceilings}
    return bounds_of(unit, year, known, asked_below(unit, year), [one.source for one in ceilings])


def ceilings_below(unit, year, lock=False):
    """(sources, [(unit below, its Bounds)]) for the units right below `unit`: four queries.

    With `lock`, others who would set these ceilings wait until the transaction ends.
    """
    if lock:
        Unit.objects.hold()
    units = list(Unit.objects.filter(parent=unit).select_related("level"))
    rows = Ceiling.objects.filter(unit__in=units, year=year)
    ceilings = {(one.unit_id, one.source_id): one for one in rows}
    sources = list(FundingSource.objects.all())
    asked = asked_below(unit, year)
    return sources, [(one, bounds_of(one, year, ceilings, asked, sources)) for one in units]


def years_below(unit, today):
    """The years in which plans of the branch begin, with this one and the next, latest first: one query."""
    plans = Workplan.objects.filter(team__unit__path__startswith=unit.path).order_by()
    begun = plans.annotate(begins_in=ExtractYear("starts_on"))
    years = set(begun.values_list("begins_in", flat=True).distinct())
    return sorted(years | {today.year, today.year + 1}, reverse=True)


def units_beyond(units, today):
    """{unit key: [Bound]} of `units` that ask beyond a ceiling in plans that run or are to come: two queries."""
    years = [today.year - 1, today.year, today.year + 1]
    ceilings = list(Ceiling.objects.filter(unit__in=units, year__in=years).select_related("source", "unit"))
    if not ceilings:
        return {}
    rows = Allocation.objects.filter(
        workplan__team__unit__path__startswith=common_path([one.unit.path for one in ceilings]),
        workplan__ends_on__gte=today,
        source__in={one.source_id for one in ceilings},
    )
    columns = ("workplan__team__unit__path", "source", "workplan__starts_on__year")
    sums = list(rows.order_by().values_list(*columns).annotate(Sum("amount")))
    found = defaultdict(list)
    for one in ceilings:
        asked = sum(
            (
                amount.quantize(CENT)
                for path, source, year, amount in sums
                if (source, year) == (one.source_id, one.year) and path.startswith(one.unit.path)
            ),
            NOTHING,
        )
        bound = Bound(one.source, one, asked)
        if bound.beyond:
            found[one.unit_id].append(bound)
    return dict(found)


def common_path(paths):
    """The path of the lowest unit that is above, or is, all whose paths are given."""
    first, last = min(paths), max(paths)
    steps = zip(first.split("/"), last.split("/"), strict=False)
    common = []
    for one, other in steps:
        if one != other:
            break
        common.append(one)
    return "/".join(common) + ("" if first == last else "/")

"""What many teams reached of standard indicators, added up by the database out of their summaries: a query each."""

from django.db.models import Aggregate, Count, F, Max, Q, Sum
from django.db.models.lookups import Exact

from workplans.models import Indicator, Summary, Total
from workplans.queries.summed import grouped
from workplans.rules import figures
from workplans.rules.figures import Reading
from workplans.rules.together import NUMBERS, Beside, Quarter, Together

IS_RATIO = ~Q(standard__numerator="")
GROWS = Q(standard__adds_up=figures.SUM, standard__numerator="")
"""Those that grow from quarter to quarter."""
BY_STANDARD = F("standard") + 0
"""The key of totals by standard indicator. Reckoned with, so that SQLite begins with the few summaries of a day, and not
with the index of all totals that there are."""
THEN = "summary__team__workplans__summaries__"
"""From a total to the summaries of the same team's plans."""


def grows(standard):
    """Whether what is reached of `standard` grows from quarter to quarter: it is a sum, and no ratio."""
    return standard.way == figures.SUM


def during(prefix, day):
    """The condition that the quarter that `prefix` leads to holds `day`."""
    return Q(**{f"{prefix}starts_on__lte": day, f"{prefix}ends_on__gte": day})


def counted(prefix=""):
    """The condition that the total that `prefix` leads to has the numbers that its standard indicator is made of."""
    value, denominator = (Q(**{f"{prefix}{name}__isnull": False}) for name in ("value", "denominator"))
    return ~IS_RATIO & value | IS_RATIO & denominator


def together(within, key, day, **only):
    """{key: Together} of the quarters that `day` falls in, of the totals that `only` names.

    `within(path)` is the condition on rows whose team stands at that path, and `key` by what totals are grouped, an expression.
    """
    rows = Total.objects.filter(during("summary__", day), within("summary__path"), **only)
    sums: dict[str, Aggregate] = {f"sum_{name}": Sum(name, filter=counted()) for name in NUMBERS}
    sums |= {"measuring": Count("pk"), "recorded": Count("pk", filter=Q(is_recorded=True))}
    sums |= {"counted": Count("pk", filter=counted()), "ends_on": Max("summary__ends_on")}
    return {row.pop("key"): Together(**as_named(row)) for row in grouped(rows, key, **sums)}


def as_named(row):
    return {name.removeprefix("sum_"): value for name, value in row.items()}


def beside(within, key, day, before, *, of_year, **only):
    """{key: Beside} of the quarters that `day` falls in, beside those of `before`, over the teams that have both.

    Within a year, a sum is compared with its own plan alone: that of the next begins at nothing.
    """
    then = f"{THEN}totals__"
    rows = Total.objects.filter(
        during("summary__", day),
        during(THEN, before),
        within("summary__path"),
        counted(),
        counted(then),
        Q() if of_year else ~GROWS | Q(summary__team__workplans=F("summary__workplan")),
        Exact(F(f"{then}standard") + 0, F("standard")),  # reckoned with, as BY_STANDARD
        **only,
    )
    sums = {f"now_{name}": Sum(name) for name in NUMBERS} | {f"then_{name}": Sum(f"{then}{name}") for name in NUMBERS}
    found = {}
    for row in grouped(rows, key, teams=Count("pk"), **sums):
        now, past = (Reading(*(row[f"{time}_{name}"] for name in NUMBERS)) for time in ("now", "then"))
        found[row["key"]] = Beside(row["teams"], now, past)
    return found


def last_ended(within, before):
    """The last day of the quarter that ended last before the day `before` in the plans of some teams, or None."""
    ended = Summary.objects.filter(within("path"), ends_on__lt=before)
    return ended.aggregate(last=Max("ends_on"))["last"]


def quarters_of(within, standard, first, last):
    """[Quarter] of each team and quarter that touches the days from `first` to `last`: a row each."""
    rows = Total.objects.filter(within("summary__path"), standard=standard)
    rows = rows.filter(summary__starts_on__lte=last, summary__ends_on__gte=first).order_by()
    columns = [*(f"summary__{name}" for name in ("workplan", "number", "starts_on", "ends_on")), "is_recorded"]
    said = rows.values_list(*columns, *NUMBERS)
    return [
        Quarter(plan, number, starts_on, ends_on, is_recorded, as_counted(standard, Reading(*numbers)))
        for plan, number, starts_on, ends_on, is_recorded, *numbers in said
    ]


def as_counted(standard, reading):
    """`reading`, or nothing where it is not made of the numbers that the standard indicator is made of."""
    return reading if reading.is_ratio == standard.is_ratio else Reading()


def measured_by(teams, standard, day):
    """{key of a team: [(indicator, number of the quarter that `day` falls in)]} of what measures `standard`: one query."""
    rows = Indicator.objects.filter(
        during("workplan__summaries__", day), standard=standard, workplan__team__in=teams
    ).annotate(team=F("workplan__team"), number=F("workplan__summaries__number"))
    found: dict[int, list] = {}
    for one in rows.order_by("order", "pk"):
        found.setdefault(one.team, []).append((one, one.number))
    return found

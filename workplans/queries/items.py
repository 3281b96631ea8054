"""What the page of one objective, output or indicator reads, and what stands in the way of removing an item."""

from decimal import Decimal

from django.db.models import Count, Q

from workplans.models import (
    Activity,
    Allocation,
    Delegation,
    Entry,
    Explanation,
    HandoverNote,
    MoneyEntry,
    Obstacle,
    Target,
)
from workplans.queries.library import differing


def item_facts(kind, item):
    """What the page of an objective, output or indicator shows besides the item itself, by name."""
    if kind == "indicator":
        return {"place": place_of(item), "differs": differing(item) if item.standard else []}
    facts = {"place": place_of(item)}
    indicators = item.indicators.prefetch_related("targets__quarter")
    facts["indicators"] = list(indicators)
    if kind == "objective":
        facts["children"] = item.outputs.annotate(activity_count=Count("activities"))
        facts["money"] = Allocation.objects.filter(activity__output__objective=item).by_source()
    else:
        facts["children"] = with_money(item.activities.select_related("post"))
        facts["money"] = Allocation.objects.filter(activity__output=item).by_source()
    facts["sum"] = sum(facts["money"].values(), Decimal(0))
    return facts


def with_money(activities):
    """`activities`, each with the `money` asked for it; None where there is none."""
    found = list(activities)
    for activity in found:
        activity.money = None
    rows = {activity.pk: activity for activity in found}
    for key, amount in Allocation.objects.filter(activity__in=rows).order_by().values_list("activity", "amount"):
        rows[key].money = (rows[key].money or 0) + amount
    return found


def place_of(item):
    """(place from 1, number of siblings) of an item in its row."""
    keys = list(item.siblings().values_list("pk", flat=True))
    return keys.index(item.pk) + 1, len(keys)


def what_goes_along(kind, item):
    """{kind: number} of what is removed together with `item`."""
    counted: dict[str, int] = {}
    if kind == "objective":
        counted = {
            "output": item.outputs.count(),
            "activity": Activity.objects.filter(output__objective=item).count(),
            "allocation": Allocation.objects.filter(activity__output__objective=item).count(),
        }
    elif kind == "output":
        counted = {
            "activity": item.activities.count(),
            "allocation": Allocation.objects.filter(activity__output=item).count(),
        }
    elif kind == "activity":
        counted = {"allocation": item.allocations.count()}
    return counted


def has_closed_targets(kind, item):
    """Whether it, or what is under it, has a target in a quarter that is closed: then it has to stay."""
    return Target.objects.filter(of_indicators(kind, item), quarter__is_closed=True).exists()


def is_worked_on(kind, item):
    """Whether somebody was asked to do an activity that is `item` or under it, reported on it or was stuck in it.

    Or recorded a value of an indicator that is `item` or under it, or said why it differs. Then it has to stay: what
    people did is told under what it was for.
    """
    paths = {"objective": "activity__output__objective", "output": "activity__output", "activity": "activity"}
    rows = (Delegation.objects, Entry.objects, Obstacle.objects, HandoverNote.objects, Explanation.objects)
    if kind in paths and any(found.filter(**{paths[kind]: item}).exists() for found in rows):
        return True
    measured = of_indicators(kind, item)
    return Entry.objects.filter(measured).exists() or Explanation.objects.filter(measured).exists()


def of_indicators(kind, item):
    """The condition of rows whose `indicator` is `item` or measures it or something under it."""
    paths = {
        "objective": ["__objective", "__output__objective", "__activity__output__objective"],
        "output": ["__output", "__activity__output"],
        "activity": ["__activity"],
        "indicator": [""],
    }
    mine = Q(pk__in=[])
    for path in paths[kind]:
        mine |= Q(**{f"indicator{path}": item})
    return mine


def has_moved_money(kind, item):
    """Whether money was approved or moved for an activity that is `item` or under it: then it has to stay."""
    paths = {"objective": "activity__output__objective", "output": "activity__output", "activity": "activity"}
    return kind in paths and MoneyEntry.objects.filter(**{paths[kind]: item}).exists()

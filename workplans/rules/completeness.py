"""What a plan still lacks. Pure.

Source: the handout, "a workplan with set objectives and outputs", "resources are available for planned activities".
"""

from decimal import Decimal


def activity_lacks(*, responsible, dates, money, needs_none):
    """The words for what an activity still lacks, out of "responsible", "dates" and "money", in this order."""
    lacks = []
    if not responsible:
        lacks.append("responsible")
    if not dates:
        lacks.append("dates")
    if not (money or needs_none):
        lacks.append("money")
    return lacks


def output_is_measured(indicators):
    """Whether one of an output's (baseline, target) pairs has both."""
    return any(baseline is not None and target is not None for baseline, target in indicators)


def quarters_differ(year, quarters):
    """By how much the quarters' targets miss the year's (quarters minus year), or None where that says nothing.

    It says nothing where the year or every quarter is unknown, or where they agree.
    """
    known = [value for value in quarters if value is not None]
    if year is None or not known or sum(known) == year:
        return None
    return sum(known) - year


def lacking(items):
    """{what is missing: how many items lack it} of the items of a snapshot (see queries/snapshot.py).

    Of activities "responsible", "dates", "money", and "source" for money that nobody gives yet; of outputs
    "indicator"; of indicators "target".
    """
    found = dict.fromkeys(("responsible", "dates", "money", "source", "indicator", "target"), 0)
    measured = {
        tuple(one["fields"]["above"])
        for one in items
        if one["kind"] == "indicator" and output_is_measured([(one["fields"]["baseline"], one["fields"]["target"])])
    }
    for one in items:
        fields = one["fields"]
        if one["kind"] == "activity":
            amounts = {source: Decimal(amount) for source, amount in fields["money"].items()}
            for lack in activity_lacks(
                responsible=fields["post"] or fields["responsible"],
                dates=fields["months"] or (fields["starts_on"] and fields["ends_on"]),
                money=any(amounts.values()),
                needs_none=fields["needs_no_money"],
            ):
                found[lack] += 1
            found["source"] += bool(amounts.get(""))
        elif one["kind"] == "output":
            found["indicator"] += ("output", one["key"]) not in measured
        elif one["kind"] == "indicator":
            found["target"] += fields["target"] is None
    return found

"""What a plan still lacks. Pure.

Source: the handout, "a workplan with set objectives and outputs", "resources are available for planned activities".
"""


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

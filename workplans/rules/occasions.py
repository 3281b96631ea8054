"""The occasions of an activity that is done again and again: the days of each. Pure: dates in, dates out."""

from datetime import timedelta

from workplans.rules import periods

WEEK, FORTNIGHT, MONTH, QUARTER = EVERY = ["week", "fortnight", "month", "quarter"]
DAYS = {WEEK: 7, FORTNIGHT: 14}


def stretches(first, last, months, starts_on, ends_on):
    """(first day, last day) of each unbroken run of an activity's days within a plan's time, in order.

    They are those of its `months` ("2026-07") where it has some, else from `first` to `last`.
    """
    found: list[tuple] = []
    spans = [periods.span([key]) for key in sorted(set(months))] or [(first, last)]
    for first_day, last_day in spans:
        if first_day is None or last_day is None:
            continue
        begin, end = max(first_day, starts_on), min(last_day, ends_on)
        if begin > end:
            continue
        if found and found[-1][1] + periods.DAY == begin:
            found[-1] = found[-1][0], end
        else:
            found.append((begin, end))
    return found


def spans(every, days, quarters):
    """(first day, last day) of each occasion of an activity that falls on `days`, stretches in order.

    Weeks are from Monday to Sunday, fortnights two of them, months the calendar's, quarters the plan's own, given as
    (first day, last day) each. Each is cut to the days of the activity, gaps within it aside. Under half of a week, a
    fortnight or a month at the end of a stretch joins its neighbour: nobody is asked twice within a few days.
    """
    if every == QUARTER:
        return of_quarters(days, quarters)
    found: list[tuple] = []
    for first, last in days:
        found += joined(cut(every, first, last))
    return found


def of_quarters(days, quarters):
    """From the first to the last of the `days` in each quarter that has some."""
    found = []
    for begin, end in quarters:
        inside = [(max(first, begin), min(last, end)) for first, last in days if first <= end and last >= begin]
        if inside:
            found.append((inside[0][0], inside[-1][1]))
    return found


def cut(every, first, last):
    """[(first day, last day, the days that a whole one has)] of the parts of one stretch."""
    begin = first.replace(day=1) if every == MONTH else first - timedelta(days=first.weekday())
    found = []
    while begin <= last:
        following = periods.month_end(begin) + periods.DAY if every == MONTH else begin + timedelta(days=DAYS[every])
        found.append((max(begin, first), min(following - periods.DAY, last), (following - begin).days))
        begin = following
    return found


def joined(parts):
    """(first day, last day) of each of `parts`, the short ones at either end joined to what is beside them."""
    parts = list(parts)
    if len(parts) > 1 and is_short(parts[0]):
        (first, _end, _whole), (_begin, last, whole), *others = parts
        parts = [(first, last, whole), *others]
    if len(parts) > 1 and is_short(parts[-1]):
        *others, (first, _end, whole), (_begin, last, _whole) = parts
        parts = [*others, (first, last, whole)]
    return [(first, last) for first, last, _whole in parts]


def is_short(part):
    first, last, whole = part
    return 2 * ((last - first).days + 1) < whole


def is_a_month(first, last):
    """Whether these are all the days of one calendar month."""
    return first.day == 1 and last == periods.month_end(first)

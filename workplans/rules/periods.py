"""Years, quarters and months of a plan. Pure: dates in, dates out."""

from calendar import monthrange
from datetime import date, timedelta

DAY = timedelta(days=1)


def add_months(day, count):
    """`day` so many months later; the last day of a month that is too short for it, the calendar's last at its end."""
    years, month = divmod(day.month - 1 + count, 12)
    year, month = day.year + years, month + 1
    if year > date.max.year:
        return date.max
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def months_between(first, second):
    """The whole months from the day `first` to `second`, to the nearest: from 31 December to 1 January a year on, 12."""
    months = (second.year - first.year) * 12 + second.month - first.month
    return round(months + (second.day - first.day) / 31)


def year_from(starts_on):
    """The last day of the year that begins on `starts_on`."""
    return add_months(starts_on, 12) - DAY


def year_holding(day, month, first):
    """The first day of the year holding `day`, when years start on the day `first` of `month`."""
    start = date(day.year, month, first)
    return start if start <= day else date(day.year - 1, month, first)


def quarters(starts_on, ends_on):
    """(first day, last day) of each quarter: three months each from `starts_on`; the last ends with the plan.

    A remainder of under a month joins the last quarter rather than making one of its own (Ethiopia's thirteenth
    month of five days, a year that ends a few days late).
    """
    found: list[tuple[date, date]] = []
    first = starts_on
    while first <= ends_on:
        following = add_months(starts_on, 3 * (len(found) + 1))
        last = ends_on if add_months(following, 1) > ends_on + DAY else following - DAY
        found.append((first, last))
        first = last + DAY
    return found


def quarters_from(starts, ends_on):
    """(first day, last day) of each quarter, when they begin on the days `starts` and the plan ends on `ends_on`."""
    lasts = [start - DAY for start in starts[1:]] + [ends_on]
    return list(zip(starts, lasts, strict=True))


def months(starts_on, ends_on):
    """The first day of every calendar month that a period touches, in order."""
    first = starts_on.replace(day=1)
    found = []
    while first <= ends_on:
        found.append(first)
        first = add_months(first, 1)
    return found


def month_end(day):
    """The last day of the month of `day`."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def month_key(day):
    """How a month is stored: "2026-07"."""
    return f"{day.year:04}-{day.month:02}"


def span(keys, starts_on=None, ends_on=None):
    """(first day, last day) of the months stored as `keys`; (None, None) when there are none.

    Within `starts_on` to `ends_on` where the months reach into them: a plan from 8 July has no 1 July.
    """
    if not keys:
        return None, None
    year, month = (int(part) for part in min(keys).split("-"))
    first = date(year, month, 1)
    year, month = (int(part) for part in max(keys).split("-"))
    last = date(year, month, monthrange(year, month)[1])
    if starts_on and ends_on and first <= ends_on and last >= starts_on:
        return max(first, starts_on), min(last, ends_on)
    return first, last


def moved_keys(keys, count, starts_on, ends_on):
    """The months stored as `keys`, so many months later; none of those outside `starts_on` to `ends_on`."""
    within = {month_key(day) for day in months(starts_on, ends_on)}
    days = (date(int(key[:4]), int(key[5:]), 1) for key in keys)
    return sorted(within & {month_key(add_months(day, count)) for day in days})


def moved_days(first, last, count, starts_on, ends_on):
    """The days `first` and `last`, or the one that there is, so many months later, cut to `starts_on` to `ends_on`.

    (None, None) where nothing of them falls within.
    """
    first, last = (day and add_months(day, count) for day in (first, last))
    if not (first or last) or (first or last) > ends_on or (last or first) < starts_on:
        return None, None
    return first and max(first, starts_on), last and min(last, ends_on)


def runs(keys, timeline):
    """(index, length) of each unbroken run of the months `keys` along `timeline`, a list of months' first days."""
    found: list[list[int]] = []
    for index, day in enumerate(timeline):
        if month_key(day) not in keys:
            continue
        if found and sum(found[-1]) == index:
            found[-1][1] += 1
        else:
            found.append([index, 1])
    return [(index, length) for index, length in found]


def name_of_year(starts_on, ends_on):
    """ "2026" for a plan within one calendar year, "2026/27" for one over two."""
    if starts_on.year == ends_on.year:
        return str(starts_on.year)
    return f"{starts_on.year}/{ends_on.year % 100:02d}"

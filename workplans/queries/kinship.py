"""From which indicator of an earlier plan one was carried over in the first place."""

from itertools import pairwise

from workplans.models import Indicator

AT_ONCE = 4
"""So many years are gone back in one query."""
MOST_TIMES = 5
"""So often it is asked where an indicator was carried over from: that is twenty years."""
YEARS_BACK = ["__".join(["carried_from"] * number) for number in range(1, AT_ONCE + 1)]


def roots_of(carried_from):
    """{indicator: the first of those that it was carried over from}, of {indicator: what it was carried over from}.

    No query where all of them are known; else one for each four years that are gone back.
    """
    above = dict(carried_from)
    for _time in range(MOST_TIMES):
        lacking = {key for key in above.values() if key and key not in above}
        if not lacking:
            break
        for line in Indicator.objects.filter(pk__in=lacking).order_by().values_list("pk", *YEARS_BACK):
            above |= {key: before for key, before in pairwise(line) if key}
    roots = {}
    for key in carried_from:
        root, seen = key, {key}
        while (before := above.get(root)) and before not in seen:
            root = before
            seen.add(root)
        roots[key] = root
    return roots

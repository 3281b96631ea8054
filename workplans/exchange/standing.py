"""What rows that were added in a file stand under or belong to, and which of them the plan has already."""

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from workplans.exchange.flat import INDICATORS, MONEY, PLAN, READINESS
from workplans.exchange.places import Wrong

PARENT = {"output": "objective", "activity": "output"}
RANK = {"objective": 0, "output": 1, "activity": 2}


def kind_of(row, words):
    """ "objective", "output" or "activity" for a new row of the plan, or None; an activity where it says nothing."""
    return words["kind"].get(row.columns.get("kind", "").casefold() or words["activity"])


def folded(text):
    """A name as it is compared."""
    return " ".join(text.casefold().split())


def parents(plan):
    """{key of a row: key of what it stands under} of the plan's table, whose rows stand in order."""
    found: dict[str, str] = {}
    last: dict[str, str] = {}
    for key in plan.rows:
        kind = key.partition("-")[0]
        found[key] = last.get(PARENT.get(kind, ""), "")
        last[kind] = key
    return found


def find_parents(rows, plan, words, known):
    """Find what each new row of the sheet Plan stands under (`row.under`), from the first to the last.

    `known(row, kind)` is the key by which the plan has it already, or "".
    """
    above = parents(plan)
    last: dict[str, Any] = {}
    below = None
    for row in rows:
        if row.below != below:
            last, below = {}, row.below
        kind = kind_of(row, words)
        if kind is None:  # whatever comes next may belong to it
            last = dict.fromkeys(RANK, row.cell)
            continue
        row.under = nearest(PARENT[kind], last, row.below, above) if kind in PARENT else ""
        here = known(row, kind) or row.cell
        last = {one: place for one, place in last.items() if RANK[one] < RANK[kind]} | {kind: here}


def nearest(kind, last, below, above):
    """What of `kind` is just above in the file: the Place of a new row, a key of the plan, or "" for nothing."""
    if kind in last:
        return last[kind]
    if any(RANK[one] < RANK[kind] for one in last):
        return ""
    found = below if below in above else ""
    while found and found.partition("-")[0] != kind:
        found = above[found]
    return found


def place_new(returned, live, words):
    """Find what the new rows stand under; what was added here and in the file alike is one row. {key: Place} of those.

    So a file of which a part was brought in can be mended and brought again. Rows are known by their name and by what
    they stand under or measure, where that is one row alone. What the file says of them is compared as if they had been
    taken along empty.
    """
    added = {sheet: added_here(returned, sheet, table) for sheet, table in live.items()}
    above, found = parents(live[PLAN]), {}
    there = alone(((key.partition("-")[0], folded(row["name"]), above[key]), key) for key, row in added[PLAN].items())

    def known(row, kind):
        key = there.pop((kind, folded(row.columns.get("name", "")), row.under), "")
        if key:
            found[row.cell] = key
        return key

    find_parents(returned.new[PLAN], live[PLAN], words, known)
    names = alone((folded(live[PLAN].rows[key]["name"]), key) for key in found.values())
    measures = alone(((folded(row["of"]), folded(row["name"])), key) for key, row in added[INDICATORS].items())
    systems = alone((folded(row["name"]), key) for key, row in added[READINESS].items())
    for row in returned.new[MONEY]:
        if key := found.get(row.cell) or names.pop(folded(row.columns.get("name", "")), ""):
            take_for(returned, MONEY, row, key, live[MONEY])
    for row in returned.new[INDICATORS]:
        if key := measures.pop(tuple(folded(row.columns.get(column, "")) for column in ("of", "name")), ""):
            take_for(returned, INDICATORS, row, key, live[INDICATORS])
    for row in returned.new[READINESS]:
        if key := systems.pop(folded(row.columns.get("name", "")), ""):
            take_for(returned, READINESS, row, key, live[READINESS])
    for row in returned.new[PLAN]:
        if row.cell in found:
            take_for(returned, PLAN, row, found[row.cell], live[PLAN])
    for sheet, rows in returned.new.items():
        returned.new[sheet] = [row for row in rows if returned.places.get((sheet, row.key)) != row.cell]
    return {key: place for place, key in found.items()}


def added_here(returned, sheet, table):
    """The rows of a sheet that are in the plan since the file was made. One table keeps nothing: all that it lacks."""
    before = returned.rows[sheet].keys() | (set() if returned.table else returned.taken[sheet].keys())
    return {key: row for key, row in table.rows.items() if key not in before}


def alone(pairs):
    """{key: value} of pairs whose key no other pair has."""
    found = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: values[0] for key, values in found.items() if len(values) == 1}


def take_for(returned, sheet, row, key, table):
    """Take a new row for the row `key` of the plan; what it does not say of it stays as it is."""
    row.key = key
    returned.rows[sheet][key] = {column: text for column, text in row.columns.items() if text}
    returned.places[sheet, key] = row.cell
    if not returned.table:  # one table is held against the plan as it stands
        fixed = {column: text for column, text in row.columns.items() if column in table.fixed}
        returned.taken[sheet][key] = fixed


def aim(look, plan, words):
    """Find what indicators and amounts that were added belong to (`row.aim`), by name; say where that is not clear.

    Amounts belong to a new activity: one that is in the plan has a row of its own for them.
    """
    new: dict[str, list] = defaultdict(list)
    there: dict[str, list] = defaultdict(list)
    for one in look.new:
        if one.sheet == PLAN:
            new[folded(one.added.columns.get("name", ""))].append((one.place, kind_of(one.added, words)))
    for key, row in plan.rows.items():
        there[folded(row["name"])].append((key, row["number"]))
    for one in look.new:
        row = one.added
        if one.sheet == MONEY:
            name = folded(row.columns.get("name", ""))
            found = [cell for cell, kind in new[name] if kind == "activity"]
            found = [row.cell] if row.cell in found else found
            missing = _("No new activity of this name is on the sheet Plan. One that is in the plan has its row here.")
        elif one.sheet == INDICATORS:
            name = folded(row.columns.get("of", ""))
            found = [key for key, number in there[name] if number == row.columns.get("number")]
            found = found or [key for key, _n in there[name]] + [cell for cell, _k in new[name]]
            missing = _("Write under “Measures” the name of the objective, output or activity that it measures.")
        else:
            continue
        if name and len(found) == 1:
            row.under = found[0]
        elif name and found:
            words_of_several = _("Several have this name. Give each its own, or write the number of the one meant.")
            look.blame(Wrong(row.cell, words_of_several, one.sheet, row.cell))
        else:
            look.blame(Wrong(row.cell, missing, one.sheet, row.cell))


def leave_out_below(look):
    """Say of new rows that what they stand under or belong to stays out, so that they do."""
    out = {one.place for one in look.new if one.sheet == PLAN and look.is_spoilt(one)}
    for one in look.new:  # the sheet Plan comes first, and its rows in their order
        if one.added.under in out and not look.is_spoilt(one):
            words = _("It belongs to what is wrong in row %(row)s, so it cannot come in without it.")
            look.blame(Wrong(one.place, words % {"row": one.added.under.row}, one.sheet, one.place))
            out |= {one.place} if one.sheet == PLAN else set()

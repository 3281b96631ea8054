"""How the rows of a file know again the items that a plan has."""

from collections import defaultdict

from workplans.exchange.findings import shown


def folded(text):
    """`text` as names are compared: without regard to capitals and runs of blanks."""
    return " ".join(text.split()).casefold()


class Known:
    """The items of one kind that a plan has, found again by code, else by (parent, name).

    A code that only one of the two has, the file or the plan, does not keep them apart: people fill in codes later.
    """

    def __init__(self, items, parent, rows):
        self.items = list(items)
        self.codes = {folded(row.code) for row in rows if row.code}
        self.keyed: dict[tuple, list] = defaultdict(list)
        self.taken: set[int] = set()
        for item in self.items:
            self.keyed["name", getattr(item, parent) if parent else None, folded(item.name)].append(item)
            if item.code:
                self.keyed["code", folded(item.code)].append(item)

    def find(self, code, name, above):
        """The item meant by a row of the file, or None; the second row of the same key means the second item."""
        alike = self.keyed["name", above, folded(name)]
        if code:
            meant = self.keyed["code", folded(code)] + [item for item in alike if not item.code]
        else:
            meant = [item for item in alike if folded(item.code) not in self.codes]
        found = next((item for item in meant if item.pk not in self.taken), None)
        if found:
            self.taken.add(found.pk)
        return found


def parent_of(indicator):
    """(column, key) of what an indicator measures."""
    columns = ("objective_id", "output_id", "activity_id")
    return next((column, getattr(indicator, column)) for column in columns if getattr(indicator, column))


def indicator_meant(items, facts, unnamed):
    """The indicator of `items` that a row of the file means, or None.

    A row that does not say what is counted means the one called `unnamed`, or the one that was named since.
    """
    wanted = folded(facts["name"] or unnamed)
    found = next((item for item in items if folded(item.name) == wanted), None)
    said = [facts["baseline"], facts["target"], facts["stated"]]
    if found or facts["name"] or said == [None, None, {}]:
        return found
    return next((item for item in items if [item.baseline, item.target, item.stated] == said), None)


def put_aside(stated, label, value):
    """Keep in `stated` what no field can hold, beside what stands there under the same label."""
    text = value if isinstance(value, str) else str(shown(value))
    stated[label] = f"{stated[label]}; {text}" if label in stated else text


class Order:
    """The next place among siblings, for new items of one kind: after those that are there, in the file's order."""

    def __init__(self, items):
        self.last = max((item.order for item in items), default=0)

    def next(self):
        self.last += 1
        return self.last

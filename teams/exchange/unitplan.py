"""What a list of units comes to: which of them exist already, which are new and where, and what is asked."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from teams.exchange.folding import fold
from teams.exchange.questions import NONE, OTHER, SAME, Asking
from teams.exchange.spellings import ASKED, SURE, closest, likeness
from teams.exchange.tables import Table
from teams.exchange.unitrows import Row, read_rows
from teams.exchange.unitsteps import Step
from teams.models import Level, Unit
from teams.models.units import Seed

MOST_SHARED = 5
"""A code that more units have than this is the code of none."""
MOST_COMPARED = 400_000
"""With more pairs of names than these, no one is asked whether two are alike: it would take minutes."""

Node = Unit | Seed | None


@dataclass(eq=False)
class Named:
    """A unit as the list names it, under `above`, in these rows."""

    name: str
    code: str
    above: Node
    rows: list[Row]


@dataclass
class UnitPlan:
    """`seeds` are the units to be made, after those they are under; `known` are those that exist already."""

    steps: list[Step]
    seeds: list[Seed] = field(default_factory=list)
    known: set[Unit] = field(default_factory=set)

    def counts(self) -> list[tuple[Level, int, int]]:
        """(level, how many are new, how many exist already), from the top down."""
        new = Counter(seed.level.rank for seed in self.seeds)
        known = Counter(unit.level.rank for unit in self.known)
        return [(step.level, new[step.level.rank], known[step.level.rank]) for step in self.steps]

    def lowest(self) -> list[Seed]:
        """The new units of the lowest level."""
        return [seed for seed in self.seeds if seed.level is self.steps[-1].level]


class Here:
    """The units that exist already, by code and by name; each is found by name once."""

    def __init__(self, base: Unit | None) -> None:
        branch = Unit.objects.branch(base).select_related("level", "parent").order_by("pk")
        self.units = list(branch.exclude(pk=base.pk) if base else branch)
        self.by_code = {unit.code: unit for unit in self.units if unit.code}
        self.codes = set(Unit.objects.exclude(code=None).values_list("code", flat=True))
        self.free: dict[tuple[int, str], dict[str, list[Unit]]] = {}

    def below(self, above: Node, level: Level) -> dict[str, list[Unit]]:
        """{folded name: units} of a level anywhere below `above`, without those that were found."""
        if isinstance(above, Seed) or level.pk is None:
            return {}
        path = above.path if above else "/"
        if (level.pk, path) not in self.free:
            found = self.free[level.pk, path] = defaultdict(list)
            for unit in self.units:
                if unit.level_id == level.pk and unit.path.startswith(path):
                    found[fold(unit.name)].append(unit)
        return self.free[level.pk, path]

    def take(self, unit: Unit) -> None:
        for found in self.free.values():
            if unit in found.get(fold(unit.name), ()):
                found[fold(unit.name)].remove(unit)


def read_units(table: Table, steps: list[Step], base: Unit | None, asking: Asking) -> UnitPlan:
    """What the list comes to under `base` (None: the top), with the answers that `asking` has so far."""
    return Reading(table, steps, base, asking).plan()


class Reading:
    def __init__(self, table: Table, steps: list[Step], base: Unit | None, asking: Asking) -> None:
        self.steps, self.base, self.asking = steps, base, asking
        self.rows = read_rows(table, steps, asking)
        self.here = Here(base)
        self.found = UnitPlan(steps)
        self.node_of: dict[int, Node] = {row.number: base for row in self.rows}
        self.settled: list[tuple[Named, Node]] = []

    def plan(self) -> UnitPlan:
        for place, step in enumerate(self.steps):
            self.settled = []
            named = self.named_in(place, step)
            unknown = [one for one in named if not self.is_known(one, step)]
            compared = len(unknown) * max((len(self.here.below(one.above, step.level)) for one in unknown), default=0)
            for one in unknown:
                alike = self.alike(one, step, place) if compared < MOST_COMPARED else None
                self.settle(one, alike or self.seed(one, step))
        return self.found

    def where(self, one: Named, step: Step) -> tuple[int, int]:
        return one.rows[0].number, step.column + 1

    def settle(self, one: Named, node: Node) -> None:
        self.settled.append((one, node))
        for row in one.rows:
            self.node_of[row.number] = node
        if isinstance(node, Unit):
            self.found.known.add(node)
            self.here.take(node)

    def seed(self, one: Named, step: Step) -> Seed:
        if one.code in self.here.codes:
            words = _("The code “%(code)s” belongs to another unit. “%(name)s” is taken without it.")
            self.asking.remark(self.where(one, step), words % {"code": one.code, "name": one.name})
            one.code = ""
        self.here.codes |= {one.code} - {""}
        seed = Seed(one.name, one.code, step.level, one.above)
        self.found.seeds.append(seed)
        return seed

    # From rows to names.

    def named_in(self, place: int, step: Step) -> list[Named]:
        """The units that a column names, those of most rows first; in the last column each row names one."""
        groups: dict[tuple[int, str], list[Row]] = defaultdict(list)
        for row in self.rows:
            name = row.names[place]
            if name and (self.node_of[row.number] or place == 0 or self.base):
                groups[id(self.node_of[row.number]), fold(name) or name].append(row)
            elif name:
                self.asking.remark((row.number, step.column + 1), _("Nothing says what this unit belongs to."))
        last = step is self.steps[-1]
        parts = [part for rows in groups.values() for part in (self.told_apart(rows, step) if last else [rows])]
        named = [self.named(rows, place) for rows in parts]
        self.share_codes(named, step)
        return sorted(named, key=lambda one: -len(one.rows))

    def named(self, rows: list[Row], place: int) -> Named:
        """One unit of several rows: spelled, and coded, as in most of them."""
        names = Counter(row.names[place] for row in rows)
        codes = Counter(row.codes[place] for row in rows if row.codes[place])
        code = codes.most_common(1)[0][0] if codes else ""
        return Named(names.most_common(1)[0][0], code, self.node_of[rows[0].number], rows)

    def told_apart(self, rows: list[Row], step: Step) -> list[list[Row]]:
        """Rows with one name under one unit: those that are that unit together, each that is another apart."""
        first, *others = rows
        parts = [[first]]
        for row in others:
            place = (row.number, step.column + 1)
            facts = {"name": first.names[-1], "first": first.number, "row": row.number}
            if row.codes[-1] == first.codes[-1]:
                words = _("“%(name)s” stands in row %(first)d already. It is taken once.")
                self.asking.remark(place, words % facts)
                parts[0].append(row)
                continue
            one, two = first.codes[-1] or "–", row.codes[-1] or "–"
            words = _("“%(name)s” stands in row %(first)d with the code %(one)s, in row %(row)d with the code %(two)s.")
            choices = [(SAME, _("One unit, with the code of the first row")), (OTHER, _("Two units of one name"))]
            default = OTHER if row.codes[-1] and first.codes[-1] else SAME
            about = f"twice {step.column} {first.names} {one} {two}"
            if self.asking.ask(about, place, words % (facts | {"one": one, "two": two}), choices, default) == SAME:
                row.codes[-1] = ""
                parts[0].append(row)
            else:
                parts.append([row])
        return parts

    def share_codes(self, named: list[Named], step: Step) -> None:
        """Leaves each code to one unit; spellings of a level above that share one are asked about later."""
        sharing: dict[str, list[Named]] = defaultdict(list)
        for one in named:
            sharing[one.code].append(one)
        for code, several in sharing.items():
            alone = len(several) == 1 or (step is not self.steps[-1] and len({id(one.above) for one in several}) == 1)
            if code and not alone:
                owner = self.owner(code, several, step)
                for one in several:
                    one.code = code if one is owner else ""

    def owner(self, code: str, several: list[Named], step: Step) -> Named | None:
        """Which of several units has the code that stands beside all of them; None for none."""
        if code in self.here.by_code:
            mine = fold(self.here.by_code[code].name)
            return next((one for one in several if fold(one.name) == mine), None)
        if all(self.here.below(one.above, step.level).get(fold(one.name)) for one in several):
            return None  # all are here already, without it
        place = (several[1].rows[0].number, (step.code or 0) + 1)
        facts = {"code": code, "count": len(several)}
        if len(several) > MOST_SHARED:
            self.asking.remark(place, _("“%(code)s” stands beside %(count)d units. It is not taken as a code.") % facts)
            return None
        choices = [
            (str(number), _("%(name)s (row %(row)d)") % {"name": one.name, "row": one.rows[0].number})
            for number, one in enumerate(several)
        ]
        words = _("The code “%(code)s” stands beside %(count)d units. Whose is it?") % facts
        answer = self.asking.ask(f"code {code}", place, words, [(NONE, _("Of none of them")), *choices], NONE)
        return None if answer == NONE else several[int(answer)]

    # From names to units that exist, or are new.

    def is_known(self, one: Named, step: Step) -> bool:
        """Whether it exists, by its code, else by its name; then it is settled."""
        unit = self.by_code(one, step) or next(
            iter(self.here.below(one.above, step.level).get(fold(one.name), ())), None
        )
        if unit:
            self.settle(one, unit)
        return bool(unit)

    def by_code(self, one: Named, step: Step) -> Unit | None:
        unit = self.here.by_code.get(one.code) if one.code else None
        if unit is None or unit.level_id != step.level.pk:
            return None
        facts = {"code": one.code, "name": one.name, "here": unit.name, "above": unit.parent}
        if likeness(one.name, unit.name) < ASKED:
            words = _("The code “%(code)s” is that of “%(here)s” here; the list calls it “%(name)s”.") % facts
            choices = self.same_or_other(unit.name)
            if self.asking.ask(f"coded {one.code} {one.name}", self.where(one, step), words, choices, SAME) == OTHER:
                one.code = ""
                return None
        if isinstance(one.above, Seed) or (one.above and not unit.path.startswith(one.above.path)):
            words = _("“%(here)s” belongs to %(above)s here, and stays there.") % facts
            self.asking.remark(self.where(one, step), words)
        return unit

    def alike(self, one: Named, step: Step, place: int) -> Node:
        """What it is another spelling of, if a person says so; else None."""
        others: dict[str, Node] = {
            found[0].name: found[0] for found in self.here.below(one.above, step.level).values() if found
        }
        if step is not self.steps[-1]:
            for other, node in self.settled:
                if other.above is one.above:
                    if one.code and other.code == one.code:
                        return self.same_code(one, other, node, step)
                    others[other.name] = node
        name, how = closest(one.name, others)
        if not name:
            return None
        words = _("“%(name)s” is written much like “%(other)s”.") % {"name": one.name, "other": name}
        default = SAME if how >= SURE else OTHER
        about = f"alike {place} {getattr(one.above, 'name', '')} {one.name} {name}"
        answer = self.asking.ask(about, self.where(one, step), words, self.same_or_other(name), default)
        return others[name] if answer == SAME else None

    def same_code(self, one: Named, other: Named, node: Node, step: Step) -> Node:
        words = _("“%(name)s” has the same code as “%(other)s”: %(code)s.")
        facts = {"name": one.name, "other": other.name, "code": one.code}
        about = f"same code {one.name} {other.name} {one.code}"
        choices = self.same_or_other(other.name)
        if self.asking.ask(about, self.where(one, step), words % facts, choices, SAME) == SAME:
            return node
        one.code = ""
        return None

    def same_or_other(self, name: str) -> list[tuple[str, str]]:
        return [(SAME, _("The same as “%(name)s”") % {"name": name}), (OTHER, _("A different one"))]

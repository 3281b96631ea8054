"""What a file that comes back would change: cell by cell, what somebody has to decide, and what is wrong in it."""

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from workplans.exchange.flat import INDICATORS, MONEY, PLAN, READINESS
from workplans.exchange.places import NEW, Place, Wrong, of_what, spoils
from workplans.exchange.returned import NewRow, canon, settle_sources
from workplans.exchange.standing import aim, kind_of, leave_out_below, place_new
from workplans.exchange.wrongs import moved, unknown_post, wrong_with
from workplans.rules.threeway import Cell, bring_together

ROWS_OF = {INDICATORS: "indicator", MONEY: "activity", READINESS: "readiness"}
"""What a row of a sheet is; on the sheet Plan each says so."""
MOST_NEW = 1000
"""So many rows may be new at once: a file like that is better brought as a plan of its own."""
SAID = {"number", "kind", "of"}
"""Columns by which a new row says what it is and where it belongs."""


@dataclass(frozen=True)
class Change:
    """One cell that would change, in words: where in the file, of what, which column, and the three texts."""

    sheet: str
    place: Place
    name: str
    heading: str
    cell: Cell

    @property
    def token(self):
        """What its choice is called in a form."""
        return f"{self.sheet}:{self.cell.row}:{self.cell.column}"

    @property
    def row(self):
        return self.cell.row

    @property
    def columns(self):
        return (self.cell.column,)


@dataclass
class Added:
    """A row that would be new, in words: on which sheet, the row, [(heading, text)] of what it says, and all headings."""

    sheet: str
    added: NewRow
    said: list[tuple[str, str]]
    headings: dict[str, str]

    @property
    def place(self):
        return self.added.cell

    @property
    def row(self):
        """What it is called: where it stands, since it has no key yet."""
        return self.added.cell

    @property
    def columns(self):
        """The columns that say something."""
        return [column for column, text in self.added.columns.items() if text]


@dataclass
class Look:
    """What a file would do to the plan as it stands now."""

    changes: list[Change] = field(default_factory=list)
    new: list[Added] = field(default_factory=list)
    gone_there: list[str] = field(default_factory=list)
    gone_here: list[str] = field(default_factory=list)
    new_sources: dict[str, str] = field(default_factory=dict)
    """{column: name} of columns of money that are no source here yet: somebody has to say whether they are one."""
    unread: list[str] = field(default_factory=list)
    """What was left aside, in words."""
    wrong: list[Wrong] = field(default_factory=list)
    said: set[tuple] = field(default_factory=set)
    reaches: set[tuple] = field(default_factory=set)
    """What has to stay out, as places.spoils takes it."""
    remarks: dict[str, list[Place]] = field(default_factory=dict)
    """{what somebody should know before it is brought in, in words: where}."""

    def blame(self, wrong):
        """Add something that is wrong: told once, however much it reaches."""
        self.reaches.add(wrong.reach)
        if wrong.said not in self.said:
            self.said.add(wrong.said)
            self.wrong.append(wrong)

    def lock(self, why):
        """Say `why` nothing that is planned can be changed, once on each sheet that would change something."""
        some: list[Change | Added] = [*self.changes, *self.new]
        for one in some:
            if one.sheet != READINESS and (one.sheet, "", "") not in self.reaches:
                self.blame(Wrong(one.place, why, one.sheet))

    def is_spoilt(self, one):
        """Whether a Change or an Added has to stay out."""
        return spoils(self.reaches, one.sheet, one.row, one.columns)

    @property
    def coming(self):
        """The changes that nothing is wrong with."""
        return [change for change in self.changes if not self.is_spoilt(change)]

    @property
    def coming_new(self):
        """The new rows that nothing is wrong with."""
        return [one for one in self.new if not self.is_spoilt(one)]

    @property
    def left_out(self):
        """(cells, rows) that have to stay out, as numbers."""
        return len(self.changes) - len(self.coming), len(self.new) - len(self.coming_new)

    @cached_property
    def conflicts(self):
        """The changes that somebody has to decide about, as they are known before anything is tried."""
        return [change for change in self.coming if change.cell.is_conflict]

    @property
    def plain(self):
        """The changes that nobody has to decide about."""
        return [change for change in self.coming if not change.cell.is_conflict]

    @property
    def is_nothing(self):
        """Whether there is nothing in the file to bring in."""
        return not (self.changes or self.new)

    @property
    def has_rest(self):
        """Whether something can be brought in without what is wrong."""
        return bool(self.coming or self.coming_new)

    @cached_property
    def seen(self):
        """What somebody who reads all this saw, in short: it changes where the plan does, and where what is wrong does."""
        told: list = [[change.token, change.cell.here, change.cell.there] for change in self.changes]
        told += [[one.sheet, one.row, *one.added.columns.values()] for one in self.new]
        told += sorted(json.dumps(reach) for reach in self.reaches)
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


@dataclass(frozen=True)
class Known:
    """What a file is held against.

    What may stand in columns with a choice; the sources, {their column: name}; who holds a post of the team, {name: its
    title}.
    """

    words: dict[str, dict]
    names: dict[str, str]
    people: dict[str, str] = field(default_factory=dict)

    @property
    def sources(self):
        """{folded name: column} of the sources."""
        return {name.casefold(): column for column, name in self.names.items()}


def offered(returned, live, known):
    """The Look of a file that was read: `live` are the plan's tables as they stand."""
    settle_sources(returned, known.sources)
    there_already = place_new(returned, live, known.words)
    look = Look(unread=[*returned.unread])
    for one in returned.wrong:
        look.blame(one)
    spoilt = {one.column for one in returned.wrong if one.sheet == MONEY}
    look.new_sources = {column: name for column, name in returned.sources.items() if column not in spoilt}
    for key, place in there_already.items():
        words = _("“%(name)s” was added to the plan already, so this row is compared with it.")
        look.remarks[words % {"name": live[PLAN].rows[key]["name"]}] = [place]
    for sheet, table in live.items():
        compare(look, returned, sheet, table, known)
    for one in look.new:
        look_over(look, returned, one, known)
    aim(look, live[PLAN], known.words)
    leave_out_below(look)
    remark_posts(look, returned, known)
    if len(look.new) > MOST_NEW:
        words = _("More than %(n)s rows are new. Bring so many as a file of their own, or in parts.") % {"n": MOST_NEW}
        look.reaches.add(("", NEW, ""))
        look.wrong.insert(0, Wrong(look.new[MOST_NEW].place, words, "", NEW))
    return look


def compare(look, returned, sheet, table, known):
    """Add to `look` what one sheet would do to the plan's `table` as it stands."""
    more = known.names | returned.sources if sheet == MONEY else {}
    headings = returned.columns[sheet] | table.columns | more
    writable = (table.columns.keys() | more.keys()) - table.fixed
    here = {key: canon(row) for key, row in table.rows.items()}
    taken, there = returned.taken[sheet], returned.rows[sheet]
    if returned.table is None:
        for one in moved(returned, sheet, table.fixed):
            look.blame(one)
    brought = bring_together(taken, here, there)
    for cell in brought.cells:
        place, heading = returned.place(sheet, cell.row, cell.column), headings.get(cell.column, cell.column)
        if cell.column in writable:
            name = table.rows[cell.row].get("name", "")
            look.changes.append(Change(sheet, place, name, heading, cell))
            if told := wrong_with(cell.row.partition("-")[0], cell.column, cell.there, known.words):
                look.blame(Wrong(place, told, sheet, cell.row, cell.column, of_what(heading, name)))
        elif cell.column not in table.fixed:
            words = _("%(place)s: the plan has no “%(heading)s” any more.")
            look.unread.append(words % {"place": place, "heading": heading})
    look.gone_there += [table.rows[key].get("name", "") for key in brought.gone_there]
    gone = [*brought.gone_here, *(key for key in there if key not in here and key not in taken)]
    look.gone_here += [there[key].get("name", "") for key in gone]
    for row in returned.new[sheet]:
        said = [(headings.get(column, column), text) for column, text in row.columns.items() if text]
        look.new.append(Added(sheet, row, said, headings))


def look_over(look, returned, one, known):
    """Add to `look` what is wrong with a row that was added, so that it stays out."""
    row = one.added
    kind = kind_of(row, known.words) if one.sheet == PLAN else ROWS_OF[one.sheet]
    if kind is None:
        words = _("Is it an objective, an output or an activity? Say so under “What it is”.")
        look.blame(Wrong(returned.cell_of(one.sheet, row.cell, "kind"), words, one.sheet, row.cell))
        return
    if one.sheet == PLAN and kind != "objective" and not row.under:
        words = _("Put the new row below the objective or output that it belongs to.")
        look.blame(Wrong(row.cell, words, one.sheet, row.cell))
    for column, text in row.columns.items():
        if (column != "name" and not text) or column in SAID:
            continue
        place = returned.cell_of(one.sheet, row.cell, column)
        if told := wrong_with(kind, column, text, known.words):
            name = of_what(one.headings.get(column, column), row.columns.get("name"))
            look.blame(Wrong(place, told, one.sheet, row.cell, name=name))


def remark_posts(look, returned, known):
    """Add to `look` who is responsible by what comes in and is no post: each once, with all places."""
    places = defaultdict(list)
    for change in look.coming:
        if change.cell.column == "responsible":
            places[change.cell.there].append(change.place)
    for one in look.coming_new:
        if one.sheet == PLAN and (text := one.added.columns.get("responsible")):
            places[text].append(returned.cell_of(PLAN, one.place, "responsible"))
    for text, some in places.items():
        if told := unknown_post(text, known):
            look.remarks[told] = some

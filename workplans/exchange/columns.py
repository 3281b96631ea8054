"""Finds the row of headings, and decides what each column is.

The proposal rests on the headings' words, on the columns beside each other, and for doubtful ones on the values below. What
is not recognised has the role `other` and is kept as text beside its activity.
"""

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from teams.exchange.folding import fold
from teams.exchange.sheets import Sheet, Value, cell_name
from workplans.exchange import header_words as words
from workplans.exchange.findings import remarks_heading
from workplans.exchange.headers import Guess, guess

SINGLE_ROLES = (
    "objective", "objective_code", "output", "output_code", "output_indicator", "output_baseline", "output_target",
    "activity", "activity_code", "indicator", "indicator_unit", "baseline",
    "target", "target_q1", "target_q2", "target_q3", "target_q4",
    "responsible", "place", "starts_on", "ends_on", "total", "gap", "funders",
)  # fmt: skip
MANY = ("month", "amount", "remarks", "other", "ignore")
"""Roles that several columns may have; `ignore` alone is for what is not to be read at all."""
ROLES = (*SINGLE_ROLES, *MANY)
TARGETS = ("target", "target_q1", "target_q2", "target_q3", "target_q4")
HEADER_ROWS = 60
PLAN_KINDS = ("responsible", "target", "quarter", "money", "total", "month", "start", "end", "indicator", "funders")
INITIALS = "jfmamjjasond"


@dataclass(frozen=True)
class Column:
    """One column: `number` from 1, its heading, its role (one of ROLES).

    `source` names the funding source of an amount as the heading does; `months` are the calendar months (1 to 12) of a
    month column, of which several make weeks (`week`); `scale` is 1000 where the heading says thousands; `currency` is
    the code of the currency which the heading names; `of_unit` says that who is responsible is a programme or a unit.
    """

    number: int
    header: str
    role: str = "other"
    source: str = ""
    months: tuple[int, ...] = ()
    week: bool = False
    scale: int = 1
    currency: str = ""
    of_unit: bool = False

    def cell(self, row: int) -> str:
        """The name of this column's cell in a row, such as F12."""
        return cell_name(row, self.number)


@dataclass(frozen=True)
class Table:
    """Where the table of a sheet begins (`header_row` is the last row of headings, from 1), and its columns."""

    header_row: int
    columns: list[Column]

    @property
    def score(self) -> int:
        """How much of a plan the headings are; 0 without a column of activities."""
        roles = {column.role for column in self.columns} - {"other", "remarks"}
        amounts = sum(column.role == "amount" for column in self.columns)
        return (len(roles) + min(amounts, 5)) if "activity" in roles else 0


def find_table(sheet: Sheet) -> Table | None:
    """The table in the first rows of a sheet whose headings are most like a plan's; None where there is none."""
    best: Table | None = None
    for index, row in enumerate(sheet.rows[:HEADER_ROWS]):
        below = sheet.rows[index + 1 : index + 1 + HEADER_ROWS]
        if not _may_be_header(row) or not (_names_something(row) or (below and _names_something(below[0]))):
            continue
        table = Table(index + 1, propose(row, below))
        if below and _may_be_header(below[0]):
            joined = Table(index + 2, propose(_joined(row, below[0]), below[1:]))
            if table.score + (0 if _continues(below[0], table) else 2) <= joined.score:
                table = joined
        if table.score and (best is None or table.score > best.score):
            best = table
    return best


def table_at(sheet: Sheet, header_row: int) -> Table:
    """The table whose row of headings somebody has named."""
    row = sheet.rows[header_row - 1] if header_row <= len(sheet.rows) else []
    return Table(header_row, propose(row, sheet.rows[header_row : header_row + HEADER_ROWS]))


def propose(headers: list[Value], below: list[list[Value]]) -> list[Column]:
    """What each column is. `below` are some of the rows under the headings, for those which are doubtful."""
    width = max([len(headers), *(len(row) for row in below)], default=0)
    texts = [headers[index] if index < len(headers) else None for index in range(width)]
    guesses = [guess(text) for text in texts]
    _single_letter_months(texts, guesses)
    _by_values(guesses, texts, below)
    _levels_and_sides(guesses)
    columns = [
        _column(index + 1, _text(text), found) for index, (text, found) in enumerate(zip(texts, guesses, strict=True))
    ]
    return _decided(columns, guesses)


def _may_be_header(row: list[Value]) -> bool:
    texts = [value for value in row if isinstance(value, (str, date))]
    filled = sum(value is not None for value in row)
    return bool(texts) and len(texts) * 2 >= filled


def _names_something(row: list[Value]) -> bool:
    """Whether a row can head a plan at all: one of its cells is the name of a level or the word for a name."""
    return any(isinstance(value, str) and len(value) <= 200 and guess(value).kind == "name" for value in row)


def _continues(row: list[Value], table: Table) -> bool:
    """Whether the row below the headings is itself one: no activity, and only words of headings, such as Q1 to Q4."""
    filled = [(column, value) for column, value in zip(table.columns, row, strict=False) if value is not None]
    recognised = sum(guess(value).kind not in ("other", "place", "name") for _column, value in filled)
    return (
        recognised > 1 and recognised == len(filled) and not any(column.role == "activity" for column, _value in filled)
    )


def _joined(upper: list[Value], lower: list[Value]) -> list[Value]:
    """One heading of two rows: what stands above runs on to the right while there is something below."""
    joined: list[Value] = []
    over = ""
    for index in range(max(len(upper), len(lower))):
        above = upper[index] if index < len(upper) else None
        below = lower[index] if index < len(lower) else None
        over = _text(above) if above is not None else over
        if below is None:
            joined.append(above)
        elif isinstance(below, date) or not over:
            joined.append(below)
        else:
            both = f"{over} {_text(below)}"
            kind = guess(below).kind
            joined.append(
                both if kind in ("other", "quarter", "total") or guess(both).kind in ("money", "target") else below
            )
    return joined


def _text(value: Value) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else " ".join(str(value).split())


def _single_letter_months(texts: list[Value], guesses: list[Guess]) -> None:
    """Twelve columns headed by the months' first letters, from whichever month the year starts in."""
    letters = "".join(fold(text) if isinstance(text, str) and len(fold(text)) == 1 else "-" for text in texts)
    for start in range(12):
        turned = INITIALS[start:] + INITIALS[:start]
        at = letters.find(turned)
        if at < 0:
            at = letters.find(turned.replace("jf", "ef", 1).replace("ja", "ea", 1)) if start == 0 else -1
        if at >= 0:
            for step in range(12):
                guesses[at + step] = Guess("month", months=((start + step) % 12 + 1,))
            return


def _by_values(guesses: list[Guess], texts: list[Value], below: list[list[Value]]) -> None:
    """Settles by the values: a donor's column of numbers is money, a quarter's column of crosses is no target."""
    has_money = any(found.kind == "money" for found in guesses)
    for index, found in enumerate(guesses):
        if found.kind not in ("funders", "quarter", "money", "name", "place"):
            continue
        values = [row[index] for row in below if index < len(row) and row[index] is not None]
        if not values:
            continue
        numbers = sum(_looks_numeric(value) for value in values)
        mostly = numbers * 2 > len(values)
        if (found.kind == "funders" and mostly) or (found.kind == "place" and mostly and has_money):
            guesses[index] = Guess("money", level="known", source=_text(texts[index]))
        elif not numbers and _is_other(found, texts[index], values):
            guesses[index] = Guess("other")
        elif found.kind == "name" and numbers == len(values):
            guesses[index] = Guess("code" if found.level else "other", found.level)


def _is_other(found: Guess, header: Value, values: list[Value]) -> bool:
    """Whether a column without numbers only looks like a quarter's target or, without a word for money, an amount."""
    if found.kind == "quarter":
        return all(len(_text(value)) <= 2 for value in values)
    return found.kind == "money" and found.level == "known" and not words.MONEY & set(fold(_text(header)).split())


def _looks_numeric(value: Value) -> bool:
    if isinstance(value, str):
        return len(value) <= 40 and bool(
            re.fullmatch(r"[^\w]*[A-Za-z$]{0,4}[^\w]*\d[\d\s.,'’]*[^\w]*[A-Za-z$]{0,4}\W*|[-–—]", value)
        )
    return not isinstance(value, date) and value is not None


def _levels_and_sides(guesses: list[Guess]) -> None:
    """Gives each level of the file its place in the plan, and headings without a level the one they stand beside."""
    named = {found.level for found in guesses if found.kind == "name"}
    if not named & {"action", "activity", "subactivity"}:
        _unnamed_activity(guesses, named)
    ranks = ["action", "activity", "subactivity"]
    lowest = next((level for level in reversed(ranks) if level in named), "")
    above = [level for level in reversed(ranks[: ranks.index(lowest)]) if level in named] if lowest else []
    place = {"objective": "objective", "output": "output", lowest: "activity"}
    if "output" not in named and above:
        place[above[0]] = "output"
    elif lowest == "subactivity" and "activity" not in named:
        place["activity"] = "output"  # the code of an activity, of which the rows are the parts
    at_activity = next((i for i, found in enumerate(guesses) if found.kind == "name" and found.level == lowest), None)
    at_output = next((i for i, f in enumerate(guesses) if f.kind == "name" and place.get(f.level) == "output"), None)
    for index, found in enumerate(guesses):
        if found.level in words.LEVELS:
            guesses[index] = replace(found, level=place.get(found.level, "none"))
        elif found.kind in ("indicator", "unit", "baseline", "target", "code") and not found.level:
            of_output = at_output is not None and at_activity is not None and at_output < index < at_activity
            of_output = of_output and found.kind != "code"
            guesses[index] = replace(found, level="output" if of_output else "activity")


def _unnamed_activity(guesses: list[Guess], named: set[str]) -> None:
    """A file whose rows are described, and called nothing: "Description" then heads the activities of a plan."""
    if sum(found.kind in PLAN_KINDS for found in guesses) < 2:
        return
    for index, found in enumerate(guesses):
        if found.kind == "name" and not found.level:
            guesses[index] = replace(found, level="activity")
            named.add("activity")
            return


def _column(number: int, header: str, found: Guess) -> Column:
    column = Column(number, header, scale=found.scale, currency=found.currency)
    at_output = found.level == "output"
    roles = {
        "name": found.level if found.level in ("objective", "output", "activity") else "other",
        "code": f"{found.level}_code" if found.level in ("objective", "output", "activity") and found.sure else "other",
        "indicator": {"output": "output_indicator", "activity": "indicator"}.get(found.level, "other"),
        "unit": "indicator_unit" if found.level == "activity" else "other",
        "baseline": {"output": "output_baseline", "activity": "baseline"}.get(found.level, "other"),
        "target": {"output": "output_target", "activity": "target"}.get(found.level, "other"),
        "quarter": f"target_q{found.quarter}"
        if not at_output and found.level not in ("objective", "none")
        else "other",
        "start": "starts_on",
        "end": "ends_on",
        "money": "amount",
    }
    role = roles.get(found.kind, found.kind if found.kind in ROLES else "other")
    if role == "month":
        return replace(column, role=role, months=found.months, week=found.week)
    if role == "responsible":
        return replace(column, role=role, of_unit=found.level == "programme")
    return replace(column, role=role, source=found.source)


def _decided(columns: list[Column], guesses: list[Guess]) -> list[Column]:
    """One column a role, the surest first; the others of the same role are kept beside the activity."""
    money = [column for column in columns if column.role == "amount"]
    known = [column for column in money if guesses[column.number - 1].level == "known"]
    if len(money) == 1 and not known:  # "Budget needed": one sum, whatever its heading adds
        columns[money[0].number - 1] = replace(money[0], role="total", source="")
    roles = Counter(column.role for column in columns)
    for index, column in enumerate(columns):
        found = guesses[index]
        bare_total = column.role == "total" and not words.MONEY & set(fold(column.header).split())
        if bare_total and not roles["target"] and index and columns[index - 1].role == "target_q4":
            columns[index] = replace(column, role="target")
            roles["target"] += 1
        if found.kind == "programme" and not roles["objective"]:
            columns[index] = replace(column, role="objective")
            roles["objective"] += 1
        if found.kind == "unit" and found.sure < 2 and not roles["indicator"]:
            columns[index] = replace(column, role="other")
    for role in SINGLE_ROLES:
        same = sorted(
            (column for column in columns if column.role == role), key=lambda c: (-guesses[c.number - 1].sure, c.number)
        )
        for column in same[1:]:
            spare = (
                role == "objective" and column.number > same[0].number and not any(c.role == "output" for c in columns)
            )
            columns[column.number - 1] = replace(column, role="output" if spare else "other")
    ours = {fold("Remarks on the import"), fold(remarks_heading())}
    columns = [replace(one, role="ignore") if fold(one.header) in ours else one for one in columns]
    if sum(column.week for column in columns) <= 12:  # "Jan 26": one column a month, and the year
        columns = [replace(column, week=False) for column in columns]
    return columns

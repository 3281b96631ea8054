"""Reads the rows of a plan's table into objectives, outputs and activities. Every row ends up in one, or in a problem."""

import re
from decimal import Decimal

from teams.exchange.folding import fold
from teams.exchange.sheets import Sheet, Value, cell_name
from workplans.exchange.activityrows import MONEY_ROLES, ActivityReader
from workplans.exchange.columns import Column, Table
from workplans.exchange.figures import Unclear, as_text, is_nothing
from workplans.exchange.findings import shown
from workplans.exchange.header_words import TOTAL_ROW
from workplans.exchange.headers import level_of
from workplans.exchange.outputstatements import OutputStatements
from workplans.exchange.planitems import ActivityRow, ObjectiveRow, OutputRow, PlanFile, Problem

WORD = re.compile(r"[^\W\d_]{3}")
LEVEL_ROLES = (
    "objective",
    "objective_code",
    "output",
    "output_code",
    "output_indicator",
    "output_baseline",
    "output_target",
)
NUMBER = re.compile(r"\d+(\.\d+)*")
CODE = re.compile(r"[A-Za-z]{0,10}[ .-]?[0-9]+([.-][0-9A-Za-z]+)*[.):]?")


class PlanRows:
    """The rows under a table's headings, read once from top to bottom by `read`."""

    def __init__(self, sheet: Sheet, table: Table) -> None:
        self.sheet, self.table = sheet, table
        width = len(table.columns)
        self.rows = [
            (number, values[:width] + [None] * (width - len(values)))
            for number, values in enumerate(sheet.rows[table.header_row :], start=table.header_row + 1)
            if values
        ]
        self.columns = table.columns + [
            Column(number, "") for number in range(width + 1, max((len(row) for row in sheet.rows), default=0) + 1)
        ]
        if len(self.columns) > width:  # columns that begin below the first rows, without a heading
            wide = len(self.columns)
            self.rows = [
                (number, sheet.rows[number - 1] + [None] * (wide - len(sheet.rows[number - 1])))
                for number, _values in self.rows
            ]
        self.single = {number for number, values in self.rows if _is_single_text(values)}
        self.problems: list[Problem] = []
        self.reader = ActivityReader(self.columns, [values for _number, values in self.rows], self.report)
        self.one = self.reader.one
        self.statements = OutputStatements(self.reader, self.report)
        self.objectives: dict[tuple[str, str], ObjectiveRow] = {}
        self.outputs: dict[tuple[int, str, str], OutputRow] = {}
        self.objective: ObjectiveRow | None = None
        self.output: OutputRow | None = None
        self.pending: list[tuple[int, str]] = []  # headings in rows that wait for their first activity
        self.codes: dict[str, int] = {}
        self.sums: dict[int, Decimal] = {}
        self.sums_below: dict[int, Decimal] = {}

    def report(self, row: int, column: Column | None, kind: str, **values: object) -> None:
        """Adds a problem, at a column's cell or, without one, at the first cell of the row."""
        cell = column.cell(row) if column else cell_name(row, 1)
        self.problems.append(Problem(row, cell, kind, {key: shown(value) for key, value in values.items()}))

    def read(self) -> PlanFile:
        """The whole plan. Problems come in the order of the rows."""
        last_full = max((number for number, _values in self.rows if number not in self.single), default=0)
        last_activity = max((number for number, values in self.rows if self._activity_text(values)), default=0)
        headings = self._numbered_headings() or self._guessed_headings()
        for number, values in self.rows:
            if self._repeats_header(values):
                self.report(number, None, "repeated-header")
            elif self._is_total(values):
                self.report(number, self._first(values), "total-row", text=self._row_text(values))
                self.sums_below = {}
            elif self._is_level_row(values):
                if number > last_activity > 0:  # "Approved by" under the table: nothing is done for it
                    self.report(number, self._first(values), "text-row", text=self._row_text(values))
                else:
                    self._enter_level(number, values)
            elif number in self.single and number > last_full and not self._activity_text(values):
                self.report(number, self._first(values), "text-row", text=self._row_text(values))
            elif number in headings or (number in self.single and self._is_heading(values)):
                self._enter_heading(number, values)
            else:
                self._add_activity(number, values)
        self._report_pending()
        self.statements.finish()
        self.problems.sort(key=lambda problem: problem.row)
        return PlanFile(
            sheet=self.sheet.title,
            header_row=self.table.header_row,
            columns=self.columns,
            objectives=list(self.objectives.values()),
            problems=self.problems,
            rows=len(self.rows),
            sources=list(dict.fromkeys(self.reader.sources.values())),
            currencies=self.reader.currencies,
        )

    # Rows that are no activities

    def _repeats_header(self, values: list[Value]) -> bool:
        filled = [(column, value) for column, value in zip(self.columns, values, strict=True) if value is not None]
        if len(filled) > 1 and all(_same(as_text(value), column.header) for column, value in filled):
            return True
        numbers = [re.sub(r"\W", "", as_text(value)) for _column, value in filled]
        return (
            len(filled) > 3
            and len(filled) >= len(self.columns) - 1
            and numbers == [str(n) for n in range(1, len(filled) + 1)]
        )

    def _is_total(self, values: list[Value]) -> bool:
        texts = (value for value in values if isinstance(value, str) and WORD.search(value))
        first = next(texts, None)
        if first is None:
            return self._repeats_sums(values)
        if len(first) > 100 or not TOTAL_ROW.match(fold(first)):
            return False
        alone = not any(
            self.reader.text(values, role) for role in ("activity_code", "responsible", "starts_on", "ends_on")
        )
        return alone and sum(1 for _text in texts) <= 1

    def _repeats_sums(self, values: list[Value]) -> bool:
        """Whether a row without any text holds just the sums of the rows above it."""
        filled = [column for column, value in zip(self.columns, values, strict=True) if value is not None]
        if not filled or any(column.role not in MONEY_ROLES for column in filled):
            return False
        amounts = self._amounts(values)
        return any(
            bool(sums)
            and any(amounts.values())
            and all(sums.get(number, 0) == amount for number, amount in amounts.items())
            for sums in (self.sums, self.sums_below)
        )

    def _amounts(self, values: list[Value]) -> dict[int, Decimal]:
        amounts = {}
        for column in self.columns:
            if column.role in MONEY_ROLES:
                try:
                    amounts[column.number] = self.reader.money(column, values[column.number - 1]) or Decimal(0)
                except Unclear:
                    continue
        return amounts

    def _activity_text(self, values: list[Value]) -> str:
        return self.reader.text(values, "activity") or self.reader.text(values, "activity_code")

    def _first(self, values: list[Value]) -> Column | None:
        return next((column for column, value in zip(self.columns, values, strict=True) if value is not None), None)

    def _row_text(self, values: list[Value]) -> str:
        return " ".join(as_text(value) for value in values if value is not None)

    # Levels

    def _is_level_row(self, values: list[Value]) -> bool:
        """Whether only the columns of an objective or an output, and sums, are filled."""
        if self._activity_text(values) or not any(self.reader.text(values, role) for role in LEVEL_ROLES[:4]):
            return False
        money = any(value for value in self._amounts(values).values())
        for column, value in zip(self.columns, values, strict=True):
            if is_nothing(value) or column.role in LEVEL_ROLES or column.role in MONEY_ROLES:
                continue
            if column.role == "other" and CODE.fullmatch(as_text(value)):
                continue
            return False
        known = (
            _norm(self.reader.text(values, "objective_code")),
            _norm(self.reader.text(values, "objective")),
        ) in self.objectives
        only_known = known and not (self.reader.text(values, "output") or self.reader.text(values, "output_code"))
        return not (money and only_known)

    def _enter_level(self, number: int, values: list[Value]) -> None:
        self._set_objective(values)
        if self.reader.text(values, "output") or self.reader.text(values, "output_code"):
            self._set_output(values)
            assert self.output is not None
            self.statements.add(self.output, number, values, None)
        if any(self._amounts(values).values()):
            self.report(number, self._first(values), "total-row", text=self._row_text(values))

    def _is_heading(self, values: list[Value]) -> bool:
        """Whether a row's single text says what it is ("Objective 2: …"), or stands where activities do not."""
        if "objective" in self.one and "output" in self.one:
            return False
        text = self._heading_text(values)
        named = level_of(fold(text).split()[:2])
        if named in ("objective", "output") and re.match(r"[^:]{0,40}[\d:.–-]", text):
            return True
        column = next(c for c, value in zip(self.columns, values, strict=True) if as_text(value) == text)
        at = self.one.get("activity")
        before = at is None or column.number < at.number
        return before and column.role in ("other", "activity_code", "output_code") and "objective" not in self.one

    def _numbered_headings(self) -> set[int]:
        """Rows whose number begins those of others below (1, then 1.1), in a file with no column for the levels above.

        Not where the row says who does it or when: an activity may have parts.
        """
        if {"objective", "output"} & set(self.one) or "activity" not in self.one:
            return set()
        before = self.one["activity"].number - 1
        codes = {}
        for number, values in self.rows:
            code = next((as_text(value).rstrip(".") for value in values[:before] if not is_nothing(value)), "")
            if NUMBER.fullmatch(code) and self._activity_text(values):
                codes[number] = code
        above = {code.rpartition(".")[0] for code in codes.values()}
        work = ("responsible", "starts_on", "ends_on", "place", "indicator")
        rows = dict(self.rows)
        return {
            number
            for number, code in codes.items()
            if code in above and not any(self.reader.text(rows[number], role) for role in work)
        }

    def _guessed_headings(self) -> set[int]:
        """Rows with nothing but a name in the column of activities, in a file that has no column for the levels above.

        Only where the table begins with one, each is followed by activities, and activities are the majority.
        """
        if {"objective", "output"} & set(self.one) or len(self.rows) < 3:
            return set()
        lonely = [number in self.single for number, _values in self.rows]
        if not lonely[0] or lonely[-1] or sum(lonely) * 2 > len(lonely):
            return set()
        runs = "".join("h" if alone else "a" for alone in lonely)
        return (
            set() if "hhh" in runs else {number for (number, _v), alone in zip(self.rows, lonely, strict=True) if alone}
        )

    def _heading_text(self, values: list[Value]) -> str:
        return next(as_text(v) for v in values if not is_nothing(v) and not CODE.fullmatch(as_text(v)))

    def _enter_heading(self, number: int, values: list[Value]) -> None:
        text = self._heading_text(values)
        code = next((as_text(v) for v in values if not is_nothing(v) and CODE.fullmatch(as_text(v))), "")
        level = level_of(fold(text).split()[:2])
        depth = len(re.findall(r"\d+", re.match(r"\W*[A-Za-z]{0,3}[\d.]*", code or text)[0]))  # type: ignore[index]
        is_output = level == "output" or (
            level != "objective" and (depth > 1 or (bool(self.pending) and self.output is None))
        )
        if is_output and self.objective is not None and "output" not in self.one:
            self.output = self._output(code, text)
        else:
            self.objective = self._objective(code, text)
            self.output = None
        self.pending.append((number, text))
        if any(self._amounts(values).values()):
            self.report(number, self._first(values), "total-row", text=self._row_text(values))

    def _report_pending(self) -> None:
        """Headings under which nothing stands, so that they may have been activities after all."""
        for number, text in self.pending:
            self.report(number, None, "text-row", text=text)

    def _set_objective(self, values: list[Value]) -> None:
        code, name = self.reader.text(values, "objective_code"), self.reader.text(values, "objective")
        of_unit = self.one.get("responsible")
        if not {"objective", "objective_code"} & set(self.one):
            if of_unit and of_unit.of_unit:
                name = self.reader.text(values, "responsible")
            elif self.objective is None:
                name = self.sheet.title
        if not code and not name and self.objective is None:
            name = self.sheet.title
        if not code and not name:
            return
        found = self.objective
        same = (
            found and (not name or _norm(name) == _norm(found.name)) and (not code or _norm(code) == _norm(found.code))
        )
        if not same:
            self.objective = self._objective(code, name or code)
            self.output = None

    def _set_output(self, values: list[Value]) -> None:
        assert self.objective is not None
        code, name = self.reader.text(values, "output_code"), self.reader.text(values, "output")
        found = self.output
        if found and (not name or _norm(name) == _norm(found.name)) and (not code or _norm(code) == _norm(found.code)):
            return
        if code or name:
            self.output = self._output(code, name or code)
        elif found is None:
            self.output = self._output("", self.objective.name)

    def _objective(self, code: str, name: str) -> ObjectiveRow:
        return self.objectives.setdefault((_norm(code), _norm(name)), ObjectiveRow(code, name))

    def _output(self, code: str, name: str) -> OutputRow:
        assert self.objective is not None
        key = (id(self.objective), _norm(code), _norm(name))
        if key not in self.outputs:
            self.outputs[key] = OutputRow(code, name)
            self.objective.outputs.append(self.outputs[key])
        return self.outputs[key]

    # Activities

    def _add_activity(self, number: int, values: list[Value]) -> None:
        self.pending.clear()
        self._set_objective(values)
        self._set_output(values)
        assert self.output is not None
        activity = self.reader.read(number, values)
        if not activity.name:
            self._name(activity, values)
        if activity.code:
            first = self.codes.setdefault(_norm(activity.code), number)
            if first != number:
                self.report(number, self.one["activity_code"], "duplicate-code", code=activity.code, first=first)
        self.output.activities.append(activity)
        self.statements.add(self.output, number, values, activity)
        for column, amount in self._amounts(values).items():
            self.sums[column] = self.sums.get(column, Decimal(0)) + amount
            self.sums_below[column] = self.sums_below.get(column, Decimal(0)) + amount

    def _name(self, activity: ActivityRow, values: list[Value]) -> None:
        """Names an activity by what its row does hold: its indicator, another text, its code, any value."""
        texts = [self.reader.text(values, "indicator")]
        texts += [
            as_text(v)
            for c, v in zip(self.columns, values, strict=True)
            if c.role in ("other", "remarks") and isinstance(v, str)
        ]
        texts = [text for text in texts if re.search(r"[^\W\d_]{3}", text)]
        texts += [activity.code, *(as_text(value) for value in values)]
        activity.name = next(text for text in texts if text)
        self.report(activity.row, self.one.get("activity"), "no-name", name=activity.name)


def _is_single_text(values: list[Value]) -> bool:
    """Whether a row holds one text, and beside it nothing but a code."""
    filled = [value for value in values if value is not None]
    if len(filled) > 8:
        return False
    texts = [as_text(value) for value in filled if not is_nothing(value)]
    words = [text for text in texts if not CODE.fullmatch(text)]
    return len(words) == 1 and len(texts) <= 2 and bool(re.search(r"[^\W\d_]{2}", words[0]))


def _norm(text: str) -> str:
    return " ".join(text.casefold().split())


def _same(text: str, header: str) -> bool:
    return _norm(text) == _norm(header) or (bool(header) and _norm(header).endswith(f" {_norm(text)}"))

"""Reads one row of a plan's file as an activity: its indicator, its dates and months, its money."""

import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal

from teams.exchange.folding import fold
from teams.exchange.sheets import Value
from workplans.exchange import figures
from workplans.exchange.columns import MANY, TARGETS, Column
from workplans.exchange.figures import Marks, Unclear, as_text, is_nothing
from workplans.exchange.planitems import ActivityRow, IndicatorRow

Report = Callable[..., None]
MONEY_ROLES = ("amount", "total", "gap")
NUMBER_ROLES = (*TARGETS, "baseline", "output_target", "output_baseline")
NO_MARK = {"0", "0.0", "no", "nao", "non", "n", "false", "falso", "faux"}
PLAIN_MARK = {"x", "xx", "1", "1.0", "yes", "sim", "oui", "si", "true", "*", "✓", "✔", "√", "•", "●", "■", "v", "ok"}
SEPARATES_FUNDERS = re.compile(r"[,;\n]")


class ActivityReader:
    """Reads rows as activities, knowing from the whole sheet how each column writes its numbers and dates.

    `report(row, column, kind, **values)` is told of every problem.
    """

    def __init__(self, columns: list[Column], rows: list[list[Value]], report: Report) -> None:
        self.columns = columns
        self.report = report
        self.one = {column.role: column for column in columns if column.role not in MANY}
        self.months = [column for column in columns if column.role == "month"]
        self.amounts = [column for column in columns if column.role == "amount"]
        self.beside = [column for column in columns if column.role in ("remarks", "other")]
        self.marks = self._marks(rows)
        self.day_first = self._day_first(rows)
        self.currencies = self._currencies(rows)
        self.sources = self._sources(rows)
        self.keys = _keys(columns)

    def text(self, values: list[Value], role: str) -> str:
        """What a row holds in the column of a role, as text; "" for nothing."""
        column = self.one.get(role)
        if not column or (role == "activity" and is_nothing(values[column.number - 1])):
            return ""
        return as_text(values[column.number - 1])

    def read(self, row: int, values: list[Value]) -> ActivityRow:
        """The activity of a row; its name and code are as the row gives them."""
        activity = ActivityRow(row, self.text(values, "activity_code"), self.text(values, "activity"))
        activity.responsible = self.text(values, "responsible")
        activity.place = self.text(values, "place")
        activity.funders = self.text(values, "funders")
        for column in self.beside:
            if text := as_text(values[column.number - 1]):
                activity.stated[self.keys[column.number]] = text
        self._read_months(activity, values)
        self._read_dates(activity, values)
        self._read_indicator(activity, values)
        self._read_money(activity, values)
        return activity

    def figure(self, row: int, column: Column, value: Value) -> tuple[Decimal | None, bool]:
        """A target, and whether it is a percentage. Raises Unclear."""
        marks = self.marks.get(column.number, Marks())
        share = figures.percentage(value, marks)
        return (share, True) if share is not None else (figures.number(value, marks), False)

    def money(self, column: Column, value: Value) -> Decimal | None:
        """An amount in the plan's currency. Raises Unclear, also for "1,800" of a hand that writes "2 400,50" too."""
        read = figures.number(value, self.marks.get(column.number, Marks()))
        if read is not None and isinstance(value, str) and column.scale == 1 and read.as_tuple().exponent == -3:
            raise Unclear(value)  # money has no third decimal: a comma in thousands, or a slip
        return read * column.scale if read is not None else None

    def _read_months(self, activity: ActivityRow, values: list[Value]) -> None:
        marked: list[str] = []
        months: set[int] = set()
        for column in self.months:
            value = values[column.number - 1]
            if value is None or is_nothing(value) or fold(as_text(value)) in NO_MARK or as_text(value) in NO_MARK:
                continue
            months.update(column.months)
            plain = as_text(value).casefold() in PLAIN_MARK
            if column.week:
                marked.append(column.header if plain else f"{column.header}={as_text(value)}")
            elif not plain:
                activity.stated[self.keys[column.number]] = as_text(value)
        activity.months = tuple(sorted(months))
        if marked:
            activity.stated["weeks"] = " ".join(marked)

    def _read_dates(self, activity: ActivityRow, values: list[Value]) -> None:
        for role in ("starts_on", "ends_on"):
            column = self.one.get(role)
            if not column:
                continue
            value = values[column.number - 1]
            try:
                setattr(activity, role, figures.day(value, self.day_first))
            except Unclear:
                self._keep(activity.stated, activity.row, column, value, "unreadable-date")
        if activity.starts_on and activity.ends_on and activity.ends_on < activity.starts_on:
            self.report(
                activity.row, self.one["ends_on"], "ends-before-start",
                end=activity.ends_on.isoformat(), start=activity.starts_on.isoformat(),
            )  # fmt: skip

    def _read_indicator(self, activity: ActivityRow, values: list[Value]) -> None:
        indicator = IndicatorRow(self.text(values, "indicator"), self.text(values, "indicator_unit"))
        found: dict[str, Decimal] = {}
        shares: list[str] = []
        for role in ("baseline", *TARGETS):
            column = self.one.get(role)
            if not column:
                continue
            try:
                read, is_share = self.figure(activity.row, column, values[column.number - 1])
            except Unclear:
                self._keep(indicator.stated, activity.row, column, values[column.number - 1], "unreadable-target")
                continue
            if read is not None:
                found[role] = read
                shares += [role] if is_share else []
        if shares and any(role not in shares and read for role, read in found.items()):
            for role in shares:  # "45%" beside 0.4: which of them is meant cannot be told
                column = self.one[role]
                self._keep(indicator.stated, activity.row, column, values[column.number - 1], "unreadable-target")
                del found[role]
        elif shares:
            indicator.unit = indicator.unit or "%"
        indicator.baseline, indicator.target = found.get("baseline"), found.get("target")
        indicator.quarter_targets = [found.get(role) for role in TARGETS[1:]]
        if indicator.name or found or indicator.stated:
            activity.indicators.append(indicator)
            self._check_targets(activity.row, indicator, found)
        elif indicator.unit:
            activity.stated[self.keys[self.one["indicator_unit"].number]] = indicator.unit

    def _check_targets(self, row: int, indicator: IndicatorRow, found: dict[str, Decimal]) -> None:
        if not indicator.name and "indicator" in self.one:
            self.report(row, self.one["indicator"], "target-without-indicator")
        below = next((role for role in TARGETS if found.get(role, Decimal(0)) < 0), None)
        if below:
            self.report(row, self.one[below], "negative-target", target=found[below])
        quarters = [target for target in indicator.quarter_targets if target is not None]
        unread = any(self.keys[self.one[role].number] in indicator.stated for role in TARGETS if role in self.one)
        if indicator.target is None or not quarters or unread or indicator.unit == "%":
            return
        together = sum(quarters, Decimal(0))
        if together != indicator.target:
            self.report(row, self.one["target"], "quarters-do-not-sum", sum=together, target=indicator.target)

    def _read_money(self, activity: ActivityRow, values: list[Value]) -> None:
        total, gap = self.one.get("total"), self.one.get("gap")
        read, unread = self._amounts(activity, values)
        activity.gap = read.get(gap.number) if gap else None
        for column in self.amounts:
            amount = read.get(column.number)
            if amount:
                activity.allocations.append((self.sources[column.number], amount))
                if amount < 0:
                    self.report(activity.row, column, "negative-amount", amount=amount)
        stated_total = read.get(total.number) if total else None
        several = bool(SEPARATES_FUNDERS.search(activity.funders))
        if several:
            self.report(activity.row, self.one["funders"], "several-funders", funders=activity.funders)
        if total and stated_total is not None:
            if self.amounts and not unread:
                self._check_total(activity, total, stated_total)
            elif not self.amounts and stated_total:
                self._allocate_whole(activity, total, stated_total, several)
        funded = activity.allocations or stated_total or unread or not is_nothing(activity.funders)
        places = [*([total] if total else []), *self.amounts, *([self.one["funders"]] if "funders" in self.one else [])]
        if places and not funded:
            self.report(activity.row, places[0], "no-money")

    def _amounts(self, activity: ActivityRow, values: list[Value]) -> tuple[dict[int, Decimal], bool]:
        """The amounts of a row by column, and whether one besides the gap could not be read."""
        read: dict[int, Decimal] = {}
        unread = False
        for column in [*self.amounts, *(self.one[role] for role in ("total", "gap") if role in self.one)]:
            value = values[column.number - 1]
            kind, details = "unreadable-amount", {}
            try:
                amount = self.money(column, value)
                currency = figures.currency_of(value)
                if not (amount and currency and currency != self.currencies[0]):
                    if amount is not None:
                        read[column.number] = amount
                    continue
                kind, details = "other-currency", {"currency": currency, "usual": self.currencies[0]}
            except Unclear:
                pass
            self._keep(activity.stated, activity.row, column, value, kind, **details)
            unread = unread or column.role != "gap"
        return read, unread

    def _check_total(self, activity: ActivityRow, total: Column, amount: Decimal) -> None:
        together = sum((part for _source, part in activity.allocations), Decimal(0))
        if together != amount:
            self.report(activity.row, total, "sources-do-not-sum", sum=together, total=amount)

    def _allocate_whole(self, activity: ActivityRow, total: Column, amount: Decimal, several: bool) -> None:
        """The one sum of a file without sources goes to the one funder whom the row names, otherwise to none."""
        source = "" if several or is_nothing(activity.funders) else self._spelling(activity.funders)
        activity.allocations.append((source, amount))
        if amount < 0:
            self.report(activity.row, total, "negative-amount", amount=amount)
        if not source and not several and "funders" in self.one:
            self.report(activity.row, total, "no-source", amount=amount)

    def _keep(self, stated: dict[str, str], row: int, column: Column, value: Value, kind: str, **details: str) -> None:
        """Keeps as text what could not be read, and reports it."""
        stated[self.keys[column.number]] = as_text(value)
        self.report(row, column, kind, text=as_text(value), heading=self.keys[column.number], **details)

    def _marks(self, rows: list[list[Value]]) -> dict[int, Marks]:
        """How each column of numbers is written; where a column of money does not tell, as all others that do."""
        marks = {
            column.number: figures.marks_of(row[column.number - 1] for row in rows)
            for column in self.columns
            if column.role in (*NUMBER_ROLES, *MONEY_ROLES)
        }
        money = [column.number for column in self.columns if column.role in MONEY_ROLES]
        told = {marks[number].decimal for number in money} - {""}
        mixed = {number for number in money if _contradicts([row[number - 1] for row in rows])}
        if len(told) == 1 and not mixed:
            marks.update(dict.fromkeys(money, Marks(told.pop())))
        return marks

    def _day_first(self, rows: list[list[Value]]) -> bool | None:
        numbers = [self.one[role].number for role in ("starts_on", "ends_on") if role in self.one]
        return figures.day_first(row[number - 1] for row in rows for number in numbers)

    def _currencies(self, rows: list[list[Value]]) -> list[str]:
        """The currencies named with the amounts, the most frequent first; one in a heading counts for its column."""
        seen: Counter[str] = Counter()
        for column in self.columns:
            if column.role in MONEY_ROLES:
                if column.currency:
                    seen[column.currency] += len(rows)
                seen.update(code for row in rows if (code := figures.currency_of(row[column.number - 1])))
        return [code for code, _count in seen.most_common()]

    def _sources(self, rows: list[list[Value]]) -> dict[int, str]:
        """The name of each amount's source, spelt as the funders' column spells it if it does."""
        spellings: dict[str, Counter[str]] = {}
        if funders := self.one.get("funders"):
            for row in rows:
                for part in SEPARATES_FUNDERS.split(as_text(row[funders.number - 1])):
                    if part.strip():
                        spellings.setdefault(_key(part), Counter())[part.strip()] += 1
        self._spellings = {key: counted.most_common(1)[0][0] for key, counted in spellings.items()}
        names: dict[int, str] = {}
        for column in self.amounts:
            source = self._spelling(column.source)
            if source in names.values():
                source = " ".join(column.header.replace("_", " ").split())
            names[column.number] = source
        return names

    def _spelling(self, source: str) -> str:
        source = " ".join(source.replace("_", " ").split())
        return self._spellings.get(_key(source), source[:1].upper() + source[1:] if source.islower() else source)


def _key(source: str) -> str:
    return fold(source).replace(" ", "")


def _contradicts(values: list[Value]) -> bool:
    return len({figures.marks_of([value]).decimal for value in values} - {""}) > 1


def _keys(columns: list[Column]) -> dict[int, str]:
    """The heading under which each column's texts are kept: its letter where it has none, or where two are the same."""
    seen: set[str] = set()
    keys = {}
    for column in columns:
        letter = column.cell(1).rstrip("1")
        key = column.header or letter
        keys[column.number] = f"{key} ({letter})" if key in seen else key
        seen.add(key)
    return keys

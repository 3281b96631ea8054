"""What the rows of one output say about its indicator, and what is left of it when they contradict each other."""

from dataclasses import dataclass, field
from decimal import Decimal

from teams.exchange.sheets import Value
from workplans.exchange.activityrows import ActivityReader, Report
from workplans.exchange.figures import Unclear, as_text
from workplans.exchange.planitems import ActivityRow, IndicatorRow, OutputRow

ROLES = ("output_indicator", "output_target", "output_baseline")


@dataclass
class _Statement:
    row: int
    activity: ActivityRow | None
    texts: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, Decimal] = field(default_factory=dict)
    percent: bool = False

    def said(self, role: str) -> object:
        """What is compared: a number if it is one, else the text."""
        return self.numbers.get(role, self.texts.get(role, ""))


class OutputStatements:
    """Collects what each row says about its output (`add`), and settles it once all rows are known (`finish`).

    Nothing is chosen: an output whose rows name different indicators gets none, one whose rows give different targets
    gets an indicator without a target, and what each row said is kept with its activity.
    """

    def __init__(self, reader: ActivityReader, report: Report) -> None:
        self.reader, self.report = reader, report
        self.heard: dict[int, tuple[OutputRow, list[_Statement]]] = {}

    def add(self, output: OutputRow, row: int, values: list[Value], activity: ActivityRow | None) -> None:
        """Notes what a row says about its output; the activity is None for a row that is only an output's."""
        statement = _Statement(row, activity)
        for role in ROLES:
            column = self.reader.one.get(role)
            text = as_text(values[column.number - 1]) if column else ""
            if not column or not text:
                continue
            statement.texts[role] = text
            if role == "output_indicator":
                continue
            try:
                number, percent = self.reader.figure(row, column, values[column.number - 1])
            except Unclear:
                self._report_unread(output, statement, role)
                continue
            if number is None:
                del statement.texts[role]
                continue
            statement.numbers[role] = number
            statement.percent = statement.percent or percent
        if statement.texts:
            self.heard.setdefault(id(output), (output, []))[1].append(statement)

    def finish(self) -> None:
        """Gives each output its indicator, and reports the contradictions, each at the first row that differs."""
        for output, statements in self.heard.values():
            names = self._agreed(output, statements, "output_indicator", "conflicting-indicator")
            target = self._agreed(output, statements, "output_target", "conflicting-target")
            baseline = self._agreed(output, statements, "output_baseline", "conflicting-baseline")
            if not (names and target and baseline):
                self._keep_all(statements)
            if not names:
                continue
            first = next((s for s in statements if s.texts.get("output_indicator")), None)
            numbers = {role: next((s.numbers[role] for s in statements if role in s.numbers), None) for role in ROLES}
            indicator = IndicatorRow(
                first.texts["output_indicator"] if first else "",
                unit="%" if any(s.percent for s in statements) else "",
                baseline=numbers["output_baseline"] if baseline else None,
                target=numbers["output_target"] if target else None,
            )
            output.indicators.append(indicator)
            if not first and "output_indicator" in self.reader.one:
                self.report(statements[0].row, self.reader.one["output_indicator"], "target-without-indicator")

    def _agreed(self, output: OutputRow, statements: list[_Statement], role: str, kind: str) -> bool:
        said = [statement for statement in statements if role in statement.texts]
        for statement in said[1:]:
            if statement.said(role) != said[0].said(role) or (
                role != "output_indicator" and statement.percent != said[0].percent
            ):
                self.report(
                    statement.row, self.reader.one[role], kind,
                    output=output.name, one=said[0].texts[role], two=statement.texts[role],
                )  # fmt: skip
                return False
        return True

    def _keep_all(self, statements: list[_Statement]) -> None:
        for statement in statements:
            for role, text in statement.texts.items():
                if statement.activity:
                    statement.activity.stated[self._heading(role)] = text

    def _report_unread(self, output: OutputRow, statement: _Statement, role: str) -> None:
        text, heading = statement.texts[role], self._heading(role)
        if output.stated.get(heading) != text:
            self.report(statement.row, self.reader.one[role], "unreadable-target", text=text, heading=heading)
        output.stated.setdefault(heading, text)

    def _heading(self, role: str) -> str:
        return self.reader.keys[self.reader.one[role].number]

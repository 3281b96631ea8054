"""What is read from a plan's file: objectives, their outputs, their activities, and what could not be read."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from workplans.exchange.columns import Column
from workplans.exchange.findings import message


@dataclass(frozen=True)
class Problem:
    """One thing in the file that somebody must look at, in the order of the rows.

    `row` counts from 1 as in the file, `cell` is its name there ("L12"), `kind` never changes and tells the kinds
    apart, `values` are what the words of its kind need: texts and whole numbers.
    """

    row: int
    cell: str
    kind: str
    values: dict[str, object] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """For the user, in the language that is active."""
        return message(self.kind, **self.values)


@dataclass
class IndicatorRow:
    """What is counted, and how much of it is planned. Numbers are as the file states them, None where it states none.

    `name` is "" where the file gives a target and does not say of what. `stated` keeps the texts that could not be
    read, under their headings.
    """

    name: str
    unit: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None
    quarter_targets: list[Decimal | None] = field(default_factory=lambda: [None] * 4)
    stated: dict[str, str] = field(default_factory=dict)


@dataclass
class ActivityRow:
    """One row of the file that is an activity.

    `months` are calendar months, 1 to 12, that bear a mark. `allocations` are the amounts that are not zero, each with
    its source; the source is "" where the file gives one sum and no single funder. `gap` has the sign of the file.
    `stated` keeps, under their headings, the columns that have no place of their own and the texts that could not be read.
    """

    row: int
    code: str
    name: str
    responsible: str = ""
    place: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    months: tuple[int, ...] = ()
    indicators: list[IndicatorRow] = field(default_factory=list)
    allocations: list[tuple[str, Decimal]] = field(default_factory=list)
    funders: str = ""
    gap: Decimal | None = None
    needs_no_money: bool = False
    stated: dict[str, str] = field(default_factory=dict)


@dataclass
class OutputRow:
    """An output and its activities. Where rows contradict each other about its indicator, it has none."""

    code: str
    name: str
    indicators: list[IndicatorRow] = field(default_factory=list)
    activities: list[ActivityRow] = field(default_factory=list)
    stated: dict[str, str] = field(default_factory=dict)


@dataclass
class ObjectiveRow:
    """An objective and its outputs."""

    code: str
    name: str
    outputs: list[OutputRow] = field(default_factory=list)


@dataclass
class PlanFile:
    """A plan as a file states it. `rows` counts the rows under the headings that hold anything at all.

    `sources` are the funding sources in the order of their columns, `currencies` the codes of the currencies that the
    file names (none where it names none).
    """

    sheet: str
    header_row: int
    columns: list[Column]
    objectives: list[ObjectiveRow]
    problems: list[Problem]
    rows: int
    sources: list[str]
    currencies: list[str] = field(default_factory=list)

    @property
    def outputs(self) -> list[OutputRow]:
        """All outputs, in the order of the file."""
        return [output for objective in self.objectives for output in objective.outputs]

    @property
    def activities(self) -> list[ActivityRow]:
        """All activities, grouped by their outputs."""
        return [activity for output in self.outputs for activity in output.activities]

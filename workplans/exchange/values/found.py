"""What a file of values holds, before anybody said what of it is ours."""

from dataclasses import dataclass, field
from decimal import Decimal

VALUE, NUMERATOR, DENOMINATOR = "value", "numerator", "denominator"
NONE, NAMELESS = "none", "nameless"
LONGEST = 300
"""So many letters of a code or a name are kept."""

Code = tuple[str, str]
"""What a value is called in the file: (code, detail)."""


@dataclass(frozen=True)
class Figure:
    """One number of a file: of which code, of which time and place, and where it stands.

    `code` is the code of what was counted, or its name where the file has no codes; `detail` the category, "" where there
    is none. `column` is VALUE, or NUMERATOR or DENOMINATOR where the file has columns of these. `number` is None where
    the text cannot be read for certain; `is_share` says that it is a percentage by its sign.
    """

    code: str
    name: str
    detail: str
    time: str
    unit: str
    column: str
    number: Decimal | None
    text: str
    place: str
    is_share: bool = False

    @property
    def known_by(self) -> Code:
        return self.code, self.detail


@dataclass(frozen=True)
class NoFigure:
    """A cell of a place that is no figure, and why: it says that there is none (NONE), or its row names nothing (NAMELESS)."""

    kind: str
    unit: str
    text: str


@dataclass
class ValueFile:
    """All figures of a file, and cells that are none. `units` are {what the file calls a place: its name}.

    `deleted` counts rows that say so.
    """

    figures: list[Figure] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)
    deleted: int = 0
    others: list[NoFigure] = field(default_factory=list)

    def of_unit(self, unit: str) -> list[Figure]:
        """The figures of one place; all of them where the file names none."""
        return [one for one in self.figures if one.unit == unit] if self.units else self.figures


def short(text: str) -> str:
    """A code or name as it is kept: blanks and signs that no one reads become one blank, and it has an end."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:LONGEST].strip()

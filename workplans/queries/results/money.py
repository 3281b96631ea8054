"""Money beside progress: quarter by quarter, how much of what was due is done, and how much of the money moved."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from workplans.queries.organise import AFTER, BEFORE, UNDATED, quarterly
from workplans.queries.results.lines import in_money
from workplans.rules import charts
from workplans.rules.figures import rounded
from workplans.rules.money import NOTHING
from workplans.rules.progress import FINISHED
from workplans.written import number_in_words, quarter_in_words, with_unit


@dataclass(frozen=True)
class Step:
    """Where a plan stood at the end of a quarter: all that was due and planned up to then, and what came of it."""

    number: int
    due: int
    done: int
    planned: Decimal
    released: Decimal
    spent: Decimal

    @property
    def shares(self):
        """(done of what was due, released of what was planned, spent of it), a Fraction each; None out of nothing."""
        pairs = (self.done, self.due), (self.released, self.planned), (self.spent, self.planned)
        return [Fraction(part) / Fraction(whole) if whole else None for part, whole in pairs]

    @property
    def percentages(self):
        """The same in percent, as they are printed."""
        return [None if one is None else rounded(one * 100, 0) for one in self.shares]

    def printed(self):
        done, released, spent = (
            with_unit(number_in_words(one, 0), "%") if one is not None else "–" for one in self.percentages
        )
        return {
            "quarter": quarter_in_words(self.number),
            "due": str(self.due),
            "done": str(self.done),
            "done_share": done,
            "planned": in_money(self.planned),
            "released": in_money(self.released),
            "released_share": released,
            "spent": in_money(self.spent),
            "spent_share": spent,
        }


@dataclass(frozen=True)
class Course:
    """The Steps of a plan up to the quarter that is running, and how they are drawn."""

    steps: list[Step]

    @property
    def drawing(self):
        return charts.grouped([one.shares for one in self.steps])

    @property
    def is_known(self):
        return any(one is not None for step in self.steps for one in step.shares)

    def printed(self):
        return [one.printed() for one in self.steps]


def course_of(results):
    """The Course of a plan, out of its Results: no query more.

    What has no dates is planned, and what moved outside the plan's time counts, in its first or last quarter.
    """
    numbers = [one.number for one in results.quarters]
    sums = {number: [NOTHING, NOTHING, NOTHING] for number in numbers}
    outside = {BEFORE: numbers[0], AFTER: numbers[-1], UNDATED: numbers[-1]}
    for where, line in quarterly(results.money, with_needs=False).items():
        moved = sums[outside.get(where, where)]
        for place, amount in enumerate((line.sums.asked, line.sums.released, line.sums.spent)):
            moved[place] += amount
    counts = {number: [0, 0] for number in numbers}
    for line in results.activities:
        for progress, day in line.times:
            if day is not None:
                count = counts[results.calendar.quarter_of(day)]
                count[0] += 1
                count[1] += progress.state == FINISHED
    steps, due, done = [], 0, 0
    together = [NOTHING, NOTHING, NOTHING]
    for number in numbers:
        due, done = due + counts[number][0], done + counts[number][1]
        together = [one + more for one, more in zip(together, sums[number], strict=True)]
        if number <= max(results.number, results.figures.running.quarter):
            steps.append(Step(number, due, done, *together))
    return Course(steps)

"""Comparing: both sides in one go, round by round, and what the rounds agree on."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field

NOISY = 0.2
"""Where the middle half of the rounds' ratios is spread over more than this part of their median, the number is noisy."""


@dataclass
class Comparison:
    """What is measured, and against what: functions that say in seconds, requests a second or bytes what one try came to."""

    number: str
    name: str
    measured: Callable[[], float]
    against: Callable[[], float]
    target: float
    at_least: bool = False
    """Whether more is better."""
    tries: int = 1
    """So many tries of each side make one figure of a round, their median."""
    unit: str = "ms"
    rounds: list[tuple[float, float]] = field(default_factory=list)

    def run(self, rounds):
        """Each round tries both sides in turn, so that what slows the machine slows both; which begins changes."""
        self.measured(), self.against()
        for number in range(rounds):
            found: dict[Callable, list[float]] = {self.measured: [], self.against: []}
            for _try in range(self.tries):
                for side in (self.measured, self.against) if number % 2 else (self.against, self.measured):
                    found[side].append(side())
            self.rounds.append((statistics.median(found[self.measured]), statistics.median(found[self.against])))

    @property
    def ratios(self):
        return [measured / against for measured, against in self.rounds]

    @property
    def ratio(self):
        return statistics.median(self.ratios)

    @property
    def is_reached(self):
        return self.ratio >= self.target if self.at_least else self.ratio <= self.target

    @property
    def spread(self):
        """How far the middle half of the ratios lies apart, as a part of their median."""
        first, _middle, last = statistics.quantiles(self.ratios, n=4)
        return (last - first) / self.ratio

    @property
    def is_noisy(self):
        return self.spread > NOISY

    def as_dict(self):
        return {
            "name": f"{self.number} {self.name}",
            "ratio": round(self.ratio, 3),
            "target": round(self.target, 3),
            "rounds": len(self.rounds),
        }


UNITS = {"ms": 1000, "s": 1, "MB": 2**-20, "a second": 1}
LINE = "{:<4} {:<62} {:>11} {:>11} {:>8} {:>10}  {}"


def heading():
    return LINE.format("#", "measured, against", "measured", "against", "ratio", "target", "")


def line(one):
    """A comparison as a line of the table."""
    sides = [statistics.median(side) * UNITS[one.unit] for side in zip(*one.rounds, strict=True)]
    said = [] if one.is_reached else ["MISSED"]
    said += [f"noisy: the rounds spread over {one.spread:.0%}"] if one.is_noisy else []
    target = f"{'at least' if one.at_least else 'at most'} {one.target:.3g}"
    measured, against = (f"{side:,.1f} {one.unit}" for side in sides)
    return LINE.format(one.number, one.name, measured, against, f"{one.ratio:.2f}", target, ", ".join(said))

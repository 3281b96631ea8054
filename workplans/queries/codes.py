"""What the codes of other systems stand for in one plan: what was said of them, carried on from earlier plans."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from teams.exchange.folding import fold
from workplans.exchange.values.guessing import Candidate, CandidatePart, Guess, Guesser
from workplans.models import Indicator, Mapping, Objective, Output, Part
from workplans.queries.kinship import roots_of
from workplans.rules.kinship import Kin, Kinship

SAMPLES = 3
"""So many values of a code are shown where it is asked about."""


@dataclass(frozen=True)
class Meaning:
    """One thing that a code stands for in a plan: nothing where there is no `indicator`."""

    fills: str
    indicator: Indicator | None = None
    part: Part | None = None
    is_absent: bool = False
    """Whether it stands for an indicator that this plan does not have."""


class Codes:
    """What codes stand for in `plan`, and what they may stand for: a fixed number of queries whatever its size."""

    def __init__(self, plan):
        self.plan = plan
        rows = (
            Indicator.objects.filter(workplan=plan)
            .select_related("standard", "post", "activity__post")
            .prefetch_related("breakdowns")
        )
        self.indicators = {one.pk: one for one in rows.order_by("order", "pk")}
        self.parts = {one.pk: one for one in Part.objects.select_related("breakdown")}
        self.mappings = list(Mapping.objects.filter(team=plan.team_id).select_related("indicator"))

    @cached_property
    def meanings(self):
        """{(code, detail): [Meaning]}: those of this plan's indicators, where there are any; none of them twice."""
        found: dict[tuple[str, str], dict] = defaultdict(dict)
        for one in self.mappings:
            meaning = self.meaning_of(one)
            found[one.known_by][meaning.indicator, meaning.part] = meaning
        return {known_by: present(list(meanings.values())) for known_by, meanings in found.items()}

    def meaning_of(self, mapping):
        if mapping.fills == Mapping.Fills.NOTHING:
            return Meaning(mapping.fills)
        indicator = self.indicators.get(mapping.indicator_id) or self.heir_of(mapping)
        part = self.parts.get(mapping.part_id)
        return Meaning(mapping.fills, indicator, part, is_absent=indicator is None)

    def heir_of(self, mapping):
        """The indicator of this plan that is what a code stands for, where that was said of another plan: see rules/kinship.py."""
        old = mapping.indicator
        found = self.kinship.heir_of(self.kin(old) if old else Kin(None, None, None, fold(mapping.indicator_name)))
        return self.indicators.get(found)

    def kin(self, indicator):
        return Kin(indicator.pk, self.roots[indicator.pk], indicator.standard_id, fold(indicator.name))

    @cached_property
    def kinship(self):
        return Kinship(self.kin(one) for one in self.indicators.values())

    @cached_property
    def roots(self):
        known = [*self.indicators.values(), *(one.indicator for one in self.mappings if one.indicator)]
        return roots_of({one.pk: one.carried_from_id for one in known})

    @cached_property
    def guesser(self):
        """What guesses at codes of which nothing was said."""
        candidates = [
            Candidate(
                one.pk,
                one.name,
                (one.code, one.standard.code if one.standard else ""),
                one.numerator,
                one.denominator,
                frozenset(each.pk for each in one.breakdowns.all()),
                one.is_ratio,
            )
            for one in self.indicators.values()
        ]
        parts = [CandidatePart(one.pk, one.breakdown_id, (one.name, one.words)) for one in self.parts.values()]
        return Guesser(candidates, parts)

    @cached_property
    def groups(self):
        """[(objective or output in words, [its Indicators])] in the plan's order, without empty ones: two queries."""
        by_parent = defaultdict(list)
        for one in self.indicators.values():
            key = one.activity.output_id if one.activity else one.output_id
            by_parent["output" if key else "objective", key or one.objective_id].append(one)
        outputs = defaultdict(list)
        for output in Output.objects.filter(workplan=self.plan).only("objective", "code", "name"):
            outputs[output.objective_id].append(output)
        found: list[tuple[str, Objective | Output, list[Indicator]]] = []
        for place, objective in enumerate(Objective.objects.filter(workplan=self.plan).only("code", "name"), start=1):
            number = objective.code or str(place)
            found.append((number, objective, by_parent["objective", objective.pk]))
            for below, output in enumerate(outputs[objective.pk], start=1):
                found.append((output.code or f"{place}.{below}", output, by_parent["output", output.pk]))
        return [(f"{number} {item.name}", those) for number, item, those in found if those]

    @cached_property
    def parts_in_use(self):
        """The parts of the breakdowns that the plan's indicators have, in order."""
        used = {each.pk for one in self.indicators.values() for each in one.breakdowns.all()}
        return [one for one in self.parts.values() if one.breakdown_id in used]


def present(meanings):
    """Those of `meanings` that are of this plan's indicators; all of them where none is."""
    return [one for one in meanings if one.indicator] or meanings


@dataclass(frozen=True)
class Asked:
    """A code of which nobody said yet what it stands for: what the file calls it, some values.

    `guess` is what it is by the same code or name, `offered` what it may be, likeliest first.
    """

    known_by: tuple[str, str]
    name: str
    examples: str
    guess: Guess | None
    offered: Sequence[Guess] = ()

    @property
    def words(self):
        """What it is called, by name where the file has one."""
        return f"{self.name or self.known_by[0]} {self.known_by[1]}".strip()


def open_codes(mine, codes):
    """[Asked] of all codes of which nothing was said, or of an indicator that is not in this plan: likely ones first.

    What is only alike is not looked for: see `with_offers`.
    """
    names: dict = {}
    examples: dict = defaultdict(dict)
    for one in mine:
        if all(meaning.is_absent for meaning in codes.meanings.get(one.known_by, ())):
            names[one.known_by] = names.get(one.known_by) or (one.name if one.name != one.code else "")
            examples[one.known_by][one.text] = None
    asked = [
        Asked(key, name, " · ".join(list(examples[key])[:SAMPLES]), codes.guesser.certain(key[0], name, key[1]))
        for key, name in names.items()
    ]
    return sorted(asked, key=lambda one: one.guess is None)


def with_offers(asked, codes):
    """Those of `asked` that a page shows, with what they may be by names that are only alike."""
    return [replace(one, offered=codes.guesser.offered(one.known_by[0], one.name, one.known_by[1])) for one in asked]

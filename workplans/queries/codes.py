"""What the codes of other systems stand for in one plan: what was said of them, carried on from earlier plans."""

from dataclasses import dataclass
from functools import cached_property

from teams.exchange.folding import fold
from workplans.exchange.values.guessing import Candidate, CandidatePart, Guesser
from workplans.models import Indicator, Mapping, Part

MOST_YEARS = 20
"""So many plans are gone back to find where an indicator was carried over from."""


@dataclass(frozen=True)
class Meaning:
    """What a code stands for in a plan: nothing where there is no `indicator`."""

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
        said = Mapping.objects.filter(team=plan.team_id).select_related("indicator")
        self.mappings = {one.known_by: one for one in said}

    @cached_property
    def meanings(self):
        """{(code, detail): Meaning}"""
        return {known_by: self.meaning_of(one) for known_by, one in self.mappings.items()}

    def meaning_of(self, mapping):
        if mapping.fills == Mapping.Fills.NOTHING:
            return Meaning(mapping.fills)
        indicator = self.indicators.get(mapping.indicator_id) or self.heir_of(mapping)
        part = self.parts.get(mapping.part_id)
        return Meaning(mapping.fills, indicator, part, is_absent=indicator is None)

    def heir_of(self, mapping):
        """The indicator of this plan that is the same as that of another: its copy, of the same standard, of its name."""
        old = mapping.indicator
        if old is not None:
            if copy := self.by_root.get(self.roots[old.pk]):
                return copy
            if old.standard_id and old.standard_id in self.by_standard:
                return self.by_standard[old.standard_id]
        return self.by_name.get(fold(old.name if old else mapping.indicator_name))

    @cached_property
    def by_standard(self):
        return {one.standard_id: one for one in reversed(self.indicators.values()) if one.standard_id}

    @cached_property
    def by_name(self):
        return {fold(one.name): one for one in reversed(self.indicators.values())}

    @cached_property
    def by_root(self):
        return {self.roots[one.pk]: one for one in reversed(self.indicators.values())}

    @cached_property
    def roots(self):
        """{indicator: the first of those that it was carried over from}: a query for each year that is gone back."""
        known = [*self.indicators.values(), *(one.indicator for one in self.mappings.values() if one.indicator)]
        above = {one.pk: one.carried_from_id for one in known}
        for _year in range(MOST_YEARS):
            lacking = {key for key in above.values() if key and key not in above}
            if not lacking:
                break
            above |= dict(Indicator.objects.filter(pk__in=lacking).order_by().values_list("pk", "carried_from"))
        roots = {}
        for key in above:
            root, seen = key, {key}
            while (before := above.get(root)) and before not in seen:
                root = before
                seen.add(root)
            roots[key] = root
        return roots

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
            )
            for one in self.indicators.values()
        ]
        parts = [CandidatePart(one.pk, one.breakdown_id, (one.name, one.words)) for one in self.parts.values()]
        return Guesser(candidates, parts)

    @cached_property
    def parts_in_use(self):
        """The parts of the breakdowns that the plan's indicators have, in order."""
        used = {each.pk for one in self.indicators.values() for each in one.breakdowns.all()}
        return [one for one in self.parts.values() if one.breakdown_id in used]

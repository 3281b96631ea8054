"""Plan: what the demo's teams set out to do, with indicators, posts and months."""

from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from simple_history.utils import bulk_create_with_history

from lmframework.demo.words import chance, read
from workplans.models import (
    Activity,
    Breakdown,
    Indicator,
    Objective,
    Occasion,
    Output,
    Quarter,
    StandardIndicator,
    Target,
    Workplan,
)
from workplans.rules import periods
from workplans.standards import AGE, SEX

DISTRICT, FACILITY = read("district.txt"), read("facility.txt")
IN_PLAN = {"main": (40, 40), "district": (18, 24), "facility": (8, 15)}
MEASURED = 60  # activities a plan where the demo is for measuring
MOST = min(sum(len(result.steps) for theme in bank for result in theme.results) for bank in (DISTRICT, FACILITY))
EVERY = {"monthly": Activity.Every.MONTH, "quarterly": Activity.Every.QUARTER}
"""What is done again and again, by how a step says when."""
CONFIRMED_BY_OTHERS = 0.06
OFTEN = 36
"""What is to happen so often in the year is recorded each month."""
BY = {
    "Children fully immunised before their first birthday": [SEX],
    "New and relapsed tuberculosis cases notified": [SEX, AGE],
    "Sick children seen by community health workers": [SEX],
    "Children under one with all vaccines": [SEX],
    "New cases of tuberculosis found": [SEX, AGE],
}
"""What is broken down, by the name of the measure."""
STANDARD = {
    "Deliveries with a skilled attendant": "Births with a skilled attendant",
    "Births with a midwife": "Births with a skilled attendant",
    "Women with four or more antenatal visits": "Women with four or more antenatal visits",
    "Maternal deaths in health facilities": "Deaths of mothers",
    "Children who begin and do not finish (first to third dose)": "Children who began with pentavalent vaccine and did not finish",
    "Fever cases tested before treatment": "Fever cases that were tested for malaria",
    "Fevers tested for malaria": "Fever cases that were tested for malaria",
    "New and relapsed tuberculosis cases notified": "New and relapse tuberculosis cases found",
    "New cases of tuberculosis found": "New and relapse tuberculosis cases found",
    "Tuberculosis patients treated with success": "Tuberculosis treatment that succeeded",
    "Children aged 6 to 59 months given vitamin A": "Children who were given vitamin A",
    "Monthly reports on time": "Monthly reports sent in time",
    "People on treatment whose viral load is suppressed": "People on treatment whose viral load is suppressed",
    "Posts that are filled": "Posts that are filled",
}
"""The standard indicators that measures were picked as."""
IN_WORDS = ["Chair of the health committee", "Village heads of {a} and {b}", "Teachers of {a}",
            "Volunteers of {c}", "Driver on duty", "Women's group of {b}", "Sub-district health assistant"]  # fmt: skip


def fill(demo, sites):
    """A plan of the demo's year for each of `sites`, with all that is in it but the money."""
    rows: dict[type, list] = {
        model: [] for model in (Workplan, Quarter, Objective, Output, Activity, Indicator, Target)
    }
    standards = {one.name: one for one in StandardIndicator.objects.all()}
    breakdowns = dict(Breakdown.objects.values_list("name", "pk"))
    for site in sites:
        if site.has_plan:
            PlanOfSite(demo, site, rows, standards).write()
    for model, made in rows.items():
        bulk_create_with_history(made, model, batch_size=1000)
    for site in sites:
        for indicator, measure in site.measures:
            site.broken_down[indicator.pk] = [
                breakdowns[name] for name in BY.get(measure.name, ()) if name in breakdowns
            ]
    Indicator.objects.break_down({key: chosen for site in sites for key, chosen in site.broken_down.items()})
    if demo.for_looking:
        for plan in rows[Workplan]:
            Occasion.objects.lay_out_all(plan)


class PlanOfSite:
    """Writes one team's plan into `rows`, {model: list}, so that many teams' plans are saved together."""

    def __init__(self, demo, site, rows, standards):
        self.site, self.rows, self.standards = site, rows, standards
        self.rng = chance(demo.seed, "plan", site.team.code)
        first, last = demo.year
        self.plan = self.add(
            Workplan(team=site.team, starts_on=first, ends_on=last, currency=settings.CURRENCY or "USD")
        )
        self.quarters = [
            self.add(Quarter(workplan=self.plan, number=number, starts_on=start, ends_on=end))
            for number, (start, end) in enumerate(periods.quarters(first, last), start=1)
        ]
        self.months = [periods.month_key(day) for day in self.plan.months()[:12]]
        self.has_codes = site.kind == "district" or self.rng.random() < 0.3
        self.size = self.how_many(demo)
        self.every = EVERY if demo.for_looking else {}
        self.wants_others = chance(demo.seed, "confirmed", site.team.code)

    def add(self, row):
        self.rows[type(row)].append(row)
        return row

    def how_many(self, demo):
        """How many activities the plan has."""
        if not demo.for_looking:
            return demo.activities or MEASURED
        kind = "main" if self.site.is_main else "district" if self.site.kind == "district" else "facility"
        return self.rng.randint(*IN_PLAN[kind])

    def write(self):
        themes = self.choose_themes()
        results = self.choose_results(themes)
        sizes = self.share_out(sum(len(found) for found in results))
        unmeasured = self.some(len(sizes), 0.15)
        row = 0
        for place, (theme, found) in enumerate(zip(themes, results, strict=True), start=1):
            objective = self.item(Objective, place, (place,), workplan=self.plan, name=self.say(theme.goal))
            self.measure(theme.measures, "data", objective=objective)
            for number, result in enumerate(found, start=1):
                output = self.item(Output, number, (place, number), objective=objective, name=self.say(result.text))
                if row not in unmeasured:
                    self.measure(result.measures, result.steps[0].post, output=output)
                steps = sorted(self.rng.sample(range(len(result.steps)), sizes[row]))
                for order, index in enumerate(steps, start=1):
                    self.act(result.steps[index], output, order, (place, number, order))
                row += 1
        self.leave_gaps()

    def choose_themes(self):
        bank = DISTRICT if self.site.kind == "district" else FACILITY
        wanted = min(len(bank), max(2, -(-self.size // 11)), self.size)
        if self.site.is_main:
            return bank[:wanted]
        return [bank[index] for index in sorted(self.rng.sample(range(len(bank)), wanted))]

    def choose_results(self, themes):
        """For each theme, those of its results that the plan takes."""
        wanted = max(len(themes), min(3 * len(themes), round(self.size / 3)), -(-self.size // 4))
        numbers = [wanted // len(themes) + (index < wanted % len(themes)) for index in range(len(themes))]
        return [
            [theme.results[index] for index in sorted(self.rng.sample(range(len(theme.results)), number))]
            for theme, number in zip(themes, numbers, strict=True)
        ]

    def share_out(self, outputs):
        """How many activities each of the outputs has."""
        more = self.rng.sample(range(outputs), self.size % outputs)
        return [self.size // outputs + (index in more) for index in range(outputs)]

    def some(self, number, share):
        """The indexes of about `share` of `number` rows, one at least where there are six."""
        return set(self.rng.sample(range(number), round(number * share) or int(number >= 6)))

    def say(self, text):
        return text.format(**self.site.words)

    def item(self, model, order, code, **fields):
        fields.setdefault("workplan", self.plan)
        return self.add(model(order=order, code=".".join(map(str, code)) if self.has_codes else "", **fields))

    def act(self, step, output, order, code):
        starts_on, ends_on, months = self.when(step.when)
        activity = self.item(
            Activity,
            order,
            code,
            output=output,
            name=self.say(step.text),
            practice=step.practice,
            post=self.site.posts.get(step.post) or self.site.posts["lead"],
            starts_on=starts_on,
            ends_on=ends_on,
            months=months,
            every=self.every.get(step.when, ""),
            is_confirmed_by_others=self.wants_others.random() < CONFIRMED_BY_OTHERS,
            place=self.place(step.text),
            needs_no_money=not step.cost,
        )
        self.site.steps.append((activity, step))

    def place(self, text):
        """The places that `text` speaks of, or now and then another, or nothing."""
        words = self.site.words
        named = [words[key] for key in "abcfg" if f"{{{key}}}" in text]
        if named:
            return ", ".join(named)
        if self.site.kind == "district":
            return self.rng.choice(["", "", "", words["here"], words["f"], words["g"], "All facilities"])
        return self.rng.choice(["", "", words["here"]])

    def when(self, pattern):
        """(from, to, months) of an activity."""
        if pattern == "year":
            return self.plan.starts_on, self.plan.ends_on, []
        if pattern == "once":
            first = self.plan.starts_on + timedelta(days=self.rng.randrange(20, 330))
            return first, first + timedelta(days=self.rng.randrange(10)), []
        if pattern == "monthly":
            found = range(12)
        elif pattern == "quarterly":
            found = range(self.rng.randrange(3), 12, 3)
        elif pattern == "twice":
            found = range(self.rng.randrange(6), 12, 6)
        elif pattern == "spread":
            found = self.rng.sample(range(12), 4)
        else:  # "q2"
            quarter = int(pattern[1:]) - 1
            found = range(3 * quarter + self.rng.randrange(2), 3 * quarter + 3)
        keys = sorted(self.months[index] for index in found)
        return *periods.span(keys, self.plan.starts_on, self.plan.ends_on), keys

    def measure(self, measures, post, **of):
        """Indicators of an objective or output, which whoever is in `post` records; the lead where nobody is."""
        for order, measure in enumerate(measures, start=1):
            baseline, target = self.levels(measure)
            unknown = self.rng.random() if "output" in of else 0.5
            indicator = self.add(
                Indicator(
                    workplan=self.plan,
                    order=order,
                    name=self.say(measure.name),
                    unit=measure.unit,
                    direction=measure.direction,
                    numerator=measure.counted,
                    denominator=measure.out_of,
                    adds_up=adds_up(measure),
                    recorded_every=recorded_every(measure),
                    post=self.site.posts.get(post) or self.site.posts["lead"],
                    standard=self.standards.get(STANDARD.get(measure.name, "")),
                    baseline=None if unknown < 0.12 else baseline,
                    target=None if unknown > 0.96 else target,
                    **of,
                )
            )
            self.site.measures.append((indicator, measure))
            if indicator.target is not None and self.rng.random() < 0.8:
                for quarter, value in zip(self.quarters, self.by_quarter(measure, baseline, target), strict=True):
                    self.add(Target(indicator=indicator, quarter=quarter, value=value))

    def levels(self, measure):
        """Baseline and target: the main team's as they are written, another's somewhat off."""
        if self.site.is_main or measure.direction == "keep":
            return alike(measure, measure.baseline), alike(measure, measure.target)
        shift = alike(measure, (measure.target - measure.baseline) * self.rng.uniform(-0.4, 0.4))
        baseline, target = (alike(measure, level) + shift for level in (measure.baseline, measure.target))
        return max(0, baseline), min(100, target) if measure.unit == "%" else target

    def by_quarter(self, measure, baseline, target):
        """The targets of the quarters: parts that sum to the year's, or steps that end at it."""
        number = len(self.quarters)
        if measure.by_quarter == "sum":
            parts = [target // number] * number
            for index in range(target % number):  # what is to become less has more of it at the beginning
                parts[index if measure.direction == "down" else number - 1 - index] += 1
            busy, quiet = self.rng.sample(range(number), 2)
            swing = 0 if measure.direction == "keep" else target // 40
            parts[busy] += swing
            parts[quiet] -= swing
            return parts
        steps = [float(baseline) + float(target - baseline) * part / number for part in range(1, number + 1)]
        return [alike(measure, step) for step in steps[:-1]] + [target]

    def leave_gaps(self):
        """Plans are never complete: some rows name nobody, some only in words, some have no dates."""
        made = [activity for activity, _ in self.site.steps]
        for index in self.some(len(made), 0.07):
            made[index].post = None
        for_others = [activity for activity, step in self.site.steps if step.post in {"community", "environment"}]
        for activity in self.rng.sample(for_others, min(len(for_others), round(len(made) * 0.05))):
            activity.post, activity.responsible = None, self.say(self.rng.choice(IN_WORDS))
        for index in self.some(len(made), 0.08):
            made[index].starts_on = made[index].ends_on = None
            made[index].months, made[index].every = [], ""
        for index in self.some(len(made), 0.04):  # nobody has said yet that these cost nothing
            made[index].needs_no_money = False


def adds_up(measure):
    """How the values of months and quarters come to the year."""
    if measure.counted:
        return Indicator.AddsUp.AVERAGE
    return Indicator.AddsUp.SUM if measure.by_quarter == "sum" else Indicator.AddsUp.LAST


def recorded_every(measure):
    """Each month where much is counted, else each quarter."""
    often = measure.by_quarter == "sum" and measure.target >= OFTEN
    return Indicator.RecordedEvery.MONTH if often or measure.name in BY else Indicator.RecordedEvery.QUARTER


def alike(measure, value):
    """`value` in whole numbers, or with one decimal where the measure's baseline is written with one."""
    return round(value) if isinstance(measure.baseline, int) else Decimal(str(round(value, 1)))

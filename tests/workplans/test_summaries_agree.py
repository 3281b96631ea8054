"""Whatever people do in any order: what is kept is what the raw rows make, on every day, by team and by region."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, ProtectedError, Q
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from teams.atonce import at_once
from teams.models import Team, Unit
from teams.queries import step_below
from tests.workplans.raw_sums import NOTHING, STATE, Raw
from tests.world import TODAY, delegation, paper, readiness, recorded
from workplans import reviewing
from workplans.forms.plan import WorkplanForm
from workplans.importing import choose, put_to_use, undo
from workplans.models import (
    Activity,
    Allocation,
    Entry,
    Import,
    Indicator,
    MoneyEntry,
    Objective,
    Output,
    Readiness,
    StandardIndicator,
    Target,
    Total,
    Workplan,
)
from workplans.queries.summed import summed
from workplans.rules.figures import Reading
from workplans.summaries import differences, rebuild

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

PROBED = [
    *(date(2026, 1, 1), date(2026, 1, 31), date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 15), date(2026, 4, 16)),
    *(date(2026, 5, 16), date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 15), date(2026, 7, 16), date(2026, 8, 12)),
    *(date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 16), date(2026, 11, 5)),
    *(date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 16), date(2027, 2, 14), date(2027, 6, 30)),
]
"""The first and last days of quarters, the days from which values are missed, and some between them."""
ENDS = [date(2026, 12, 31), date(2026, 12, 31), date(2026, 11, 20), date(2027, 6, 30)]
TIMES = ["year", "q1", "q2", "q3", *(f"2026-{month:02}" for month in range(1, 13))]
MONTHS = [f"2026-{month:02}" for month in range(1, 13)]
PLAN_FILE = "Output;Activity;Q1;Q2;Q3;Q4;Target;State budget\nSafe births;Buy beds;1;1;1;1;5;900\nSafe births;Buy lamps;;1;;;;40\n"

which = st.integers(0, 40)
amount = st.integers(-500, 90_000).map(lambda cents: Decimal(cents) / 100)
some_day = st.sampled_from(PROBED)


class Summing(RuleBasedStateMachine):
    """What people do to the plans of two teams, by the verbs that pages and commands use."""

    def __init__(self, world, today):
        super().__init__()
        self.world, self.today, self.step = world, today, 0
        self.within = transaction.atomic()
        self.within.__enter__()
        self.begin()
        self.sealed: dict[tuple[int, int], dict] = {}
        """{(plan, number): {day: counts}} of the quarters that are closed, as they were then."""

    def begin(self):
        world = self.world
        standard = StandardIndicator.objects.order_by("pk").first()
        other = Workplan.objects.begin(world.other_team, date(2026, 1, 1))
        output = Output.objects.create(objective=Objective.objects.create(workplan=other, name="Safe"), name="Beds")
        days = {"starts_on": date(2026, 2, 10), "ends_on": date(2026, 10, 15), "responsible": "The nurses"}
        activity = Activity.objects.create(output=output, name="Buy", every="month", **days)
        Allocation.objects.create(activity=activity, source=world.fund, amount=Decimal("120.30"))
        for place in (output, world.output):
            Indicator.objects.create(output=place, name="Visits", recorded_every="month", standard=standard)
        Allocation.objects.create(activity=world.activity, amount=Decimal("77.70"))
        for period in ("q1", "q2"):
            recorded(world, period, 43)
        readiness(world, "Transport", state="partly")
        rebuild(Workplan.objects.all())

    def teardown(self):
        try:
            self.compare(PROBED)
        finally:
            transaction.set_rollback(True)
            self.within.__exit__(None, None, None)
            self.today.move_to(TODAY)

    def do(self, verb):
        """Do it, or leave it where it is refused: then nothing is done."""
        try:
            with transaction.atomic():
                return verb()
        except (ValidationError, PermissionDenied, ProtectedError):
            return None

    def change(self, item, **fields):
        """Change something planned, as a form does."""

        def verb():
            with at_once():
                Workplan.objects.hold_open(item.workplan_id)
                for name, value in fields.items():
                    setattr(item, name, value)
                item.full_clean(exclude=["order"])
                item.save()

        self.do(verb)

    def one(self, rows, number):
        found = list(rows.order_by("pk"))
        return found[number % len(found)] if found else None

    @rule(day=some_day)
    def days_pass(self, day):
        self.today.move_to(day)

    @rule(number=which, time=st.sampled_from(TIMES), value=amount, part=st.integers(0, 9))
    def record(self, number, time, value, part):
        if one := self.one(Indicator.objects, number):
            reading = Reading(None, Decimal(part), Decimal(9)) if one.is_ratio else Reading(value)
            period = one.workplan.calendar().find(time)
            sure = {"sure": True, "text": "It is so"}
            self.do(lambda: period and Entry.figures.record(one, period, self.world.bob, reading, **sure))

    @rule(number=which, value=st.none() | amount)
    def correct(self, number, value):
        """Or take it back."""
        if one := self.one(Entry.figures.of_indicators().standing(), number):
            reading = Reading() if value is None else Reading(value)
            if value is not None and one.indicator.is_ratio:
                reading = Reading(None, abs(value), Decimal(1000))
            sure = {"sure": True, "text": "Counted again"}
            self.do(lambda: Entry.figures.correct(one, self.world.alice, "Counted again", reading, **sure))

    @rule(number=which)
    def verify(self, number):
        if one := self.one(Entry.figures.of_indicators().standing(), number):
            self.do(lambda: Entry.figures.verify(one, self.world.alice))

    @rule(number=which, place=which, state=st.sampled_from(Entry.State.values), on=some_day, asked=st.booleans())
    def report(self, number, place, state, on, asked):
        one = self.one(Activity.objects, number)
        if asked:
            self.do(lambda: delegation(self.world, activity=one))
        occasion = self.one(one.occasions, place)
        self.do(lambda: Entry.objects.report(one, state, self.world.bob, on, "A word", occasion=occasion))

    @rule(number=which, state=st.sampled_from(["", *Entry.State.values]), on=st.none() | some_day)
    def correct_report(self, number, state, on):
        if one := self.one(Entry.objects.counting(), number):
            self.do(lambda: Entry.objects.correct(one, self.world.alice, "It was not so", state, on, "Other words"))

    @rule(number=which)
    def refuse(self, number):
        if one := self.one(Entry.objects.counting().filter(delegation__isnull=False), number):
            self.do(lambda: Entry.objects.refuse(one.delegation, self.world.alice, "Look again"))

    @rule(number=which, first=st.integers(0, 11), months=st.integers(0, 3), every=st.sampled_from(["", "month"]))
    def add_activity(self, number, first, months, every):
        def verb():
            with at_once():
                output = self.one(Output.objects, number)
                Workplan.objects.hold_open(output.workplan_id)
                facts = {"months": MONTHS[first : first + months], "every": every, "post": self.world.midwife}
                Activity.objects.create(output=output, name="More", **facts)

        self.do(verb)

    @rule(
        number=which, first=some_day, days=st.integers(0, 90), free=st.booleans(), every=st.sampled_from(["", "week"])
    )
    def change_activity(self, number, first, days, free, every):
        one = self.one(Activity.objects, number)
        last = min(first + timedelta(days), one.workplan.ends_on)
        if first <= last:
            days_of_it = {"months": [], "starts_on": first, "ends_on": last}
            self.change(one, needs_no_money=free, every=every, post=None, responsible="", **days_of_it)

    @rule(number=which, way=st.sampled_from(Indicator.Direction.values), to=amount)
    def change_indicator(self, number, way, to):
        if one := self.one(Indicator.objects, number):
            adds_up, every = Indicator.AddsUp.values[number % 3], Indicator.RecordedEvery.values[number // 3 % 3]
            facts = {"baseline": None if number % 4 == 1 else Decimal(1), "target": to}
            self.change(one, direction=way, adds_up=adds_up, recorded_every=every, **facts)

    @rule(number=which, quarter=st.integers(1, 4), value=amount)
    def target(self, number, quarter, value):
        one = self.one(Indicator.objects, number)
        of = one and one.workplan.quarters.filter(number=quarter, is_closed=False).first()

        def verb():
            with at_once():
                Workplan.objects.hold_open(one.workplan_id)
                Target.objects.update_or_create(indicator=one, quarter=of, defaults={"value": value})

        if of:
            self.do(verb)

    @rule(kind=st.sampled_from([Activity, Indicator, Output]), number=which)
    def remove(self, kind, number):
        one = self.one(kind.objects, number)

        def verb():
            with at_once():
                Workplan.objects.hold_open(one.workplan_id)
                one.delete()

        if one and kind.objects.count() > 2:
            self.do(verb)

    @rule(number=which, state=st.none() | st.sampled_from(Readiness.State.values))
    def readiness(self, number, state):
        Readiness.objects.begin(self.world.plan, [f"Thing {number % 5}"])
        one = self.one(Readiness.objects, number)
        with at_once():
            Workplan.objects.hold(one.workplan_id)
            if state is None:
                one.delete()
            else:
                one.state = state
                one.save()

    @rule(
        number=which, kind=st.sampled_from(["approved", "released", "spent"]), much=st.integers(1, 90_000), on=some_day
    )
    def move_money(self, number, kind, much, on):
        one, world = self.one(Activity.objects, number), self.world
        self.do(lambda: MoneyEntry.objects.write(one, world.fund, kind, Decimal(much) / 100, paper(world, on)))

    @rule(number=which, to=st.integers(0, 5000))
    def correct_money(self, number, to):
        if one := self.one(MoneyEntry.objects.filter(corrects=None), number):
            self.do(lambda: MoneyEntry.objects.correct(one, Decimal(to), "Miscounted", self.world.alice))

    @rule(number=which, cut=st.integers(-300, 300), back=st.booleans(), on=some_day)
    def act(self, number, cut, back, on):
        one, world = self.one(Activity.objects, number), self.world
        changes = {(one.pk, world.fund.pk): Decimal(cut)}
        said = paper(world, on, reason="The fund gives less")
        act = self.do(lambda: MoneyEntry.objects.act(one.workplan, "approved", changes, said))
        if act and back:
            self.do(lambda: MoneyEntry.objects.take_back(one.workplan, act, said))

    @rule(number=which, much=st.none() | st.integers(0, 9000), has_source=st.booleans())
    def ask(self, number, much, has_source):
        one, source = self.one(Activity.objects, number), self.world.source if has_source else None

        def verb():
            with at_once():
                Workplan.objects.hold_open(one.workplan_id)
                Allocation.objects.put(one, {source: None if much is None else Decimal(much)})

        self.do(verb)

    @rule(number=st.integers(1, 4), is_closed=st.booleans())
    def settle(self, number, is_closed):
        plan = self.world.plan
        quarter = plan.quarters.filter(number=number).first()
        if quarter is None:
            return
        before = (plan.pk, number) in self.sealed
        later = quarter.ends_on + timedelta(days=1)
        self.do(lambda: reviewing.settle_quarter(quarter, is_closed, "On", self.world.alice, later))
        if is_closed and not before and plan.quarters.get(pk=quarter.pk).is_closed:
            raw, days = Raw(plan), [day for day in PROBED if quarter.starts_on <= day <= quarter.ends_on]
            self.sealed[plan.pk, number] = {day: raw.on(day) for day in days}
        elif not plan.quarters.get(pk=quarter.pk).is_closed:
            self.sealed.pop((plan.pk, number), None)

    @rule(ends_on=st.sampled_from(ENDS))
    def redate(self, ends_on):
        def verb():
            with at_once():
                plan = Workplan.objects.hold_open(self.world.plan.pk)
                typed = {"starts_on": plan.starts_on, "ends_on": ends_on, "version": plan.version}
                form = WorkplanForm(typed, instance=plan)
                if form.is_valid():
                    form.save()

        self.do(verb)

    @rule(to=st.sampled_from(["north", "south", "country"]), what=st.sampled_from(["amani", "baraka", "team"]))
    def move(self, to, what):
        if what == "team":
            team = Team.objects.get(pk=self.world.team.pk)
            team.unit = self.world.units["baraka" if to == "south" else "amani"]
            team.save()
        else:
            Unit.objects.get(pk=self.world.units[what].pk).move(Unit.objects.get(pk=self.world.units[to].pk))

    @precondition(lambda self: Import.objects.count() < 2)
    @rule(back=st.booleans())
    def bring(self, back):
        """A file into the other team's plan; perhaps it is taken back."""
        plan = Workplan.objects.get(team=self.world.other_team)
        brought = Import.objects.create(workplan=plan, by=self.world.charlie, name="a.csv", content=PLAN_FILE.encode())
        self.do(lambda: choose(brought, {}))
        self.do(lambda: put_to_use(brought, self.world.charlie))
        if back:
            self.do(lambda: undo(Import.objects.get(pk=brought.pk), self.world.charlie))

    @rule(way=st.sampled_from(["send", "return", "amend"]))
    def review(self, way):
        plan, world = Workplan.objects.get(pk=self.world.plan.pk), self.world
        self.do(lambda: reviewing.send(plan, world.alice))
        number = plan.versions.first().number if plan.versions.exists() else 0
        if way == "return":
            self.do(lambda: reviewing.give_back(plan, number, "Mend it", world.sofia))
        if way == "amend":
            self.do(lambda: reviewing.approve(plan, number, world.sofia, with_money=True))
            self.do(lambda: reviewing.amend(plan, "The road", world.alice))

    @invariant()
    def what_is_kept_is_what_the_rows_make(self):
        assert list(differences(Workplan.objects.all())) == []
        self.step += 1
        self.compare([PROBED[(self.step * 5) % len(PROBED)], PROBED[(self.step * 7 + 3) % len(PROBED)]])

    def compare(self, days):
        country = Unit.objects.get(pk=self.world.units["country"].pk)
        by_team = {day: summed(lambda _path: Q(), lambda team, _path: F(team), {day: True})[day] for day in days}
        by_region = {
            day: summed(lambda _path: Q(), lambda _team, path: step_below(country, 1, path), {day: True})[day]
            for day in days
        }
        raws = [Raw(plan) for plan in Workplan.objects.all()]
        teams = list(Team.objects.select_related("unit__parent__parent"))
        for day in days:
            regions: dict[str, list] = {}
            for team in teams:
                counts = self.expected(team, raws, day)
                assert counted(by_team[day][team.pk]) == counts, (day, team)
                regions.setdefault(region_of(team.unit, country), []).append(counts)
            assert {key: counted(one) for key, one in by_region[day].items()} == {
                key: together(some) for key, some in regions.items()
            }
        totals = Total.objects.filter(summary__is_closed=False).select_related("summary")
        kept = {(one.summary.workplan_id, one.summary.number, one.standard_id): said(one) for one in totals}
        assert kept == {
            (raw.plan.pk, quarter.number, key): numbers
            for raw in raws
            for quarter in raw.quarters
            if not quarter.is_closed
            for key, numbers in raw.totals(quarter.number).items()
        }

    def expected(self, team, raws, day):
        """What the raw rows make; of a quarter that is closed, what they made then."""
        raw = next((one for one in raws if one.plan.team_id == team.pk and one.runs_on(day)), None)
        if raw is None:
            return NOTHING
        counts = raw.on(day)
        kept = self.sealed.get((raw.plan.pk, raw.quarter(day).number))
        return kept[day] | {name: counts[name] for name in STATE} if kept else counts


def counted(one):
    return {name: getattr(one, name) for name in NOTHING}


def said(total):
    """What a total brings to a sum; None where nothing was recorded."""
    return (total.value, total.numerator, total.denominator) if total.is_recorded else None


def together(some):
    """The counts of several teams."""
    found = {name: sum(one[name] for one in some) for name in NOTHING if name != "last_entry_on"}
    return found | {"last_entry_on": max((one["last_entry_on"] for one in some if one["last_entry_on"]), default=None)}


def region_of(unit, country):
    """The key of the unit right below the country that `unit` is in; "" for the country itself."""
    while unit.parent_id and unit.parent_id != country.pk:
        unit = unit.parent
    return f"{unit.pk}/" if unit.parent_id else ""


@pytest.mark.parametrize("examples", [6, pytest.param(200, marks=pytest.mark.long)])
def test_whatever_is_done_in_any_order_what_is_kept_is_what_the_rows_make(world, today, examples):
    checked = settings(
        max_examples=examples, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(lambda: Summing(world, today), settings=checked)

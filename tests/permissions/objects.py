"""What an address of the table names: functions that find or make it in the world and give the address's arguments."""

from datetime import date, timedelta

import time_machine

from assessments.models import Challenge, Round, Vision
from teams.models import Pass
from tests.world import (
    TODAY,
    absence,
    advance,
    applied_file,
    challenge,
    closed_round,
    commitment,
    delegated,
    delegation,
    evidence,
    filled_file,
    hold,
    list_file,
    open_round,
    paper,
    plan_that_is,
    readiness,
    recorded,
    report,
    stuck,
    values_file,
    waiting_file,
    workbook_file,
)
from workplans import reviewing
from workplans.handover import hand_over
from workplans.models import (
    Absence,
    Agreement,
    Call,
    Delegation,
    Mapping,
    MoneyEntry,
    StandardIndicator,
    Workplan,
)


def team(world):
    return [world.team.pk]


def plan(world):
    return [world.plan.pk]


def rolled_up(world):
    """Amani's unit, and the standard indicator that its team measures and has recorded."""
    standard, _made = StandardIndicator.objects.get_or_create(
        name="Deliveries", defaults={"numerator": "A", "denominator": "B"}
    )
    world.indicator.standard = standard
    world.indicator.save()
    if not world.indicator.has_values:
        recorded(world)
    return [world.units["amani"].pk, standard.pk]


def item(kind):
    return lambda world: [kind, getattr(world, kind).pk]


def next_plan(world):
    """A plan that something can be carried over into: Amani's of 2027."""
    days = {"team": world.team, "starts_on": date(2027, 1, 1)}
    return [(Workplan.objects.filter(**days).first() or Workplan.objects.begin(**days)).pk]


def to_fill(world):
    return [values_file(world).pk]


def to_fill_of_two(world):
    """A file of two places, of which nobody said which is ours."""
    content = "Facility,What,June,July\nNear,Deliveries,1,2\nFar,Deliveries,3,4\n"
    return [values_file(world, content, "two.csv", columns={}).pk]


def filled(world):
    return [filled_file(world).pk]


def code_of_files(world):
    """What a code of a file stands for."""
    values_file(world)
    return [Mapping.objects.get(team=world.team, code="Visits of all kinds").pk]


def activity(world):
    return [world.activity.pk]


def advanced(world):
    return [advance(world).pk]


def ready(world):
    return [readiness(world).pk]


def in_the_way(world):
    """What stands in the way of an activity of Amani's."""
    return [stuck(world).pk]

    """What stands in the way of Amani's training; the midwife's post sees to it."""
    return [stuck(world).pk]


def in_the_way_to(act, solved=False):
    """Something to do about it; with help asked of Sofia's post where that is to be answered."""

    def found(world):
        one = stuck(world, whys=["She was offered more"])
        if act == "answer":
            one.ask(world.sofia.holdings.get().post, world.bob, "Who else can teach?")
        if solved:
            one.solve(world.bob)
        return [one.pk, act]

    return found


def acted(world):
    """An approval that can be taken back."""
    amounts = {(world.activity.pk, world.source.pk): 100}
    return [
        world.plan.pk,
        MoneyEntry.objects.act(world.plan, MoneyEntry.Kind.APPROVED, amounts, paper(world)),
    ]


def plan_is(state):
    return lambda world: [plan_that_is(world, state).pk]


def versioned(world):
    return [plan_that_is(world, "approved").pk, 1]


def remarked(world):
    found = reviewing.remark(plan_that_is(world, "returned"), None, "Who does it?", world.sofia)
    return [found.pk]


def asked_of(state, *act):
    """What Alice asks of a post of Bob's, where it is `state`; with an act on it."""

    def found(world):
        title = f"Helper, {state}"
        there = Delegation.objects.filter(post__title=title).first()
        post = None if there else hold(world.bob, title, "member", team=world.team)
        return [(there or delegated(world, state, post=post)).pk, *act]

    return found


def asked_outside(act):
    """What Alice asks of Charlie's post, in a team that she does not lead."""

    def found(world):
        post = world.charlie.holdings.earliest("pk").post
        return [(post.delegations.first() or delegation(world, post)).pk, act]

    return found


def results_as(way):
    return lambda world: [world.plan.pk, way]


def reported(world):
    return [report(world).pk]


def done(world):
    """Of an activity that nobody was asked to do."""
    return [report(world, "done", world.second_activity).pk]


def value(world):
    """What Bob recorded of the deliveries."""
    return [(world.indicator.recorded.first() or recorded(world)).pk]


def to_verify(world):
    """What Bob recorded of them for a post of his that nobody covers."""
    there = world.indicator.recorded.filter(period="q3").first()
    return [(there or recorded(world, "q3", post=hold(world.bob, "Recorder", "member", team=world.team))).pk]


def to_record(period):
    """The deliveries, for a time of which nobody recorded a value."""
    return lambda world: [world.indicator.pk, period]


def values_of(period):
    return lambda world: [world.plan.pk, period]


def shown_by(world):
    """A page of the register beside what Bob recorded."""
    return [evidence(world).pk]


def away(world):
    return [(Absence.objects.first() or absence(world)).pk]


def handed_over(world):
    return [hand_over(world.midwife, world.bob, "The key is with the guard").pk]


def scanned(world):
    version = plan_that_is(world, "approved").versions.get()
    facts = {"signed_by": "The mayor", "signed_on": TODAY, "name": "signed.pdf", "kind": "application/pdf"}
    return [version.papers.create(content=b"%PDF-1.4", by=world.alice, **facts).pk]


def quarter(state, number):
    return lambda world: [plan_that_is(world, state).pk, number]


def quarter_closed(world):
    plan = plan_that_is(world, "amended")
    reviewing.settle_quarter(plan.quarters.get(number=1), True, "", world.alice, TODAY)
    return [plan.pk, 1]


def quarter_of(number):
    return lambda world: [world.plan.pk, number]


def agreed_on(state="open"):
    """What Amani agreed that the midwife does, where it stands so."""

    def found(world):
        text = f"Ask the store for gloves, {state}"
        there = Agreement.objects.filter(text=text).first()
        if there is None:
            there = Agreement.objects.agree(world.quarters[0], text, world.midwife, TODAY, world.alice)
            if state != "open":
                there.settle(state, world.bob, "The store has none")
        return [there.pk]

    return found


def called(world):
    """A call of Amani's for 2028."""
    days = {"starts_on": date(2028, 1, 1), "ends_on": date(2028, 12, 31), "due_on": date(2027, 11, 30)}
    facts = {"unit": world.units["amani"], "by": world.sofia}
    return [(Call.objects.filter(**facts, **days).first() or Call.objects.create(**facts, **days)).pk]


def called_team(world):
    return [*called(world), world.team.pk]


def brought(world):
    return [waiting_file(world).pk]


def brought_back(world):
    return [workbook_file(world).pk]


def applied(world):
    return [applied_file(world).pk]


def nothing(world):
    return []


def bob(world):
    return [world.bob.pk]


def units_brought(world):
    return [list_file(world, "units").pk]


def people_brought(world):
    return [list_file(world, "people", applied=True).pk]


def place(name):
    return lambda world: [world.units[name].pk]


def post_of(name):
    return lambda world: [getattr(world, name).holdings.earliest("pk").post_id]


def holding_of(name):
    return lambda world: [getattr(world, name).holdings.earliest("pk").pk]


def link_by_adam(world):
    """Nothing to name: the sheet shows what its reader made."""
    Pass.objects.issue(world.bob, by=world.adam)
    return []


def agreed(world):
    return [commitment(world).pk]


def proposed(world):
    return [Vision.objects.create(team=world.team, text="Every birth is safe", proposed_by=world.bob).pk]


def seen(world):
    """A team with a vision, and proposals for another."""
    if not Vision.objects.ours().exists():
        Vision.objects.agree(world.team, "Every mother comes home", world.alice)
    proposed(world)
    return [world.team.pk]


def challenged(world):
    return [challenge(world).pk]


def part(name):
    return lambda world: [challenge(world).pk, name]


def obstacle(world):
    found = challenge(world).obstacles.create(team=world.team, name="The ward is closed at night", whys=["No roster"])
    return [challenge(world).pk, found.pk]


def measured(world):
    there = challenge(world)
    return [there.pk, there.values.get_or_create(month=TODAY.replace(day=1), defaults={"value": 43})[0].pk]


def ended(world):
    """An earlier challenge, which nobody changes any more."""
    return [Challenge.objects.create(team=world.team, result="Clean water", ended_on=TODAY).pk]


def action(world):
    return [commitment(world, challenge=challenge(world)).pk]


def asked(world):
    """A round that takes answers; another of three months ago is closed, with a result, and shared where `shared`."""
    open_one = Round.objects.of(world.team).filter(closed_on=None).first()
    if open_one is None:
        with time_machine.travel(TODAY - timedelta(days=100), tick=False):
            closed_round(world, marks=(1, 3, 4, 4, 5))
        with time_machine.travel(TODAY, tick=False):
            open_one = open_round(world)
    return [open_one.pk]


def said(world):
    asked(world)
    return [Round.objects.of(world.team).closed().first().pk]


def shown(world):
    """What Amani's team said, and shows to who supervises it."""
    found = Round.objects.get(pk=said(world)[0])
    found.ask_to_share(world.alice)
    found.agree_to_share(world.bob)
    return [found.pk]

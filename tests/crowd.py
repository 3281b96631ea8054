"""More of everything, for tests that look whether twice the rows need twice the queries."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from assessments.models import Challenge, Invited, MonthValue, Round, Statement, Vision
from teams.models import Holding, Post, Team, Unit, User
from tests.world import (
    TODAY,
    absence,
    advance,
    challenge,
    commitment,
    delegation,
    entry,
    evidence,
    plan_that_is,
    readiness,
    recorded,
    report,
    resource,
    stuck,
    values_file,
)
from workplans import reviewing
from workplans.handover import hand_over
from workplans.models import (
    Activity,
    Agreement,
    Allocation,
    Breakdown,
    Call,
    Ceiling,
    Delegation,
    Entry,
    Explanation,
    Filling,
    FundingSource,
    Import,
    Indicator,
    Mapping,
    MoneyEntry,
    Objective,
    Obstacle,
    Output,
    Question,
    Readiness,
    StandardIndicator,
    Structure,
    Target,
    Workplan,
)
from workplans.models.organise.entries import Paper
from workplans.rules.figures import Reading


def add_more(world, rows):
    """So many more of everything: units, teams, plans, posts, people, and all that stands in Amani's plan."""
    first = User.objects.count()
    for number in range(first, first + rows):
        Unit.objects.create(level=world.units["country"].level, name=f"Country {number}")
        for place in (world.units["amani"], world.units["north"]):
            Unit.objects.create(level=world.units["amani"].level, parent=world.units["north"], name=f"Unit {number}")
            team = Team.objects.create(unit=place, name=f"Team {number}", code=f"team-{place.pk}-{number}")
            plan = Workplan.objects.begin(team, TODAY.replace(month=1, day=1))
            write(plan, world, number)
            hold_in(team, world, number)
            lead_in(team)
            Obstacle.objects.report(team, f"No fuel {number}", world.sven, whys=[f"No card {number}"])
            share(team, plan, world, number)
        Workplan.objects.begin(world.team, TODAY.replace(year=2030 + number, month=1, day=1))
        hold_in(world.team, world, number)
        for unit in (world.units["amani"], world.units["north"]):
            post = Post.objects.create(title=f"Supervisor {number}", role=Post.Role.SUPERVISOR, unit=unit)
            Holding.objects.create(post=post, user=world.sven, starts_on=TODAY)
        write(world.plan, world, number)
        grow(world, number)
        implement(world, number)
        focus(world, number)
        hinder(world, number)
        look_at_quarters(world, number)
        review(world, team, plan, number)


def share(team, plan, world, number):
    """What the team measures and lacks as others do."""
    for name in ("Visits of all teams", f"Visits of some {number}"):
        standard, _made = StandardIndicator.objects.get_or_create(name=name)
        visits = Indicator.objects.create(output=plan.output_set.first(), name=name, standard=standard)
        for key in ("q1", "q2"):
            recorded(world, key, 10 + number, indicator=visits, by=world.sven)
    for name in ("Roads", f"Roads {number}"):
        Readiness.objects.create(workplan=plan, name=name)
    for name in ("No fuel", f"No wheels {number}"):
        Obstacle.objects.report(team, name, world.sven, asked=world.officer)


def review(world, team, plan, number):
    """More versions, remarks and quarters closed of Amani's plan, and another plan that waits."""
    reviewing.send(world.plan, world.alice)
    if number % 2:
        reviewing.give_back(world.plan, world.plan.versions.first().number, f"Mend {number}", world.sofia)
    else:
        reviewing.take_back(world.plan, world.alice)
    world.remark = world.plan.remarks.begun().first() or reviewing.remark(world.plan, None, "Who?", world.sofia)
    reviewing.reply(world.remark, f"Reply {number}", world.bob, "answered")
    for item in (world.activity, world.objective, world.output, world.indicator, None):
        remark = reviewing.remark(world.plan, item, f"Remark {number}", world.sofia)
        reviewing.reply(remark, "Yes", world.bob, "open")
    quarter = world.plan.quarters.get(number=1)
    for is_closed in (True, False):
        reviewing.settle_quarter(quarter, is_closed, f"Reason {number}", world.sofia, TODAY)
    reviewing.send(plan, world.alice)
    days = {"ends_on": date(2200, 1, 1), "due_on": TODAY}
    for first in (TODAY.replace(month=1, day=1), date(2100 + number, 1, 1)):
        Call.objects.get_or_create(unit=world.units["north"], starts_on=first, defaults={"by": world.sofia, **days})
    world.call = Call.objects.filter(unit=world.units["north"]).earliest("starts_on")
    Call.objects.create(unit=world.units["amani"], starts_on=date(2100 + number, 1, 1), by=world.sofia, **days)
    world.moved = world.team.workplans.filter(starts_on__year=2020).first() or plan_that_is(world, "sent")
    reviewing.remark(world.moved, None, f"Remark {number}", world.sofia)


def implement(world, number):
    """More that is asked, said, reported, corrected, stuck, covered and handed over of what is looked at."""
    if not Delegation.objects.filter(activity=world.activity).exists():
        world.asked = delegation(world, world.vacant, may_pass_on=True)
        world.asked.pass_on(world.midwife, world.alice)
    helper = Post.objects.create(team=world.team, title=f"Helper {number}", role=Post.Role.MEMBER)
    for activity in (world.activity, world.second_activity):
        delegation(world, helper, activity).ask(world.alice, "In October", TODAY + timedelta(days=60))
    world.asked.say(world.alice, f"Word {number}")
    report(world, "stuck", text=f"In the way {number}", obstacle=stuck(world, f"In the way {number}"))
    world.reported = report(world, "done", world.second_activity)
    Entry.objects.correct(report(world, "half", text=f"Half {number}"), world.bob, "Miscounted", "started")
    world.away = absence(world, post=helper)
    Activity.objects.create(
        output=world.output, name=f"Again {number}", post=world.midwife, months=["2026-07", "2026-08"], every="month"
    )
    record_more(world, number)
    notes = {f"activity-{world.activity.pk}": f"Note {number}"}
    world.handover = hand_over(world.activity.post, world.alice, f"Keys {number}", notes)


def record_more(world, number):
    """More values, with parts and corrections, more that shows them, more counted, more that a file brings."""
    if not hasattr(world, "broken_down"):
        facts = {"name": "Visits", "recorded_every": "month", "post": world.midwife}
        world.broken_down = Indicator.objects.create(output=world.output, **facts)
        world.value = recorded(world)
    breakdown = Breakdown.objects.create(name=f"Set {number}")
    parts = [breakdown.parts.create(name=name) for name in ("One", "Other")]
    world.broken_down.breakdowns.add(breakdown)
    one = Indicator.objects.create(output=world.output, name=f"Visits {number}", recorded_every="month")
    for indicator, period in ((one, "2026-05"), (one, "2026-06")):
        recorded(world, period, 10, indicator=indicator)
    time = world.plan.calendar().months[len(world.broken_down.recorded.all()) % 7]
    if Entry.figures.last_for(world.broken_down, time) is None:
        halves = {part: Reading(Decimal(5)) for part in parts}
        recorded(world, time.key, 10, indicator=world.broken_down, parts=halves)
    last = Entry.figures.last_for(world.indicator, world.plan.calendar().find("q2"))
    world.value = Entry.figures.correct(
        last, world.bob, f"Again {number}", Reading(None, Decimal(40 + number % 50), Decimal(100))
    )
    evidence(world, world.value, f"%PDF-1.4 {number}".encode())
    Entry.figures.tally(world.activity, Entry.Kind.REACHED, number + 1, world.bob, TODAY)
    Mapping.objects.create(
        team=world.team, code=f"Code {number}", fills="value", indicator=one, indicator_name=one.name
    )


def hold_in(team, world, number):
    """A new post in `team` for a new person, and one for the world's member, who is in ever more teams."""
    person = User.objects.create_user(f"p{team.pk}-{number}", "secret", name=f"Person {number}")
    for user in (person, world.trainer):
        post = Post.objects.create(team=team, title=f"Post {number}", role=Post.Role.MEMBER)
        Holding.objects.create(post=post, user=user, starts_on=TODAY)


def lead_in(team):
    """A reflection that the team held and shares, and a challenge with a value."""
    days = dict.fromkeys(("opened_on", "closes_on", "closed_on", "shared_on"), TODAY)
    Round.objects.create(team=team, **days, invited_count=5, questions=[], result={}).teams.add(team)
    challenge = Challenge.objects.create(team=team, result="R", baseline=1, target=2, reached_by=TODAY)
    MonthValue.objects.create(challenge=challenge, month=TODAY, value=1)


def reflect(team, person, opened_on=TODAY - timedelta(days=100)):
    """(a reflection with a result, one that asks `person`)."""
    stands, questions = {"middle": 8, "low": 6, "high": 8, "wide": False}, Statement.objects.asked()
    said = {"statements": [stands] * len(questions), "practices": {"scan": stands}, "words": {"scan": ["Late"] * 3}}
    rounds = []
    for more in ({"closed_on": opened_on, "answered_count": 5, "result": said}, {}):
        days = {"opened_on": opened_on, "closes_on": TODAY}
        rounds.append(Round.objects.create(team=team, **days, invited_count=5, questions=questions, **more))
        rounds[-1].teams.add(team)
        Invited.objects.create(round=rounds[-1], person=person)
    return rounds


def focus(world, number):
    """More of what stands on the pages of the team's vision and challenge."""
    Vision.objects.create(team=world.team, text=f"Merged {number}", proposed_by=world.bob)
    Vision.objects.agree(world.team, f"Vision {number}", world.alice)
    Vision.objects.create(team=world.team, text=f"Proposal {number}", proposed_by=world.bob)
    there = challenge(world)
    there.obstacles.create(team=world.team, name=f"Obstacle {number}", whys=["Why"]).delete()
    there.obstacles.create(team=world.team, name=f"Obstacle {number}", whys=["Why"]).save()
    MonthValue.objects.create(challenge=there, month=TODAY.replace(day=1, year=2000 + number), value=number).save()
    commitment(world, challenge=there)
    commitment(world, challenge=there).into_plan(world.output, world.alice)
    there.mission = f"Mission {number}"
    there.save()


def hinder(world, number):
    """More that stands in Amani's way, more that is solved, and more that was said of one thing."""
    for cause in (f"No roster {number}", "No card"):
        stuck(world, f"Late {number}", whys=[cause]).ask(world.vacant, world.bob, "Who?")
    stuck(world, f"Solved {number}").solve(world.bob)
    world.obstacle = Obstacle.objects.filter(name="In the way").first() or stuck(world, "In the way", whys=["A", "B"])
    world.obstacle.ask(world.officer, world.bob, f"Help {number}")
    world.obstacle.answer(world.alice, f"Yes {number}")
    world.obstacle.change(world.bob, f"Changed {number}", TODAY)
    world.obstacle.ask(world.officer, world.bob, f"More help {number}")


def look_at_quarters(world, number):
    """More that was recorded, explained and agreed on, and more that was said of one thing that was agreed."""
    quarters = list(world.plan.quarters.all())
    measured = Indicator.objects.create(output=world.output, name=f"Visits {number}", post=world.midwife)
    period = world.plan.calendar().find("q1")
    Entry.figures.record(measured, period, world.bob, Reading(Decimal(number + 1)))
    for quarter in quarters[:2]:
        Explanation.objects.create(quarter=quarter, indicator=measured, why=f"Rain {number}")
        Agreement.objects.agree(quarter, f"Do {number}", world.midwife, TODAY, world.alice, indicator=measured)
    world.agreement = Agreement.objects.filter(text="Ask again").first() or Agreement.objects.agree(
        quarters[1], "Ask again", world.midwife, TODAY, world.alice
    )
    world.agreement = world.agreement.go_on(TODAY + timedelta(days=number + 1), world.bob, f"Not yet {number}")


def write(plan, world, number):
    """An objective with all that can stand under it."""
    objective = Objective.objects.create(workplan=plan, name=f"Objective {number}")
    for place in range(2):
        output = Output.objects.create(objective=objective, name=f"Output {number} {place}")
        activity = Activity.objects.create(output=output, name=f"Activity {number}", months=["2026-08"])
        Allocation.objects.create(activity=activity, source=world.source, amount=1)
        measure(world, objective=objective), measure(world, output=output), measure(world, activity=activity)


def measure(world, **parent):
    indicator = Indicator.objects.create(name="Counted", baseline=1, target=2, **parent)
    for quarter in indicator.workplan.quarters.all():
        Target.objects.create(indicator=indicator, quarter=quarter, value=1)


def break_down(indicator, number):
    """One more standard indicator, by one more breakdown, by which the plan's own is broken down too."""
    breakdown = Breakdown.objects.create(name=f"By {number}")
    standard = StandardIndicator.objects.create(name=f"Standard {number}")
    standard.breakdowns.add(breakdown)
    indicator.breakdowns.add(breakdown)
    indicator.standard = standard
    indicator.save()


def grow(world, number):
    """More under, and in the history of, each item whose page is looked at."""
    reflect(world.team, world.alice)
    break_down(world.indicator, number)
    Output.objects.create(objective=world.objective, name=f"Output {number}")
    Activity.objects.create(output=world.output, name=f"Activity {number}", post=world.midwife, months=["2026-08"])
    values_file(world, f"What,June,July\nVisits of all kinds,1,2\nNew {number},3,4\n", f"new {number}.csv")
    Mapping.objects.say(world.team, (f"known {number}", ""), world.alice, "value", indicator=world.indicator)
    Filling.objects.create(workplan=world.plan, by=world.alice, name="old").finish(world.alice, {"recorded": number})
    imported = Import.objects.create(workplan=world.plan, name=f"{number}.csv", applied_at=timezone.now(), outcome={})
    for answer in ("", Question.Answer.KEPT):
        asked = {"kind": "no-money", "row": number, "activity": world.activity, "output": world.output}
        Question.objects.create(workplan=world.plan, imported=imported, answer=answer, **asked)
    source = FundingSource.objects.create(name=f"Source {number}")
    Allocation.objects.create(activity=world.activity, source=source, amount=number)
    organise(world, source, number)
    for kind in ("objective", "output", "activity"):
        measure(world, **{kind: getattr(world, kind)})
    posts = [world.midwife, world.vacant, world.officer]
    for state in ("open", "kept", "not_kept"):
        commitment(world, post=posts[number % 3]).say(state)
    commitment(world, post=posts[number % 3]).into_plan(world.output, world.alice)
    world.commitment.post = posts[number % 3]
    world.commitment.save()
    for item in (world.objective, world.output, world.activity, world.indicator):
        item.name, item.code = f"{item.name} {number}", f"{number}"
        if item is world.activity:
            item.post = posts[number % 3]
        item.save()


def organise(world, source, number):
    """More of what the activity needs, of money that moved for it, and of what it waits for."""
    resource(world, name=f"Nights {number}")
    resource(world, kind="time", post=world.vacant)
    for kind in (MoneyEntry.Kind.APPROVED, MoneyEntry.Kind.RELEASED, MoneyEntry.Kind.SPENT):
        entry(world, kind, number + 1, source=source)
    given = advance(world, number + 1, source=source)
    MoneyEntry.objects.account_for(given, given.amount / 2, 0, Paper(given.on, "C", world.alice))
    world.corrected = MoneyEntry.objects.correct(given, given.amount + 1, "Miscounted", world.alice).corrects
    amounts = {(world.activity.pk, source.pk): 1}
    MoneyEntry.objects.act(world.plan, MoneyEntry.Kind.APPROVED, amounts, Paper(TODAY, f"A {number}", world.alice))
    lacking = readiness(world, f"Need {number}", world.activity, post=world.midwife, due_on=TODAY)
    lacking.state = Readiness.State.PARTLY
    lacking.save()
    Structure.objects.create(name=f"Structure {number}")
    for unit in (world.units["amani"], *world.units["amani"].children.all()):
        Ceiling.objects.create(unit=unit, source=source, year=TODAY.year, amount=1)
    unit = Unit.objects.create(level=world.lowest, parent=world.units["amani"], name=f"Clinic {number}")
    Ceiling.objects.create(unit=unit, source=source, year=TODAY.year, amount=1)
    world.readiness = lacking

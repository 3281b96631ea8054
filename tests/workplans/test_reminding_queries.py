"""However much is due: each source of reminders asks the same number of times."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teams.models import Post, Team, User
from tests.world import TODAY, hold, report
from workplans import reminding
from workplans.models import Agreement, Delegation, Obstacle, Workplan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

DUE = date(2026, 8, 20)
SOURCES = [getattr(reminding, name) for name in reminding.__all__]


def test_twice_as_much_that_is_due_needs_no_more_queries(world, today):
    """With other teams, plans and people: each source asks the same number of times."""

    def fill(number):
        team = Team.objects.create(unit=world.units["baraka"], name=f"Team {number}", code=f"t{number}")
        person = User.objects.create_user(f"kim{number}", name="Kim")
        post = hold(person, "Nurse", Post.Role.LEAD, team=team)
        hold(User.objects.create_user(f"lee{number}", name="Lee"), "Clerk", Post.Role.MEMBER, team=team)
        plan = Workplan.objects.begin(team, date(2026, 1, 1))
        objective = plan.objective_set.create(name="O")
        output = objective.outputs.create(name="P")
        output.activities.create(name="Once", post=post, starts_on=DUE, ends_on=DUE)
        again = output.activities.create(name="Again", post=post, every="week", months=["2026-08"])
        output.indicators.create(name="Counted", post=post)
        other = Post.objects.create(team=team, title="Other", role=Post.Role.MEMBER)
        asked = output.activities.create(name="Asked", is_confirmed_by_others=True)
        for state in ("offered", "accepted", "done"):
            target = asked if state == "done" else output.activities.create(name=state)
            one = Delegation.objects.offer(target, other, person, from_post=post, due_on=DUE)
            if state != "offered":
                one.accept(person)
            if state == "done":
                one.report_done(person)
        report(world, "done", output.activities.create(name="Done", is_confirmed_by_others=True), by=person)
        Obstacle.objects.report(team, "No fuel", person, asked=other)
        Obstacle.objects.report(team, "No card", person).change(person, "A card", DUE)
        Agreement.objects.agree(plan.quarters.first(), "Ask the store", post, DUE, person)
        assert again.occasions.exists()

    def measured():
        counts = {}
        for source in SOURCES:
            with CaptureQueriesContext(connection) as captured:
                counts[source.__name__] = (len(list(source(DUE + timedelta(9)))), len(captured))
        return counts

    today.move_to(TODAY)
    fill(1)
    before = measured()
    for number in (2, 3):
        fill(number)
    now = measured()
    assert {name: count for name, (_found, count) in now.items()} == {
        name: count for name, (_found, count) in before.items()
    }
    grown = {name for name in now if now[name][0] > before[name][0]}
    assert grown == set(reminding.__all__) - {"of_readiness"}
    assert max(count for _found, count in now.values()) <= 20

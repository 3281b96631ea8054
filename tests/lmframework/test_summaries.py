"""What is summed up says of each team what its own home page says: the same word and share, on every day of its plan."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import F, Q

from lmframework import scores
from lmframework.queries import home_of
from lmframework.queries.units import MANAGING
from lmframework.tiles import framework_of
from teams.models import Team, User
from tests.lmframework.seeded import seed
from tests.stage import load_first_content
from tests.world import TODAY, entry, readiness, recorded, recurring, report
from workplans.models import Workplan
from workplans.queries.summed import summed
from workplans.summaries import differences, rebuild

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

DAYS = 20


def by_team(days):
    """{day: {key of a team: Summed}} of all teams."""
    return {day: summed(lambda _path: Q(), lambda team, _path: F(team), {day: True})[day] for day in days}


def expect_the_same(team, reader):
    """The four states of managing of `team`, as home shows them and as they are summed up, on days all over its plan."""
    plan = team.workplans.current(TODAY).first()
    if plan is None:
        assert by_team([TODAY])[TODAY][team.pk].without == 1
        return set()
    length = (plan.ends_on - plan.starts_on).days
    days = [plan.starts_on + timedelta(days=length * number // (DAYS - 1)) for number in range(DAYS)]
    found, words = by_team(days), set()
    for day in days:
        tiles = framework_of(home_of(team, reader, day))[1]
        at_home = {
            practice: (tile.state.word, tile.state.share) for practice, tile in zip(MANAGING, tiles, strict=True)
        }
        states = scores.states_of(found[day][team.pk], day)
        assert {name: (state.word, state.share) for name, state in states.items()} == at_home, (team, day)
        words |= {word for word, _share in at_home.values()}
    return words


def test_the_teams_of_the_cast_stand_as_on_their_own_pages(world):
    recurring(world, months=["2026-03", "2026-04", "2026-08"])
    report(world, "done", on=TODAY)
    for period, number in (("q1", 44), ("q2", 45)):
        recorded(world, period, number)
    readiness(world, "Transport", state="partly")
    entry(world, "released", 1200)
    Workplan.objects.begin(world.other_team, world.plan.starts_on)
    rebuild(Workplan.objects.all())
    for team in (world.team, world.other_team):
        words = expect_the_same(team, world.alice)
        assert len(words) > 2 or team == world.other_team


@pytest.fixture
def _seeded(django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        load_first_content()
        seed()
        yield
        transaction.set_rollback(True)


@pytest.mark.usefixtures("_seeded")
def test_the_teams_of_the_demo_stand_as_on_their_own_pages():
    assert list(differences(Workplan.objects.all())) == []
    reader, words = User.objects.filter(is_superuser=True).first(), set()
    running = Workplan.objects.current(TODAY).values("team")
    assert Team.objects.filter(pk__in=running).count() >= 10
    for team in Team.objects.all():
        words |= expect_the_same(team, reader)
    assert len(words) > 8


def test_a_team_without_a_plan_is_said_to_have_none(world):
    rebuild(Workplan.objects.all())
    found = by_team([TODAY])[TODAY]
    assert (found[world.team.pk].without, found[world.other_team.pk].without) == (0, 1)

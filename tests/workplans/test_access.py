"""Who reads whose teams and plans: one row for each of the cast."""

import pytest
from django.contrib.auth.models import AnonymousUser

from teams.access import may_edit, may_lead, teams_of, teams_to_read, units_to_read
from teams.models import Team, User
from tests.world import TODAY
from workplans.access import plans_to_read
from workplans.models import Activity, Workplan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

NORTH = ["amani", "baraka"]
#  who: (is in, reads, edits, leads, oversees)
READS = {
    "alice": (["amani"], ["amani"], ["amani"], ["amani"], []),
    "bob": (["amani"], ["amani"], ["amani"], [], []),
    "charlie": (["baraka"], ["baraka"], ["baraka"], ["baraka"], []),
    "sofia": ([], ["amani"], [], [], ["Amani"]),
    "sven": ([], ["chamba"], [], [], ["Chamba", "South"]),
    "vera": ([], NORTH, [], [], ["Amani", "Baraka", "North"]),
    "adam": ([], [], [], [], []),
    "stella": ([], [], [], [], []),
    "ruth": ([], [*NORTH, "chamba"], [*NORTH, "chamba"], [*NORTH, "chamba"],
             ["Amani", "Baraka", "Chamba", "North", "South", "Tamaria"]),
}  # fmt: skip


@pytest.fixture
def plans(world):
    """A plan for each team, in the south too."""
    chamba = world.units["south"].children.create(level=world.units["amani"].level, name="Chamba")
    world.third_team = Team.objects.create(unit=chamba, name="Chamba team", code="chamba")
    for team in (world.other_team, world.third_team):
        Workplan.objects.begin(team, TODAY.replace(month=1, day=1))
    return world


@pytest.mark.parametrize("who", READS)
def test_each_of_the_cast_reaches_just_what_is_theirs(who, plans):
    user = User.objects.get(username=who)
    is_in, reads, edits, leads, oversees = READS[who]

    def codes(teams):
        return sorted(team.code for team in teams)

    assert codes(teams_of(user)) == is_in
    assert codes(Team.objects.filter(teams_to_read(user))) == reads
    assert codes(plan.team for plan in plans_to_read(user)) == reads
    assert codes(team for team in Team.objects.all() if may_edit(user, team)) == edits
    assert codes(team for team in Team.objects.all() if may_lead(user, team)) == leads
    assert sorted(unit.name for unit in units_to_read(user)) == oversees
    seen = Activity.objects.filter(teams_to_read(user, "workplan__team__"))
    assert seen.count() == (3 if "amani" in reads else 0)


def test_nobody_who_is_not_signed_in_reads_anything(plans):
    assert not plans_to_read(AnonymousUser()).exists()
    assert not units_to_read(AnonymousUser()).exists()


def test_a_branch_is_not_mistaken_for_another_whose_number_begins_alike(plans):
    """Unit 1 is not above unit 12: a path ends with a slash."""
    sofia, amani = plans.sofia, plans.units["amani"]
    for number in range(12):
        unit = plans.units["south"].children.create(level=amani.level, name=f"District {number}")
        Team.objects.create(unit=unit, name=f"Team {number}", code=f"team-{number}")
    assert [team.code for team in Team.objects.filter(teams_to_read(sofia))] == ["amani"]

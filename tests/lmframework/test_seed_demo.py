"""The demo that people look around in: everything is there to be seen, as people would have done it, in natural words."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from assessments.access import rounds_asking
from assessments.challengepage import page_of
from assessments.models import Box, Challenge, Commitment, Invited, MonthValue, Round, Vision
from lmframework.demo import country, people
from lmframework.queries import my_work
from lmframework.queries.units import TEAMS, Branch
from teams.models import Holding, Notice, Post, Team, Unit, User
from tests.lmframework.seeded import DONE, MODELS, expect_no_two_lines_alike, main_plan, seed
from tests.stage import load_first_content
from workplans.models import (
    Absence,
    Activity,
    Allocation,
    Delegation,
    DelegationStep,
    Entry,
    FundingSource,
    Indicator,
    Objective,
    Obstacle,
    Output,
    Workplan,
)
from workplans.models.monitor.kinds import CHAIN
from workplans.queries.progress import done_in_time
from workplans.queries.shared import helpers_shared, obstacles_shared, systems_shared
from workplans.queries.together import BY_STANDARD, together
from workplans.queries.work import SECTIONS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    """What the command printed. The demo stands for all tests of this file; what one of them does is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_first_content()
        yield seed()
        transaction.set_rollback(True)


def test_default_is_a_region_with_four_districts_and_twelve_teams():
    levels = Unit.objects.order_by("level__rank").values_list("level__name").annotate(Count("pk"))
    assert list(levels) == [("Country", 1), ("Region", 1), ("District", 4), ("Health facility", 8)]
    assert Team.objects.count() == 12
    assert Unit.objects.exclude(path__startswith=country.top().path).count() == 0


def test_main_plan_is_rich_and_not_complete():
    plan = main_plan()
    activities = Activity.objects.filter(workplan=plan)
    assert Objective.objects.filter(workplan=plan).count() == 4
    assert Output.objects.filter(workplan=plan).count() == 12
    assert activities.count() == 41  # one of them was a commitment first
    assert FundingSource.objects.filter(allocations__workplan=plan).distinct().count() >= 4
    assert Indicator.objects.filter(workplan=plan).exclude(numerator="").exists()
    assert Indicator.objects.filter(Q(baseline=None) | Q(target=None), workplan=plan).exists()
    assert Output.objects.filter(workplan=plan, indicators=None).exists()
    for lack in [
        Q(post=None, responsible=""),
        Q(post=None) & ~Q(responsible=""),
        Q(starts_on=None),
        Q(needs_no_money=True),
        Q(needs_no_money=False, allocations=None),
        Q(months=[]) & ~Q(starts_on=None),
        ~Q(months=[]),
    ]:
        assert activities.filter(lack).exists(), lack
    vacant = Post.objects.filter(team=plan.team).exclude(holdings__in=Holding.objects.on(timezone.localdate()))
    assert vacant.exists()
    assert vacant.filter(holdings__isnull=False).exists()


def test_the_main_team_asks_reports_covers_and_is_stuck():
    """In every way there is, by what people do: nobody was asked, reported or helped past the rules."""
    team, today = main_plan().team, timezone.localdate()
    asked = Delegation.objects.filter(workplan__team=team)
    assert set(asked.values_list("state", flat=True)) == set(Delegation.State.values)
    assert asked.exclude(parent=None).exists()
    mine = Entry.objects.progress().filter(workplan__team=team)
    assert set(mine.values_list("state", flat=True)) >= set(Entry.State.values)
    assert set(mine.values_list("act", flat=True)) == set(CHAIN), (
        "what is reported is not doubted but confirmed or refused"
    )
    assert mine.filter(occasion__isnull=False).count() > mine.count() / 2
    assert Entry.objects.progress().exclude(workplan__team=team).values("workplan").distinct().count() == 2
    for said in Entry.objects.progress().filter(act="confirmation").select_related("about"):
        assert said.about.on <= said.on == timezone.localdate(said.at), "nothing is confirmed before it happened"
        assert said.about.at <= said.at
    for step in DelegationStep.objects.filter(act="confirm"):
        done = step.delegation.recorded.get(state="done")
        assert (done.on <= timezone.localdate(step.at), done.at <= step.at) == (True, True)
    stuck = Obstacle.objects.filter(team=team, activity__isnull=False)
    assert sorted(stuck.values_list("state", flat=True)) == ["open", "open", "solved"]
    assert stuck.to_ask_again(today).count() == stuck.exclude(asked=None).count() == 1
    assert Obstacle.objects.open().exclude(team=team).exists()
    assert Absence.objects.on(today).get().post.team == team
    due, in_time = done_in_time(main_plan(), today)
    assert 0 < in_time < due
    unread = Notice.objects.unread().filter(url__contains="/delegations/")
    assert unread.exists()
    assert unread.count() < Notice.objects.filter(url__contains="/delegations/").count()


def test_the_member_who_is_printed_has_something_in_each_section_of_their_work():
    held = Holding.objects.filter(post__team=main_plan().team, post__role=Post.Role.MEMBER).order_by("pk").first()
    work = my_work(held.user, timezone.localdate())
    assert {section.key for section in work.sections} == set(SECTIONS)
    assert {line.task.state for line in work.reportable} > {""}


def test_who_asks_for_another_date_asks_for_a_later_one():
    asked = DelegationStep.objects.filter(act="ask", delegation__workplan=main_plan()).select_related("delegation")
    dates = [(one.due_on, one.delegation.due_on) for one in asked]
    assert len(dates) >= 2
    assert all(wanted > today for wanted, today in dates)


def test_values_are_those_of_a_district():
    """No share over a hundred, few deaths, and out of as many as a district has."""
    values = Entry.figures.standing().filter(kind="value", workplan=main_plan())
    ratios = [one for one in values.select_related("indicator") if one.denominator is not None]
    assert ratios
    assert all(0 <= one.numerator <= one.denominator for one in ratios)
    few = {"Maternal deaths notified": 5, "Fridges in use": 40, "Facilities in the district": 40}
    for words, most in few.items():
        found = [one.denominator for one in ratios if one.indicator.denominator == words]
        assert found, words
        assert max(found) <= most, words
    deaths = [one.value for one in values if one.indicator.unit == "deaths"]
    assert deaths
    assert max(deaths) <= 15
    [doubt] = Entry.figures.open_doubts()
    assert doubt.about in values


def test_teams_lead_too():
    """The main team has two reflections behind it and one open, which its lead has still to answer; others have less."""
    team, today = main_plan().team, timezone.localdate()
    lead = User.objects.holding(team.posts.filter(role="lead"), today).get()
    before, latest = Round.objects.of(team).closed().filter(kind="reflection").order_by("opened_on")
    assert before.has_result
    assert latest.has_result
    assert latest.words
    assert latest.closed_on < today < before.closed_on + timedelta(days=300)
    assert [one.team for one in rounds_asking(lead)] == [team]
    assert Round.objects.filter(closed_on=None).count() == Box.objects.count() == 1
    assert Invited.objects.filter(answered=False).count() == 3
    assert Round.objects.exclude(shared_on=None).exclude(team=team).count() == 1
    assert set(Vision.objects.filter(team=team).values_list("state", flat=True)) == set(Vision.State.values)
    states = Commitment.objects.filter(team=team, challenge=None).values_list("state", flat=True)
    assert set(states) == set(Commitment.State.values)
    assert Commitment.objects.exclude(activity=None).get().activity.workplan.team == team
    challenge = Challenge.objects.get()
    assert challenge.is_measurable
    assert [part.key for part in page_of(challenge).parts if not part.done] == []
    assert {"plan_approved", "plans_called", "reflection_opened"} < {one.kind for one in lead.notices.unread()}
    for model in (Vision, Commitment, Challenge, MonthValue, Obstacle):
        for row in model.objects.all():
            row.full_clean()
            assert row.history.count() >= 1
    assert Team.objects.exclude(pk__in=Round.teams.through.objects.values("team")).count() > 6


def test_who_oversees_them_finds_something_to_add_up_and_something_that_teams_share():
    region, today = Unit.objects.get(level__rank=2), timezone.localdate()
    branch = Branch(region, today, TEAMS)
    measured = together(branch.within, BY_STANDARD, today)
    assert len(measured) >= 5
    assert max(one.measuring for one in measured.values()) >= 3
    assert [row["teams"] for row in obstacles_shared(branch.within)] == [3]
    assert [row["teams"] for row in helpers_shared(branch.within)] == [2]
    assert len(systems_shared(branch.within, today)) >= 3


def test_every_row_is_valid_and_has_its_history():
    moved = (
        Workplan.history.exclude(state="draft").count()
        + Workplan.history.exclude(amends="").filter(state="draft").count()
    )
    for model in DONE:
        for row in model.objects.all():
            row.full_clean()
    again = {Workplan: moved, Allocation: 1, Activity: 1}  # plans on their way, and the change of one that is approved
    for model in MODELS:
        for row in model.objects.all():
            row.full_clean()
        assert model.history.count() == model.objects.count() + again.get(model, 0), model
        assert model is FundingSource or model.history.values("id").distinct().count() == model.objects.count()


def test_quarters_sum_to_the_year_or_end_at_it():
    checked = 0
    for indicator in Indicator.objects.exclude(targets=None).prefetch_related("targets"):
        values = [target.value for target in indicator.targets.all()]
        assert len(values) == 4
        assert indicator.target in (sum(values), values[-1]), indicator
        assert min(values) >= 0
        checked += 1
    assert checked > 30


def test_second_run_makes_nothing_and_tells_the_sign_ins_again(seeded):
    before = [model.objects.count() for model in MODELS]
    second = seed()
    assert [model.objects.count() for model in MODELS] == before
    assert "The demo is here already: 12 teams." in second
    assert seeded.split("role", 1)[1] == second.split("role", 1)[1]


def test_everybody_in_the_table_signs_in_to_what_it_says(rf, seeded):
    rows = dict(re.findall(r"^  ([a-z ]+?) {3,}([a-z.0-9]+) ", seeded, flags=re.MULTILINE))
    assert rows.pop("role") == "user"
    assert set(rows) == {
        *("lead", "member", "member of another team", "supervisor", "supervisor of another branch"),
        *("viewer", "accounts", "staff", "superuser"),
    }
    for username in rows.values():
        assert authenticate(rf.post("/"), username=username, password=people.PASSWORD), username
    today, main = timezone.localdate(), main_plan().team
    held = {role: Post.objects.held_by(User.objects.get(username=name), today).first() for role, name in rows.items()}
    assert (held["lead"].team, held["lead"].role) == (main, "lead")
    assert (held["member"].team, held["member"].role) == (main, "member")
    assert held["member of another team"].team != main
    assert main.unit.path.startswith(held["supervisor"].unit.path)
    assert not main.unit.path.startswith(held["supervisor of another branch"].unit.path)
    assert (held["viewer"].role, held["accounts"].role) == ("viewer", "accounts")
    staff = User.objects.get(username=rows["staff"])
    assert staff.is_staff
    assert not staff.is_superuser
    assert staff.has_perms(["teams.change_user", "workplans.add_fundingsource", "workplans.view_activity"])
    assert not staff.has_perm("workplans.change_activity")
    assert User.objects.get(username=rows["superuser"]).is_superuser


def test_names_are_natural_and_most_people_have_no_email():
    assert not User.objects.filter(Q(name__regex=r"\d") | Q(username__regex=r"[^a-z.\d]")).exists()
    assert User.objects.exclude(email=None).count() < User.objects.count() / 2
    assert User.objects.exclude(phone=None).exists()
    assert not Unit.objects.filter(name__regex=r"\d").exists()


def test_no_two_lines_of_a_plan_are_alike():
    expect_no_two_lines_alike()

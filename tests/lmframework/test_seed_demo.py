"""The demo: an invented country, the same for a seed, in natural words, and never among other people's data."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, Q
from django.test import override_settings
from django.utils import timezone

from assessments.access import rounds_asking
from assessments.challengepage import page_of
from assessments.models import Box, Challenge, Commitment, Invited, MonthValue, Round, Vision
from lmframework.demo import country, people, plans
from lmframework.queries import my_work
from teams.models import Holding, Level, Notice, Post, Team, Unit, User
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
    ObstacleStep,
    Occasion,
    Output,
    Quarter,
    Target,
    Workplan,
)
from workplans.queries.progress import done_in_time
from workplans.queries.work import SECTIONS

pytestmark = pytest.mark.django_db

MODELS = [
    *(Unit, Team, User, Post, Holding, Workplan, Quarter, Objective, Output),
    *(Activity, Indicator, Target, FundingSource, Allocation),
]
DONE = [Occasion, Delegation, DelegationStep, Entry, Obstacle, ObstacleStep, Absence]
"""What happens with the plans; most of it is its own history."""


def seed(*options):
    """What `manage.py seed_demo` prints."""
    out = StringIO()
    call_command("seed_demo", *options, stdout=out)
    return out.getvalue()


class Undone(Exception):
    pass


def words_of(*options):
    """All that the demo writes, as it reads without keys, in a transaction that is taken back."""
    try:
        with transaction.atomic():
            said = [seed(*options)]
            for model in [*MODELS, *DONE]:
                left_out = {"id", "path", "password", "date_joined", "at"} | ({"place"} if model is Entry else set())
                names = [
                    field.name
                    for field in model._meta.concrete_fields
                    if field.name not in left_out and not field.is_relation
                ]
                said += [(model.__name__, *row) for row in model.objects.order_by("pk").values_list(*names)]
            said += Activity.objects.order_by("pk").values_list("name", "post__title", "workplan__team__name")
            said += Holding.objects.order_by("pk").values_list("user__username", "post__title", "post__team__name")
            raise Undone
    except Undone:
        return said


def test_a_seed_always_gives_the_same_country():
    once = words_of("--seed=7")
    assert once == words_of("--seed=7")
    assert once != words_of("--seed=8")


def test_default_is_a_region_with_four_districts_and_twelve_teams():
    seed()
    levels = Unit.objects.order_by("level__rank").values_list("level__name").annotate(Count("pk"))
    assert list(levels) == [("Country", 1), ("Region", 1), ("District", 4), ("Health facility", 8)]
    assert Team.objects.count() == 12
    assert Unit.objects.exclude(path__startswith=country.top().path).count() == 0


def test_main_plan_is_rich_and_not_complete():
    seed()
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
    seed()
    team, today = main_plan().team, timezone.localdate()
    asked = Delegation.objects.filter(workplan__team=team)
    assert set(asked.values_list("state", flat=True)) == set(Delegation.State.values)
    assert asked.exclude(parent=None).exists()
    mine = Entry.objects.filter(workplan__team=team)
    assert set(mine.values_list("state", flat=True)) >= set(Entry.State.values)
    assert set(mine.values_list("act", flat=True)) == set(Entry.Act.values)
    assert mine.filter(occasion__isnull=False).count() > mine.count() / 2
    assert Entry.objects.exclude(workplan__team=team).values("workplan").distinct().count() == 2
    for said in Entry.objects.filter(act="confirmation").select_related("about"):
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
    seed()
    held = Holding.objects.filter(post__team=main_plan().team, post__role=Post.Role.MEMBER).order_by("pk").first()
    work = my_work(held.user, timezone.localdate())
    assert {section.key for section in work.sections} == set(SECTIONS)
    assert {line.task.state for line in work.reportable} > {""}


def test_teams_lead_too():
    """The main team has two reflections behind it and one open, which its lead has still to answer; others have less."""
    seed()
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


def test_what_teams_said_is_the_same_for_a_seed_but_for_the_order_of_words():
    def said():
        results = Round.objects.order_by("pk").values_list("team__name", "opened_on", "answered_count", "result")
        told = [(*row, result and (result["statements"], result["practices"])) for *row, result in results]
        transaction.set_rollback(True)
        return told

    with transaction.atomic():
        seed()
        once = said()
    with transaction.atomic():
        seed()
        assert said() == once


def test_a_demo_for_measuring_says_nothing_of_itself():
    seed("--teams=4", "--activities=2")
    assert not Round.objects.exists()
    assert not Vision.objects.exists()


def test_plans_run_today_whenever_years_start():
    with override_settings(YEAR_STARTS=(7, 8), CURRENCY="MZN"):
        seed("--teams=5")
    assert Workplan.objects.current(timezone.localdate()).count() == Workplan.objects.count() > 3
    assert {(plan.starts_on.month, plan.starts_on.day) for plan in Workplan.objects.all()} == {(7, 8)}
    assert set(Workplan.objects.values_list("currency", flat=True)) == {"MZN"}


@pytest.mark.parametrize("number", [1, 2, 3])
def test_no_two_lines_of_a_plan_are_alike(number):
    seed(f"--seed={number}")
    for plan in Workplan.objects.all():
        for model in (Objective, Output, Activity, Indicator):
            lines = [simple(name) for name in model.objects.filter(workplan=plan).values_list("name", flat=True)]
            assert len(set(lines)) == len(lines), plan.team
    for model in (Objective, Output, Activity, Indicator):
        assert not model.objects.filter(Q(name__contains="{") | Q(name__contains="|")).exists()
    assert not Activity.objects.filter(Q(place__contains="{") | Q(responsible__contains="{")).exists()


def simple(text):
    return re.sub(r"\W+", " ", text).lower().strip()


def test_every_row_is_valid_and_has_its_history():
    seed()
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
    seed()
    checked = 0
    for indicator in Indicator.objects.exclude(targets=None).prefetch_related("targets"):
        values = [target.value for target in indicator.targets.all()]
        assert len(values) == 4
        assert indicator.target in (sum(values), values[-1]), indicator
        assert min(values) >= 0
        checked += 1
    assert checked > 30


@pytest.mark.parametrize("teams", [2, 5, 30])
def test_as_many_teams_as_asked_for(teams):
    seed(f"--teams={teams}")
    assert Team.objects.count() == teams
    assert Team.objects.filter(posts__role="lead").distinct().count() == teams
    assert len(set(Unit.objects.values_list("parent", "name"))) == Unit.objects.count()


def test_as_many_activities_as_asked_for():
    seed("--teams=14", "--activities=60")
    sizes = Workplan.objects.annotate(size=Count("activity")).values_list("size", flat=True)
    assert list(sizes) == [60] * 14


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 7, 11, 12, 13, 23, 24, 45, plans.MOST])
def test_any_size_of_plan(number):
    seed("--teams=4", f"--activities={number}")
    assert set(Workplan.objects.annotate(size=Count("activity")).values_list("size", flat=True)) == {number}


def test_beyond_looking_around_plans_are_large():
    demo = country.Demo(seed=1, teams=country.FOR_LOOKING + 1, year=country.year_around(timezone.localdate(), (1, 1)))
    assert not demo.for_looking


def test_second_run_makes_nothing_and_tells_the_sign_ins_again():
    first = seed()
    before = [model.objects.count() for model in MODELS]
    second = seed()
    assert [model.objects.count() for model in MODELS] == before
    assert "The demo is here already: 12 teams." in second
    assert first.split("role", 1)[1] == second.split("role", 1)[1]


def test_everybody_in_the_table_signs_in_to_what_it_says(rf):
    rows = dict(re.findall(r"^  ([a-z ]+?) {3,}([a-z.0-9]+) ", seed(), flags=re.MULTILINE))
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
    seed()
    assert not User.objects.filter(Q(name__regex=r"\d") | Q(username__regex=r"[^a-z.\d]")).exists()
    assert User.objects.exclude(email=None).count() < User.objects.count() / 2
    assert User.objects.exclude(phone=None).exists()
    assert not Unit.objects.filter(name__regex=r"\d").exists()


def test_it_does_not_mix_with_other_peoples_data():
    level = Level.objects.create(rank=1, name="Ministry")
    Unit.objects.create(level=level, name="Our ministry")
    taken = words_of("--anyway")[0].split("lead", 1)[1].split()[0]
    with pytest.raises(CommandError, match="not of the demo"):
        seed()
    assert Unit.objects.count() == 1

    User.objects.create_user(taken, "secret", name="Somebody")
    said = seed("--anyway")
    assert Team.objects.in_branch(country.top()).count() == 12
    assert f"{taken}2" in said
    assert list(Level.objects.values_list("name", flat=True)) == ["Ministry", "Region", "District", "Health facility"]
    # Everybody knows the password: nobody gets a door to the admin pages of a real installation.
    assert not User.objects.filter(Q(is_staff=True) | Q(is_superuser=True)).exists()
    assert not Permission.objects.exclude(group=None).exists()


@pytest.mark.parametrize("option", ["--teams=1", "--activities=0", f"--activities={plans.MOST + 1}"])
def test_impossible_numbers_are_refused(option):
    with pytest.raises(CommandError):
        seed(option)
    assert not Unit.objects.exists()


def main_plan():
    return Workplan.objects.get(team__code="marundia-1-1-team")

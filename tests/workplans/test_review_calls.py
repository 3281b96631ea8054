"""A call for plans: who is told, what a team begins with, and who has not begun, not sent, or asks too much."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse

from teams.models import Notice, Post, Team, Unit, User
from tests.pages import fill_in, says
from tests.world import bring_to, hold
from workplans import reviewing
from workplans.models import Activity, Allocation, Call, Ceiling, Indicator, Workplan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

TIME = {"starts_on": "2027-01-01", "ends_on": "2027-12-31", "due_on": "2026-11-30"}


@pytest.fixture
def clinic(world):
    """A health centre below Amani with a team, whose lead is Hana."""
    unit = Unit.objects.create(level=world.units["amani"].level, parent=world.units["north"], name="Kima")
    world.clinic = Team.objects.create(unit=unit, name="Kima health centre", code="kima")
    world.people["hana"] = User.objects.create_user("hana", "secret", name="Hana")
    hold(world.hana, "midwife IN charge", Post.Role.LEAD, team=world.clinic)
    world.people["rita"] = User.objects.create_user("rita", "secret", name="Rita")
    hold(world.rita, "Regional director", Post.Role.SUPERVISOR, unit=world.units["north"])
    Notice.objects.all().delete()
    return world.clinic


def call(world, signed_in, **more):
    add = reverse("workplans:review_call_add", args=[world.units["north"].pk])
    answer = fill_in(
        signed_in(world.rita), add, **{**TIME, "template": str(world.plan.pk), "note": "Heed malaria"} | more
    )
    assert answer.status_code == 302
    return Call.objects.get()


def told(person):
    return [notice.words for notice in person.notices.order_by("pk")]


@pytest.mark.handout("S2")
def test_who_leads_a_team_of_the_branch_is_told_and_begins_with_the_template(world, clinic, signed_in):
    found = call(world, signed_in)
    words = ["North calls for the plans for 2027, to be sent by 30 November 2026."]
    assert (told(world.hana), told(world.alice), told(world.charlie)) == (words, words, words)
    assert (told(world.bob), told(world.sofia), told(world.sven)) == ([], [], [])
    hana = signed_in(world.hana)
    [notice] = world.hana.notices.all()
    page = hana.get(notice.url)
    assert "Heed malaria" in says(page)
    begin = reverse("workplans:review_call_begin", args=[found.pk, clinic.pk])
    assert f'action="{begin}"' in page.content.decode()
    assert hana.post(begin).status_code == 302
    plan = clinic.workplans.get()
    assert (plan.starts_on, plan.ends_on) == (date(2027, 1, 1), date(2027, 12, 31))
    activity = plan.activity_set.get(name="Train six midwives in emergency care")
    assert (activity.post.title, activity.responsible) == ("midwife IN charge", "")  # the post of that title here
    assert activity.months == ["2027-08", "2027-09"]
    assert activity.carried_from is None  # another team's plan is not hers to read
    assert not plan.allocations.exists()
    indicator = Indicator.objects.get(workplan=plan)
    assert (indicator.name, indicator.baseline, indicator.target) == ("Deliveries with a skilled attendant", None, None)
    # Pressed again, or once it has a plan, nothing is begun twice, and the call is answered.
    hana.post(begin)
    assert clinic.workplans.count() == 1
    assert "North calls for the plans" not in says(hana.get(reverse("workplans:plan_list") + "?all=1"))


def test_posts_that_the_team_has_not_stand_in_words(world, clinic, signed_in):
    world.activity.post = world.officer
    world.activity.save()
    found = call(world, signed_in)
    signed_in(world.hana).post(reverse("workplans:review_call_begin", args=[found.pk, clinic.pk]))
    activity = Activity.objects.get(workplan__team=clinic, name__startswith="Train")
    assert (activity.post, activity.responsible) == (None, "District health officer")


def test_without_a_template_the_plan_begins_empty_and_one_that_is_in_the_way_is_told(world, clinic, signed_in):
    found = call(world, signed_in, template="")
    begin = reverse("workplans:review_call_begin", args=[found.pk, clinic.pk])
    other = Workplan.objects.begin(clinic, date(2026, 7, 1), date(2027, 6, 30))
    hana = signed_in(world.hana)
    assert "Two cannot cover the same days." in says(hana.post(begin, follow=True))
    other.delete()
    hana.post(begin)
    assert not clinic.workplans.get().objective_set.exists()


def test_who_has_not_begun_not_sent_and_asks_too_much_is_seen(world, clinic, signed_in, today):
    found = call(world, signed_in)
    rita = signed_in(world.rita)
    page = says(rita.get(found.get_absolute_url()))
    assert "0 of 3 teams have sent their plans." in page
    assert "Not begun (3)" in page
    signed_in(world.hana).post(reverse("workplans:review_call_begin", args=[found.pk, clinic.pk]))
    plan = clinic.workplans.get()
    Allocation.objects.create(activity=plan.activity_set.first(), source=world.fund, amount=Decimal("1000.10"))
    Ceiling.objects.create(unit=clinic.unit, source=world.fund, year=2027, amount=900)
    page = says(rita.get(found.get_absolute_url()))
    assert "Kima health centre Kima Plan Being written Review Kima health centre Ceiling" not in page
    assert "Global fund : 100.10 over" in page
    reviewing.send(plan, world.hana)
    today.move_to(date(2026, 12, 1))
    rita = signed_in(world.rita)  # months later
    page = says(rita.get(found.get_absolute_url()))
    assert "1 of 3 teams have sent their plans." in page
    assert "Sent for review (1)" in page
    assert page.count("Not begun , late") == 2
    assert "Kima" not in says(rita.get(found.get_absolute_url() + "?state=none"))
    assert "Kima" in says(rita.get(found.get_absolute_url() + "?state=sent"))


@pytest.mark.usefixtures("nothing_measured")
def test_who_has_not_sent_is_reminded_once_a_week_before(world, clinic, signed_in, today):
    found = call(world, signed_in)
    signed_in(world.hana).post(reverse("workplans:review_call_begin", args=[found.pk, clinic.pk]))
    reviewing.send(clinic.workplans.get(), world.hana)
    Notice.objects.all().delete()
    call_command("run_due", verbosity=0)
    assert not Notice.objects.exists()
    today.move_to(date(2026, 11, 23))
    for _time in range(2):
        call_command("run_due", verbosity=0)
    words = "The plans for 2027 that North called for are due on 30 November 2026. Yours is not sent yet."
    assert [one for one in told(world.alice) if "plans" in one] == [words]
    assert told(world.hana) == []
    assert found.history.count() == 1


def test_two_calls_for_one_time_and_odd_days_are_refused_in_words(world, clinic, signed_in):
    found = call(world, signed_in)
    rita, add = signed_in(world.rita), reverse("workplans:review_call_add", args=[world.units["north"].pk])
    for typed, words in [
        (TIME, "Plans that begin on this day are called for already."),
        ({**TIME, "starts_on": "2028-01-01", "ends_on": "2027-12-31"}, "The last day comes after the first."),
        ({**TIME, "starts_on": "0227-01-01"}, "Is the year mistyped?"),
        ({**TIME, "starts_on": "2028-01-01", "ends_on": "2099-01-01"}, "A workplan lasts five years at most."),
        ({**TIME, "starts_on": "2028-01-01", "ends_on": "2028-12-31", "due_on": "2062-01-01"}, "This is long after"),
        (
            {**TIME, "starts_on": "2028-01-01", "ends_on": "2028-12-31", "due_on": "2026-08-11"},
            "This day is past already.",
        ),
        (
            {**TIME, "starts_on": "2027-07-01", "ends_on": "2028-06-30"},
            "are called for already. Two calls cannot share days.",
        ),
        ({**TIME, "starts_on": "", "due_on": ""}, "This field is required."),
    ]:
        page = fill_in(rita, add, **typed)
        assert page.status_code == 200
        assert words in says(page)
    change = reverse("workplans:review_call_change", args=[found.pk])
    assert fill_in(rita, change, due_on="2026-12-15", reason="The rains").status_code == 302
    assert found.history.count() == 2


def test_a_day_that_is_past_stays_where_a_call_is_changed(world, clinic, signed_in, today):
    found = call(world, signed_in)
    today.move_to(date(2026, 12, 1))
    change = reverse("workplans:review_call_change", args=[found.pk])
    assert fill_in(signed_in(world.rita), change, note="Mind malaria", reason="Late").status_code == 302


@pytest.mark.usefixtures("nothing_measured")
def test_a_plan_that_is_approved_and_being_changed_counts_as_sent(world, clinic, signed_in, today):
    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31), "due_on": date(2026, 8, 15)}
    found = Call.objects.create(unit=world.units["north"], by=world.rita, **days)
    bring_to(world, world.plan, "amended")
    page = says(signed_in(world.rita).get(found.get_absolute_url()))
    assert "1 of 3 teams have sent their plans." in page
    assert "Approved, being changed (1)" in page
    assert "Amani" in says(signed_in(world.rita).get(found.get_absolute_url() + "?state=amended"))
    Notice.objects.all().delete()
    call_command("run_due", verbosity=0)
    assert (told(world.alice), len(told(world.hana))) == ([], 1)
    # One that was returned and never approved is not sent, nor one that was taken back.
    reviewing.send(world.plan, world.alice)
    assert "Sent for review (1)" in says(signed_in(world.rita).get(found.get_absolute_url()))


def test_region_and_district_call_for_one_plan_and_the_team_sees_one_offer(world, clinic, signed_in):
    region = call(world, signed_in)
    days = {"starts_on": date(2027, 1, 1), "ends_on": date(2027, 12, 31), "due_on": date(2026, 11, 1)}
    district = Call.objects.create(unit=world.units["amani"], by=world.sofia, note="Add the new posts", **days)
    alice = signed_in(world.alice)
    page = alice.get(reverse("workplans:plan_list") + "?all=1")
    assert says(page).count("Begin the plan of Amani district health team for 2027") == 1
    assert "Amani calls for the plans for 2027, to be sent by 1 November 2026. Add the new posts" in says(page)
    assert "North calls for the same plan, to be sent by 30 November 2026. Heed malaria" in says(page)
    begin = reverse("workplans:review_call_begin", args=[district.pk, world.team.pk])
    assert f'action="{begin}"' in page.content.decode()
    alice.post(begin)
    assert "calls for the" not in says(alice.get(reverse("workplans:plan_list") + "?all=1"))
    assert region.plans().filter(team=world.team).count() == 1


def test_a_template_is_a_plan_that_the_caller_reads(world, clinic, signed_in):
    page = signed_in(world.sven).get(reverse("workplans:review_call_add", args=[world.units["south"].pk]))
    assert "Amani" not in says(page)
    page = signed_in(world.sofia).get(reverse("workplans:review_call_add", args=[world.units["amani"].pk]))
    assert "Amani district health team, 2026" in says(page)


def test_the_district_below_reads_no_call_of_the_region(world, clinic, signed_in):
    found = call(world, signed_in)
    for person in (world.hana, world.alice, world.sofia, world.sven):
        assert signed_in(person).get(found.get_absolute_url()).status_code == 404
    other = reverse("workplans:review_call_begin", args=[found.pk, world.clinic.pk])
    assert signed_in(world.alice).post(other).status_code == 404
    bring_to(world, world.plan, "sent")
    assert signed_in(world.vera).get(found.get_absolute_url()).status_code == 200

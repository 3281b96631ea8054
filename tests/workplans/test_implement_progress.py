"""Reporting how far something is, correcting and confirming it; all of a plan on one page."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.pages import fill_in, filled, says
from tests.world import absence, bring_to, delegated, delegation, recurring, report
from workplans import reviewing
from workplans.models import Activity, Entry, Obstacle
from workplans.queries.reported import lines_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def to_report(activity, query=""):
    return reverse("workplans:implement_report", args=[activity.pk]) + query


def to_correct(entry):
    return reverse("workplans:implement_correct", args=[entry.pk])


def to_confirm(entry):
    return reverse("workplans:implement_confirm", args=[entry.pk])


@pytest.fixture
def alice(world, signed_in):
    return signed_in(world.alice)


@pytest.fixture
def bob(world, signed_in):
    return signed_in(world.bob)


def test_progress_is_reported_with_a_day_and_a_word(world, bob):
    answer = fill_in(bob, to_report(world.activity), state="half", on="2026-08-10", text="Three of six")
    assert answer.headers["Location"] == world.activity.get_absolute_url()
    entry = Entry.objects.get()
    assert (entry.state, entry.on, entry.text, entry.post) == ("half", date(2026, 8, 10), "Three of six", world.midwife)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"state": "half", "on": "2026-08-13"}, "This day is still to come."),
        ({"state": "half", "on": "2025-08-13"}, "This day is before the workplan begins."),
        ({"state": "half", "on": ""}, "This field is required."),
        ({"state": "nearly"}, "Select a valid choice."),
        ({"state": "stuck", "text": ""}, "Say in a few words what stands in the way."),
        ({}, "This field is required."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(typed, said, world, bob):
    answer = fill_in(bob, to_report(world.activity), **{"text": "Three of six", **typed})
    assert said in says(answer)
    assert filled(answer)["text"] == [typed.get("text", "Three of six")]
    assert not Entry.objects.exists()


def test_a_closed_quarter_takes_no_report_and_the_form_comes_back(world, bob):
    reviewing.settle_quarter(world.plan.quarters.get(number=2), True, "", world.alice, date(2026, 8, 12))
    answer = fill_in(bob, to_report(world.activity), state="done", on="2026-06-30", text="Six")
    assert "Quarter 2 is closed, so it takes no entry" in says(answer)
    assert filled(answer)["text"] == ["Six"]


def test_a_closed_plan_says_so(world, bob):
    bring_to(world, world.plan, "approved")
    reviewing.close(world.plan, world.sofia, date(2027, 1, 1))
    answer = bob.post(to_report(world.activity), {"state": "done", "text": "Six"})
    assert answer.status_code == 403
    assert "closed" in says(answer)


def test_stuck_leads_to_what_stands_in_the_way(world, bob):
    answer = fill_in(bob, to_report(world.activity), state="stuck", text="No cover at night")
    assert answer.headers["Location"] == Obstacle.objects.get(name="No cover at night").get_absolute_url()


def test_what_is_done_on_one_day_is_never_half_done(world, bob):
    activity = Activity.objects.get(pk=world.activity.pk)
    activity.months, activity.starts_on, activity.ends_on = [], date(2026, 8, 11), date(2026, 8, 11)
    activity.save()
    words = says(bob.get(to_report(activity)))
    assert "Not done" in words
    assert "Half done" not in words


def test_of_what_is_done_again_and_again_one_time_is_meant(world, bob):
    activity = recurring(world, every="month", months=["2026-06", "2026-07", "2026-10"])
    june, july, _october = activity.occasions.order_by("starts_on")
    assert filled(bob.get(to_report(activity)))["occasion"] == [str(july.pk)]
    address = to_report(activity, f"?occasion={june.pk}")
    bob.post(address, filled(bob.get(address), state="done", on="2026-06-30"))
    assert Entry.objects.get().occasion == june
    assert bob.get(to_report(activity, "?occasion=nonsense")).status_code == 200


def test_who_covers_says_for_which_post_they_report(world, alice):
    absence(world)
    page = alice.get(to_report(world.activity))
    assert filled(page)["post"] == [str(world.midwife.pk)], "it is the midwife's activity"
    alice.post(to_report(world.activity), filled(page, state="started"))
    entry = Entry.objects.get()
    assert (entry.post, entry.for_post, entry.by) == (world.officer, world.midwife, world.alice)


def test_a_report_answers_what_was_asked(world, bob):
    found = delegated(world)
    fill_in(bob, to_report(world.activity), state="started")
    found.refresh_from_db()
    assert found.state == "accepted"


def test_a_correction_is_a_report_of_its_own_with_a_reason(world, bob):
    entry = report(world, "done", text="Six of six")
    page = bob.get(to_correct(entry))
    assert "Done" in says(page)
    empty = bob.post(to_correct(entry), filled(page, state="half"))
    assert "This field is required." in says(empty)
    answer = bob.post(to_correct(entry), filled(page, state="half", reason="One left early"))
    new = Entry.objects.latest("pk")
    assert answer.headers["Location"] == entry.get_absolute_url()
    assert (new.act, new.about, new.state, new.reason) == ("correction", entry, "half", "One left early")
    again = bob.post(to_correct(entry), filled(page, state="started", reason="No"))
    assert "This was corrected or confirmed already. Look again." in says(again)


def test_a_report_that_was_a_slip_is_taken_back(world, bob):
    entry = report(world, "done")
    bob.post(to_correct(entry), filled(bob.get(to_correct(entry)), state="", reason="Another activity"))
    assert Entry.objects.latest("pk").state == ""


def test_what_says_the_same_is_no_correction(world, bob):
    entry = report(world, "done")
    assert "That is what it says already." in says(fill_in(bob, to_correct(entry), reason="Hm"))


def test_who_has_no_part_in_it_confirms_what_was_reported(world, bob, alice):
    world.activity.is_confirmed_by_others = True
    world.activity.save()
    entry = report(world, "done", text="Six of six")
    assert bob.get(to_confirm(entry)).status_code == 403
    assert "Confirm that it is done" in says(alice.get(world.activity.get_absolute_url()))
    assert "Confirm that it is done" not in says(bob.get(world.activity.get_absolute_url()))
    fill_in(alice, to_confirm(entry), text="I saw the list")
    words = says(alice.get(world.activity.get_absolute_url()))
    assert "Confirmed that it is done" in words
    assert "I saw the list" in words
    again = alice.post(to_confirm(entry), {"text": "Again"})
    assert again.status_code in (200, 403)
    assert Entry.objects.filter(act="confirmation").count() == 1


def test_who_supervises_has_the_button_to_confirm_and_who_had_a_part_has_none(world, signed_in):
    world.activity.is_confirmed_by_others = True
    world.activity.save()
    first = report(world, "half", by=world.alice)
    entry = report(world, "done")
    sofia, button = signed_in(world.sofia), f'href="{to_confirm(entry)}"'
    page = sofia.get(world.activity.get_absolute_url()).content.decode()
    assert button in page
    assert f"/reports/{first.pk}/correct/" not in page
    assert fill_in(sofia, to_confirm(entry)).status_code == 302
    assert button not in sofia.get(world.activity.get_absolute_url()).content.decode()
    assert button not in signed_in(world.alice).get(world.activity.get_absolute_url()).content.decode()
    assert Entry.objects.get(act="confirmation").by == world.sofia


def test_who_may_confirm_what_was_asked_has_the_button_at_its_report(world, signed_in):
    world.activity.is_confirmed_by_others = True
    world.activity.save()
    found = delegation(world)
    entry = Entry.objects.report(world.activity, "done", world.bob, delegation=found)
    button = f'href="{to_confirm(entry)}"'
    there = {name: world.people[name] for name in ("sofia", "alice", "bob", "vera")}
    pages = {
        name: signed_in(one).get(world.activity.get_absolute_url()).content.decode() for name, one in there.items()
    }
    assert [name for name, page in pages.items() if button in page] == ["sofia"]


@pytest.fixture
def progress(world, signed_in):
    """The words of the plan's page of progress, for a query and a person."""
    address = reverse("workplans:implement_progress", args=[world.plan.pk])
    return lambda query="", who="alice": says(signed_in(world.people[who]).get(address + query))


def test_all_of_a_plan_stands_on_one_page_late_first(world, progress, today, signed_in):
    recurring(world, every="month", months=["2026-07", "2026-08"])
    report(world, "half")
    today.move_to(date(2026, 8, 12) + timedelta(days=1))
    words = progress()
    assert "3 activities. 0 are settled. 1 activity is late" in words
    places = [words.index(part) for part in ("Late or stuck (1)", "0 of 2 times done", "Still to do (2)", "half done")]
    assert places == sorted(places)
    assert "July 2026 late August 2026 nothing yet" in words
    assert "13 days late" in words
    found = reverse("workplans:implement_progress", args=[world.plan.pk])
    page = signed_in(world.alice).get(found).content.decode()
    for activity in Activity.objects.filter(workplan=world.plan):
        assert page.count(f'href="{activity.get_absolute_url()}"') == 1, "each activity stands once"


def test_what_goes_well_is_folded_and_so_is_what_is_much(world, signed_in):
    Activity.objects.all().delete()
    made = [
        Activity.objects.create(output=world.output, name=f"Late {number}", months=["2026-06"]) for number in range(12)
    ]
    report(world, "done", activity=made[0])
    world.plan.activity_set.create(output=world.output, name="To come", months=["2026-12"])
    address = reverse("workplans:implement_progress", args=[world.plan.pk])
    groups = signed_in(world.alice).get(address).context["groups"]
    assert [(group.name, len(group.open), len(group.folded), group.count) for group in groups] == [
        ("Late or stuck", 10, 1, 11),
        ("Still to do", 0, 1, 1),
        ("Settled", 0, 1, 1),
    ]
    (late,) = signed_in(world.alice).get(f"{address}?state=late").context["groups"]
    assert (len(late.open), late.folded) == (11, []), "who asks for one kind sees all of it"


def test_what_is_done_and_waits_is_to_be_confirmed(world, progress):
    delegated(world, "accepted")
    report(world, "done")
    assert "Done, to be confirmed (1)" in progress()
    world.second_activity.is_confirmed_by_others = True
    world.second_activity.save()
    found = report(world, "done", activity=world.second_activity)
    assert "Done, to be confirmed (2)" in progress()
    Entry.objects.confirm(found, world.alice)
    assert "Done, to be confirmed (1)" in progress()


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("?state=late", ["July 2026"], ["Train six", "Agree the night"]),
        ("?state=half", ["Train six"], ["Agree the night"]),
        ("?state=nothing", ["Agree the night"], ["Train six"]),
        ("?state=open&by=month", ["Train six", "Agree the night"], []),
        ("?state=done", ["Nothing of this kind."], ["Train six", "Agree the night"]),
        ("?state=nonsense&by=zebra&post=x&page=x", ["Train six", "Agree the night"], []),
    ],
)
def test_it_is_filtered_and_nonsense_shows_all(query, shown, hidden, world, progress):
    recurring(world, every="month", months=["2026-07", "2026-08"])
    report(world, "half")
    words = progress(query)
    assert [text for text in shown if text not in words] == []
    assert [text for text in hidden if text in words] == []


def test_it_is_filtered_by_post(world, progress):
    words = progress(f"?post={world.midwife.pk}")
    assert "Train six" in words
    assert "Agree the night" not in words


def test_who_only_reads_finds_no_way_to_report(world, progress):
    assert "Report Train six" in progress()
    assert "Report Train six" not in progress(who="vera")


def test_a_plan_without_activities_says_what_will_be_here(world, progress):
    Activity.objects.all().delete()
    assert "There is nothing to report on yet" in progress()


def test_who_has_it_now_is_named_where_it_was_passed_on(world):
    def who():
        return next(
            line.who for line in lines_of(world.plan, date(2026, 8, 12)) if line.activity.pk == world.activity.pk
        )

    first = delegated(world, "accepted", may_pass_on=True)
    assert who() == "Midwife in charge"
    second = first.pass_on(world.vacant, world.bob)
    assert who() == "Cold chain technician"
    second.decline(world.bob, "No time")
    assert who() == "Midwife in charge"
    third = first.pass_on(world.vacant, world.bob)
    report(world, "done", delegation=third)
    assert who() == "Cold chain technician"
    third.refresh_from_db()
    third.confirm(world.bob)
    assert who() == "Midwife in charge"

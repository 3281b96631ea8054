"""What is reported of an activity: by whom, when it is refused, corrected and confirmed."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.http import Http404

from teams.models import Notice, Post
from tests.workplans.test_implement_delegations import as_seen_by
from tests.world import TODAY, delegation, plan_that_is, recurring, report, stuck
from workplans import reviewing
from workplans.access import progress_to_confirm, progress_to_correct
from workplans.models import Absence, Activity, Delegation, Entry, Obstacle, Workplan
from workplans.queries.progress import done_in_time, progress_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_a_report_keeps_who_reported_it_as_which_post(world):
    entry = report(world, "half", text="Three of six", on=TODAY - timedelta(days=2))
    assert (entry.state, entry.text, entry.on) == ("half", "Three of six", date(2026, 8, 10))
    assert (entry.by, entry.post, entry.for_post) == (world.bob, world.midwife, None)
    assert (entry.workplan, entry.act, entry.kind, entry.practice) == (world.plan, "report", "progress", "monitor")
    assert report(world, by=world.ruth).post is None


def test_who_covers_reports_for_the_other(world):
    Absence.objects.begin(world.vacant, world.midwife, TODAY, TODAY, world.alice)
    world.second_activity.post = world.vacant
    world.second_activity.save()
    entry = report(world, activity=world.second_activity)
    assert (entry.post, entry.for_post) == (world.midwife, world.vacant)


@pytest.mark.parametrize(
    ("on", "words"),
    [(TODAY + timedelta(days=1), "still to come"), (date(2025, 12, 31), "before the workplan begins")],
)
def test_a_day_to_come_or_before_the_plan_is_refused(on, words, world):
    with pytest.raises(ValidationError, match=words):
        report(world, on=on)
    entry = report(world)
    with pytest.raises(ValidationError, match=words):
        Entry.objects.correct(entry, world.bob, "Mistyped", "half", on=on)
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("state", ["draft", "sent", "returned", "approved", "amended"])
def test_progress_goes_on_whatever_the_state_of_the_plan_but_closed(state, world):
    plan = world.plan if state == "draft" else plan_that_is(world, state)
    assert plan.state in (state, "draft")
    assert report(world, activity=plan.activity_set.first()).pk


def test_a_closed_plan_and_a_closed_quarter_take_none(world):
    closed = plan_that_is(world, "closed")
    with pytest.raises(ValidationError, match="workplan is closed"):
        report(world, activity=closed.activity_set.get())
    early = report(world, on=date(2026, 3, 1))
    quarter = world.quarters[0]
    reviewing.settle_quarter(quarter, True, "", world.alice, TODAY)
    for act in (
        lambda: report(world, on=date(2026, 3, 31)),
        lambda: Entry.objects.correct(early, world.bob, "Wrong", "half"),
        lambda: Entry.objects.correct(early, world.bob, "Wrong", "half", on=TODAY),
    ):
        with pytest.raises(ValidationError, match="Quarter 1 is closed"):
            act()
    assert report(world, on=date(2026, 4, 1)).pk


def test_of_what_is_done_again_one_time_is_named(world):
    activity = recurring(world)
    with pytest.raises(ValidationError, match="which time you mean"):
        report(world, activity=activity)
    with pytest.raises(ValidationError, match="another activity"):
        report(world, occasion=activity.occasions.first())
    assert report(world, activity=activity, occasion=activity.occasions.first()).occasion


def test_what_was_corrected_no_longer_stands(world):
    first = report(world, "done")
    second = Entry.objects.correct(first, world.alice, "Two are missing", "half")
    assert (second.about, second.reason, second.by, second.on) == (first, "Two are missing", world.alice, first.on)
    assert list(Entry.objects.standing()) == [second]
    with pytest.raises(ValidationError, match="corrected or confirmed already"):
        Entry.objects.correct(first, world.bob, "Again", "started")
    Entry.objects.correct(second, world.bob, "Of another activity")
    assert not Entry.objects.standing().exists()
    assert Entry.objects.count() == 3


def test_a_correction_says_something_else(world):
    entry = report(world, "half", text="Three")
    with pytest.raises(ValidationError, match="says already"):
        Entry.objects.correct(entry, world.bob, "Why", "half")
    assert Entry.objects.correct(entry, world.bob, "Four", "half", text="Four").text == "Four"


def test_the_last_of_each_activity_and_occasion_is_read_in_one_query(world, django_assert_num_queries):
    activity = recurring(world)
    times = list(activity.occasions.all()[:2])
    report(world, "done", on=date(2026, 8, 10))
    last = report(world, "stuck", on=date(2026, 8, 11))
    report(world, "started", on=date(2026, 8, 3))
    wrong = report(world, "done")
    Entry.objects.correct(wrong, world.bob, "Not yet")
    of_times = [report(world, "done", activity=activity, occasion=one) for one in times]
    with django_assert_num_queries(1):
        found = set(Entry.objects.latest_of([world.activity, activity, world.second_activity]))
    assert found == {last, *of_times}


def test_what_is_reported_answers_what_was_asked(world):
    found = delegation(world)
    entry = report(world, "started")
    found.refresh_from_db()
    assert (entry.delegation, found.state) == (found, "accepted")
    report(world, "stuck", text="No room")
    found.refresh_from_db()
    assert found.state == "accepted"
    report(world, "done", text="Six of six")
    found.refresh_from_db()
    assert (found.state, found.steps.last().text) == ("done", "Six of six")


def test_a_report_of_who_was_not_asked_answers_nothing(world):
    found = delegation(world, world.vacant)
    assert report(world, "done").delegation is None
    found.refresh_from_db()
    assert found.state == "offered"
    with pytest.raises(ValidationError, match="no longer asked"):
        report(world, delegation=delegation(world, activity=world.second_activity))
    found.withdraw(world.alice)
    with pytest.raises(ValidationError, match="no longer asked"):
        report(world, delegation=found)


def test_one_time_is_not_all_that_was_asked(world):
    activity = recurring(world)
    first, second = activity.occasions.all()[:2]
    whole = delegation(world, activity=activity)
    entry = report(world, "done", activity=activity, occasion=first)
    whole.refresh_from_db()
    assert (entry.delegation, whole.state, entry.is_an_answer) == (whole, "accepted", False)
    one_time = delegation(world, activity=activity, occasion=second)
    assert report(world, "done", activity=activity, occasion=second).delegation == one_time
    one_time.refresh_from_db()
    assert one_time.state == "done"


def test_correcting_that_it_is_done_opens_what_was_asked_again(world):
    found = delegation(world)
    entry = report(world, "done")
    Entry.objects.correct(entry, world.bob, "Two are missing", "half")
    found.refresh_from_db()
    assert (found.state, found.steps.last().text) == ("accepted", "Two are missing")
    half = Entry.objects.standing().get()
    Entry.objects.correct(half, world.bob, "They came", "done")
    found.refresh_from_db()
    assert found.state == "done"


def test_what_was_confirmed_is_corrected_no_more(world):
    found = delegation(world)
    entry = report(world, "done")
    Entry.objects.confirm(entry, world.alice, "I saw it")
    found.refresh_from_db()
    assert (found.state, found.steps.last().text) == ("confirmed", "I saw it")
    for act in (
        lambda: Entry.objects.correct(entry, world.bob, "Wrong", "half"),
        lambda: Entry.objects.confirm(entry, world.alice),
    ):
        with pytest.raises(ValidationError, match="corrected or confirmed already"):
            act()


def test_somebody_else_confirms_and_where_it_is_wanted_somebody_without_a_part(world):
    plain = report(world, "done", activity=world.second_activity)
    with pytest.raises(ValidationError, match="have a part"):
        Entry.objects.confirm(plain, world.bob)
    assert Entry.objects.confirm(plain, world.alice).about == plain
    world.activity.is_confirmed_by_others = True
    world.activity.save()
    Notice.objects.all().delete()
    mine = report(world, "done", by=world.ruth)
    assert [(one.to, one.kind) for one in Notice.objects.all()] == [(world.alice, "done_to_confirm")]
    assert list(Entry.objects.to_confirm()) == [mine]
    with pytest.raises(ValidationError, match="have a part"):
        Entry.objects.confirm(mine, world.bob)  # who is responsible has one
    confirmed = Entry.objects.confirm(mine, world.alice)
    assert (confirmed.act, confirmed.post, mine.is_confirmed) == ("confirmation", world.officer, True)
    assert not Entry.objects.to_confirm().exists()
    assert list(Entry.objects.latest_of([world.activity])) == [mine]


def test_stuck_is_an_obstacle_and_the_same_while_it_is_open(world):
    first = report(world, "stuck", text="No room")
    assert (first.obstacle.name, first.obstacle.post, first.obstacle.team) == ("No room", world.midwife, world.team)
    assert report(world, "stuck").obstacle == first.obstacle
    first.obstacle.solve(world.alice)
    silent = report(world, "stuck").obstacle
    assert silent != first.obstacle
    assert str(silent) == "Stuck; nobody has said yet what stands in the way"
    known = stuck(world, "No fuel")
    assert report(world, "stuck", obstacle=known).obstacle == known
    half = report(world, "half", activity=world.second_activity)
    assert Entry.objects.correct(half, world.bob, "It is not", "stuck", text="No pens").obstacle.name == "No pens"


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "finished"},
        {"state": ""},
        {"act": "correction", "reason": "Why"},
        {"act": "confirmation"},
        {"reason": "Why"},
        {"state": "stuck"},
        {"act": "forgotten"},
    ],
)
def test_the_database_keeps_what_an_entry_is(wrong, world):
    facts = {"workplan": world.plan, "activity": world.activity, "state": "done", "on": TODAY, "by": world.bob}
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(**facts | wrong)


def test_the_database_keeps_that_an_entry_is_answered_once_and_with_a_reason(world):
    entry = report(world)
    facts = {"workplan": world.plan, "activity": world.activity, "on": TODAY, "by": world.bob, "about": entry}
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(**facts, act="correction", state="half")
    Entry.objects.correct(entry, world.bob, "Half", "half")
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(**facts, act="correction", state="done", reason="Why")


def answer_to(person, entry, fetch):
    """What `person` is answered who wants to correct or confirm a report: 200, 403 or 404."""
    try:
        fetch(as_seen_by(person), entry.pk)
    except PermissionDenied:
        return 403
    except Http404:
        return 404
    return 200


def test_who_wrote_a_report_or_leads_the_team_corrects_it_and_others_confirm(world):
    entry = report(world, "done", activity=world.second_activity)
    people = ("alice", "bob", "ruth", "sofia", "vera", "charlie", "sven", "adam")
    corrects = [answer_to(world.people[name], entry, progress_to_correct) for name in people]
    assert corrects == [200, 200, 200, 403, 403, 404, 404, 404]
    confirms = [answer_to(world.people[name], entry, progress_to_confirm) for name in people]
    assert confirms == [200, 403, 200, 200, 403, 404, 404, 404]
    nurse = Post.objects.get(title="Nursing officer")
    asked = delegation(world, nurse)
    theirs = report(world, "done", by=world.charlie)
    assert theirs.delegation == asked
    assert [answer_to(world.people[name], theirs, progress_to_correct) for name in ("charlie", "bob")] == [200, 403]
    confirms = [answer_to(world.people[name], theirs, progress_to_confirm) for name in people]
    assert confirms == [200, 403, 200, 403, 403, 403, 404, 404]
    Workplan.objects.get(pk=world.plan.pk).move_to("closed", world.alice)
    assert (
        answer_to(world.alice, entry, progress_to_correct) == answer_to(world.alice, entry, progress_to_confirm) == 403
    )


@pytest.mark.parametrize("hang", [report, delegation, stuck])
def test_an_activity_on_which_something_hangs_stays(hang, world, signed_in):
    hang(world)
    with pytest.raises(ProtectedError):
        Activity.objects.get(pk=world.activity.pk).delete()
    alice = signed_in(world.alice)
    for kind, item in (("activity", world.activity), ("output", world.output), ("objective", world.objective)):
        address = f"/workplans/{kind}/{item.pk}/remove/"
        page = alice.get(address).content.decode()
        assert "somebody was asked to do it, or reported on it" in page
        assert 'name="reason"' not in page
        assert alice.post(address).status_code == 200
    assert Activity.objects.filter(pk=world.activity.pk).exists()


def test_what_was_due_and_done_in_time_is_counted(world, django_assert_num_queries):
    world.activity.months = ["2026-07"]
    world.activity.save()
    activity = recurring(world, "month", ["2026-05", "2026-06", "2026-07", "2026-09"])
    may, june, july, _september = activity.occasions.all()
    report(world, "done", on=date(2026, 7, 20))
    report(world, "done", activity=activity, occasion=may, on=date(2026, 5, 31))
    report(world, "done", activity=activity, occasion=june, on=date(2026, 7, 2))
    report(world, "not_done", activity=activity, occasion=july, on=date(2026, 7, 31))
    with django_assert_num_queries(3):
        assert done_in_time(world.plan, TODAY) == (4, 2)
    assert done_in_time(world.plan, date(2026, 6, 15)) == (1, 1)
    assert done_in_time(world.plan, date(2026, 1, 1)) == (0, 0)
    late = Entry.objects.get(occasion=june)
    Entry.objects.correct(late, world.bob, "Wrong day", "done", on=date(2026, 6, 30))
    assert done_in_time(world.plan, TODAY) == (4, 3)
    assert progress_in([world.plan])[activity.pk, june.pk].done_on == date(2026, 6, 30)
    assert Delegation.objects.count() == Obstacle.objects.count() == 0

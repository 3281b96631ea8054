"""What is planned to be done again and again, and to be confirmed by others: written, compared, carried over, kept."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from tests.world import TODAY, applied_file, delegation, plan_that_is, recurring, report
from workplans import reviewing
from workplans.carrying import carry_over
from workplans.forms.plan import FORMS, WorkplanForm
from workplans.importing import Touched, undo
from workplans.models import Activity, Import, Occasion, Workplan
from workplans.queries.review import compared
from workplans.queries.snapshot import snapshot
from workplans.rules.comparing import compare

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def spans(activity):
    return list(activity.occasions.values_list("starts_on", "ends_on"))


def test_what_is_done_again_has_an_occasion_for_each_time(world):
    activity = recurring(world, "month", ["2026-02", "2026-03"])
    assert [str(one) for one in activity.occasions.all()] == ["February 2026", "March 2026"]
    keys = set(activity.occasions.values_list("pk", flat=True))
    activity.save()
    Occasion.objects.lay_out(activity)
    assert set(activity.occasions.values_list("pk", flat=True)) == keys
    activity.months = ["2026-03", "2026-04"]
    activity.save()
    assert [str(one) for one in activity.occasions.all()] == ["March 2026", "April 2026"]
    assert len(keys & set(activity.occasions.values_list("pk", flat=True))) == 1
    activity.every = ""
    activity.save()
    assert spans(activity) == []


def test_weeks_are_named_by_their_days(world):
    activity = recurring(world, months=["2026-08"])
    assert str(activity.occasions.first()) == "1 Aug to 9 Aug"


@pytest.mark.parametrize("hang", [report, delegation])
def test_an_occasion_on_which_something_hangs_stays_and_none_is_put_on_its_days(hang, world):
    activity = recurring(world, "month", ["2026-07", "2026-08"])
    july = activity.occasions.first()
    hang(world, activity=activity, occasion=july)
    activity.every = "week"
    activity.save()
    assert activity.occasions.first() == july
    assert all(one > date(2026, 7, 31) for one, _last in spans(activity)[1:])
    assert len(spans(activity)) == 5
    activity.every = ""
    activity.save()
    assert list(activity.occasions.all()) == [july]
    activity.every = "month"
    activity.save()
    assert [str(one) for one in activity.occasions.all()] == ["July 2026", "August 2026"]


def test_occasions_follow_when_the_plan_has_other_days_or_quarters(world):
    recurring(world, "quarter", [])
    activity = world.third_activity
    activity.starts_on, activity.ends_on = date(2026, 1, 1), date(2026, 12, 31)
    activity.save()
    assert len(spans(activity)) == 4
    days = {"starts_on": "2026-01-01", "ends_on": "2026-12-31", "quarter_2": "2026-05-01", "quarter_3": "2026-07-01"}
    plan = Workplan.objects.get(pk=world.plan.pk)
    form = WorkplanForm(days | {"quarter_4": "2026-10-01", "version": plan.version}, instance=plan)
    assert form.is_valid(), form.errors
    form.save()
    assert spans(activity)[:2] == [(date(2026, 1, 1), date(2026, 4, 30)), (date(2026, 5, 1), date(2026, 6, 30))]


def typed(activity, by, **more):
    facts = {"name": activity.name, "practice": "implement", "output": activity.output_id, "version": activity.version}
    return FORMS["activity"](facts | more, instance=activity, by=by)


def test_the_form_asks_for_days_where_something_is_done_again(world):
    form = typed(world.third_activity, world.alice, every="week")
    assert "Say in which months" in str(form.errors["every"])
    form = typed(world.third_activity, world.alice, every="week", months=["2026-08"], is_confirmed_by_others="on")
    assert form.is_valid(), form.errors
    activity = form.save()
    assert (activity.every, activity.is_confirmed_by_others, activity.occasions.count()) == ("week", True, 4)
    assert typed(activity, world.alice, every="daily", months=["2026-08"]).errors["every"]


def test_both_are_in_the_history_and_in_what_a_version_changes(world, signed_in):
    before = snapshot(world.plan)
    recurring(world, "month", ["2026-08"], is_confirmed_by_others=True)
    told = compared(before, snapshot(world.plan)).rows[0].changes
    assert ("Done again", "", "every month") in told
    assert ("Somebody else confirms that it is done", "no", "yes") in told
    page = signed_in(world.alice).get(f"/workplans/activity/{world.third_activity.pk}/history/").content.decode()
    assert "every month" in page
    assert "Somebody else confirms that it is done" in page


def test_a_version_of_before_there_were_such_fields_shows_no_change(world):
    old = snapshot(world.plan)
    for item in old["items"]:
        for name in ("every", "is_confirmed_by_others"):
            item["fields"].pop(name, None)
    assert compare(old, snapshot(world.plan)) == compare(snapshot(world.plan), old) == []
    recurring(world, "week", ["2026-08"])
    assert {change.field for change in compare(old, snapshot(world.plan))[0].changes} == {"every", "months", "post"}


def test_an_amendment_of_a_plan_approved_before_can_be_left(world):
    plan = plan_that_is(world, "amended")
    version = plan.versions.approved().get()
    for item in version.planned["items"]:
        for name in ("every", "is_confirmed_by_others"):
            item["fields"].pop(name, None)
    version.save()
    reviewing.leave(plan, world.alice)
    assert Workplan.objects.get(pk=plan.pk).state == "approved"


def test_both_are_carried_over_with_new_occasions(world):
    activity = recurring(world, "month", ["2026-02", "2026-03"], is_confirmed_by_others=True)
    report(world, "done", activity=activity, occasion=activity.occasions.first())
    plan = Workplan.objects.begin(world.team, date(2027, 1, 1))
    carry_over(plan, world.plan, {"objective": set(), "output": set(), "activity": {activity.pk}})
    copy = Activity.objects.get(carried_from=activity)
    assert (copy.every, copy.is_confirmed_by_others) == ("month", True)
    assert [str(one) for one in copy.occasions.all()] == ["February 2027", "March 2027"]
    assert copy.recorded.count() == 0


@pytest.mark.parametrize("hang", [report, delegation])
def test_an_import_on_which_somebody_worked_is_not_taken_back(hang, world):
    applied = applied_file(world)
    activity = Activity.objects.get(workplan=applied.workplan)
    hang(world, activity=activity)
    with pytest.raises(Touched):
        undo(Import.objects.get(pk=applied.pk), world.alice)
    assert Activity.objects.filter(pk=activity.pk).exists()


def test_an_occasion_that_is_named_must_be_of_the_activity(world):
    activity = recurring(world)
    with pytest.raises(ValidationError, match="another activity"):
        report(world, activity=world.second_activity, occasion=activity.occasions.first(), on=TODAY)

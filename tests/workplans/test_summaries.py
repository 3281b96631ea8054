"""What is kept of a plan's quarters: as it was once they are closed, mended by the worker, compared by a command."""

import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from lmframework import due
from teams.atonce import at_once, touch
from teams.models import Unit
from tests.pages import filled
from tests.world import TODAY, entry, recorded, report
from workplans import reviewing
from workplans.models import Activity, DayAhead, Indicator, Readiness, Summary, Target, Workplan
from workplans.summaries import bring_up_to_date, differences, rebuild

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture(autouse=True)
def summed(world):
    """The cast is written row by row, so it is summed up at first."""
    rebuild(Workplan.objects.all())


def kept(plan, number):
    """All that is kept of a quarter, by name."""
    return Summary.objects.filter(workplan=plan, number=number).values().get()


def add_activity(world, **more):
    with at_once():
        Workplan.objects.hold(world.plan.pk)
        return Activity.objects.create(output=world.output, name="One more", **more)


def settle(world, number, is_closed):
    reviewing.settle_quarter(world.plan.quarters.get(number=number), is_closed, "So we said", world.alice, TODAY)


def test_a_new_plan_has_a_row_for_each_quarter(world):
    plan = Workplan.objects.begin(world.other_team, date(2026, 7, 8))
    assert [one.number for one in plan.summaries.all()] == [1, 2, 3, 4]
    assert plan.summaries.first().starts_on == date(2026, 7, 8)


def test_nothing_that_is_kept_depends_on_the_day_on_which_it_was_worked_out(world, today):
    report(world, on=date(2026, 8, 3))
    before = list(Summary.objects.values()), list(DayAhead.objects.values())
    today.move_to(date(2026, 12, 20))
    assert list(differences(Workplan.objects.all())) == []
    with at_once():
        Workplan.objects.hold(world.plan.pk)
    assert (list(Summary.objects.values()), list(DayAhead.objects.values())) == before


def test_what_is_touched_has_to_be_in_a_transaction_that_sums_it_up(world):
    with pytest.raises(RuntimeError, match="outside of a transaction of `at_once`"):
        touch("plan", world.plan.pk)


def test_what_fails_changes_no_summary(world):
    before = kept(world.plan, 3)

    def goes_wrong():
        with at_once():
            add_activity(world)
            raise ValueError("the power went")

    with pytest.raises(ValueError, match="the power went"):
        goes_wrong()
    assert kept(world.plan, 3) == before
    assert Activity.objects.count() == 3


def test_a_closed_quarter_stays_as_it_was_and_lives_again_once_it_is_opened(world):
    settle(world, 1, True)
    before, third = kept(world.plan, 1), kept(world.plan, 3)["activities"]
    assert before["is_closed"]
    add_activity(world)
    entry(world, "released", 40, on=date(2026, 7, 2))
    assert kept(world.plan, 1) == before
    assert kept(world.plan, 3)["activities"] == third + 1
    assert list(differences(Workplan.objects.all())) == []
    settle(world, 1, False)
    assert kept(world.plan, 1)["activities"] == third + 1


def test_other_settings_change_open_quarters_and_never_a_closed_one(world, settings):
    recorded(world, "q1", 43)
    recorded(world, "q2", 43)
    settle(world, 2, True)
    before, third = kept(world.plan, 2), kept(world.plan, 3)
    assert (third["judged"], third["on_track"]) == (1, 1)
    settings.ON_TRACK, settings.DAYS_TO_RECORD = 99, 5
    assert bring_up_to_date() == 1
    assert kept(world.plan, 2) == before
    assert (kept(world.plan, 3)["judged"], kept(world.plan, 3)["on_track"]) == (1, 0)
    assert list(differences(Workplan.objects.all())) == []
    assert bring_up_to_date() == 0


def test_a_closed_quarter_moves_with_its_team(world):
    settle(world, 1, True)
    before, amani = kept(world.plan, 1), Unit.objects.get(pk=world.units["amani"].pk)
    amani.move(Unit.objects.get(pk=world.units["south"].pk))
    assert kept(world.plan, 1) == before | {"path": Unit.objects.get(pk=amani.pk).path}
    assert list(differences(Workplan.objects.all())) == []


def test_a_plan_that_is_removed_takes_its_rows_along(world, signed_in):
    plan = Workplan.objects.begin(world.team, date(2027, 1, 1))
    alice, address = signed_in(world.alice), f"/workplans/{plan.pk}/remove/"
    assert alice.post(address, filled(alice.get(address))).status_code == 302
    assert not Summary.objects.filter(number__gt=0, workplan=plan.pk).exists()


def test_amounts_that_nobody_has_are_kept_as_far_as_they_can_be(world):
    """A slip of the pen is no error page."""
    with at_once():
        Workplan.objects.hold(world.plan.pk)
        for number in range(12):
            activity = Activity.objects.create(output=world.output, name=f"Gold {number}", months=["2026-08"])
            activity.allocations.create(workplan=world.plan, amount=Decimal(999999999999999))
            indicator = Indicator.objects.create(output=world.output, name="Much", recorded_every="month")
            Target.objects.create(indicator=indicator, quarter=world.quarters[0], value=Decimal("9" * 14))
    assert kept(world.plan, 3)["asked"] == 10**17
    assert list(differences(Workplan.objects.all())) == []


def run(*options):
    out = StringIO()
    call_command("summarise", *options, stdout=out)
    return out.getvalue()


def test_the_command_says_that_nothing_differs(world):
    assert run() == "Compared: 1 plans. Nothing differs.\n"


def test_the_command_prints_each_difference_and_sums_up_anew_where_it_is_told_to(world):
    Readiness.objects.create(workplan=world.plan, name="Transport")
    DayAhead.objects.filter(summary__number=4).delete()
    Summary.objects.filter(number=2).delete()
    out = StringIO()
    with pytest.raises(CommandError, match="Quarters that differ: 4") as stopped:
        call_command("summarise", stdout=out)
    assert stopped.value.returncode == 1
    words, place = out.getvalue(), f"{world.plan.full_name} (plan {world.plan.pk}), quarter"
    assert f"{place} 1: missing is 0, and should be 1.\n" in words
    assert f"{place} 2: it is not summed up.\n" in words
    assert f"{place} 4, day 2026-10-16: it is nothing, and should be due 0, in_time 0, values_due 1" in words
    assert run("--rebuild") == "Summed up anew: 1 plans.\nCompared: 1 plans. Nothing differs.\n"
    assert run() == "Compared: 1 plans. Nothing differs.\n"


def test_the_worker_sums_up_what_never_was_and_what_other_rules_were_for(world, settings):
    assert due.sum_up in due.STEPS
    assert due.sum_up(TODAY) == 0
    Summary.objects.all().delete()
    assert due.sum_up(TODAY) == 1
    assert list(differences(Workplan.objects.all())) == []
    settings.AT_RISK = 10
    assert due.sum_up(TODAY) == 1
    assert due.sum_up(TODAY) == 0


def test_several_at_once_on_the_same_plans_leave_no_difference(empty_database):
    done = subprocess.run(
        [sys.executable, "-m", "tests.workplans.many_recording", "12"],
        env={**os.environ, "DATABASE_URL": empty_database},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 at once, 12 rounds: nothing differs" in done.stdout

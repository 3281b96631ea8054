"""An import is taken back, or stays where somebody worked on."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.pages import says
from tests.workplans.exchange.plans import state
from tests.world import PLAN_FILE, applied_file, waiting_file
from workplans.importing import Touched, choose, put_to_use, undo
from workplans.models import Activity, Allocation, FundingSource, Import

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def alice(world, signed_in):
    return signed_in(world.alice)


def test_an_import_is_taken_back_whole(world, today):
    waiting = waiting_file(world)
    put_to_use(waiting, world.alice)
    today.shift(60)
    full = state(waiting.workplan)
    again = waiting_file(world, PLAN_FILE.replace(";5;900", ";4;950") + "New;Paint the ward;;;;;;7\n")
    put_to_use(again, world.alice)
    today.shift(60)
    assert state(waiting.workplan) != full
    undo(again, world.bob)
    assert state(waiting.workplan) == full
    again.refresh_from_db()
    assert again.undone_by == world.bob
    assert not again.questions.exists()


def test_a_first_import_leaves_an_empty_plan_behind_and_no_source_that_nobody_had(world, today):
    waiting = waiting_file(world, PLAN_FILE.replace("State budget", "Amount Gavi"))
    put_to_use(waiting, world.alice)
    assert FundingSource.objects.filter(name__icontains="gavi").exists()
    today.shift(60)
    undo(waiting, world.alice)
    assert not any(state(waiting.workplan).values())
    assert not FundingSource.objects.filter(name__icontains="gavi").exists()
    assert Activity.history.filter(workplan_id=waiting.workplan_id).count() == 2, "the history keeps both"


@pytest.mark.parametrize("touch", ["change", "add", "money", "remove"])
def test_an_import_that_somebody_worked_on_stays(touch, world, today, alice):
    imported = applied_file(world)
    today.shift(60)
    activity = Activity.objects.get(workplan=imported.workplan)
    if touch == "change":
        activity.name = "Buy two delivery beds"
        activity.save()
    elif touch == "add":
        Activity.objects.create(output=activity.output, name="By hand")
    elif touch == "money":
        Allocation.objects.create(activity=activity, source=world.fund, amount=1)
    else:
        activity.delete()
    before = state(imported.workplan)
    with pytest.raises(Touched):
        undo(imported, world.alice)
    address = reverse("workplans:exchange_undo", args=[imported.pk])
    assert "can no longer be taken back" in says(alice.get(address))
    alice.post(address)
    assert state(imported.workplan) == before


def test_what_was_moved_comes_back_when_its_new_place_goes(world, today):
    moved = "Output;Code;Activity;State budget\nOld;1.1;Beds;900\n"
    first = applied_file(world, moved)
    today.shift(60)
    before = state(first.workplan)
    second = applied_file(world, moved.replace("Old", "New"))
    assert "Old New" in " ".join(f"{row.get('before')} {row.get('after')}" for row in second.outcome["changes"])
    today.shift(60)
    undo(second, world.alice)
    assert state(first.workplan) == before
    today.shift(60)
    undo(first, world.alice)
    assert not any(state(first.workplan).values()), "what a later file did and took back was no work by hand"


def test_undoing_leaves_the_plans_own_dates_alone_and_what_leads_nowhere_stays(world, today):
    first = applied_file(world, PLAN_FILE.replace("State budget", "State budget (MZN)"))
    plan = first.workplan
    plan.refresh_from_db()
    today.shift(60)
    plan.ends_on = plan.ends_on - timedelta(days=31)
    plan.save()
    undo(first, world.alice)
    plan.refresh_from_db()
    assert plan.ends_on.month == 11


def test_an_import_that_would_bring_back_what_is_no_more_is_not_taken_back(world, today):
    post = world.team.posts.create(title="Driver")
    first = applied_file(world, "Output;Activity;Responsible\nRoads;Drive;Driver\n")
    second = applied_file(world, "Output;Activity;Responsible\nRoads;Drive;Midwife in charge\n")
    today.shift(60)
    post.delete()
    before = state(first.workplan)
    with pytest.raises(Touched):
        undo(second, world.alice)
    assert state(first.workplan) == before


def test_looking_at_the_columns_again_after_it_was_imported_keeps_what_undoing_needs(world, today):
    stale = waiting_file(world)
    put_to_use(Import.objects.get(pk=stale.pk), world.alice)
    choose(stale, {})
    today.shift(60)
    undo(stale, world.alice)
    assert not any(state(stale.workplan).values())


def test_questions_that_a_later_file_answered_are_asked_again_when_it_is_taken_back(world, today):
    first = applied_file(world)
    today.shift(60)
    second = applied_file(world, PLAN_FILE.replace(";5;900", ";4;900"))
    assert not first.workplan.questions.open().exists()
    today.shift(60)
    undo(second, world.alice)
    assert [question.imported for question in first.workplan.questions.open()] == [first]

"""Whose work it is that is reminded of: each time of what is done again, what was taken on as a whole, what was passed on."""

import pytest

from teams.models import Notice, Post
from tests.workplans.test_reminding_work import accepted, after, keys, run
from tests.world import TODAY, delegation, hold, recurring, report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_each_time_of_a_recurring_activity_is_reminded_of_by_itself(world, today):
    found = recurring(world)
    first, second = found.occasions.filter(ends_on__gte=TODAY).order_by("starts_on")[:2]
    report(world, "done", found, occasion=found.occasions.filter(ends_on__lt=TODAY).latest("ends_on"))
    for one in found.occasions.filter(ends_on__lt=TODAY).order_by("-ends_on")[1:]:
        report(world, "not_done", found, occasion=one)
    Notice.objects.all().delete()
    for count in range((first.ends_on - TODAY).days + 1):
        run(today, after(count, TODAY), times=2)
    assert keys(world.bob) == [
        f"occasion-{first.pk}:{stage}:{first.ends_on.isoformat()}" for stage in ("before", "day")
    ]
    report(world, "done", found, occasion=first)
    for count in range(1, 8):
        run(today, after(count, first.ends_on))
    assert set(keys(world.bob)) == {
        f"occasion-{one.pk}:{stage}:{one.ends_on.isoformat()}" for one in (first, second) for stage in ("before", "day")
    }
    assert not world.bob.notices.filter(key__startswith=f"occasion-{first.pk}:").unread().exists()


def test_who_took_a_recurring_activity_on_is_reminded_of_each_time_and_who_was_asked_only_of_the_answer(world, today):
    found = recurring(world, months=("2026-08",))
    clerk = hold(world.vera, "Clerk", Post.Role.MEMBER, team=world.team)
    whole = delegation(world, clerk, found)
    Notice.objects.all().delete()
    next_one = found.occasions.filter(ends_on__gte=TODAY).earliest("ends_on")
    run(today, next_one.ends_on)
    assert not Notice.objects.filter(key__startswith="occasion-").exists()
    whole.accept(world.vera)
    run(today, next_one.ends_on)
    day = f"occasion-{next_one.pk}:day:{next_one.ends_on.isoformat()}"
    assert day in keys(world.vera)
    assert not [key for key in keys(world.bob) if key.startswith("occasion-")]
    assert not Notice.objects.filter(key__startswith="delegation-").exists()


def test_one_occasion_that_was_asked_of_another_is_theirs(world, today):
    found = recurring(world, months=("2026-08",))
    one = found.occasions.filter(ends_on__gte=TODAY).earliest("ends_on")
    clerk = hold(world.vera, "Clerk", Post.Role.MEMBER, team=world.team)
    asked = delegation(world, clerk, found, occasion=one)
    asked.accept(world.vera)
    run(today, one.ends_on)
    assert keys(world.vera) == [f"delegation-{asked.pk}:day:{one.ends_on.isoformat()}"]
    assert not Notice.objects.filter(key__startswith=f"occasion-{one.pk}:").exists()


def test_what_was_passed_on_is_reminded_of_where_it_is_done(world, today):
    clerk = hold(world.vera, "Clerk", Post.Role.MEMBER, team=world.team)
    first = accepted(world, may_pass_on=True)
    second = first.pass_on(clerk, world.bob)
    second.accept(world.vera)
    run(today, after(7))
    assert keys(world.vera) == [f"delegation-{second.pk}:late:{after(1).isoformat()}"]
    assert keys(world.bob) == [f"delegation-{second.pk}:above:{after(7).isoformat()}"]

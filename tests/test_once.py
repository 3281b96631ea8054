"""A form that is sent twice acts once."""

import threading
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from teams.models import Receipt
from tests.pages import filled, forms_of, says
from tests.world import build
from workplans.models import Activity, Allocation, FundingSource, Objective, Workplan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def alice(world, signed_in):
    return signed_in(world.alice)


def add_activity(world):
    return reverse("workplans:plan_item_add", args=["output", world.output.pk, "activity"])


def test_an_activity_that_is_added_twice_is_there_once(world, alice):
    typed = filled(alice.get(add_activity(world)), name="Twice")
    first, second = (alice.post(add_activity(world), typed) for _time in range(2))
    assert (
        first.headers["Location"] == second.headers["Location"] == Activity.objects.get(name="Twice").get_absolute_url()
    )


def test_two_forms_act_twice(world, alice):
    for _time in range(2):
        alice.post(add_activity(world), filled(alice.get(add_activity(world)), name="Twice"))
    assert Activity.objects.filter(name="Twice").count() == 2


def test_a_move_that_is_sent_twice_goes_one_place(world, alice):
    row = [Objective.objects.create(workplan=world.plan, name=name) for name in "BCD"]
    address = item(row[2])
    [move] = [form for form in forms_of(alice.get(address)) if form.action.endswith("/move/")]
    for _time in range(2):
        assert alice.post(move.action, move.fields | {"direction": "up"}).headers["Location"] == address
    assert [objective.name for objective in world.plan.objective_set.all()][1:] == ["B", "D", "C"]


def item(one, what=""):
    return reverse(f"workplans:plan_item{what}", args=[one._meta.model_name, one.pk])


def test_a_removal_that_is_sent_twice_leads_to_the_same_page(world, alice):
    address = item(world.activity, "_remove")
    typed = filled(alice.get(address))
    first, second = (alice.post(address, typed) for _time in range(2))
    assert first.headers["Location"] == second.headers["Location"] == item(world.output)
    assert Activity.history.filter(id=world.activity.pk, history_type="-").count() == 1


def test_money_that_is_sent_twice_is_planned_once(world, alice):
    address = reverse("workplans:organise_allocations", args=[world.third_activity.pk])
    typed = filled(alice.get(address), source_1="GAVI", amount_1="50")
    for _time in range(2):
        assert alice.post(address, typed).headers["Location"] == world.third_activity.get_absolute_url()
    assert Allocation.history.filter(activity=world.third_activity).count() == 1
    assert FundingSource.objects.filter(name="GAVI").count() == 1


def test_a_plan_that_is_begun_twice_leads_to_the_one_that_was_made(world, alice):
    address = reverse("workplans:plan_begin", args=[world.team.pk])
    typed = filled(alice.get(address))
    first, second = (alice.post(address, typed) for _time in range(2))
    made = Workplan.objects.latest("pk")
    assert first.headers["Location"] == second.headers["Location"] == made.get_absolute_url()
    assert "Two cannot cover the same days" not in says(alice.get(made.get_absolute_url()))


def test_a_change_that_is_sent_twice_asks_nothing(world, alice):
    typed = filled(alice.get(item(world.activity, "_change")), name="Once")
    for _time in range(2):
        assert alice.post(item(world.activity, "_change"), typed).status_code == 302
    assert Activity.history.filter(id=world.activity.pk).count() == 2


def test_a_form_that_came_back_with_errors_can_be_sent_again(world, alice):
    back = alice.post(add_activity(world), filled(alice.get(add_activity(world)), name=""))
    assert "This field is required." in says(back)
    assert not Receipt.objects.exists()
    typed = filled(back, name="Mended")
    for _time in range(2):
        assert alice.post(add_activity(world), typed).status_code == 302
    assert Activity.objects.filter(name="Mended").count() == 1


def test_what_was_refused_leaves_no_receipt(world, signed_in):
    for who, status in {"sofia": 403, "charlie": 404}.items():
        typed = {"once": str(uuid.uuid4()), "name": "Not theirs"}
        assert signed_in(world.people[who]).post(add_activity(world), typed).status_code == status
    assert not Receipt.objects.exists()


def test_another_persons_token_is_not_shared(world, alice, signed_in):
    typed = filled(alice.get(add_activity(world)), name="Same")
    alice.post(add_activity(world), typed)
    bob = signed_in(world.bob)
    bobs, again = bob.post(add_activity(world), typed), bob.post(add_activity(world), typed)
    assert bobs.headers["Location"] == again.headers["Location"]
    assert Activity.objects.filter(name="Same").count() == 2
    assert bobs.headers["Location"] == Activity.objects.filter(name="Same").latest("pk").get_absolute_url()


@pytest.mark.parametrize("token", ["", "x", "0" * 200])
def test_a_token_that_is_none_does_not_stand_in_the_way(token, world, alice):
    alice.post(item(world.objective, "_remove"), {"once": token})
    assert not Objective.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("sqlite" in connection.vendor, reason="SQLite lets one write at a time: this is PostgreSQL's")
def test_two_at_the_same_moment_make_one(today):
    """Both have their answer, and both answers lead to the one activity."""
    world = build()
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.force_login(world.alice)
    typed = filled(browsers[0].get(add_activity(world)), name="At once")
    together, answers = threading.Barrier(2), []

    def send(browser):
        try:
            together.wait(10)
            answers.append(browser.post(add_activity(world), typed).headers["Location"])
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[browser]) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert answers == [Activity.objects.get(name="At once").get_absolute_url()] * 2


def test_what_is_written_after_going_back_is_another_form(world, alice):
    typed = filled(alice.get(add_activity(world)), name="First")
    alice.post(add_activity(world), typed)
    answer = alice.post(add_activity(world), typed | {"name": "Second"})
    assert answer.headers["Location"] == Activity.objects.get(name="Second").get_absolute_url()
    assert Activity.objects.filter(name="First").count() == 1


def test_a_receipt_does_not_hold_what_was_typed(world, alice):
    alice.post(add_activity(world), filled(alice.get(add_activity(world)), name="Between us"))
    assert "Between us" not in str(Receipt.objects.values())

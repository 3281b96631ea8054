"""My work as a whole list, saved in one go; and three hundred open things: light, in a fixed number of queries."""

import random
import re

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.pages import filled, says
from tests.world import TODAY, commitment, delegation, readiness, recurring, report
from workplans.models import Activity, Entry, Obstacle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

PAGE, LIST = "/my-work/", "/my-work/list/"
LIMIT = 20


@pytest.fixture
def listed(world, signed_in):
    """(Bob's browser, three activities of his that can be reported)."""
    for one in (world.second_activity, world.third_activity):
        one.post = world.midwife
        one.save()
    return signed_in(world.bob), [world.activity, world.second_activity, world.third_activity]


def test_a_whole_list_is_saved_in_one_go(world, listed):
    bob, [first, second, third] = listed
    page = bob.get(LIST)
    typed = {f"state_a{first.pk}": "half", f"text_a{first.pk}": "Three of six", f"state_a{second.pk}": "done"}
    sent = bob.post(LIST, filled(page, **typed), follow=True)
    assert "2 reports are saved." in says(sent)
    assert set(Entry.objects.values_list("activity", "state", "text")) == {
        (first.pk, "half", "Three of six"),
        (second.pk, "done", ""),
    }
    assert not Entry.objects.filter(activity=third.pk).exists()


def test_each_row_shows_what_was_reported_last_and_which_time_it_is(world, listed):
    bob, [first, *_others] = listed
    report(world, "half", activity=first)
    again = recurring(world, "month", ["2026-07"])
    again.name = "Speak on the radio of the district " * 9
    again.save()
    words = says(bob.get(LIST))
    assert "Train six midwives in emergency care 30 Sep Reported last half done 12 Aug" in words
    assert "… July 2026 ended 31 Jul Reported last nothing yet" in words


def test_a_list_sent_twice_is_saved_once(world, listed):
    bob, [first, *_others] = listed
    sent = filled(bob.get(LIST), **{f"state_a{first.pk}": "half"})
    assert [bob.post(LIST, sent).status_code for _time in range(2)] == [302, 302]
    assert Entry.objects.count() == 1


def test_a_row_that_is_wrong_keeps_what_was_typed_and_the_others_are_saved(world, listed):
    bob, [first, second, third] = listed
    sent = filled(
        bob.get(LIST),
        **{
            f"state_a{first.pk}": "half",
            f"text_a{second.pk}": "We wait for the council",
            f"state_a{third.pk}": "finished",
            f"text_a{third.pk}": "Twice",
        },
    )
    came = bob.post(LIST, sent)
    assert came.status_code == 200
    assert list(Entry.objects.values_list("activity", flat=True)) == [first.pk]
    words, text = says(came), came.content.decode()
    assert "How far is it? Choose, so that your word is saved." in words
    assert 'value="We wait for the council"' in text
    assert 'value="Twice"' in text
    again = bob.post(LIST, filled(came, **{f"state_a{second.pk}": "started", f"state_a{third.pk}": "done"}))
    assert again.status_code == 302
    assert set(Entry.objects.values_list("activity", "text")) == {
        (first.pk, ""),
        (second.pk, "We wait for the council"),
        (third.pk, "Twice"),
    }


def test_a_row_that_a_colleague_settled_keeps_the_word(world, listed):
    bob, [first, second, _third] = listed
    page = bob.get(LIST)
    report(world, "done", activity=first, by=world.alice)
    report(world, "started", activity=second, by=world.alice)
    typed = {f"state_a{one.pk}": "half" for one in (first, second)} | {f"text_a{first.pk}": "Three of six"}
    came = bob.post(LIST, filled(page, **typed))
    assert "“Three of six” Alice reported this meanwhile: done." in says(came)
    assert Entry.objects.count() == 2
    assert bob.post(LIST, filled(came)).status_code == 302, "who looked again decides"
    assert Entry.objects.latest_of([second.pk]).get().state == "half"


def test_foreign_rows_are_not_saved(world, listed):
    bob, _own = listed
    came = bob.post(LIST, {"state_a999999": "done", "seen_a999999": "0", "state_zz": "done", "state_": "x"})
    assert "This is not in your work any more." in says(came)
    assert Entry.objects.count() == 0


MANY = 300


def fill(world, count):
    """So many open things of Bob's, of every kind, each in twelve words of its own."""
    words = sorted(set(re.findall(r"[a-z]{3,}", (settings.BASE_DIR / "docs/users.md").read_text(encoding="utf-8"))))
    chance = random.Random(7)
    for number in range(count):
        name = " ".join(chance.sample(words, 12))
        activity = Activity.objects.create(
            output=world.output,
            name=name,
            post=world.midwife,
            months=[["2026-06"], ["2026-08"], ["2026-11"]][number % 3],
        )
        if number % 10 == 0:
            report(world, ["started", "half", "stuck"][number % 3], activity=activity)
        if number % 10 == 1:
            activity.post = world.officer
            activity.save()
            delegation(world, activity=activity)
        if number % 10 == 2:
            commitment(world, name=f"Meet the village health committee {number}", due_on=TODAY)
        if number % 10 == 3:
            readiness(world, f"Fuel {number}", post=world.midwife, due_on=TODAY)


@pytest.mark.parametrize("address", [PAGE, LIST])
def test_twice_the_work_needs_no_more_queries(address, world, signed_in):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert bob.get(address).status_code == 200
        return [query["sql"] for query in captured]

    fill(world, 10)
    bob = signed_in(world.bob)
    bob.get(address)
    before = queries()
    fill(world, 20)
    after = queries()
    assert len(after) == len(before) <= LIMIT, "\n".join(after)


def test_three_hundred_open_things_are_one_light_page(world, signed_in):
    fill(world, MANY)
    bob = signed_in(world.bob)
    packed = bob.get(PAGE, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    page = bob.get(PAGE)
    lines = sum(len(section.lines) for section in page.context["work"].sections)
    assert lines >= MANY
    assert page.content.decode().count('<li id="t-') == lines
    assert len(packed.content) < 30_000
    assert "<details>" in page.content.decode()
    assert reverse("lmframework:work_list") in page.content.decode()


def test_what_is_stuck_leads_on_to_what_stands_in_the_way(world, listed):
    bob, [first, second, _third] = listed
    sent = filled(bob.get(LIST), **{f"state_a{one.pk}": "stuck" for one in (first, second)})
    page = bob.post(LIST, sent, follow=True)
    assert "2 are stuck. Say what stands in the way, and ask for help:" in says(page)
    for one in (first, second):
        obstacle = Obstacle.objects.get(activity=one)
        assert f'<a href="{obstacle.get_absolute_url()}" translate="no">{one.name}</a>' in page.content.decode()

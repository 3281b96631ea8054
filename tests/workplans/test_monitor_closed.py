"""What a closed quarter takes no more is said before anybody types, with who may open it again."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from teams.models import Holding, Post
from tests.pages import filled, says
from tests.workplans.test_monitor_evidence import photo
from tests.world import TODAY, hold, recorded, report
from workplans import reviewing
from workplans.models import Entry, Indicator
from workplans.models.monitor.kinds import Kind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

SAID = "Quarter 2 is closed. Nothing can be recorded or corrected in it until it is opened again."
OPENER = "Who may open it again: District supervisor (Sofia)"


@pytest.fixture
def visits(world):
    """A number that the midwife records each month; April's and July's are there."""
    found = Indicator.objects.create(
        output=world.output, name="Home visits", unit="visits", recorded_every="month", post=world.midwife
    )
    found.entry = recorded(world, "2026-04", 10, indicator=found)
    recorded(world, "2026-07", 11, indicator=found)
    return found


@pytest.fixture
def closed(world, visits):
    reviewing.settle_quarter(world.quarters[1], True, "", world.alice, TODAY)
    return visits


def address(name, *args):
    return reverse(f"workplans:{name}", args=args)


def boxes(page):
    return page.content.count(b'inputmode="decimal"') - page.content.count(b"readonly")


@pytest.mark.parametrize("form", ["record", "correct", "period", "report"])
def test_no_form_is_offered_in_a_closed_quarter(world, visits, signed_in, form):
    progress = report(world, on=date(2026, 5, 4))
    address_of = {
        "record": address("monitor_record", visits.pk, "2026-05"),
        "correct": address("monitor_correct", visits.entry.pk),
        "period": address("monitor_period", world.plan.pk, "2026-05"),
        "report": address("implement_correct", progress.pk),
    }[form]
    bob = signed_in(world.bob)
    before = bob.get(address_of)
    assert b'class="btn btn-go"' in before.content
    assert SAID not in says(before)
    reviewing.settle_quarter(world.quarters[1], True, "", world.alice, TODAY)
    page = bob.get(address_of)
    assert SAID in says(page)
    assert OPENER in says(page)
    assert b'class="btn btn-go"' not in page.content
    assert boxes(page) <= 0


def test_who_may_open_it_is_led_there(world, closed, signed_in):
    page = signed_in(world.ruth).get(address("monitor_record", closed.pk, "2026-05"))
    assert "Open Quarter 2 again" in says(page)
    assert address("review_quarter", world.plan.pk, 2).encode() in page.content
    assert (
        address("review_quarter", world.plan.pk, 2).encode()
        not in signed_in(world.bob).get(address("monitor_record", closed.pk, "2026-05")).content
    )


def test_of_those_who_may_open_it_the_nearest_who_is_there_is_named_first(world, closed, signed_in):
    hold(world.vera, "Regional supervisor", Post.Role.SUPERVISOR, unit=world.units["north"])
    where = address("monitor_record", closed.pk, "2026-05")
    bob = signed_in(world.bob)
    assert "again: District supervisor (Sofia); Regional supervisor (Vera)" in says(bob.get(where))
    Holding.objects.filter(user=world.sofia).delete()
    assert "again: Regional supervisor (Vera)" in says(bob.get(where))
    Holding.objects.filter(user=world.vera).delete()
    assert "District supervisor (nobody holds this post today)" in says(bob.get(where))
    Post.objects.filter(unit__in=[world.units["north"], world.units["amani"]]).update(role=Post.Role.VIEWER)
    assert "again: District health officer (Alice)" in says(bob.get(where))
    assert "Open Quarter 2 again" in says(signed_in(world.alice).get(where)), "nobody stands above: the lead may"


def test_what_was_typed_while_it_was_closed_comes_back(world, visits, signed_in):
    bob = signed_in(world.bob)
    one, many = address("monitor_record", visits.pk, "2026-05"), address("monitor_period", world.plan.pk, "2026-05")
    typed = filled(bob.get(one), value="12")
    in_table = filled(bob.get(many), **{f"i{visits.pk}-value": "13"})
    reviewing.settle_quarter(world.quarters[1], True, "", world.alice, TODAY)
    came = bob.post(one, typed)
    assert (SAID in says(came), filled(came)["value"]) == (True, ["12"])
    came = bob.post(many, in_table)
    assert (SAID in says(came), filled(came)[f"i{visits.pk}-value"]) == (True, ["13"])
    assert not Entry.figures.filter(period="2026-05").exists()


def test_in_the_table_of_a_year_closed_months_are_read_only_and_the_others_are_saved(world, closed, signed_in):
    bob, where = signed_in(world.bob), address("monitor_year", closed.pk)
    page = bob.get(where)
    assert SAID in says(page)
    assert page.content.count(b"readonly") == says(page).count("quarter closed") == 3
    sent = filled(page, **{"2026-03-value": "9", "2026-08-value": "12"})
    assert bob.post(where, sent).status_code == 302
    assert set(Entry.figures.values_list("period", flat=True)) == {"2026-03", "2026-04", "2026-07", "2026-08"}
    came = bob.post(where, filled(page, **{"2026-05-value": "9"}))
    assert "Quarter 2 is closed" in says(came)
    assert not Entry.figures.filter(period="2026-05").exists()


def test_buttons_give_way_to_the_word_where_the_quarter_is_closed(world, visits, signed_in):
    counted = Entry.figures.tally(world.activity, Kind.HELD, Decimal(2), world.bob, date(2026, 4, 9))
    reviewing.settle_quarter(world.quarters[1], True, "", world.alice, TODAY)
    closed = visits
    alice = signed_in(world.alice)
    correct = address("monitor_correct", closed.entry.pk).encode()
    indicator = alice.get(closed.get_absolute_url())
    assert (correct in indicator.content, "quarter closed" in says(indicator)) == (False, True)
    assert "Record January 2026" in says(indicator), "the first that lacks a value and may be recorded"
    everything = alice.get(address("monitor_entries", world.plan.pk))
    assert (correct in everything.content, "quarter closed" in says(everything)) == (False, True)
    for page in (alice.get(world.activity.get_absolute_url()), alice.get(address("monitor_tally", world.activity.pk))):
        assert address("monitor_correct", counted.pk).encode() not in page.content
        assert "quarter closed" in says(page)
    results = alice.get(address("monitor_results", world.plan.pk) + "?quarter=2")
    assert (SAID in says(results), "Record values" in says(results)) == (True, False)
    assert "Record another quarter" in says(results)
    assert "Record values" in says(alice.get(address("monitor_results", world.plan.pk) + "?quarter=3"))
    quarter = alice.get(address("monitor_quarter", world.plan.pk, 2))
    assert SAID in says(quarter)
    assert address("monitor_period", world.plan.pk, "2026-05").encode() not in quarter.content


def test_the_table_to_record_in_is_of_an_open_quarter(world, visits, signed_in):
    bob, where = signed_in(world.bob), address("monitor_values", world.plan.pk)
    Indicator.objects.filter(pk=world.indicator.pk).update(recorded_every="month")
    assert bob.get(where).url.endswith("/2026-07/")
    for quarter in world.quarters[:3]:
        type(quarter).objects.filter(pk=quarter.pk).update(is_closed=True)
    assert bob.get(where).url.endswith("/2026-08/"), "the one that runs, where all that is over is closed"


def test_nobody_verifies_in_a_closed_quarter(world, closed, signed_in):
    sofia = signed_in(world.sofia)
    page = sofia.get(address("monitor_verify", closed.entry.pk))
    assert SAID in says(page)
    assert b'class="btn btn-go"' not in page.content
    assert address("monitor_verify", closed.entry.pk).encode() not in sofia.get(closed.get_absolute_url()).content
    assert "quarter closed" in says(sofia.get(closed.get_absolute_url()))
    with pytest.raises(ValidationError, match="is closed"):
        Entry.figures.verify(closed.entry, world.sofia)


def test_evidence_is_still_put_beside_what_stands_there(world, closed, signed_in):
    bob, where = signed_in(world.bob), address("monitor_evidence_add", closed.entry.pk)
    page = bob.get(where)
    assert "Quarter 2 is closed. A photo or document may still be put beside what was recorded" in says(page)
    file = SimpleUploadedFile("register.jpg", photo(size=(40, 40)), "image/jpeg")
    assert bob.post(where, filled(page) | {"evidence": file}).status_code == 302
    assert closed.entry.evidence.count() == 1
    assert Entry.figures.standing().get(place=closed.entry.place).value == 10, "it changes no figure"

"""Who finds a value wrong says so: who recorded it is told, every page shows it, until somebody settles it."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.pages import filled, says
from tests.world import TODAY, recorded
from workplans import reviewing
from workplans.models import Entry, Indicator, Workplan
from workplans.queries.results import Results
from workplans.queries.work import work_of
from workplans.rules.figures import Reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

WORD = "The register says 8"


@pytest.fixture
def value(world):
    """Ten visits of June, as Bob recorded them."""
    visits = Indicator.objects.create(
        output=world.output, name="Home visits", unit="visits", recorded_every="month", post=world.midwife
    )
    return recorded(world, "2026-06", 10, indicator=visits)


def address(name, *args):
    return reverse(f"workplans:{name}", args=args)


def doubt(value, by, text=WORD):
    return Entry.figures.doubt(value, by, text)


def waiting(world, *posts):
    return [task for task in work_of(posts or [world.midwife], TODAY).to_answer if task.kind == "doubted"]


def test_who_supervises_says_that_it_is_not_right_and_who_recorded_it_is_told(world, value, signed_in):
    sofia, where = signed_in(world.sofia), address("monitor_verify", value.pk)
    page = sofia.get(where)
    assert "This is not right" in says(page)
    came = sofia.post(where, filled(page) | {"says": "wrong"})
    assert "Write a word on what is not right." in says(came)
    assert not Entry.figures.filter(act="doubt").exists()
    assert sofia.post(where, filled(came, text=WORD) | {"says": "wrong"}).status_code == 302
    found = Entry.figures.get(act="doubt")
    assert (found.about, found.place, found.by, found.text, found.value) == (
        value,
        value.place,
        world.sofia,
        WORD,
        10,
    )
    assert Entry.figures.standing().get() == value, "it changes no figure"
    assert not Entry.figures.verified().exists()
    told = world.bob.notices.first()
    assert told.words == f"Sofia says that what you recorded is not right (Home visits, June 2026): {WORD}"


def test_every_page_shows_it_until_it_is_corrected(world, value, signed_in):
    doubt(value, world.sofia)
    bob, said = signed_in(world.bob), "doubted by Sofia"
    pages = [
        value.indicator.get_absolute_url(),
        address("monitor_entries", world.plan.pk),
        address("monitor_results", world.plan.pk) + "?quarter=2",
        address("monitor_correct", value.pk),
    ]
    for one in pages:
        assert said in says(bob.get(one)), one
    [task] = waiting(world)
    assert (task.name, task.url) == ("Home visits, June 2026: 10 visits", address("monitor_correct", value.pk))
    assert task.about == f"Sofia says that it is not right: {WORD}"
    assert "Correct it, or say that it is right" in says(bob.get(reverse("lmframework:work_page")))
    Entry.figures.correct(value, world.bob, "Counted anew", Reading(Decimal(8)))
    for one in pages[:3]:
        assert said not in says(bob.get(one)), one
    assert waiting(world) == []
    assert world.sofia.notices.first().words == (
        "Bob corrected what you doubted (Home visits, June 2026): Counted anew"
    )


def test_who_recorded_it_says_that_it_is_right_all_the_same(world, value, signed_in):
    bob, where = signed_in(world.bob), address("monitor_correct", value.pk)
    assert "it is right as it is" not in says(bob.get(where)), "nobody doubts it yet"
    doubt(value, world.sofia)
    page = bob.get(where)
    both = bob.post(where, filled(page, what="keep", value="9", reason="Two are in the other book"))
    assert "You changed something below as well." in says(both)
    assert filled(both)["value"] == ["9"]
    carried = f"{where}?table=time&value=9"
    both = bob.post(carried, filled(bob.get(carried), what="keep", reason="Two are in the other book"))
    assert "You changed something below as well." in says(both), "what was typed in the table is a change"
    assert bob.post(where, filled(page, what="keep", reason="Two are in the other book")).status_code == 302
    assert Entry.figures.standing().get() == value, "the figure stays, and nothing corrects it"
    assert waiting(world) == []
    assert "doubted by" not in says(bob.get(value.indicator.get_absolute_url()))
    assert world.sofia.notices.first().words == (
        "Bob says that what you doubted is right (Home visits, June 2026): Two are in the other book"
    )
    line = says(bob.get(where))
    assert "Said to be not right: 10 visits" in line
    assert "Said to be right after all: 10 visits" in line
    doubt(value, world.sofia, "I looked in both books")
    assert len(waiting(world)) == 1, "it may be doubted again"


def test_verifying_settles_it_and_what_is_verified_may_still_be_doubted(world, value, signed_in):
    Entry.figures.verify(value, world.alice)
    where = address("monitor_verify", value.pk)
    sofia = signed_in(world.sofia)
    page = sofia.get(where)
    assert ("It is right" in says(page), "This is not right" in says(page)) == (False, True)
    assert sofia.post(where, filled(page, text=WORD) | {"says": "wrong"}).status_code == 302
    [line] = [one for one in Results(world.plan, TODAY, 2).indicators if one.item == value.indicator]
    assert (line.quarter.is_verified, line.quarter.doubted_by) == (False, "Sofia")
    second = Entry.figures.correct(value, world.bob, "Counted anew", Reading(Decimal(8)))
    assert second.about == Entry.figures.get(act="confirmation"), "a doubt does not stand in the line"
    doubt(second, world.alice)
    Entry.figures.verify(second, world.sofia, "Compared with the register")
    assert waiting(world) == []
    assert world.alice.notices.first().words.startswith("Sofia verified what you doubted")
    [line] = [one for one in Results(world.plan, TODAY, 2).indicators if one.item == value.indicator]
    assert (line.quarter.is_verified, line.quarter.doubted_by) == (True, "")


def test_who_wrote_it_does_not_doubt_it_and_nobody_doubts_it_twice_or_answers_themselves(world, value):
    with pytest.raises(ValidationError, match="If it is wrong, correct it"):
        doubt(value, world.bob)
    with pytest.raises(ValidationError, match="Nobody doubts this"):
        Entry.figures.answer(value, world.bob, "It is right")
    doubt(value, world.alice)
    with pytest.raises(ValidationError, match="You said already"):
        doubt(value, world.alice, "Again")
    with pytest.raises(ValidationError, match="Somebody else answers that"):
        Entry.figures.answer(value, world.alice, "It is right")
    gone = Entry.figures.correct(value, world.bob, "It was May's")
    with pytest.raises(ValidationError, match="nothing to doubt"):
        doubt(gone, world.sofia)
    with pytest.raises(ValidationError, match="corrected already"):
        doubt(value, world.sofia)


def test_nothing_is_said_of_it_once_its_quarter_is_closed_and_no_work_is_left(world, value):
    doubt(value, world.sofia)
    assert len(waiting(world)) == 1
    reviewing.settle_quarter(world.quarters[1], True, "", world.alice, TODAY)
    assert waiting(world) == []
    with pytest.raises(ValidationError, match="is closed"):
        Entry.figures.answer(value, world.bob, "It is right")
    with pytest.raises(ValidationError, match="is closed"):
        doubt(value, world.alice)


def test_what_was_counted_is_doubted_too_and_counts_once(world, signed_in):
    counted = Entry.figures.tally(world.activity, "reached", Decimal(30), world.bob, date(2026, 8, 3))
    doubt(counted, world.alice)
    page = says(signed_in(world.bob).get(world.activity.get_absolute_url()))
    assert "30 people reached" in page
    assert page.count("People reached: 30") == 1
    [task] = waiting(world)
    assert task.name == "Train six midwives in emergency care, 3 Aug: 30"


def test_the_database_keeps_no_doubt_without_a_word_nor_of_progress(world, value):
    facts = {"workplan": world.plan, "by": world.sofia, "on": value.on, "about": value}
    of_value = {"indicator": value.indicator, "kind": "value", "period": "2026-06", "value": 10}
    for wrong in (of_value | {"text": ""}, {"activity": world.activity, "state": "done", "text": WORD}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Entry.objects.create(act="doubt", **facts, **wrong)
    assert Workplan.objects.filter(pk=world.plan.pk, recorded__act="doubt").count() == 0

"""Numbers as people type them: grouped or not, and never guessed."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from tests.pages import fill_in, filled, says
from tests.world import recorded
from workplans.forms.monitor.numbers import NumberField, as_typed, read_number
from workplans.models import Entry, Indicator

NARROW = "\u202f"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1900", "1900"),
        ("1 900", "1900"),
        ("1\u00a0900", "1900"),
        (f"1{NARROW}900{NARROW}000", "1900000"),
        ("1'900", "1900"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("12,5", "12.5"),
        ("12.50", "12.5"),
        ("0.125", "0.125"),
        (" −4 ", "-4"),
        ("٣٤", "34"),
    ],
)
@pytest.mark.parametrize("language", ["en", "fr", "pt"])
def test_a_number_is_read_alike_in_every_language(text, number, language):
    with translation.override(language):
        assert read_number(text) == Decimal(number)
        assert NumberField(label="Visits").clean(text) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1,900", "“1,900” can be read in two ways. Write 1900 or 1.9."),
        ("1.900", "“1.900” can be read in two ways. Write 1900 or 1.9."),
        ("12.345", "“12.345” can be read in two ways. Write 12345 or 12.3450."),
        ("1.800,000", "“1.800,000” cannot be read for certain. Write the digits alone, without marks between them."),
        ("3 4", "“3 4” cannot be read for certain. Write the digits alone, without marks between them."),
        ("many", "Enter a number."),
        ("-", "Enter a number."),
        ("n/a", "Enter a number."),
        ("MT 5", "Enter a number."),
        ("9" * 16, "This number has too many digits."),
        ("1" * 70, "This number has too many digits."),
        ("1,2,3,4", "“1,2,3,4” cannot be read for certain. Write the digits alone, without marks between them."),
    ],
)
def test_what_may_be_two_numbers_or_none_is_not_read(text, words):
    with pytest.raises(ValidationError) as refused:
        NumberField(label="Visits").clean(text)
    assert refused.value.messages == [words]


@pytest.mark.parametrize("number", ["1900", "12.345", "0.5", "-1234567.25", "999999999999999", "0.00000001", "1.905"])
@pytest.mark.parametrize("language", ["en", "fr", "pt"])
def test_what_stands_in_a_box_is_read_as_what_it_is(number, language):
    with translation.override(language):
        field = NumberField(label="Visits")
        assert field.clean(field.widget.format_value(Decimal(number))) == Decimal(number)
        assert as_typed(Decimal("12.5")) == ("12.5" if language == "en" else "12,5")


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
def test_grouped_numbers_are_taken_on_every_page_that_records(world, signed_in):
    facts = {"unit": "visits", "recorded_every": "month"}
    visits = Indicator.objects.create(output=world.output, name="Visits", **facts)
    bob = signed_in(world.bob)
    table = reverse("workplans:monitor_period", args=[world.plan.pk, "2026-06"])
    assert fill_in(bob, table, **{f"i{visits.pk}-value": "1 900"}).status_code == 302
    entry = Entry.figures.get()
    assert entry.value == 1900
    page = bob.get(table)
    assert filled(page)[f"i{visits.pk}-value"] == ["1900"]
    assert "1,900" not in page.content.decode().partition("<table")[2].partition("</table>")[0]
    came = bob.post(table, filled(page, **{f"i{visits.pk}-value": "1,950"}))
    assert "“1,950” can be read in two ways. Write 1950 or 1.95." in says(came)
    correct = reverse("workplans:monitor_correct", args=[entry.pk])
    assert fill_in(bob, correct, value=f"1{NARROW}950", reason="Recounted").status_code == 302
    assert Entry.figures.standing().get().value == 1950
    record = reverse("workplans:monitor_record", args=[visits.pk, "2026-07"])
    assert fill_in(bob, record, value="2\u00a0050").status_code == 302
    tally = reverse("workplans:monitor_tally", args=[world.activity.pk])
    assert "“1,200” can be read in two ways." in says(fill_in(bob, tally, reached="1,200"))
    assert "Write a whole number above zero." in says(fill_in(bob, tally, reached="2.5"))
    assert fill_in(bob, tally, reached="1 200").status_code == 302
    assert {one.value for one in Entry.figures.standing()} == {1950, 2050, 1200}


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
def test_a_value_of_three_places_comes_back_unchanged_from_its_own_page(world, signed_in):
    weight = Indicator.objects.create(output=world.output, name="Weight", unit="kg", recorded_every="month")
    recorded(world, "2026-06", Decimal("2.905"), indicator=weight)
    bob = signed_in(world.bob)
    table = reverse("workplans:monitor_period", args=[world.plan.pk, "2026-06"])
    assert "Nothing was changed." in says(bob.post(table, filled(bob.get(table)), follow=True))

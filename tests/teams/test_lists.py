"""A list on its way: the file, its columns, what is asked; made once, by who may, with what it was read against."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from teams.exchange import apply
from teams.models import Level, ListFile, Post, Unit
from tests.pages import filled, says
from tests.workplans.exchange.files import REAL_DATA
from tests.world import TODAY, hold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
FACILITIES = REAL_DATA / "mw-facilities" / "health-facilities-v2.csv"
PEOPLE = "Name,User name,Phone number,E-mail address,Post,Role,Team or unit,In the post from\n"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"role_1": ""}, "Choose one column as the name of the unit"),
        ({"role_0": "unit"}, "Another column is this already"),
        ({"level_0": "Country"}, "“Country” does not stand below “Region”"),
        ({"level_0": "Facility", "level_1": "District"}, "“District” does not stand below “Facility”"),
        ({"level_0": ""}, "Say what level the units"),
    ],
)
def test_columns_that_cannot_be_are_refused_in_words(said, words, units):
    before = Level.objects.count()
    units.bring("District,Facility\nAmani,Kapiri\n").columns(**said)
    assert words in units.said
    assert units.answer.request["PATH_INFO"].endswith("/columns/")
    assert Level.objects.count() == before


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "empty.csv", "This file is empty"),
        (b"%PDF-1.7 something", "list.pdf", "This is a PDF"),
        (b"Name\n", "list.csv", "nothing below the headings"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "list.xls", "old Excel file"),
        (b"Name\n" + b"x" * 21 * 1024 * 1024, "big.csv", "larger than 20 MB"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_where_it_was_chosen(content, name, words, units):
    units.bring(content, name)
    assert words in units.said
    assert units.answer.request["PATH_INFO"] == units.address
    assert not ListFile.objects.exists()


def test_a_new_question_that_an_answer_raises_is_asked_before_anything_is_saved(world, units):
    """Where two spellings are two districts, each has its own Kapiri; where they are one, the two Kapiris meet."""
    text = "District,Name,Code\nNkhata Bay,Kapiri,1\nNkhata Bay,Mwasi,3\nNkhatabay,Kapiri,2\n"
    units.bring(text).columns(level_1="Facility")
    spelling = units.answering("Nkhatabay", "The same")
    units.answer = units.client.post(units.answer.request["PATH_INFO"], spelling)
    assert "Some questions came up with your answers" in units.said
    assert not Unit.objects.filter(name="Kapiri").exists()
    units.save(**units.answering("Kapiri", "One unit"))
    made = Unit.objects.filter(parent__name="Nkhata Bay")
    assert sorted(made.values_list("name", flat=True)) == ["Kapiri", "Mwasi"]


def test_a_form_sent_twice_brings_and_makes_once(world, units):
    sent = filled(units.client.get(units.address))
    for _ in range(2):
        units.client.post(units.address, sent | {"file": SimpleUploadedFile("list.csv", b"Facility\nKapiri\n")})
    brought = ListFile.objects.get()
    units.answer = units.client.get(reverse("teams:lists_columns", args=[brought.pk]))
    units.columns()
    review, form = units.answer.request["PATH_INFO"], filled(units.answer)
    for _ in range(2):
        answer = units.client.post(review, form)
        assert answer.headers["Location"] == reverse("teams:lists_done", args=[brought.pk])
    assert Unit.objects.filter(name="Kapiri").count() == 1


def test_what_changed_between_reading_and_saving_is_looked_at_again(world, units, monkeypatch):
    units.bring("District,Facility\nAmani,Kapiri\n").columns()
    form, here = filled(units.answer), units.answer.request["PATH_INFO"]
    real = apply.stamp
    monkeypatch.setattr(apply, "stamp", lambda: (0, 0, 0, 0, 0))
    answer = units.client.post(here, form)
    assert "changed here while you were looking" in says(answer)
    assert not Unit.objects.filter(name="Kapiri").exists()
    monkeypatch.setattr(apply, "stamp", real)
    units.client.post(here, filled(answer))
    assert Unit.objects.filter(name="Kapiri").count() == 1


def test_whose_post_ended_meanwhile_makes_nothing(world, units):
    units.bring("Facility\nKapiri\n").columns()
    here, form = units.answer.request["PATH_INFO"], filled(units.answer)
    world.adam.holdings.get().end(TODAY - timedelta(days=1))
    assert units.client.post(here, form).status_code == 404
    assert not Unit.objects.filter(name="Kapiri").exists()


def test_nobody_else_sees_a_list_that_was_brought(world, units, signed_in):
    hold(world.sven, "Personnel officer", Post.Role.ACCOUNTS, unit=world.units["country"])
    units.bring("Facility\nKapiri\n")
    here = units.answer.request["PATH_INFO"]
    assert signed_in(world.sven).get(here).status_code == 404
    assert signed_in(world.ruth).get(here).status_code == 200


def test_contents_are_forgotten_after_thirty_days(today, units):
    units.bring("Facility\nKapiri\n")
    old = ListFile.objects.get()
    today.shift(timedelta(days=31))
    units.client.force_login(old.by)
    units.bring("Facility\nMwasi\n")
    old.refresh_from_db()
    assert old.content is None
    assert ListFile.objects.exclude(pk=old.pk).get().content is not None
    assert "no longer kept" in says(units.client.get(reverse("teams:lists_columns", args=[old.pk])))

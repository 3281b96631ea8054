"""A unit taken along: the same figures as on its page, in each kind of file."""

import csv
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from teams.models import Unit
from workplans.exchange.paper import NotSet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def taken(browser, unit, way, **wanted):
    return browser.get(reverse("lmframework:units_file", args=[unit.pk, way]), wanted)


def test_the_workbook_has_a_row_for_each_part_with_the_numbers_behind_its_shares(world, signed_in):
    file = taken(signed_in(world.vera), world.units["north"], "xlsx")
    assert file.headers["Content-Disposition"] == 'attachment; filename="North, 2026-08-12.xlsx"'
    sheet = load_workbook(BytesIO(file.content)).active
    heads, *rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    found = {row[0]: dict(zip(heads, row, strict=True)) for row in rows}
    assert list(found) == ["Baraka", "Amani"], "who needs most first, as on the page"
    amani = found["Amani"]
    assert (amani["Plan (%)"], amani["Plan"]) == (41, "Begun")
    assert (amani["Outputs"], amani["Outputs measured"], amani["Activities"], amani["Activities complete"]) == (
        2,
        1,
        3,
        1,
    )
    assert amani["Money asked"] == 3400.5
    assert found["Baraka"]["Plan (%)"] is None, "not known is empty, not nothing"


def test_the_table_is_what_is_filtered_and_sorted_on_the_page(world, signed_in):
    file = taken(signed_in(world.vera), world.units["north"], "csv", by="teams", show="quiet")
    rows = list(csv.DictReader(StringIO(file.content.decode("utf-8-sig"))))
    assert [row["Team"] for row in rows] == ["Amani district health team"]
    assert rows[0]["Money asked"] == "3400.50"


def test_no_name_becomes_a_formula(world, signed_in):
    Unit.objects.filter(pk=world.units["amani"].pk).update(name="=1+1")
    rows = taken(signed_in(world.vera), world.units["north"], "csv").content.decode("utf-8-sig")
    assert "\n'=1+1," in rows.replace("\r", "")


def test_the_paper_has_the_same_shares(world, signed_in):
    file = taken(signed_in(world.vera), world.units["north"], "pdf")
    words = " ".join("".join(page.extract_text() for page in PdfReader(BytesIO(file.content)).pages).split())
    assert "North" in words
    assert "Begun, 41%" in words
    assert "Baraka" in words


def test_a_paper_does_not_end_before_its_list(world, signed_in, monkeypatch):
    monkeypatch.setattr("lmframework.unitfile.ON_PAPER", 1)
    answer = taken(signed_in(world.vera), world.units["north"], "pdf", sort="name")
    assert answer.url.endswith("?sort=name"), "what was chosen is kept"


def test_what_is_known_of_today_alone_is_not_said_of_an_earlier_day(world, signed_in):
    file = taken(signed_in(world.vera), world.units["north"], "csv", by="teams", on="2026-08-01")
    rows = list(csv.DictReader(StringIO(file.content.decode("utf-8-sig"))))
    assert {(row["Plans approved"], row["Nothing recorded this quarter"], row["Last recorded on"]) for row in rows} == {
        ("", "", "")
    }


def test_what_is_too_much_for_a_paper_is_said(world, signed_in, monkeypatch):
    def refuse(_shown):
        raise NotSet

    monkeypatch.setattr("lmframework.unitfile.table_pdf", refuse)
    vera = signed_in(world.vera)
    answer = taken(vera, world.units["north"], "pdf")
    assert answer.url.partition("?")[0] == reverse("lmframework:units_page", args=[world.units["north"].pk])
    assert "too much for one paper" in vera.get(answer.url).content.decode()


def test_there_is_no_other_kind_of_file(world, signed_in):
    assert taken(signed_in(world.vera), world.units["north"], "exe").status_code == 404

"""Files that are wrong, broken or meant to do harm: each is refused with words, or read for what it plainly says."""

import io
import json
import time
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.pages import says
from tests.workplans import exports
from tests.workplans.exchange.files import REAL_DATA, workbook
from tests.workplans.exports import PLACE, VISITS, value
from workplans import filling as fillings
from workplans.exchange.values import look_into, read_values
from workplans.exchange.values.jsonfile import MOST_VALUES, data_values
from workplans.models import Filling
from workplans.views.monitor import fill

SECONDS = 25
TABLE = "Indicator,Period,Value\nConsultations à l'hôpital,July 2026,12\n"
NO_NUMBERS = [
    "1e999999",
    "NaN",
    "Infinity",
    "-Infinity",
    "9" * 5000,
    "1.2.3",
    "12 visits",
    "0x10",
    "١٢",
    "",
    "true",
    "--1",
    "1e-400",
]


def bomb():
    """A small workbook that is a hundred megabytes once it is unpacked."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 100 * 1024 * 1024)
    return out.getvalue()


def zipped(content):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("values.json", content)
    return out.getvalue()


REFUSED = {
    "empty": b"",
    "blanks": b"  \n\n ",
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\x00" * 50,
    "a PDF": b"%PDF-1.7 values",
    "a web page": b"<!DOCTYPE html><table><tr><td>Indicator</td></tr></table>",
    "XML of DHIS2": b'<?xml version="1.0"?><dataValueSet><dataValue dataElement="x"/></dataValueSet>',
    "an old Excel file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "a packed file": b"\x1f\x8b\x08" + b"\x00" * 60,
    "JSON in a zip": zipped(exports.data_values(value(VISITS, "202607", 1))),
    "a bomb": bomb(),
    "bytes": bytes(range(256)) * 40,
    "JSON that ends early": exports.data_values(value(VISITS, "202607", 1))[:-9],
    "JSON 100 levels deep": b'{"dataValues":' + b"[" * 100 + b"]" * 100 + b"}",
    "JSON a million levels deep": b"[" * 1_000_000,
    "JSON of something else": b'{"organisationUnits": [{"name": "Amani"}]}',
    "a list": b'["dataValues"]',
    "data values that are none": b'{"dataValues": [1, 2, 3]}',
    "data values without any": b'{"dataValues": []}',
    "data values as an object": b'{"dataValues": {"value": 1}}',
    "rows that are none": b'{"headers": [{"name": "dx"}, {"name": "value"}], "rows": [1, null]}',
    "a table without data": b'{"headers": [{"name": "pe"}, {"name": "value"}], "rows": [["202607", "1"]]}',
    "headers that are none": b'{"headers": [1, null, "dx"], "rows": [["x", "202607", "1"]]}',
    "a table without values": b"Indicator,Period,Value\n",
    "words": b"Dear colleague, please find the values of July below.\nRegards\n",
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_with_words(name, client, world):
    client.force_login(world.alice)
    began = time.monotonic()
    file = SimpleUploadedFile("values.json", REFUSED[name])
    page = client.post(reverse("workplans:monitor_fill", args=[world.plan.pk]), {"file": file}, follow=True)
    assert page.status_code == 200
    if filling := Filling.objects.first():  # a table, of which somebody may still say what it is
        assert page.redirect_chain[-1][0] == f"/workplans/fillings/{filling.pk}/columns/"
    else:
        assert "invalid-feedback" in page.content.decode()
    assert time.monotonic() - began < SECONDS


test_it_is_refused_with_words = pytest.mark.django_db(test_it_is_refused_with_words)


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number_is_none(text):
    whole = [value(VISITS, "202606", 1), value(VISITS, "202607", text)]
    for content in (exports.data_values(*whole), exports.data_values_csv(*whole)):
        numbers = [one.number for one in read_values(content, "x").figures]
        assert numbers in ([1], [1, None]), numbers
    bare = json.dumps({"dataValues": [value(VISITS, "202606", 1)]}).replace(
        '"value": "1"', f'"value": {text or "null"}'
    )
    if text in ("1e999999", "NaN", "Infinity", "-Infinity", "9" * 5000, "1e-400"):
        assert [one.number for one in read_values(bare.encode(), "x").figures] == [None]


def test_so_many_values_are_refused_without_being_read():
    with pytest.raises(Exception, match="holds too much"):
        data_values([None] * (MOST_VALUES + 1), {})
    claimed = b'{"dataValues": [' + b"{}," * 3_000_001 + b"{}]}"
    began = time.monotonic()
    with pytest.raises(Exception, match="holds too much"):
        read_values(claimed, "x")
    assert time.monotonic() - began < SECONDS
    with pytest.raises(Exception, match="more than 20000 rows"):
        read_values(("Indicator,Period,Value\n" + "Visits,202607,1\n" * 25_000).encode(), "x.csv")


def test_ten_million_rows_that_a_sheet_claims_are_not_believed():
    content = workbook([["Indicator", "Period", "Value"], ["Visits", "July 2026", 12]])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            text = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                text = text.replace(b'ref="A1:C2"', b'ref="A1:C10000000"')
            new.writestr(part, text)
    assert [one.number for one in read_values(out.getvalue(), "x.xlsx").figures] == [12]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings_and_separators(encoding):
    for text in (TABLE, TABLE.replace(",", ";"), TABLE.replace(",", "\t"), "sep=;\n" + TABLE.replace(",", ";")):
        found = read_values(text.encode(encoding), "x.csv")
        assert [(one.code, one.time, one.number) for one in found.figures] == [
            ("Consultations à l'hôpital", "July 2026", 12)
        ]
    if encoding != "cp1252":
        content = exports.data_values(value("Consultations à l'hôpital", "202607", 12)).decode().encode(encoding)
        assert look_into(content, "x") is None
        assert [one.number for one in read_values(content, "x").figures] == [12]


@pytest.mark.django_db
def test_names_of_files_and_of_codes_are_only_texts(client, world):
    client.force_login(world.alice)
    code = '<script>alert("1")</script>' + "\x00\u202e" + "x" * 900
    content = exports.data_values(value(code, "202607", 1, detail="=HYPERLINK(1)"))
    address = reverse("workplans:monitor_fill", args=[world.plan.pk])
    client.post(address, {"file": SimpleUploadedFile("../../etc/<b>passwd</b>.json", content)})
    filling = Filling.objects.get()
    assert "/" not in filling.name
    page = client.get(f"/workplans/fillings/{filling.pk}/codes/")
    assert "<script>alert" not in page.content.decode()
    page = client.post(f"/workplans/fillings/{filling.pk}/codes/", {"rest": "on", "unit": PLACE}, follow=True)
    assert "1 value is of nothing in this plan" in says(page)
    mapping = world.team.mappings.get()
    assert len(mapping.code) <= 300
    assert "\x00" not in mapping.code


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sent",
    [
        {"seen": "x" * 10_000},
        {"seen": "\x00"},
        {"means_x": "999999:value", "part_x": "999999", "rest": "\x00", "unit": "nowhere"},
        {"role_1": "nonsense", "time_1": "\x00", "time": "2026W1", "once": "no"},
    ],
)
def test_forms_that_no_page_has_sent(sent, client, world):
    client.force_login(world.alice)
    content = b"What,July\nVisits,12\n"
    filling = Filling.objects.bring(world.plan, "x.csv", content, world.alice)
    filling.choose(columns={"2": {"role": "figures", "time": "2026-07"}}, header_row=1)
    for step in ("", "columns/", "codes/"):
        page = client.post(f"/workplans/fillings/{filling.pk}/{step}", sent)
        assert page.status_code in (200, 302)
    for query in (
        "?sheet=nowhere&shown=nowhere&header_row=99999",
        "?sheet=x&shown=x&header_row=-1",
        "?sheet=x&shown=x&header_row=19999",
    ):
        assert client.get(f"/workplans/fillings/{filling.pk}/columns/{query}").status_code == 200
    assert client.get(f"/workplans/fillings/{filling.pk}/codes/?page=99999999999999999999").status_code in (200, 302)


@pytest.mark.skipif(not (REAL_DATA / "mw-facilities").is_dir(), reason="the real data is not here")
def test_lists_of_real_facilities_are_no_values():
    for path in sorted((REAL_DATA / "mw-facilities").iterdir()):
        content = path.read_bytes()
        if path.suffix == ".json":
            with pytest.raises(Exception, match="neither data values"):
                look_into(content, path.name)
        else:
            assert not look_into(content, path.name).table.is_sure


@pytest.mark.django_db
def test_a_file_that_is_left_and_filled_from_at_once_is_one_of_the_two(world, signed_in, monkeypatch):
    files = [exports.data_values(value(VISITS, "202607", number)) for number in (1, 2)]
    left, filled = (Filling.objects.bring(world.plan, "a.json", file, world.alice) for file in files)
    found = fillings.read(left)
    assert left.leave()
    with pytest.raises(ValidationError, match="left this file meanwhile"):
        fillings.fill(left, found, PLACE, None, world.alice)

    def seen_before(request, pk):
        seen = Filling.objects.select_related("workplan__team__unit").get(pk=pk)
        Filling.objects.get(pk=pk).finish(world.bob, {"recorded": 1, "corrected": 0, "told": {}})
        return seen

    monkeypatch.setattr(fill, "filling_to_read", seen_before)
    page = signed_in(world.alice).post(f"/workplans/fillings/{filled.pk}/", {"leave": "1"})
    assert page.status_code == 302
    assert Filling.objects.filter(pk=filled.pk).exists()

"""Whatever somebody uploads is read within bounds, or refused in words that help."""

import io
import random
import time
import zipfile
from contextlib import suppress
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from teams.exchange import sheets
from teams.exchange.sheets import Unreadable, cell_name, read_sheets
from tests.workplans.exchange.files import workbook
from workplans.exchange.figures import as_text
from workplans.exchange.planfile import read_plan

HEADINGS = ["Activity", "Responsible"]
PLAN = [HEADINGS, ["Vaccinate", "Nurse"], ["Supervise", "Matron"]]


def refusal(content: bytes, name: str = "plan.xlsx") -> str:
    started = time.monotonic()
    with pytest.raises(Unreadable) as refused:
        read_plan(content, name)
    assert time.monotonic() - started < 10
    return refused.value.message


def repacked(content: bytes, change: dict[str, bytes | None]) -> bytes:
    """A workbook with some of its parts replaced, added or (None) left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part not in change:
                new.writestr(part, old.read(part))
        for part, data in change.items():
            if data is not None:
                new.writestr(part, data)
    return out.getvalue()


def sheet_xml(rows: str) -> bytes:
    return (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<dimension ref="A1"/><sheetData>{rows}</sheetData></worksheet>'
    ).encode()


def test_values_keep_their_kind_and_place():
    half_past_eight = datetime(2026, 3, 1, 8, 30)  # noqa: DTZ001 - a workbook knows no time zone
    content = workbook([["Title"], [], ["a", 1, 2.5, date(2026, 3, 1), half_past_eight, True, " x ", ""]])
    [sheet] = read_sheets(content, "plan.xlsx")
    assert sheet.rows[1] == []
    assert sheet.rows[2] == ["a", 1, 2.5, date(2026, 3, 1), half_past_eight, "TRUE", "x"]
    assert cell_name(12, 6) == "F12"
    assert cell_name(3, 89) == "CK3"


def test_a_sheet_that_says_it_is_one_cell_is_read_whole():
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{text}</t></is></c></row>'
        for n, text in enumerate(("Activity", "Vaccinate", "Supervise"), start=1)
    )
    content = repacked(workbook(PLAN), {"xl/worksheets/sheet1.xml": sheet_xml(rows)})
    assert [activity.name for activity in read_plan(content, "p.xlsx").activities] == ["Vaccinate", "Supervise"]


def test_a_missing_drawing_does_not_matter():
    relations = (
        b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing"'
        b' Target="../drawings/drawing1.xml"/></Relationships>'
    )
    content = repacked(workbook(PLAN), {"xl/worksheets/_rels/sheet1.xml.rels": relations})
    assert len(read_plan(content, "p.xlsx").activities) == 2


def test_a_path_is_read_as_its_bytes_are(tmp_path):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(workbook(PLAN))
    assert read_plan(path) == read_plan(path.read_bytes(), "plan.xlsx")
    with pytest.raises(Unreadable):
        read_plan(tmp_path / "absent.xlsx")


def test_a_formula_that_was_never_calculated_is_shown_and_not_lost():
    plan = read_plan(workbook([["Activity", "Budget GAVI"], ["Vaccinate", "=10*3"], ["Supervise", 5]]), "p.xlsx")
    assert plan.activities[0].stated == {"Budget GAVI": "=10*3"}
    assert plan.activities[0].allocations == []
    assert "unreadable-amount" in [problem.kind for problem in plan.problems]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \r\n\r\n", "empty"),
        (b"%PDF-1.7\n%...", "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "picture"),
        (b"\x1f\x8b\x08\x00abc", "packed"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook".encode("utf-16-le"), ".xls"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"<html><table><tr><td>Activity</td></tr></table>", "web page"),
        (b"PK\x03\x04 not really", "damaged"),
        (bytes(random.Random(1).randbytes(5_000)), "neither"),
        (b"Activity,Responsible\n\x00\x00\x00\x01\x02\x03,\x05\n", "neither"),
        (b"name,age\nAna,3\nRui,4\n", "not a plan"),
        (b"Activity,Responsible\n", "no activities under"),
        (b'Activity,Responsible\n"Vaccinate,Nurse\nSupervise,Matron\n', "quotation mark"),
    ],
)
def test_what_is_no_plan_is_refused_in_words_that_help(content, words):
    assert words in refusal(content)


def test_a_zip_that_is_no_workbook_is_refused():
    for part, words in (
        ("readme.txt", "zip file"),
        ("word/document.xml", "presentation"),
        ("content.xml", "OpenDocument"),
    ):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(part, "hello")
        assert words in refusal(out.getvalue())


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9])
def test_a_cut_workbook_is_refused(cut):
    content = workbook(PLAN)
    refusal(content[: int(len(content) * cut)])


def test_a_bomb_is_refused():
    content = repacked(workbook(PLAN), {"xl/worksheets/sheet1.xml": sheet_xml("<row/>" * 5_000_000)})
    assert "far larger" in refusal(content)
    many = repacked(workbook(PLAN), {f"xl/media/{n}": b"" for n in range(sheets.MAX_PARTS)})
    assert "far larger" in refusal(many)


def test_sizes_that_lie_are_not_believed():
    content = bytearray(repacked(workbook(PLAN), {"xl/worksheets/sheet1.xml": sheet_xml("<row/>" * 2_000_000)}))
    entry = content.rfind(b"xl/worksheets/sheet1.xml") - 46
    assert content[entry : entry + 4] == b"PK\x01\x02"
    content[entry + 24 : entry + 28] = (1_000).to_bytes(4, "little")
    refusal(bytes(content))


def test_a_thousand_laughs_are_not_laughed():
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    for part in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "[Content_Types].xml"):
        xml = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><x>&l11;</x>'.encode()
        types = zipfile.ZipFile(io.BytesIO(workbook(PLAN))).read("[Content_Types].xml").decode()
        shared = '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
        types = types if "sharedStrings" in types else types.replace("</Types>", f"{shared}</Types>")
        refusal(repacked(workbook(PLAN), {"[Content_Types].xml": types.encode(), part: xml}))


def test_a_cell_far_away_costs_no_time():
    far = '<row r="1"><c r="A1" t="inlineStr"><is><t>Activity</t></is></c></row><row r="99999999999"><c r="A99999999999"><v>1</v></c></row>'
    refusal(repacked(workbook(PLAN), {"xl/worksheets/sheet1.xml": sheet_xml(far)}))
    wide = '<row r="1"><c r="A1" t="inlineStr"><is><t>Activity</t></is></c><c r="XFD1"><v>1</v></c></row>'
    assert "columns" in refusal(repacked(workbook(PLAN), {"xl/worksheets/sheet1.xml": sheet_xml(wide)}))


def test_bounds_of_rows_and_columns():
    assert "rows" in refusal(b"Activity,Responsible\n" + b"Vaccinate,Nurse\n" * (sheets.MAX_ROWS + 1), "p.csv")
    assert "columns" in refusal(b"Activity" + b",x" * sheets.MAX_COLUMNS + b"\nVaccinate\n", "p.csv")


def test_too_large_a_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "MAX_BYTES", 2_000_000)
    path = tmp_path / "large.csv"
    path.write_bytes(b"Activity,Responsible\n" * 100_000)
    for source in (path, path.read_bytes()):
        with pytest.raises(Unreadable, match="larger than"):
            read_plan(source)


def test_time_is_bounded(monkeypatch):
    cells = "".join(f'<c r="A1" s="{number}"/>' for number in range(2_000_000))
    slow = repacked(workbook(PLAN), {"xl/worksheets/sheet1.xml": sheet_xml(f'<row r="1">{cells}</row>')})
    monkeypatch.setattr(sheets, "SECONDS", 1.0)
    assert "too long" in refusal(slow)
    monkeypatch.setattr(sheets, "SECONDS", -1.0)
    assert "too long" in refusal(workbook(PLAN))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_text_in_many_writings(encoding, separator):
    lines = [["Acção", "Responsável"], ["Formação de técnicos", "Direcção"], ["Supervisão, anual; e | mais", "Chefe"]]
    text = "\r\n".join(separator.join(f'"{cell}"' for cell in line) for line in lines)
    plan = read_plan(text.encode(encoding), "plano.csv")
    assert [activity.name for activity in plan.activities] == [line[0] for line in lines[1:]]
    assert [activity.responsible for activity in plan.activities] == ["Direcção", "Chefe"]
    assert plan.sheet == "plano"


def test_excels_own_hint_of_the_separator_is_obeyed():
    assert read_plan(b"sep=;\r\nActivity;Responsible\r\nA, b;Nurse\r\n", "p.csv").activities[0].name == "A, b"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=3_000))
def test_arbitrary_bytes_raise_nothing_else(content):
    for prefix in (b"", b"Activity,Responsible,Q1,GAVI,Start date\n", b"PK\x03\x04", b"\xff\xfe"):
        with suppress(Unreadable):
            read_plan(prefix + content, "p.csv")


CELLS = st.one_of(
    st.none(), st.integers(-(10**12), 10**12), st.floats(-1e9, 1e9), st.dates(), st.booleans(),
    st.sampled_from(["x", "-", "Total", "Objective 1", "Activity", "1,800", "1.1", "45%", "Budget GAVI", "Q1", "Jan"]),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
)  # fmt: skip


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(CELLS, max_size=9), max_size=9))
def test_any_table_is_read_whole_or_refused(rows):
    headings = ["No", "Objective", "Activity code", "Activity", "Target", "Q1", "Budget GAVI", "Start date", "Jan"]
    book = openpyxl.Workbook()
    for place, row in enumerate([headings, *rows], start=1):
        for column, value in enumerate(row, start=1):
            cell = book.active.cell(place, column)
            cell.value = value if not isinstance(value, str) else None
            if isinstance(value, str):
                cell.data_type, cell._value = "s", value
    out = io.BytesIO()
    book.save(out)
    try:
        plan = read_plan(out.getvalue(), "p.xlsx")
    except Unreadable:
        return
    filled = {n for n, row in enumerate(rows, start=2) if any(v is not None and str(v).strip() for v in row)}
    told = {activity.row for activity in plan.activities} | {problem.row for problem in plan.problems}
    said = {name.casefold() for level in (*plan.objectives, *plan.outputs) for name in (level.name, level.code)}
    levels = {
        n
        for n in filled
        if any(as_text(value).strip().casefold() in said for value in rows[n - 2] if value is not None)
    }
    assert filled - told - levels - set(range(1, plan.header_row + 1)) == set()

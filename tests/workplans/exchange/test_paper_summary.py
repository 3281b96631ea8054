"""The summary for the wall and the plan of many: two pages at most, the same figures in Word, totals that agree."""

import re
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils import translation
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from tests.languages import brackets, written
from tests.workplans.exchange.papers import Place, Written, large, plan_of
from tests.workplans.exchange.test_paper import TYPED, number, read, words
from workplans.exchange.paper import merged_pdf, summary_docx, summary_pdf
from workplans.exchange.paper.summed import summary_shown
from workplans.rules.merging import by_objective, by_source

LONG = ("Skilled attendance and emergency care in all facilities " * 7)[:328]


def of_many_words(objectives=30, outputs=12):
    """A plan with long names of everything, many sources and many people."""
    plan = Written(sources=[f"{n} {LONG[:100]}" for n in range(20)], posts=[f"{n} {LONG[:150]}" for n in range(40)])
    for one in range(1, objectives + 1):
        top = plan.objective(str(one), LONG)
        plan.indicator(top, str(one), LONG, baseline="1234567890.12345678", target="9" * 18, unit="u" * 40)
        for other in range(1, outputs + 1):
            place = plan.output(top, f"{one}.{other}", LONG)
            money = {str((one + other) % 20 + 1): "999999999999.99", "": "0.01"}
            plan.activity(place, f"{one}.{other}.1", LONG, money, post=(one * other) % 40 + 1)
    return plan.version


@pytest.mark.parametrize(
    "version",
    [large(3), large(500), of_many_words(), of_many_words(1, 40), of_many_words(40, 1)],
    ids=["small", "500 activities", "long names", "one objective", "many objectives"],
)
def test_it_is_two_pages_at_most_whatever_the_size(version):
    pages = read(summary_pdf(plan_of("Amani district health team " * 4), version))
    assert len(pages) == 2
    assert "What we want to reach" in pages[0]
    for heading in ("Money by source", "Money by quarter", "How we see that we get there", "Who is responsible"):
        assert heading in words(pages[1])
    assert "Page 2 of 2" in pages[1]


def test_it_says_how_much_more_there_is_so_that_what_it_shows_adds_up():
    version = of_many_words()
    shown = summary_shown(plan_of(), version)
    text = words(" ".join(read(summary_pdf(plan_of(), version))))
    rows = [row for one in shown["objectives"] for row in one["outputs"]]
    mores = [one["more"] for one in shown["objectives"] if one["more"]]
    total = sum((number(row["sum"]) for row in rows), Decimal(0)) + sum(number(more[2]) for more in mores)
    assert total + number(shown["more"][2]) == number(shown["total"])
    assert len(rows) + sum(int(more[0].split()[1]) for more in mores) == 12 * len(shown["objectives"])
    assert len(shown["objectives"]) + int(shown["more"][0].split()[1]) == 30
    for found in (shown["sources"], shown["quarters"]):
        assert sum(number(row["sum"]) for row in found["rows"]) == number(found["total"]) == number(shown["total"])
    for told in [*(more[0] for more in mores), shown["more"][0], shown["sources"]["rows"][-1]["name"], shown["total"]]:
        assert told in text
    assert "and 23 more indicators" in text
    assert re.search(r"and \d+ more\b", shown["people"]["more"])


def test_it_tells_who_has_most_and_for_what():
    plan = Written(posts=["Midwife", "Clerk", "Nobody's post"])
    top = plan.objective()
    first, second = plan.output(top), plan.output(top, "1.2", "Mothers know the danger signs")
    for place, post in [(first, 1), (first, 2), (second, 1), (second, 1), (second, None)]:
        plan.activity(place, post=post)
    people = summary_shown(plan_of(), plan.version)["people"]
    assert [list(row.values()) for row in people["rows"]] == [
        ["Midwife", "3", "1.2 Mothers know the danger signs"],
        ["Clerk", "1", "1.1 Two maternity units open day and night"],
    ]
    assert people["nobody"] == "1 activity names nobody."


def test_indicators_with_baseline_and_target_come_first_and_stand_in_the_plans_order():
    plan = Written()
    place = plan.output(plan.objective())
    for count in range(9):
        plan.indicator(place, name=f"No figures {count}", baseline=None, target=None)
    plan.indicator(place, name="With figures")
    rows = summary_shown(plan_of(), plan.version)["indicators"]["rows"]
    assert len(rows) == 7
    assert rows[-1]["name"] == "With figures"
    assert rows[0]["baseline"] == "–"


def test_an_empty_plan_has_a_summary_of_one_page():
    assert "Nothing is planned yet." in read(summary_pdf(plan_of(), Written().version))[0]
    assert len(read(summary_pdf(plan_of(), Written().version))) == 1
    assert "Nothing is planned yet." in [one.text for one in word_of(Written().version).paragraphs]


def test_what_was_typed_comes_out_as_it_was_typed():
    plan = Written(sources=["#panic() *fund*"], posts=["@SUM(1) _post_"])
    place = plan.output(plan.objective(name=" ".join(TYPED)), name="$ x $")
    plan.indicator(place, name="= not a heading")
    plan.activity(place, money={"1": "1.50"})
    text = "".join("".join(read(summary_pdf(plan_of("#set text(red)"), plan.version))).split())
    for told in [" ".join(TYPED), "$ x $", "= not a heading", "#panic() *fund*", "@SUM(1) _post_", "#set text(red)"]:
        assert told.replace(" ", "") in text


def word_of(version, team="Amani district health team"):
    return Document(BytesIO(summary_docx(plan_of(team), version)))


def cells(document):
    return [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]


@given(
    st.lists(
        st.dictionaries(st.sampled_from(["", "1", "2"]), st.decimals(0, 999_999_999_999, places=2).map(str)),
        min_size=1,
        max_size=3,
    )
)
@settings(max_examples=3, deadline=None)
def test_the_word_document_has_the_figures_of_the_pdf(moneys):
    plan = Written()
    top = plan.objective()
    for money in moneys:
        plan.activity(plan.output(top), money=money)
    shown = summary_shown(plan_of(), plan.version)
    rows = cells(word_of(plan.version))
    text = words(" ".join(read(summary_pdf(plan_of(), plan.version))))
    for row in [*shown["sources"]["rows"], *shown["quarters"]["rows"]]:
        assert [row["name"], row["sum"]] in rows
        assert f"{row['name']} {row['sum']}" in text
    for found in (shown["sources"], shown["quarters"]):
        assert ["Together", found["total"]] in rows
        assert number(found["total"]) == number(shown["total"])
    assert number(shown["total"]) == sum(Decimal(one) for money in moneys for one in money.values())
    for output in shown["objectives"][0]["outputs"]:
        assert [f"{output['number']} {output['name']}", output["count"], output["sum"]] in rows


def test_the_word_document_has_headings_tables_and_a_language():
    document = word_of(large(500))
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert headings[:2] == ["What we want to reach", "Money by source"]
    assert [one.text for one in document.paragraphs if one.style.name == "Title"] == ["Amani district health team"]
    assert len(document.tables) == 5
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert document.core_properties.title == "Amani district health team, 2026: summary"
    assert document.core_properties.language == "en"
    assert document.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "en"
    assert "PAGE" in document.sections[0].footer._element.xml


def test_the_word_document_goes_from_right_to_left_in_a_language_that_does():
    plan = Written()
    plan.activity(plan.output(plan.objective(name="كل أم تلد بأمان")), money={"1": "2400.50"})
    with translation.override("ar"):
        document = word_of(plan.version, "فريق الصحة")
        assert len(read(summary_pdf(plan_of("فريق الصحة"), plan.version))) == 2
    assert all(table._tbl.tblPr.find(qn("w:bidiVisual")) is not None for table in document.tables)
    told = next(one for one in document.paragraphs if one.text == "فريق الصحة")
    assert told._p.pPr.find(qn("w:bidi")) is not None
    assert told.runs[0].font.rtl
    assert document.styles.element.find(f".//{qn('w:lang')}").get(qn("w:bidi")) == "ar"


def test_what_no_file_may_hold_does_not_stop_word():
    plan = Written()
    odd = "a\x00\x07\x1bb\ud800c\ufffe\U0001f600\u202e\nz"
    plan.activity(plan.output(plan.objective(name=odd), name=odd), post=None, responsible=odd, name=odd)
    document = word_of(plan.version, odd)
    assert any("ab\ufffdc" in one.text for one in document.paragraphs)


def test_every_word_of_its_own_is_given_to_translators():
    plan = Written(sources=["¤"], posts=["¤"])
    top = plan.objective(name="¤")
    place = plan.output(top, name="¤")
    plan.indicator(place, name="¤", unit="¤")
    for money in ({"": "1.00"}, {"1": "2.00"}):
        plan.activity(place, name="¤", money=money, months=[], post=None)
    plan.activity(place, name="¤")
    with written(brackets):
        texts = [words(" ".join(read(summary_pdf(plan_of("¤"), plan.version))))]
        texts += [" ".join(text for row in cells(word_of(plan.version, "¤")) for text in row)]
        by_team = [(plan_of("¤"), plan.version), (plan_of("¤ ¤", currency="UGX"), plan.version)]
        for by in ("objective", "source"):
            texts.append(words(" ".join(read(merged_pdf(Place("¤"), 2026, by_team, by=by, approved_only=True)))))
    for text in texts:
        outside = text
        for _layer in range(3):
            outside = re.sub("⟦[^⟦⟧]*⟧", "", outside)
        assert not re.search("[A-Za-z]{2,}", re.sub("MZN|UGX|Amani hospital", "", outside)), outside


def plans():
    """Two plans that share an objective and a source, and one with its own."""
    found = []
    for team, name, money in [
        ("District team", "Safe births", {"1": "100.10", "": "5.00"}),
        ("Health centre", "safe  births.", {"1": "0.05", "2": "20.00"}),
        ("Hospital", "Clean water", {"2": "7.00"}),
    ]:
        plan = Written()
        plan.activity(plan.output(plan.objective(name=name)), name=f"Work of {team}", money=money)
        found.append((plan_of(team), plan.version))
    return found


@pytest.mark.parametrize("by", ["objective", "source"])
def test_one_plan_of_many_says_whose_each_row_is_and_agrees_with_its_page(by):
    content = merged_pdf(Place("North"), 2026, plans(), by=by)
    text = words(" ".join(read(content)))
    pairs = [(plan.team, version) for plan, version in plans()]
    groups = by_source(pairs, "Nobody gives it yet") if by == "source" else by_objective(pairs)
    for group in groups:
        head = f"{group.name} {group.only.name}" if group.only else group.name
        assert f"{head} {group.money:.2f}" in text
        for line in group.lines:
            assert f"Work of {line.whose.name} {line.whose.name} Midwife in charge" in text
            assert f"Amani hospital {line.money:.2f}" in text
    for told in ["District team 105.10", "Health centre 20.05", "Hospital 7.00", "Together 132.15", "3 plans"]:
        assert told in text
    assert "Workplan of North with all below it, 2026" in text
    file = PdfReader(BytesIO(content))
    assert "/StructTreeRoot" in file.trailer["/Root"]
    assert file.metadata.title == "Workplan of North with all below it, 2026"


def test_one_plan_of_many_has_its_headings_on_every_page_and_says_what_it_leaves_out():
    many = [(plan_of(f"Facility {place}", currency="UGX" if place else "MZN"), large(40)) for place in range(3)]
    pages = read(merged_pdf(Place("North"), 2026, many, approved_only=True))
    assert "several currencies (MZN, UGX)" in words(pages[0])
    assert "Only what is approved" in pages[0]
    rows = [page for page in pages if "Hold a training" in page]
    assert len(rows) > 2
    for page in rows:
        assert words(page).startswith(("No. Activity Whose", "One plan of many"))
    assert "No plan of this year is there yet." in read(merged_pdf(Place("North"), 2026, []))[0]

"""A plan on paper: everything planned is there, to the cent, however it is typed and in whatever script."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from tests.languages import brackets, written
from tests.workplans.exchange.papers import Written, large, plan_of
from workplans.exchange.paper import A3, NotSet, plan_pdf, standing_of, summary_pdf, typesetting
from workplans.exchange.paper.shown import by_quarter, plan_shown
from workplans.exchange.paper.texts import breaking, clean, cut
from workplans.models import Activity, Allocation, Version
from workplans.queries.organise import Money
from workplans.queries.organise import by_quarter as page_by_quarter
from workplans.queries.review import asked_in
from workplans.queries.snapshot import snapshot

TYPED = ["#panic()", "*x*", "$", "=cmd|", "@SUM", "_y_ `z`", "<label>", "\\", "// c", "/* d */", "[e](f)", "{{ g }}"]


def read(content):
    """The pages of a PDF as texts, without what only guides the breaking of lines."""
    return [re.sub("[\u200b\u2060]", "", page.extract_text()) for page in PdfReader(BytesIO(content)).pages]


def words(text):
    """A text as its words, since a line of a page ends where there is room."""
    return " ".join(text.split())


def small_plan(**fields):
    """A plan of one activity."""
    written = Written()
    place = written.output(written.objective())
    written.indicator(place)
    written.activity(place, money={"1": "2400.50", "2": "1000.00"}, **fields)
    return written.version


def test_everything_that_is_planned_is_on_the_paper():
    version = small_plan(practice="organise", funders="Friends of the hospital")
    text = words(" ".join(read(plan_pdf(plan_of(), version, standing="Version 3, approved on 2 March 2026"))))
    for told in [
        "Amani district health team",
        "Version 3, approved on 2 March 2026",
        "1 January 2026 to 31 December 2026",
        "Every mother delivers safely",
        "Two maternity units open day and night",
        "1.1.1 Train six midwives Organise Midwife in charge",
        "August 2026 to September 2026",
        "Amani hospital",
        "State budget 2,400.50",
        "Global fund 1,000.00",
        "Funders: Friends of the hospital",
        "Deliveries with a skilled attendant (%) 41 43 46 50 55 55",
        "Together 3,400.50",
        "Page 1 of 1",
    ]:
        assert told in text


@given(
    st.lists(
        st.dictionaries(st.sampled_from(["", "1", "2"]), st.decimals(0, 999_999_999_999, places=2).map(str)),
        max_size=4,
    )
)
@settings(max_examples=4, deadline=None)
def test_amounts_and_totals_are_those_of_the_plan_to_the_cent(moneys):
    written = Written()
    place = written.output(written.objective())
    for money in moneys:
        written.activity(place, money=money)
    shown = plan_shown(plan_of(), written.version)
    asked = asked_in(written.version)
    assert [[name, number(amount)] for name, amount in shown["sources"]] == [
        [name or "Nobody gives it yet", amount] for name, amount in asked.items()
    ]
    assert number(shown["total"]) == sum(asked.values()) == sum(number(amount) for _name, amount in shown["spread"])
    text = words(" ".join(read(plan_pdf(plan_of(), written.version))))
    for name, amount in [*shown["sources"], ["Together", shown["total"]]]:
        assert f"{name} {amount}" in text or not shown["has_money"]
    for money in moneys:
        assert all(any(number(one) == Decimal(amount) for one in amounts_in(text)) for amount in money.values())


def number(text):
    return Decimal(text.replace(",", ""))


def amounts_in(text):
    return re.findall(r"(?<![\d.,])\d{1,3}(?:,\d{3})*(?:\.\d\d)?(?![\d,.])", text)


def test_parts_of_whole_amounts_keep_their_cents():
    written = Written()
    written.activity(written.output(written.objective()), money={"1": "1.00"}, months=["2026-03", "2026-04"])
    text = words(" ".join(read(plan_pdf(plan_of(), written.version))))
    assert "State budget 1 1" in text
    assert "Quarter 1 0.50 Quarter 2 0.50 Quarter 3 0.00 Quarter 4 0.00 Together 1.00" in text
    assert "Quarter 1 0.50 Quarter 2 0.50" in words(" ".join(read(summary_pdf(plan_of(), written.version))))


@pytest.mark.django_db
def test_the_quarters_are_those_of_the_page_about_money(world):
    third = Activity.objects.create(output=world.output, name="Long", months=["2026-01", "2026-02", "2026-04"])
    days = Activity.objects.create(output=world.output, name="Days", starts_on="2026-06-29", ends_on="2026-07-02")
    for activity, amount in [(third, "100.00"), (days, "0.03"), (world.third_activity, "7.77")]:
        Allocation.objects.create(activity=activity, source=world.source, amount=Decimal(amount))
    page = {line.label: line.sums.asked for line in page_by_quarter(Money(world.plan))}
    assert dict(by_quarter(snapshot(world.plan))) == page
    assert page["No dates"] == Decimal("7.77")


def test_headings_and_bands_stand_again_on_every_page_of_a_long_plan():
    pages = read(plan_pdf(plan_of(), large(60)))
    rows = [page for page in pages if "Hold a training" in page]
    assert len(rows) > 3
    for page in rows:
        head, _row, _rest = words(page).partition("Hold a training")
        assert "No. Activity Responsible When" in head
        assert "fewer mothers and newborns die" in head
        assert "skilled attendance at every birth" in head
    for place, page in enumerate(pages, start=1):
        assert f"Page {place} of {len(pages)}" in page


def test_it_lies_on_the_paper_that_is_asked_for():
    def size_of(content):
        box = PdfReader(BytesIO(content)).pages[0].mediabox
        return round(box.width), round(box.height)

    version = small_plan()
    assert size_of(plan_pdf(plan_of(), version)) == (842, 595)
    assert size_of(plan_pdf(plan_of(), version, paper=A3)) == (1191, 842)


def test_a_screen_reader_finds_title_language_and_tags():
    file = PdfReader(BytesIO(plan_pdf(plan_of(), small_plan())))
    root = file.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert file.metadata.title == "Amani district health team, 2026"
    assert "pdfuaid:part" in file.xmp_metadata.stream.get_data().decode()
    kinds = set(tags(root["/StructTreeRoot"]))
    assert {"/Table", "/THead", "/TH", "/TR", "/TD", "/H1"} <= kinds


def tags(node):
    """The kinds of everything in the tree of tags."""
    node = node.get_object()
    if isinstance(node, list):
        for one in node:
            yield from tags(one)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node["/S"]
        if "/K" in node:
            yield from tags(node["/K"])


def test_what_was_typed_comes_out_as_it_was_typed():
    written = Written(sources=["#panic() *fund*", "=cmd|' /C calc'!A0"], posts=["@SUM(1) _post_"])
    place = written.output(written.objective(name="*x* " + TYPED[0]), name="$ x $")
    written.indicator(place, name="= not a heading", unit="#u", numerator="#n", denominator="*d*")
    written.activity(place, name=" ".join(TYPED), money={"1": "1.50", "2": "2.00"}, place="- + / place", code="")
    text = words(" ".join(read(plan_pdf(plan_of("#set text(red)"), written.version))))
    for told in [
        " ".join(TYPED),
        "*x* #panic()",
        "$ x $",
        "= not a heading (#u)",
        "#n out of *d*",
        "#panic() *fund* 1.50",
        "=cmd|' /C calc'!A0 2.00",
        "@SUM(1) _post_",
        "- + / place",
        "#set text(red)",
    ]:
        assert told in text


def test_what_no_font_has_and_no_file_may_hold_stops_nothing():
    odd = "a\x00\x07\x1b\x85b\ud800c\ufeff\ufffed\U0001f600 \U0001f469\u200d\u2695\ufe0f \ue000 中 \u202e\u200b\u200d\U000e0001z"
    pages = read(plan_pdf(plan_of(odd), small_plan(name=odd, place=odd, responsible=odd, post=None, funders=odd)))
    assert "Page 1 of" in pages[0]
    assert "State budget 2,400.50" in words(pages[0])


LONG = ("Health workers of all facilities of the district " * 7)[:328]


def test_long_texts_large_amounts_and_many_sources_stay_on_the_page():
    names = [f"{number} {LONG[:100]}" for number in range(1, 13)]
    written = Written(sources=names, posts=[LONG[:200]])
    top = written.objective(name=LONG)
    place = written.output(top, name=LONG)
    written.indicator(place, name=LONG, baseline="999999999999999999.12345678", target="9" * 18, unit="x" * 40)
    money = {str(key): "999999999999.99" for key in range(1, 13)}
    written.activity(place, number="M" * 60, name="N" * 328, place="P" * 328, money=money)
    content = plan_pdf(plan_of("T" * 200), written.version)
    text = words(" ".join(read(content)))
    assert text.count("999,999,999,999.99") == 24
    assert "11,999,999,999,999.88" in text
    assert text.replace(" ", "").count("N" * 20) > 1
    assert len([page for page in read(content) if "Page" in page]) == len(read(content)) < 8
    for page in PdfReader(BytesIO(content)).pages:
        width, height = page.mediabox.width, page.mediabox.height
        assert not [one for one in placed(page) if not (20 < one[1] < width - 20 and 12 < one[2] < height - 20)]


def test_a_name_as_long_as_a_book_is_there_whole_and_once():
    written = Written()
    place = written.output(written.objective(name="lorem " * 1200), name="ipsum " * 1200)
    written.activity(place, name="dolor " * 1200)
    text = " ".join(read(plan_pdf(plan_of(), written.version)))
    assert text.count("dolor") == 1200
    assert 1200 <= text.count("lorem") < 2400
    assert 1200 <= text.count("ipsum") < 2400


def test_an_empty_plan_says_so():
    version = Written().version
    assert "Nothing is planned yet." in read(plan_pdf(plan_of(), version))[0]
    written = Written()
    written.output(written.objective())
    text = " ".join(read(plan_pdf(plan_of(), written.version)))
    assert "No activities yet" in text
    assert "No money is asked for yet." in text


def test_five_years_have_their_months_and_targets_in_words():
    written = Written()
    written.version["plan"]["ends_on"] = "2030-12-31"
    written.version["quarters"] = [
        [4 * year + part + 1, f"{2026 + year}-{3 * part + 1:02d}-01", f"{2026 + year}-{3 * part + 3:02d}-28"]
        for year in range(5)
        for part in range(4)
    ]
    place = written.output(written.objective())
    written.indicator(place, targets={str(number): str(number * 10) for number in range(1, 21)})
    written.activity(place, months=["2026-01", "2030-11", "2030-12"])
    text = words(" ".join(read(plan_pdf(plan_of(), written.version))))
    assert "Workplan 2026/30" in text
    assert "January 2026, November 2030 to December 2030" in text
    assert "Q1: 10; Q2: 20" in text
    assert "Q20: 200" in text


def test_from_right_to_left_in_a_language_that_is_written_so():
    written = Written(sources=["ميزانية الدولة"], posts=["القابلة المسؤولة"])
    place = written.output(written.objective(name="كل أم تلد بأمان"), name="وحدتا ولادة")
    written.activity(place, name="تدريب ست قابلات", money={"1": "2400.50"}, place="مستشفى أماني")
    with translation.override("ar"):
        content = plan_pdf(plan_of("فريق الصحة"), written.version)
    file = PdfReader(BytesIO(content))
    assert file.trailer["/Root"]["/Lang"] == "ar"
    assert "pdfuaid:part" in file.xmp_metadata.stream.get_data().decode()  # refused where a letter has no shape
    fonts = {str(font.get_object()["/BaseFont"]) for font in file.pages[0]["/Resources"]["/Font"].values()}
    assert any("NotoSansArabic" in font for font in fonts)
    assert start_of(file, "Asked") < start_of(file, "Activity")
    assert start_of(PdfReader(BytesIO(plan_pdf(plan_of(), written.version))), "Asked") > 500


def start_of(file, word):
    """How far from the left edge a word of the first page's headings stands."""
    return next(x for text, x, _y in placed(file.pages[0]) if text.startswith(word))


def placed(page):
    """(text, how far from the left, how far from the bottom) of each piece of text on a page."""
    found = []

    def note(text, page_is, text_is, _font, _size):
        if text.strip():
            x = text_is[4] * page_is[0] + text_is[5] * page_is[2] + page_is[4]
            y = text_is[4] * page_is[1] + text_is[5] * page_is[3] + page_is[5]
            found.append((text.strip(), x, y))

    page.extract_text(visitor_text=note)
    return found


@pytest.mark.parametrize(
    ("language", "text", "font"),
    [("am", "እናት በሰላም ትወልዳለች", "Ethiopic"), ("hi", "सुरक्षित प्रसव", "Devanagari"), ("my", "မွေးဖွား", "Myanmar")],
)
def test_the_letters_of_other_scripts_are_there(language, text, font):
    with translation.override(language):
        file = PdfReader(BytesIO(plan_pdf(plan_of(), small_plan(name=text))))
    assert "pdfuaid:part" in file.xmp_metadata.stream.get_data().decode()
    fonts = {str(one.get_object()["/BaseFont"]) for one in file.pages[0]["/Resources"]["/Font"].values()}
    assert any(font in one for one in fonts)


def test_every_word_of_its_own_is_given_to_translators():
    written_plan = Written()
    place = written_plan.output(written_plan.objective(name="¤"), name="¤")
    written_plan.indicator(place, name="¤", direction="down", numerator="¤", denominator="¤", unit="¤")
    written_plan.activity(place, name="¤", money={"": "1.00"}, funders="¤", place="¤", practice="plan", months=[])
    written_plan.activity(place, name="¤", needs_no_money=True, months=[], post=None, place="")
    written_plan.objective(name="¤")
    written_plan.version["posts"] = {"1": "¤"}
    with written(brackets):
        text = words(" ".join(read(plan_pdf(plan_of("¤"), written_plan.version))))
    assert "⟦Page 1 of 1⟧" in text.replace("⟦ ", "⟦")
    outside = re.sub("⟦[^⟦⟧]*⟧", "", re.sub("⟦[^⟦⟧]*⟧", "", text))
    assert not re.search("[A-Za-z]{2,}", outside.replace("MZN", "")), outside


def test_a_version_says_when_it_was_approved_and_one_that_was_not_says_so():
    version = Version(number=3, at=datetime(2026, 2, 1, tzinfo=UTC))
    assert standing_of(version) == "Version 3, sent on 1 February 2026, not approved"
    version.outcome, version.decided_at = Version.Outcome.APPROVED, datetime(2026, 3, 2, tzinfo=UTC)
    assert standing_of(version) == "Version 3, approved on 2 March 2026"


@pytest.mark.usefixtures("today")
def test_a_plan_that_is_no_version_says_of_which_day_it_is():
    assert plan_shown(plan_of(), small_plan())["standing"] == "As it stands on 12 August 2026"


def test_a_paper_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(typesetting, "SECONDS", 0.001)
    with pytest.raises(NotSet):
        plan_pdf(plan_of(), small_plan())


def test_texts_are_cleaned_broken_and_cut():
    assert clean({"a": ["x\x00\ud800\r\n\r\n y\t z "]}) == {"a": ["x\ufffd\ny  z"]}
    assert breaking("a" * 30).replace("\u200b", "") == "a" * 30
    assert max(len(part) for part in breaking("a" * 100, 10).split("\u200b")) == 10
    assert breaking("short words stay as they are") == "short words stay as they are"
    assert "\u200d\u200b" not in breaking("a" * 9 + "\u200d" + "b" * 20, 10)
    assert cut("one two three", 20) == "one two three"
    assert cut("one two three four", 15) == "one two three…"
    assert len(cut("x" * 50, 20)) == 20

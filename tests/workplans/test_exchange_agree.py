"""Whatever is planned: page, workbook, table, PDF and Word say what the database holds, to the cent."""

import csv
from collections import defaultdict
from decimal import Decimal
from io import BytesIO, StringIO
from unicodedata import category

import pytest
from django.db import transaction
from django.db.models import Sum
from django.urls import reverse
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.pages import says
from workplans.bringing import look_at
from workplans.exchange.returned import read_returned
from workplans.models import Activity, Allocation
from workplans.taking import take
from workplans.templatetags.plan import money

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

cents = st.integers(min_value=1, max_value=10**13).map(lambda number: Decimal(number) / 100)
plans = st.lists(st.dictionaries(st.sampled_from([0, 1, 2]), cents, max_size=3), min_size=1, max_size=8)


@given(plans)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=4)
def test_page_workbook_table_pdf_word_and_database_agree_to_the_cent(world, signed_in, asked):
    browser = signed_in(world.vera)
    with transaction.atomic():
        write(world, asked)
        compare(world, browser)
        transaction.set_rollback(True)


def write(world, asked):
    world.plan.allocations.all().delete()
    world.plan.activity_set.all().delete()
    sources = [None, world.source, world.fund]
    outputs = [world.output, world.second_output]
    for place, amounts in enumerate(asked):
        row = Activity.objects.create(output=outputs[place % 2], name=f"Activity {place}")
        for key, amount in amounts.items():
            Allocation.objects.create(activity=row, source=sources[key], amount=amount)


def compare(world, browser):
    rows = list(Allocation.objects.filter(workplan=world.plan).select_related("source"))
    total, by_source = sum((row.amount for row in rows), Decimal(0)), defaultdict(Decimal)
    for row in rows:
        by_source[row.source.name if row.source else "Nobody gives it yet"] += row.amount
    page = says(browser.get(reverse("workplans:organise_money", args=[world.plan.pk])))
    said = [money(amount) for amount in [*by_source.values(), *([total] if rows else [])]]
    assert all(amount in page for amount in said)
    assert sums_of_workbook(take(world.plan, "workbook").content) == dict(by_source)
    assert sums_of_table(take(world.plan, "table").content, by_source) == dict(by_source)
    papers = {way: pressed(words_of_pdf(take(world.plan, way).content)) for way in ("a4", "wall")}
    papers["word"] = pressed(words_of(Document(BytesIO(take(world.plan, "word").content))))
    for way, text in papers.items():
        assert [amount for amount in said if pressed(amount) not in text] == [], way
    for activity in Activity.objects.filter(workplan=world.plan).annotate(asked=Sum("allocations__amount")):
        assert not activity.asked or pressed(money(activity.asked)) in papers["a4"]
    for way in ("workbook", "table"):
        assert look_at(world.plan, read_returned(take(world.plan, way).content))[0].is_nothing


def sums_of_workbook(content):
    """{source: sum} of the sheet of money."""
    heads, *rows = load_workbook(BytesIO(content))["Money"].iter_rows(values_only=True)
    sums = {
        head: sum((Decimal(str(row[place])) for row in rows if row[place] is not None), Decimal(0))
        for place, head in enumerate(heads)
        if place > 2
    }
    return {head: amount for head, amount in sums.items() if amount}


def sums_of_table(content, sources):
    heads, *rows = csv.reader(StringIO(content.decode("utf-8-sig")))
    return {name: sum(Decimal(row[heads.index(name)] or 0) for row in rows) for name in sources}


def pressed(text):
    """A text without blanks, and without the marks that say where a line may break."""
    return "".join(letter for letter in text if not letter.isspace() and category(letter) != "Cf")


def words_of_pdf(content):
    return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def words_of(document):
    """All that a Word file says, tables included."""
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join([*(one.text for one in document.paragraphs), *cells])

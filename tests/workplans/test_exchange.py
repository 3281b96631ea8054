"""A file in three steps, its questions, its second coming, its undoing."""

import io
import uuid
from datetime import timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from teams.models import Notice
from teams.models.uploads import KEPT_FOR
from tests.pages import fill_in, filled, says
from tests.workplans.exchange.files import REAL_PLAN, workbook
from tests.workplans.exchange.plans import state
from tests.world import PLAN_FILE, applied_file, waiting_file
from workplans.importing import choose, put_to_use, remembered, undo
from workplans.models import Activity, Allocation, Import, Question

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

ODD = "Wafi;Cost of it\nBuy beds;900\nBuy lamps;70\n"


@pytest.fixture
def alice(world, signed_in):
    return signed_in(world.alice)


def upload(client, plan, content, name="plan.csv", once=None):
    file = SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())
    address = reverse("workplans:exchange_upload", args=[plan.pk])
    return client.post(address, {"file": file, "once": once or uuid.uuid4()})


def test_a_file_becomes_a_plan_in_three_steps(world, alice):
    plan = waiting_file(world).workplan
    answer = upload(alice, plan, PLAN_FILE)
    page = alice.get(answer.url)
    assert "Buy delivery beds" in says(page)
    answer = alice.post(answer.url, filled_columns(page))
    page = alice.get(answer.url)
    assert "1 activity read, 1 row with a question" in says(page)
    assert "The quarters add up to 4, the year says 5." in says(page)
    assert not Activity.objects.filter(workplan=plan).exists(), "nothing is saved before it is asked for"
    answer = alice.post(reverse("workplans:exchange_apply", args=answer_key(answer)))
    assert answer.url == reverse("workplans:exchange_questions", args=[plan.pk])
    activity = Activity.objects.get(workplan=plan)
    assert activity.allocations.get().amount == Decimal(900)
    assert "1 open question" in says(alice.get(answer.url))


def filled_columns(page, **typed):
    """The form of columns as a browser sends it, the one beside it left alone."""
    return {**filled(page), **typed}


def answer_key(answer):
    return [answer.url.strip("/").split("/")[-2]]


def test_what_the_columns_are_can_be_corrected_and_is_remembered_for_the_team(world, alice):
    plan = waiting_file(world).workplan
    address = upload(alice, plan, ODD).url
    page = alice.get(address)
    assert "No column that looks like activities was found" in says(page)
    refused = alice.post(address, filled_columns(page, role_1="other", role_2="other"))
    assert "Say which column holds the activities" in says(refused)
    refused = alice.post(address, filled_columns(page, role_1="activity", role_2="amount", source_2=""))
    assert "Say from which source this money comes." in says(refused)
    answer = alice.post(address, filled_columns(page, role_1="activity", role_2="amount", source_2="Gavi"))
    assert "2 activities read" in says(alice.get(answer.url))
    again = alice.get(upload(alice, plan, ODD).url).context["form"]
    assert [again["role_1"].value(), again["role_2"].value(), again["source_2"].value()] == [
        "activity",
        "amount",
        "Gavi",
    ]
    other = world.other_team.workplans.create(starts_on=plan.starts_on, ends_on=plan.ends_on)
    assert remembered(Import(workplan=other, pk=0)) == {}


def test_one_role_in_two_columns_is_refused_at_its_place(world, alice):
    address = upload(alice, waiting_file(world).workplan, ODD).url
    refused = alice.post(address, filled_columns(alice.get(address), role_1="activity", role_2="activity"))
    assert "Column A is this too." in says(refused)


def test_another_sheet_and_row_of_headings_can_be_chosen(world, alice):
    book = workbook([["Activity"], ["Sweep"]], [["Title"], ["Activity", "Target"], ["Paint", 3]], titles=("A", "B"))
    address = upload(alice, waiting_file(world).workplan, book, "two.xlsx").url
    page = alice.get(address, {"sheet": "B", "shown": "B", "header_row": "2"})
    assert "Paint" in says(page)
    answer = alice.post(f"{address}?sheet=B&shown=B&header_row=2", filled_columns(page))
    assert "Paint" not in says(alice.get(answer.url)) or "1 activity read" in says(alice.get(answer.url))
    assert Import.objects.get(pk=answer_key(answer)[0]).outcome["sheet"] == "B"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "plan.xlsx", "This file is empty."),
        (b"%PDF-1.7 plan", "plan.xlsx", "This is a PDF."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "plan.xls", "This is an old Excel file"),
        (b"PK\x03\x04 broken", "plan.xlsx", "try again"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_words(content, name, words, world, alice):
    plan = waiting_file(world).workplan
    page = upload(alice, plan, content, name)
    assert page.status_code == 200
    assert words in says(page)
    assert plan.imports.count() == 1, "nothing of it is kept"


def test_no_file_is_asked_for(world, alice):
    assert "Choose the file first." in says(fill_in(alice, reverse("workplans:exchange_upload", args=[world.plan.pk])))


def test_the_same_form_twice_brings_one_file(world, alice):
    plan, once = waiting_file(world).workplan, uuid.uuid4()
    assert upload(alice, plan, ODD, once=once).url == upload(alice, plan, ODD, once=once).url
    assert plan.imports.count() == 2


def test_a_double_press_imports_once(world, alice):
    imported = waiting_file(world)
    address = reverse("workplans:exchange_apply", args=[imported.pk])
    assert alice.post(address).url == alice.post(address).url
    assert not put_to_use(Import.objects.get(pk=imported.pk), world.alice)
    assert Activity.objects.filter(workplan=imported.workplan).count() == 1
    assert Question.objects.count() == 1


def test_a_second_file_tells_row_by_row_what_it_changes(world, alice):
    plan = applied_file(world).workplan
    again = waiting_file(world, PLAN_FILE.replace(";5;900", ";4;950") + "Safe births;Paint the ward;;;;;;\n")
    page = says(alice.get(reverse("workplans:exchange_review", args=[again.pk])))
    assert "Money from State budget 900 950" in page
    assert "Target for the year 5 4" in page
    assert "Activity: Paint the ward new" in page
    before = state(plan)
    assert before["Allocation"][0]["amount"] == Decimal(900), "to look changes nothing"
    put_to_use(again, world.alice)
    assert Allocation.objects.get(workplan=plan).amount == Decimal(950)


def test_the_same_file_again_changes_nothing_and_asks_what_was_kept_no_more(world, alice):
    imported = applied_file(world)
    imported.questions.get().settle(Question.Answer.KEPT, world.alice)
    before = state(imported.workplan)
    again = applied_file(world)
    assert again.outcome["changes"] == []
    assert state(imported.workplan) == before
    assert not imported.workplan.questions.open().exists()


def test_a_question_is_kept_asked_again_and_corrected(world, alice):
    imported = applied_file(world)
    [question] = imported.questions.all()
    listed = reverse("workplans:exchange_questions", args=[imported.workplan_id])
    answer = reverse("workplans:exchange_answer", args=[question.pk])
    alice.post(answer)
    assert "1 answered question" in says(alice.get(listed, {"answered": 1}))
    alice.post(answer, {"again": "1"})
    page = alice.get(listed)
    [[_item, [[_question, address]]]] = page.context["items"]
    form = alice.get(address)
    assert "The quarters add up to 4, the year says 5." in says(form)
    saved = alice.post(address, filled(form, target="4"))
    assert saved.url == imported.workplan.get_absolute_url(), "no other is open"
    question.refresh_from_db()
    assert (question.answer, question.answered_by) == (Question.Answer.CORRECTED, world.alice)


def test_a_form_with_an_error_leaves_the_question_open(world, alice):
    question = applied_file(world).questions.get()
    [[_item, [[_question, address]]]] = alice.get(
        reverse("workplans:exchange_questions", args=[question.workplan_id])
    ).context["items"]
    alice.post(address, filled(alice.get(address), name=None))
    question.refresh_from_db()
    assert not question.answer


def test_a_question_of_another_plan_is_not_answered_from_here(world, alice):
    question = applied_file(world).questions.get()
    address = reverse("workplans:plan_item_change", args=["activity", world.activity.pk])
    alice.post(f"{address}?question={question.pk}", filled(alice.get(address), name="Other"))
    question.refresh_from_db()
    assert not question.answer


def test_all_of_a_kind_are_kept_at_once(world, alice):
    imported = applied_file(world, PLAN_FILE + "Safe births;Paint;1;1;1;1;9;\nSafe births;Sing;;;;;;\n")
    kinds = set(imported.questions.values_list("kind", flat=True))
    address = reverse("workplans:exchange_keep_all", args=[imported.workplan_id])
    alice.post(address, {"kind": "quarters-do-not-sum"})
    assert set(imported.questions.open().values_list("kind", flat=True)) == kinds - {"quarters-do-not-sum"}


def test_the_file_with_remarks_marks_the_cell_and_can_be_imported_again(world, alice):
    content = PLAN_FILE + 'Safe births;"=cmd|calc";;;;;;\n'
    imported = waiting_file(world, content)
    answer = alice.get(reverse("workplans:exchange_remarks", args=[imported.pk]))
    assert "plan with remarks.xlsx" in answer.headers["Content-Disposition"]
    page = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert page["I1"].value == "Remarks on the import"
    assert "The quarters add up to 4" in page["I2"].value
    assert page["G2"].fill.fill_type == "solid"
    assert page["B3"].data_type == "s", "nothing in it is worked out by Excel"
    put_to_use(imported, world.alice)
    again = Import.objects.create(workplan=imported.workplan, name="again.xlsx", content=answer.content)
    choose(again, {})
    assert again.outcome["changes"] == []


def test_the_team_is_told_and_who_did_it_is_not(world):
    imported = applied_file(world)
    told = Notice.objects.filter(kind="plan_imported")
    assert [notice.to for notice in told] == [world.bob]
    assert "plan.csv" in told.get().words
    assert told.get().url == imported.workplan.get_absolute_url()


def test_a_file_that_waits_too_long_is_forgotten(world, today, alice):
    imported = waiting_file(world)
    today.shift(KEPT_FOR + timedelta(days=1))
    alice.force_login(world.alice)  # the session has ended meanwhile
    upload(alice, imported.workplan, ODD)
    imported.refresh_from_db()
    assert imported.content is None
    for name in ("columns", "review"):
        address = reverse(f"workplans:exchange_{name}", args=[imported.pk])
        assert alice.get(address).url == reverse("workplans:exchange_upload", args=[imported.workplan_id])
    assert alice.post(reverse("workplans:exchange_apply", args=[imported.pk])).status_code == 404
    assert alice.get(reverse("workplans:exchange_remarks", args=[imported.pk])).status_code == 404


@pytest.mark.skipif(not REAL_PLAN.exists(), reason="the real files are not here")
def test_the_real_plan_in_the_browser_and_back(world, alice, today):
    plan = waiting_file(world).workplan
    before = state(plan)
    address = upload(alice, plan, (REAL_PLAN / "dnsp_pes_2026-04-18.xlsx").read_bytes(), "dnsp.xlsx").url
    answer = alice.post(address, filled_columns(alice.get(address)))
    assert "326 activities read, 152 rows with a question" in says(alice.get(answer.url))
    alice.post(reverse("workplans:exchange_apply", args=answer_key(answer)))
    assert Activity.objects.filter(workplan=plan).count() == 326
    assert plan.questions.open().count() == 197
    assert len(Allocation.objects.filter(workplan=plan)) == 323
    imported = plan.imports.first()
    again = waiting_file(world)
    again.content, again.name = imported.content, imported.name
    choose(again, imported.choices)
    assert again.outcome["changes"] == []
    today.shift(60)
    undo(imported, world.alice)
    assert state(plan) == before


def test_an_empty_sheet_is_refused_and_a_column_of_nothing_asks_nothing(world, alice):
    plan = waiting_file(world).workplan
    assert "This workbook has no sheet with rows." in says(upload(alice, plan, workbook([]), "empty.xlsx"))
    address = upload(alice, plan, "Activity;;Target\nPaint;;3\n").url
    page = alice.get(address)
    assert "role_2" not in page.context["form"].fields
    assert alice.post(address, filled_columns(page)).status_code == 302


def test_another_file_in_the_form_that_somebody_went_back_to_is_another_file(world, alice):
    plan, once = waiting_file(world).workplan, uuid.uuid4()
    assert upload(alice, plan, ODD, once=once).url != upload(alice, plan, PLAN_FILE, once=once).url
    file = SimpleUploadedFile("plan.csv", ODD.encode())
    assert alice.post(reverse("workplans:exchange_upload", args=[plan.pk]), {"file": file}).status_code == 302


def test_what_was_kept_is_not_asked_again_where_nothing_came_of_its_row(world):
    content = PLAN_FILE + "Total;;;;;;;900\n"
    first = applied_file(world, content)
    asked = first.questions.get(kind="total-row")
    asked.settle(Question.Answer.KEPT, world.alice)
    again = applied_file(world, content)
    assert [question.kind for question in again.questions.all()] == ["quarters-do-not-sum"]
    assert first.workplan.questions.open().count() == 1


def test_what_another_file_said_besides_stays_and_what_this_one_says_now_is_told(world, alice):
    first = applied_file(world, "Output;Activity;Wafi;Zuri\nRoads;Drive;12 km;30 l\n")
    again = waiting_file(world, "Output;Activity;Zuri;Mpya\nRoads;Drive;40 l;9 m\n")
    page = says(alice.get(reverse("workplans:exchange_review", args=[again.pk])))
    assert "What the file says under “Zuri” 30 l 40 l" in page
    put_to_use(again, world.alice)
    stated = Activity.objects.get(workplan=first.workplan).stated
    assert stated == {"Wafi": "12 km", "Zuri": "40 l", "Mpya": "9 m"}


def test_another_sheet_is_looked_at_from_its_own_headings(world, alice):
    book = workbook([["T"], ["T"], ["T"], ["Activity", "Target"], ["Paint", 3]], [["Activity"], ["Sweep"]])
    address = upload(alice, waiting_file(world).workplan, book, "two.xlsx").url
    other = alice.get(address).context["look"].sheet
    [wanted] = [title for title in alice.get(address).context["look"].sheets if title != other]
    page = alice.get(address, {"sheet": wanted, "shown": other, "header_row": "3"})
    assert page.context["look"].header_row == (4 if wanted == "Plan" else 1)


def test_a_remembered_choice_goes_before_a_guess(world, alice):
    plan = waiting_file(world).workplan
    address = upload(alice, plan, ODD).url
    alice.post(address, filled_columns(alice.get(address), role_1="activity", role_2="other"))
    address = upload(alice, plan, "Wafi;Activity\nBuy;Beds\n").url
    assert alice.post(address, filled_columns(alice.get(address))).status_code == 302


@pytest.mark.parametrize(
    "query",
    ["header_row=20000", "header_row=" + "9" * 5000, "header_row=x&sheet=nowhere", "header_row=0", "header_row=²"],
)
def test_a_place_that_is_not_in_the_file_is_no_error(query, world, alice):
    address = upload(alice, waiting_file(world).workplan, PLAN_FILE).url
    sheet = alice.get(address).context["look"].sheet
    assert alice.get(f"{address}?{query}&shown={sheet}&sheet={sheet}").status_code == 200


def test_signs_that_excel_cannot_hold_do_not_stop_the_remarks(world, alice):
    imported = waiting_file(world, PLAN_FILE.replace("beds", "be\x0cds"))
    assert alice.get(reverse("workplans:exchange_remarks", args=[imported.pk])).status_code == 200


def test_a_kind_that_is_none_shows_all(world, alice):
    plan = applied_file(world).workplan
    address = reverse("workplans:exchange_questions", args=[plan.pk])
    for kind in ("%00", "zebra"):
        assert "1 open question" in says(alice.get(f"{address}?kind={kind}"))
    alice.post(reverse("workplans:exchange_keep_all", args=[plan.pk]), {"kind": "\x00"})
    assert plan.questions.open().count() == 1


def test_saving_another_item_answers_no_question(world, alice):
    question = applied_file(world).questions.get()
    other = Activity.objects.create(output=question.output, name="Sing")
    address = reverse("workplans:plan_item_change", args=["activity", other.pk])
    alice.post(f"{address}?question={question.pk}", filled(alice.get(address), name="Sing well"))
    question.refresh_from_db()
    assert not question.answer

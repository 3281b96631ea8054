"""Every route by which somebody might read an answer back to a person, walked by those who should not."""

import json
import logging
import re
import sys
from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.signals import got_request_exception
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.views.debug import ExceptionReporter

from assessments import keys
from assessments.models import Box, Invited, Round
from teams.models import Holding, Notice, Receipt
from tests.every_page import every_page
from tests.pages import filled, says
from tests.world import MORE, TODAY, hold, open_round, seven

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

NAMES = ["alice", "bob", *MORE]
OUTSIDERS = ["member of another team", "supervisor of this branch", "supervisor of another", "viewer", "accounts", "staff",
             "superuser"]  # fmt: skip
SECRETS = {name: f"xq{place}zw{name[::-1]}" for place, name in enumerate(NAMES)}
"""A word of each person's own, which appears nowhere else."""
LONE = "kvlonevk"
"""A word on a practice on which fewer than three people wrote: it is never shown to anybody."""


def answer(browser, found, name, mark=None):
    """Send the form as that person does; `mark` to everything, or what their place in the team gives."""
    address = reverse("assessments:reflection_answer", args=[found.pk])
    page = browser.get(address)
    mark = NAMES.index(name) % 5 + 1 if mark is None else mark
    sent = {"word_scan": SECRETS[name], **({"word_plan": LONE} if name in {"alice", "bob"} else {})}
    typed = filled(page, **sent)
    typed |= {f"mark_{number}": [str(mark)] for number in range(1, len(found.questions) + 1)}
    return address, typed, browser.post(address, typed)


@pytest.fixture
def asked(world):
    return open_round(world)


@pytest.fixture
def five_said(asked, world, signed_in):
    """Five of seven answered through the page."""
    for name in NAMES[:5]:
        assert answer(signed_in(world.people[name]), asked, name)[2].status_code == 302
    return asked


def dump():
    """{table: rows} of the whole database as a thief of a copy has it, physical places of rows included."""
    hidden = "ctid::text, xmin::text" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = {}
        for table in tables:
            cursor.execute(f'SELECT {hidden}, * FROM "{table}"')  # noqa: S608  our own tables
            found[table] = [tuple(bytes(one) if isinstance(one, memoryview) else one for one in row) for row in cursor]
    return found


def text_of(rows):
    return "\n".join(repr(row) for row in rows)


def test_a_copy_of_the_database_holds_no_answer_while_the_round_is_open(asked, world, signed_in):
    browser = signed_in(world.bob)
    before = dump()
    answer(browser, asked, "bob")
    after = dump()
    assert not any(word in text_of(rows) for rows in after.values() for word in (*SECRETS.values(), LONE))
    changed = {table for table, rows in after.items() if rows != before[table]}
    assert changed == {"assessments_box", "assessments_invited"}, "answering leaves nothing else behind"
    assert len(after["assessments_box"]) == 1
    assert len(before["assessments_box"][0][-1]) == len(after["assessments_box"][0][-1])
    [flag] = [row for row in after["assessments_invited"] if row[-1] and world.bob.pk in row] or [None]
    assert flag is not None
    columns = {field.name for field in Invited._meta.fields} | {field.name for field in Box._meta.fields}
    assert columns == {"id", "round", "person", "answered", "key", "sealed"}, "no time, no mark, nobody's name"


def test_a_copy_of_the_database_holds_what_all_may_see_once_it_is_closed_and_no_more(five_said, world):
    five_said.close()
    after = dump()
    assert after["assessments_box"] == after["assessments_invited"] == []
    held = {table for table, rows in after.items() if any(word in text_of(rows) for word in SECRETS.values())}
    assert held == {"assessments_round"}
    assert not any(LONE in text_of(rows) for rows in after.values()), "too few wrote: it is gone for good"
    result = Round.objects.get().result
    assert set(result) == {"statements", "practices", "words"}
    for told in [*result["statements"], *result["practices"].values()]:
        assert set(told) == {"middle", "low", "high", "wide"}
    assert sorted(result["words"]["scan"]) == sorted(SECRETS[name] for name in NAMES[:5])
    assert "plan" not in result["words"]


def test_a_round_that_too_few_answered_leaves_nothing_at_all(asked, world, signed_in):
    for name in NAMES[:4]:
        answer(signed_in(world.people[name]), asked, name)
    asked.close()
    assert not any(word in text_of(rows) for rows in dump().values() for word in SECRETS.values())
    assert not asked.has_result


def test_nothing_of_a_round_is_in_the_admin_in_a_history_or_in_a_receipt(five_said, world, signed_in):
    five_said.close()
    assert not {Round, Box, Invited} & set(admin.site._registry)
    ruth = signed_in(world.ruth)
    for model in ("round", "box", "invited"):
        assert ruth.get(f"/admin/assessments/{model}/").status_code == 404
    histories = [model for model in apps.get_models() if model.__name__.startswith("Historical")]
    assert not {"Round", "Box", "Invited"} & {model.__name__.removeprefix("Historical") for model in histories}
    for model in histories:
        assert not any(word in text_of(model.objects.values_list()) for word in SECRETS.values()), model
    assert not LogEntry.objects.exists()
    assert not Receipt.objects.filter(path__contains="answer").exists()


def test_sessions_and_notices_are_alike_for_who_answered_and_who_did_not(five_said, world, signed_in):
    for name in NAMES[5:]:
        signed_in(world.people[name]).get(reverse("assessments:reflection_answer", args=[five_said.pk]))
    sessions = [session.get_decoded() for session in Session.objects.all()]
    assert len(sessions) == 7
    assert {frozenset(one) for one in sessions} == {
        frozenset({"_auth_user_id", "_auth_user_backend", "_auth_user_hash", "seen"})
    }
    five_said.tell(seven(world), "round_closing")
    about = {name: [one.words for one in world.people[name].notices.filter(kind="round_closing")] for name in NAMES}
    assert len({tuple(words) for words in about.values()}) == 1


def test_no_log_and_no_error_report_tells_what_was_typed(asked, world, signed_in, caplog, monkeypatch, settings):
    connection.force_debug_cursor = True
    try:
        with caplog.at_level(logging.DEBUG):
            answer(signed_in(world.bob), asked, "bob")
    finally:
        connection.force_debug_cursor = False
    assert SECRETS["bob"] not in caplog.text

    def broken(name):
        raise RuntimeError("the disk is gone")

    reports = []

    def report(sender, request, **more):
        reporter = ExceptionReporter(request, *sys.exc_info())
        reports.append(reporter.get_traceback_text() + reporter.get_traceback_html())

    browser = signed_in(world.alice)
    browser.raise_request_exception = False
    got_request_exception.connect(report)
    try:
        for place in ("read", "seal"):
            with monkeypatch.context() as patch, caplog.at_level(logging.DEBUG):
                patch.setattr(*((keys, "read") if place == "read" else (Box, "seal")), broken)
                response = answer(browser, asked, "alice", mark=2)[2]
            assert response.status_code == 500
            assert SECRETS["alice"] not in caplog.text + response.content.decode()
    finally:
        got_request_exception.disconnect(report)
    assert len(reports) == 2
    for told in reports:
        assert "the disk is gone" in told or "broken()" in told
        assert "put_in" in told
        assert not any(word in told for word in SECRETS.values()), "not of who sent it, nor of who answered before"


@pytest.mark.parametrize("role", OUTSIDERS)
def test_no_page_or_file_tells_an_outsider_anything(role, five_said, world, client):
    five_said.close()
    Round.objects.update(closed_on=TODAY - timedelta(days=200))  # so that the pages' own rounds may be opened
    seen = 0
    for what, response in every_page(client, world, role):
        seen += 1
        told = response.content.decode(errors="replace") + json.dumps(dict(response.headers))
        assert not any(word in told for word in (*SECRETS.values(), LONE)), what
    assert seen > 3
    for name in ("result", "project", "answer"):
        assert client.get(reverse(f"assessments:reflection_{name}", args=[five_said.pk])).status_code == 404
    for act in ("ask", "agree", "keep"):
        address = reverse("assessments:reflection_share", args=[five_said.pk])
        assert client.post(address, {"act": act}).status_code == 404
    assert client.post(reverse("assessments:reflection_open", args=[five_said.pk])).status_code == 404
    five_said.refresh_from_db()
    assert five_said.shared_on is None


def test_while_it_is_open_the_team_itself_learns_nothing(five_said, world, signed_in):
    """Not how many have answered, and nothing of what was said: to who answered and to who did not the same."""
    for name in NAMES:
        browser = signed_in(world.people[name])
        for page in ("assessments:reflection_page", "lmframework:home_team"):
            told = says(browser.get(reverse(page, args=[world.team.pk])))
            assert not re.search(r"\b[45] of 7\b|\b[45] (?:have )?answered", told)
            assert not any(word in told for word in SECRETS.values())
        shown = browser.get(five_said.get_absolute_url(), follow=True)
        assert not any(word in says(shown) for word in SECRETS.values())


def test_a_form_sent_again_and_again_counts_once(asked, world, signed_in):
    browser, other = signed_in(world.bob), signed_in(world.bob)
    address, typed, first = answer(browser, asked, "bob", mark=5)
    again = browser.post(address, typed)
    changed = browser.post(address, {**typed, "mark_1": "1", "once": "9d7e0b9e-6c1d-4f6f-8f5a-0d6f8b1d2c3a"})
    elsewhere = other.post(address, {**typed, "mark_1": "1"})
    assert {one.status_code for one in (first, again, changed, elsewhere)} == {302}
    assert {one.headers["Location"] for one in (first, again, changed, elsewhere)} == {first.headers["Location"]}
    assert Box.objects.get().contents()["tallies"] == [[0, 0, 0, 0, 0, 1]] * 16


def test_who_is_removed_or_comes_later_gets_nothing_in_and_finds_nothing_out(five_said, world, signed_in):
    before = Box.objects.get().contents()["tallies"]
    Holding.objects.get(user=world.hana).end(timezone.localdate() - timedelta(days=1))
    gone = signed_in(world.hana)
    address = reverse("assessments:reflection_answer", args=[five_said.pk])
    assert gone.get(address).status_code == 404
    assert gone.post(address, {"mark_1": "5"}).status_code == 404
    hold(world.charlie, "New nurse", "member", team=world.team)
    late = signed_in(world.charlie)
    late.post(address, {f"mark_{number}": "5" for number in range(1, 17)})
    assert Box.objects.get().contents()["tallies"] == before
    five_said.close()
    assert (five_said.invited_count, five_said.answered_count) == (7, 5)
    assert gone.get(five_said.get_absolute_url()).status_code == 404


def test_two_units_subtracted_leave_nothing(five_said, world, signed_in):
    """What a viewer of the region sees of it with and without a district tells nothing of an unshared result."""
    five_said.close()
    vera = signed_in(world.vera)
    for unit in ("north", "amani", "baraka"):
        told = says(vera.get(reverse("lmframework:units_page", args=[world.units[unit].pk])))
        assert not re.search(r"Never|Rarely|Sometimes|Often|Always|differ", told), unit


def test_a_round_with_neighbours_is_never_taken_apart(world, signed_in):
    """One result for both, in which no team can be told from the other; none of them may show it upward."""
    for name in ("ines", "jomo", "kofi"):
        world.people[name] = type(world.bob).objects.create_user(name, "secret", name=name.title())
        hold(world.people[name], f"Nurse {name}", "member", team=world.other_team)
    day = timezone.localdate() + timedelta(days=7)
    found = Round.objects.open(world.team, world.alice, day, neighbours=[world.other_team])
    for person, mark in [("alice", 5), ("bob", 5), ("charlie", 1), ("ines", 1), ("jomo", 1)]:
        found.answer(world.people[person], [mark] * 16, {}, timezone.localdate())
    found.close()
    pages = [signed_in(world.people[name]).get(found.get_absolute_url()) for name in ("alice", "kofi")]
    assert [page.status_code for page in pages] == [200, 200]
    told = [page.context["round"].by_practice for page in pages]
    assert told[0] == told[1]
    assert not found.may_be_shared
    found.ask_to_share(world.alice)
    assert not found.agree_to_share(world.bob)


def test_the_order_of_answers_leaves_no_trace(world, asked):
    """The tallies are the same whoever comes first, and words lie as the shuffle left them, not as they came."""
    orders = set()
    for _time in range(12):
        box = Box.objects.get()
        box.seal({"tallies": [[0] * 6 for _question in asked.questions], "words": {}})
        box.save()
        for name in NAMES:
            box.put_in([3] * 16, {"scan": SECRETS[name]})
        contents = box.contents()
        assert contents["tallies"] == [[0, 0, 0, 7, 0, 0]] * 16
        orders.add(tuple(contents["words"]["scan"]))
    assert len(orders) > 6


LOOKUPS = [
    ("teams_user", "invitations__answered=1"),
    ("teams_user", "invitations__round__result__contains=x"),
    ("teams_team", "rounds__result__icontains=xq"),
    ("teams_team", "rounds_opened__answered_count=5"),
    ("teams_team", "rounds__box__sealed__isnull=0"),
    ("assessments_statement", "round__result__contains=x"),
]


@pytest.mark.parametrize(("model", "lookup"), LOOKUPS)
def test_lists_of_the_admin_are_filtered_by_nothing_of_a_round(model, lookup, five_said, world, signed_in):
    found = signed_in(world.ruth).get(reverse(f"admin:{model}_changelist") + f"?{lookup}")
    assert found.status_code in {302, 400}


def test_what_hangs_on_a_person_or_a_team_in_the_admin_is_alike_whoever_answered(five_said, world, signed_in):
    ruth, told = signed_in(world.ruth), []
    for name in ("bob", "hana"):
        person = world.people[name]
        for page in ("delete", "history", "change"):
            response = ruth.get(reverse(f"admin:teams_user_{page}", args=[person.pk]))
            told.append((name, page, says_of(response).count("answered")))
    assert {count for _name, _page, count in told} == {0}
    assert "sealed" not in says_of(ruth.get(reverse("admin:teams_team_delete", args=[world.team.pk])))


def says_of(response):
    return re.sub(r"<[^>]+>", " ", response.content.decode())


def test_what_django_dumps_of_it_tells_no_answer(five_said):
    out = StringIO()
    call_command("dumpdata", stdout=out)
    assert not any(word in out.getvalue() for word in (*SECRETS.values(), LONE))
    boxes = [row for row in json.loads(out.getvalue()) if row["model"] == "assessments.box"]
    assert [set(row["fields"]) for row in boxes] == [{"key", "sealed"}]


def test_an_answer_is_sent_to_the_database_sealed_alone(asked, world, signed_in, django_assert_max_num_queries):
    """Not even a server that logs every statement writes down what was said."""
    with django_assert_max_num_queries(60) as captured:
        answer(signed_in(world.bob), asked, "bob")
    writes = [one["sql"] for one in captured if not one["sql"].startswith("SELECT")]
    assert sum("assessments_box" in one for one in writes) == 1
    assert not any(SECRETS["bob"] in one["sql"] for one in captured)


def test_nobody_is_told_by_a_notice_that_somebody_answered(asked, world, signed_in):
    before = Notice.objects.count()
    answer(signed_in(world.bob), asked, "bob")
    assert Notice.objects.count() == before


def test_one_who_differs_from_all_others_is_not_found_in_the_result(world, asked):
    """Five answered, four alike: whoever the fifth is, the result is the same to the letter."""
    results = set()
    for odd in range(5):
        Round.objects.all().delete()
        found = open_round(world)
        for place, person in enumerate(seven(world)[:5]):
            found.answer(person, [1 if place == odd else 4] * 16, {}, TODAY)
        found.close()
        results.add(json.dumps(found.result))
    [told] = results
    assert '"middle": 8, "low": 8, "high": 8, "wide": true' in told

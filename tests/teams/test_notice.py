"""The inbox: who is told, in which words, and who may read it."""

import ast
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from teams.models import Holding, Notice, Post
from teams.models.notices import WORDS
from tests.pages import fill_in, says
from tests.world import TODAY
from workplans.models import Activity

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

ROOT = Path(settings.BASE_DIR)
FACTS = {
    **{
        name: f"the {name}"
        for name in (
            "post",
            "place",
            "person",
            "plan",
            "file",
            "activity",
            "team",
            "vision",
            "what",
            "name",
            "source",
            "reason",
            "unit",
            "obstacle",
            "text",
            "cover",
            "before",
            "note",
        )
    },
    "until": "2026-08-26",
    "amount": "1200.50",
    "currency": "MZN",
    "reference": "V 12",
    "quarter": 2,
    "year": 2026,
    "day": "2026-08-19",
    "purpose": "recovery",
    "count": 2,
    "stage": "late",
    "turn": "holder",
    "who": "Midwife in charge",
    "state": "done",
    "how": "answered",
    "word": "The store has none",
    "period": "2026-07",
    "n": 2,
    "all": 6,
}


@pytest.fixture
def told(world):
    """`told(person)`: the notices of a person, without that of the world's own plan."""
    Notice.objects.all().delete()
    return lambda person: [(notice.kind, notice.words) for notice in person.notices.all()]


TELLING = {
    "remind",
    "remind_each",
    "tell",
    "tell_team",
    "tell_holder",
    "tell_asker",
    "tell_recorder",
    "end_without_success",
}


def kinds_told():
    """Every kind that is told anywhere in the code: the words among what functions that tell are called with.

    And the kinds of the reminders that are made.
    """
    for app in ("teams", "workplans", "assessments", "lmframework"):
        for path in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in TELLING:
                    yield from (word for argument in node.args for word in words_of(argument))
                elif isinstance(node, ast.Call) and ast.unparse(node.func) == "Reminder":
                    yield from (word for one in node.keywords if one.arg == "kind" for word in words_of(one.value))


def words_of(argument):
    """The words that an argument may be: one, or one of two."""
    either = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
    return [one.value for one in either if isinstance(one, ast.Constant) and isinstance(one.value, str)]


def test_whatever_is_told_has_words_and_all_words_are_told():
    assert set(kinds_told()) == set(WORDS)


@pytest.mark.parametrize("kind", WORDS)
def test_every_kind_is_a_sentence_in_each_language_with_all_its_facts(kind, world):
    assert re.fullmatch(r"\S.+\S", WORDS[kind](FACTS))
    assert "%(" not in WORDS[kind](FACTS)
    with translation.override("fr"):
        assert WORDS[kind](FACTS)


def test_a_kind_without_words_or_facts_is_a_mistake_of_ours_and_never_reaches_an_inbox(world):
    before = Notice.objects.count()
    for kind, facts in [("nonsense", FACTS), ("post_given", {"post": "Midwife"})]:
        with pytest.raises(KeyError):
            Notice.objects.tell([world.bob], kind, **facts)
    assert Notice.objects.count() == before


def test_each_is_told_once_and_never_who_did_it_nobody_or_who_may_not_sign_in(world, told):
    world.vera.is_active = False
    world.vera.save()
    people = [world.bob, world.bob, world.alice, world.vera, None]
    Notice.objects.tell(people, "plan_begun", by=world.alice, plan="2026")
    assert told(world.bob) == [("plan_begun", "A workplan was begun: 2026.")]
    assert Notice.objects.count() == 1


def test_a_notice_whose_kind_is_gone_does_not_break_the_inbox(world, signed_in):
    Notice.objects.create(to=world.bob, kind="forgotten")
    assert signed_in(world.bob).get(reverse("teams:notice_list")).status_code == 200


def test_the_team_is_told_of_its_plan_but_not_who_begins_it(world, told, signed_in):
    old = Holding.objects.create(post=world.vacant, user=world.vera, starts_on=date(2025, 1, 1))
    old.end(TODAY - timedelta(days=1))
    Notice.objects.all().delete()
    begin = reverse("workplans:plan_begin", args=[world.team.pk])
    signed_in(world.alice).post(begin, {"starts_on": "2027-01-01"})
    plan = world.team.workplans.get(starts_on=date(2027, 1, 1))
    [notice] = Notice.objects.all()
    assert (notice.to, notice.by, notice.url) == (world.bob, world.alice, plan.get_absolute_url())
    assert notice.words == "A workplan was begun: Amani district health team, 2027."


def test_who_holds_the_post_is_told_of_an_activity_given_to_it_and_not_of_other_changes(world, told, signed_in):
    alice, change = signed_in(world.alice), reverse("workplans:plan_item_change", args=["activity", world.activity.pk])

    def save(**typed):
        assert fill_in(alice, change, **typed).status_code == 302

    save(place="The market")
    save(post=str(world.vacant.pk))
    save(post=str(world.officer.pk))
    assert not Notice.objects.exists()
    save(post=str(world.midwife.pk))
    due = "Your post “Midwife in charge” was given an activity, due on 30 September 2026: "
    assert told(world.bob) == [("activity_given", f"{due}{world.activity.name}")]
    save(name="Train seven midwives")
    assert len(told(world.bob)) == 1


def test_a_new_activity_tells_the_holder_of_its_post(world, told, signed_in):
    add = reverse("workplans:plan_item_add", args=["output", world.output.pk, "activity"])
    assert fill_in(signed_in(world.alice), add, name="Buy beds", post=str(world.midwife.pk)).status_code == 302
    [notice] = world.bob.notices.all()
    assert notice.url == Activity.objects.get(name="Buy beds").get_absolute_url()


def test_unread_ones_are_counted_in_the_menu_and_opening_one_leads_there(world, told, signed_in):
    bob = signed_in(world.bob)
    Notice.objects.tell([world.bob], "plan_begun", by=world.alice, url=world.plan.get_absolute_url(), plan="2026")
    Notice.objects.tell([world.bob], "post_ended", post="Driver", place="Amani")
    page = bob.get(reverse("teams:notice_list"))
    assert '(2)</span> <span class="visually-hidden">2 unread<' in page.content.decode()
    assert re.search(
        r"New Your post “Driver” was ended: Amani\. .* New A workplan was begun: 2026\. Alice ·", says(page)
    )
    # Without a page to lead to, it is only read; a notice that is read can still be followed.
    last, first = world.bob.notices.all()
    assert bob.post(reverse("teams:notice_open", args=[last.pk])).url == reverse("teams:notice_list")
    for _time in range(2):
        assert bob.post(reverse("teams:notice_open", args=[first.pk])).url == world.plan.get_absolute_url()
    page = bob.get(reverse("teams:notice_list"))
    assert "New" not in says(page)
    assert "unread" not in page.content.decode()


def test_all_are_read_at_once_and_only_ones_own(world, told, signed_in):
    for person in (world.bob, world.alice):
        Notice.objects.tell([person], "plan_begun", plan="2026")
        Notice.objects.tell([person], "plan_begun", plan="2027")
    signed_in(world.bob).post(reverse("teams:notice_read_all"))
    assert (world.bob.notices.unread().count(), world.alice.notices.unread().count()) == (0, 2)


def test_nobody_opens_or_reads_the_notice_of_another(world, told, signed_in):
    Notice.objects.tell([world.bob], "post_given", post="Midwife", place="Amani", url="/secret/")
    [notice] = world.bob.notices.all()
    for other in (world.alice, world.ruth):
        assert signed_in(other).post(reverse("teams:notice_open", args=[notice.pk])).status_code == 404
        assert "Midwife" not in says(signed_in(other).get(reverse("teams:notice_list")))
    notice.refresh_from_db()
    assert notice.read_at is None


def test_what_one_may_no_longer_see_can_still_be_read_about(world, told, signed_in):
    Notice.objects.tell([world.charlie], "plan_begun", plan="Amani, 2026", url=world.plan.get_absolute_url())
    charlie = signed_in(world.charlie)
    assert "A workplan was begun: Amani, 2026." in says(charlie.get(reverse("teams:notice_list")))
    [notice] = world.charlie.notices.all()
    answer = charlie.post(reverse("teams:notice_open", args=[notice.pk]), follow=True)
    assert answer.status_code == 404


def test_what_people_wrote_stays_text(world, told, signed_in):
    Notice.objects.tell([world.bob], "post_given", post="<script>alert(1)</script>", place="%(nothing)s %s {x}")
    page = signed_in(world.bob).get(reverse("teams:notice_list"))
    assert "<script>alert" not in page.content.decode()
    assert "%(nothing)s %s {x}" in says(page)


def test_an_empty_inbox_says_what_will_be_there(world, told, signed_in):
    page = signed_in(world.bob).get(reverse("teams:notice_list"))
    assert "Nothing yet. When something happens that concerns you" in says(page)


def test_the_inbox_is_paged_and_needs_no_more_queries_for_more(world, told, signed_in):
    bob = signed_in(world.bob)

    def look(query=""):
        with CaptureQueriesContext(connection) as captured:
            page = bob.get(reverse("teams:notice_list") + query)
        return says(page), len(captured)

    for number in range(3):
        Notice.objects.tell([world.bob], "plan_begun", by=world.alice, plan=f"({number})")
    _says, before = look()
    for number in range(3, 60):
        Notice.objects.tell([world.bob], "plan_begun", by=world.sofia, plan=f"({number})")
    first, after = look()
    assert after == before
    assert "(59)" in first
    assert "(9)" not in first
    assert "(9)" in look("?page=2")[0]
    assert "(9)" in look("?page=99")[0]


def test_people_in_a_team_are_those_who_hold_a_post_of_it_that_day(world):
    second = Post.objects.create(team=world.team, title="Secretary", role=Post.Role.MEMBER)
    Holding.objects.create(post=second, user=world.bob, starts_on=TODAY)
    Holding.objects.create(post=world.vacant, user=world.vera, starts_on=TODAY + timedelta(days=1))
    in_team = type(world.bob).objects.in_team
    assert list(in_team(world.team, TODAY)) == [world.alice, world.bob]
    assert world.vera in in_team(world.team, TODAY + timedelta(days=1))
    assert list(in_team(world.team, date(2025, 1, 1))) == []

"""The words of notices about the work: what is asked and by when, which time of it, and what to do."""

from datetime import date

import pytest
from django.utils import translation

from teams.models import Notice
from teams.models.notices import WORDS
from tests.world import delegation, recurring
from workplans.rules.reminding import STAGES

FACTS = {"activity": "Roster", "post": "Midwife", "person": "Alice", "text": "The rains", "day": "2026-08-20"}


@pytest.mark.parametrize(
    ("kind", "more", "words"),
    [
        ("work_offered", {}, "Alice asks your post “Midwife”. Can you do it by 20 August 2026? Roster"),
        ("work_offered", {"day": ""}, "Alice asks your post “Midwife”. Can you do it? Roster"),
        (
            "work_in_question",
            {"wanted": "2026-09-02"},
            "“Midwife” can do it by 2 September 2026. Do you agree? Roster: The rains",
        ),
        (
            "work_in_question",
            {"wanted": ""},
            "“Midwife” needs help or another date. Answer them. Roster: The rains",
        ),
        ("work_declined", {}, "“Midwife” does not do it. Ask another post. Roster: The rains"),
        ("work_withdrawn", {}, "Alice does not ask your post “Midwife” any more (Roster): The rains"),
        ("work_withdrawn", {"text": ""}, "Alice does not ask your post “Midwife” any more: Roster"),
    ],
)
def test_what_is_asked_says_by_whom_by_when_and_what_to_do(kind, more, words):
    assert WORDS[kind](FACTS | more) == words


def test_who_stands_above_many_teams_reads_which_one_it_is():
    words = WORDS["work_due"]({**FACTS, "stage": "above", "team": "Amani"})
    assert "“Midwife, Amani” has not reported that it is done. Ask how far it is: Roster" in words
    assert "“Midwife”" in WORDS["work_due"]({**FACTS, "stage": "late", "team": "Amani"})


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
def test_what_is_asked_again_and_again_says_which_time_in_the_readers_language(world):
    monthly = recurring(world, every="month")
    august = monthly.occasions.get(starts_on=date(2026, 8, 1))
    Notice.objects.all().delete()
    delegation(world, activity=monthly, occasion=august)
    notice = world.bob.notices.get()
    assert notice.words == (
        f"Alice asks your post “Midwife in charge”. Can you do it by 31 August 2026? {monthly.name}, August 2026"
    )
    with translation.override("fr"):
        assert notice.words.endswith(", août 2026")


def test_every_kind_of_reminder_says_something_at_every_stage():
    facts = {
        "activity": "Roster",
        "obstacle": "No fuel",
        "post": "Midwife",
        "team": "Amani",
        "who": "Bob",
        "day": "2026-08-20",
    }
    for kind in ("answer_due", "work_due", "help_due", "helped_due", "confirm_due"):
        for stage in STAGES:
            for turn in ("holder", "lead", "asker"):
                words = WORDS[kind]({**facts, "stage": stage, "turn": turn})
                assert "20 August 2026" in words
                assert "Roster" in words or "No fuel" in words

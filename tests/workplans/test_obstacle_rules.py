"""What an obstacle asks next, and which have one root cause."""

from datetime import timedelta

import pytest

from tests.world import TODAY
from workplans.rules.obstacles import by_cause, next_question

KNOWN = {"is_open": True, "is_named": True, "has_cause": True, "asked_on": None, "ask_again_on": None}
BEFORE, AFTER = TODAY - timedelta(1), TODAY + timedelta(1)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, ("change", None)),
        ({"has_cause": False}, ("why", None)),
        ({"is_named": False, "ask_again_on": BEFORE}, ("name", None)),
        ({"asked_on": BEFORE}, ("answer", BEFORE)),
        ({"asked_on": BEFORE, "ask_again_on": AFTER}, ("answer", BEFORE)),
        ({"asked_on": BEFORE, "ask_again_on": TODAY}, ("helped", TODAY)),
        ({"has_cause": False, "ask_again_on": AFTER}, ("helped", AFTER)),
        ({"did_not_help": True, "ask_again_on": AFTER}, ("otherwise", None)),
        ({"did_not_help": True, "ask_again_on": TODAY}, ("helped", TODAY)),
        ({"did_not_help": True, "asked_on": BEFORE}, ("answer", BEFORE)),
        ({"was_answered": True, "has_cause": False, "ask_again_on": AFTER}, ("change", None)),
        ({"is_open": False, "has_cause": False}, None),
    ],
)
def test_it_asks_one_thing_next(known, expected):
    assert next_question(TODAY, **KNOWN | known) == expected


def test_what_has_one_root_cause_stands_together_and_what_has_none_last():
    rows = [("", 1), ("No roster.", 2), ("No fuel", 3), ("no  roster", 4), ("", 5)]
    assert by_cause(rows) == [("No roster.", [2, 4]), ("No fuel", [3]), ("", [1, 5])]

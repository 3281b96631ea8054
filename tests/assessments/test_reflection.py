"""Reflection: opening, answering, closing, and what is shown."""

import pytest

from assessments import keys
from assessments.models import Box, Invited
from tests.world import answer, closed_round, open_round, seven

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_four_of_seven_show_nothing(world):
    found = closed_round(world, marks=(1, 2, 3, 4))
    assert found.answered_count == 4
    assert not found.has_result
    assert found.result == {"statements": [None] * 16, "practices": {}, "words": {}}


def test_five_of_seven_are_shown(world):
    found = closed_round(world, marks=(1, 2, 3, 4, 5))
    assert (found.by_practice["scan"].middle, found.by_practice["scan"].wide) == (6, True)


def test_the_last_answer_closes_the_round_and_destroys_box_key_and_invitations(
    world, django_capture_on_commit_callbacks
):
    found = open_round(world)
    key = Box.objects.get().key
    with django_capture_on_commit_callbacks(execute=True):
        answer(found, seven(world))
    found.refresh_from_db()
    assert found.closed_on
    assert not Box.objects.exists()
    assert not Invited.objects.exists()
    with pytest.raises(keys.KeyLost):
        keys.read(key)

"""What a scheduler does when its time has come: again and again, and whatever fails beside it."""

import os
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from assessments import keys
from assessments.models import Box, Round
from teams.models import Notice
from tests.world import TODAY, answer, open_round, seven

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def run():
    out = StringIO()
    call_command("run_due", stdout=out)
    return out.getvalue().splitlines()


def test_a_box_is_opened_the_day_after_its_last_and_once(world, today):
    found = open_round(world, days=7)
    answer(found, seven(world)[:5])
    today.move_to(TODAY + timedelta(days=7))
    assert run()[0] == "open_boxes: 0"
    today.move_to(TODAY + timedelta(days=8))
    assert run()[0] == "open_boxes: 1"
    found.refresh_from_db()
    assert found.has_result
    assert not Box.objects.exists()
    assert Notice.objects.filter(kind="round_closed").count() == 7
    assert run()[0] == "open_boxes: 0"
    assert Notice.objects.filter(kind="round_closed").count() == 7


def test_everybody_is_reminded_alike_and_once(world, today):
    answer(open_round(world, days=7), seven(world)[:3])
    today.move_to(TODAY + timedelta(days=4))
    assert run()[1] == "remind: 0"
    today.move_to(TODAY + timedelta(days=5))
    assert run()[1] == "remind: 1"
    assert run()[1] == "remind: 0"
    told = Notice.objects.filter(kind="round_closing")
    assert {notice.to.username for notice in told} == {person.username for person in seven(world)}
    assert len({notice.words for notice in told}) == 1
    # On the day on which it opens nobody is reminded of it.
    Round.objects.all().delete()
    open_round(world, days=1)
    assert run()[1] == "remind: 0"


@pytest.fixture
def key_folder(settings, tmp_path):
    """A folder of keys of the test's own."""
    settings.KEYS_DIR = tmp_path / "keys"
    return settings.KEYS_DIR


def test_keys_without_a_box_are_swept_after_a_day(world, key_folder):
    used = open_round(world).box.key
    orphan, young = keys.fresh(), keys.fresh()
    long_ago = time.time() - keys.ORPHANED - 60
    for name in (used, orphan):
        os.utime(keys.path_of(name), (long_ago, long_ago))
    assert run()[2] == "sweep_keys: 1"
    assert {path.stem for path in key_folder.glob("*.key")} == {used.hex, young.hex}


def test_one_step_that_fails_stops_no_other_and_is_told(world, today, monkeypatch):
    open_round(world, days=1)
    today.move_to(TODAY + timedelta(days=2))

    def broken(names):
        raise OSError("the disk is gone")

    monkeypatch.setattr(keys, "sweep", broken)
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError, match="Failed: sweep_keys"):
        call_command("run_due", stdout=out, stderr=err)
    assert "open_boxes: 1" in out.getvalue()
    assert "the disk is gone" in err.getvalue()

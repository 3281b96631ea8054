"""The sealed box of a round: its length, its key, who may put something in, and how it ends."""

import base64
import stat
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction

from assessments import keys
from assessments.models import Box, Invited, Round
from assessments.models import box as boxes
from assessments.models.box import WORD_LENGTH
from assessments.models.reflection import NotInvited, RoundClosed
from teams.models import Holding, Notice, Post, User
from tests.world import MORE, TODAY, answer, closed_round, hold, open_round, seven

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture(autouse=True)
def key_folder(settings, tmp_path):
    """A folder of keys of the test's own."""
    settings.KEYS_DIR = tmp_path / "keys"
    return settings.KEYS_DIR


def everything(found, text):
    """`text` for each practice of a round."""
    return dict.fromkeys(found.practices, text)


def sealed():
    return bytes(Box.objects.get().sealed)


# What the database holds


@pytest.mark.parametrize(
    "letter", ["x", "\N{FACE WITH TEARS OF JOY}", '"', "\\", "\x01", "\x7f", "\x00", "ß", "\u2028", "</", "\ud800"]
)
def test_the_box_has_one_length_whatever_is_answered(world, letter):
    found = open_round(world)
    lengths = {len(sealed())}
    for person in seven(world)[:6]:
        answer(found, [person], words=everything(found, letter * WORD_LENGTH))
        lengths.add(len(sealed()))
    answered = Round.objects.get()
    assert len(lengths) == 1
    answered.close()
    assert answered.answered_count == 6


def test_what_is_no_letter_is_left_out_of_a_word(world):
    found = open_round(world)
    answer(found, [world.alice], words={"scan": "  We \x00listen\x1b,\n\tlate\ud800 \N{MAN}\u200d\N{WOMAN}  "})
    assert Box.objects.get().contents()["words"]["scan"] == ["We listen, late \N{MAN}\u200d\N{WOMAN}"]


def test_no_time_stands_beside_an_answer(world):
    found = open_round(world)
    answer(found, [world.alice])
    assert base64.urlsafe_b64decode(sealed())[1:9] == bytes(8)


def test_the_same_answers_never_look_the_same_twice(world):
    open_round(world)
    before = sealed()
    Box.objects.get().put_in([0] * 16, {})
    assert sealed()[20:] != before[20:]


def test_words_are_shuffled_among_the_others(world, monkeypatch):
    monkeypatch.setattr(boxes, "shuffle", lambda words: words.reverse())
    found = open_round(world)
    for person, text in zip(seven(world), "abc", strict=False):
        answer(found, [person], words={"scan": text})
    assert Box.objects.get().contents()["words"]["scan"] == ["c", "a", "b"]


def test_chance_comes_from_the_system():
    assert type(boxes.shuffle.__self__).__name__ == "SystemRandom"


# The key


def test_a_key_is_a_file_for_the_server_alone_in_a_folder_that_backups_leave_out(world, key_folder):
    key = open_round(world).box.key
    [file] = key_folder.glob("*.key")
    assert file.stem == key.hex
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(key_folder.stat().st_mode) == 0o700
    assert (key_folder / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")


def test_each_round_has_a_key_of_its_own(world):
    first = closed_round(world, marks=(3,)).pk
    assert keys.read(keys.fresh())._signing_key != keys.read(keys.fresh())._signing_key
    second = open_round(world)
    assert second.pk != first
    with pytest.raises(keys.KeyLost):
        Box(round=second, key=keys.fresh(), sealed=sealed()).contents()


def test_the_key_goes_once_the_closing_is_committed_and_not_before(
    world, key_folder, django_capture_on_commit_callbacks
):
    found = open_round(world)
    with django_capture_on_commit_callbacks(execute=True):
        found.close()
        assert list(key_folder.glob("*.key"))
    assert not list(key_folder.glob("*.key"))


def taken_back(act):
    """Do `act` in a transaction that comes to nothing."""
    with transaction.atomic():
        act()
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_a_closing_that_is_taken_back_keeps_box_and_key(world):
    found = open_round(world)
    answer(found, seven(world)[:5])
    key = Box.objects.get().key
    taken_back(Round.objects.get().close)
    assert Box.objects.get().contents()["tallies"][0] == [0, 0, 0, 0, 5, 0]
    Round.objects.get().close()
    assert Round.objects.get().by_statement[0].middle == 8
    with pytest.raises(keys.KeyLost):
        keys.read(key)


def test_an_opening_that_is_taken_back_leaves_a_key_that_opens_nothing(world, key_folder):
    taken_back(lambda: open_round(world))
    assert not Box.objects.exists()
    assert len(list(key_folder.glob("*.key"))) == 1  # run_due sweeps it, a day later


@pytest.mark.parametrize("spoiled", [None, b"", b"no key", b"A" * 44])
def test_a_key_that_is_gone_or_spoiled_closes_the_round_kindly(world, today, spoiled):
    found = open_round(world)
    answer(found, seven(world)[:5])
    path = keys.path_of(found.box.key)
    path.unlink() if spoiled is None else path.write_bytes(spoiled)
    with pytest.raises(keys.KeyLost):
        answer(found, [seven(world)[5]])
    assert Invited.objects.filter(answered=True).count() == 5
    today.move_to(TODAY + timedelta(days=8))
    Round.objects.open_due_boxes(TODAY + timedelta(days=8))
    found = Round.objects.get()
    assert found.key_lost
    assert found.answered_count == 5
    assert Notice.objects.filter(kind="round_lost").count() == 7
    assert not Notice.objects.filter(kind="round_closed").exists()
    # Nothing was said, so nothing stands in the way of asking again.
    open_round(world)


def test_destroying_a_key_twice_does_no_harm(world):
    name = keys.fresh()
    keys.destroy(name)
    keys.destroy(name)


# Who puts something in


def test_an_answer_that_is_repeated_counts_once_and_changes_nothing(world):
    found = open_round(world)
    assert found.answer(world.alice, [5] * 16, {"scan": "First"}, TODAY)
    before = sealed()
    assert not found.answer(world.alice, [1] * 16, {"scan": "Second"}, TODAY)
    assert sealed() == before


def test_past_its_date_a_round_takes_no_answer_even_unopened(world, today):
    found = open_round(world, days=7)
    found.answer(world.alice, [3] * 16, {}, TODAY + timedelta(days=7))
    with pytest.raises(RoundClosed):
        found.answer(world.bob, [3] * 16, {}, TODAY + timedelta(days=8))
    assert Box.objects.exists()
    assert Invited.objects.filter(answered=True).count() == 1


def test_who_comes_after_the_opening_is_not_asked_and_who_goes_may_be_missed(world, today):
    found = open_round(world)
    new = User.objects.create_user("late", "secret", name="Late")
    hold(new, "Clerk", Post.Role.MEMBER, team=world.team)
    with pytest.raises(NotInvited):
        found.answer(new, [3] * 16, {}, TODAY)
    Holding.objects.get(user=world.people["hana"]).end(TODAY - timedelta(days=1))
    answer(found, seven(world)[:6])
    found.refresh_from_db()
    # Hana, who is gone, has not answered: that the round stays open tells nobody so.
    assert found.closed_on is None
    today.move_to(TODAY + timedelta(days=8))
    Round.objects.open_due_boxes(TODAY + timedelta(days=8))
    assert Round.objects.get().answered_count == 6


def test_marks_that_do_not_fit_are_refused_and_nobody_counts_as_having_answered(world):
    found = open_round(world)
    before = sealed()
    for wrong in ([3] * 15, [3] * 17, [6] * 16):
        with pytest.raises((ValueError, IndexError)), transaction.atomic():
            found.answer(world.alice, wrong, {}, TODAY)
    assert sealed() == before
    assert not Invited.objects.filter(answered=True).exists()


# How it ends


def test_closed_is_closed(world):
    found = closed_round(world, marks=(3, 4, 4, 4, 5))
    kept, notices = found.result, Notice.objects.count()
    for one in (found, Round.objects.get()):
        one.close()
        with pytest.raises(RoundClosed):
            one.answer(world.people["hana"], [1] * 16, {}, TODAY)
    assert Round.objects.get().result == kept
    assert Notice.objects.count() == notices
    with pytest.raises(ValidationError, match="Twice a year"):
        open_round(world)


def test_the_scheduler_opens_it_the_day_after_and_once(world, today):
    found = open_round(world, days=3)
    answer(found, seven(world)[:5])
    today.move_to(TODAY + timedelta(days=3))
    call_command("run_due", verbosity=0)
    assert Box.objects.exists()
    today.move_to(TODAY + timedelta(days=4))
    for _time in range(2):
        call_command("run_due", verbosity=0)
    assert Round.objects.get().has_result
    assert Notice.objects.filter(kind="round_closed").count() == 7


def test_a_round_that_cannot_be_opened_keeps_no_other_shut(world, today, monkeypatch):
    """The disk refuses one key: the other team's round closes all the same, and the trouble is told."""
    for number in range(6):
        person = User.objects.create_user(f"p{number}", "secret", name=f"Person {number}")
        hold(person, "Nurse", Post.Role.MEMBER, team=world.other_team)
    first = open_round(world, days=1)
    second = Round.objects.open(world.other_team, world.charlie, TODAY + timedelta(days=1))
    read = keys.read

    def refused(name):
        if name == first.box.key:
            raise PermissionError(name)
        return read(name)

    today.move_to(TODAY + timedelta(days=2))
    monkeypatch.setattr(keys, "read", refused)
    with pytest.raises(PermissionError):
        Round.objects.open_due_boxes(TODAY + timedelta(days=2))
    second.refresh_from_db()
    assert second.closed_on
    assert Box.objects.filter(round=first).exists()


# With neighbours


def test_a_round_with_neighbours_is_one_box_that_is_never_taken_apart(world):
    for name in MORE[:3]:
        person = User.objects.create_user(name, "secret", name=name.title())
        hold(person, f"Nurse {name}", Post.Role.MEMBER, team=world.other_team)
    found = Round.objects.open(world.team, world.alice, TODAY + timedelta(days=7), neighbours=[world.other_team])
    people = [
        world.alice,
        world.bob,
        world.charlie,
        *[world.people.get(name) or User.objects.get(username=name) for name in MORE[:3]],
    ]
    assert set(Invited.objects.values_list("person", flat=True)) == {person.pk for person in people}
    answer(found, people, mark=[1, 1, 5, 5, 5, 5])
    found.refresh_from_db()
    assert (found.answered_count, found.by_statement[0].wide) == (6, True)
    assert not found.may_be_shared
    found.ask_to_share(world.alice)
    found.refresh_from_db()
    assert found.share_asked_by_id is None
    # Neither half may be asked again soon: two results of nearly the same people could be subtracted.
    for team in (world.team, world.other_team):
        with pytest.raises(ValidationError):
            Round.objects.open(team, world.alice, TODAY + timedelta(days=7), neighbours=[])


def test_who_is_in_both_teams_is_asked_once(world):
    seven(world)
    hold(world.bob, "Visiting midwife", Post.Role.MEMBER, team=world.other_team)
    found = Round.objects.open(world.team, world.alice, TODAY + timedelta(days=7), neighbours=[world.other_team])
    assert Invited.objects.filter(round=found, person=world.bob).count() == 1
    assert found.invited_count == 8


# Opening


def test_under_five_no_round_opens_and_somebody_whose_account_is_closed_is_nobody(world):
    seven(world)
    for name in MORE[:2]:
        world.people[name].set_open(False)
    assert open_round_of_today(world).invited_count == 5
    Round.objects.all().delete()
    world.people[MORE[2]].set_open(False)
    with pytest.raises(ValidationError, match="4 people are in it"):
        open_round_of_today(world)


def open_round_of_today(world):
    return Round.objects.open(world.team, world.alice, TODAY + timedelta(days=7))


@pytest.mark.parametrize("days", [0, -1, 61])
def test_a_round_lasts_from_a_day_to_sixty(world, days):
    with pytest.raises(ValidationError, match="from tomorrow on"):
        open_round(world, days=days)
    assert not Round.objects.exists()

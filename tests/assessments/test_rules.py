"""What may be said of a box of answers: nothing under five, then words and half points, never a count."""

import os
import subprocess
import sys
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.rules.reflection import (
    FEWEST,
    HIGHEST,
    LOWEST,
    WIDE,
    Summary,
    change,
    summary,
    summary_of_practice,
    talk_first,
    words_shown,
)
from assessments.scales import HowOften, word_at

counts = st.integers(min_value=0, max_value=12)
tallies = st.lists(counts, min_size=5, max_size=5)
enough = tallies.filter(lambda tally: sum(tally) >= FEWEST)


def stands(middle, *, wide=False):
    return Summary(middle, middle, middle, wide)


@given(tally=tallies, fewest=st.integers(min_value=-3, max_value=9))
def test_nothing_is_said_under_five_and_an_installation_can_only_ask_for_more(tally, fewest):
    assert (summary(tally, fewest) is None) == (sum(tally) < max(5, fewest))


@given(tally=enough)
def test_where_people_stand_lies_between_the_answers_that_were_given(tally):
    given_ones = [answer for answer, count in enumerate(tally, start=1) for _each in range(count)]
    found = summary(tally)
    assert 2 * given_ones[0] <= found.low <= found.middle <= found.high <= 2 * given_ones[-1]
    assert found.low % 2 == found.high % 2 == 0
    assert found.wide == (given_ones[-1] - given_ones[0] >= WIDE)


@given(tally=enough)
def test_a_summary_holds_four_small_facts_whatever_the_number_of_people(tally):
    told = asdict(summary(tally))
    assert set(told) == {"middle", "low", "high", "wide"}
    assert {told[name] for name in ("middle", "low", "high")} <= set(range(2 * LOWEST, 2 * HIGHEST + 1))


@given(tally=enough, times=st.integers(min_value=2, max_value=5))
def test_how_many_answered_cannot_be_read_out_of_a_summary_in_which_all_agree(tally, times):
    place = tally.index(max(tally))
    alone = [0] * 5
    alone[place] = max(tally) + FEWEST
    assert summary(alone) == summary([count * times for count in alone])


def test_a_single_voice_among_five_moves_neither_middle_nor_half():
    others = summary([0, 0, 0, 5, 0])
    for place in range(5):
        tally = [0, 0, 0, 4, 0]
        tally[place] += 1
        found = summary(tally)
        assert (found.middle, found.low, found.high) == (others.middle, others.low, others.high)


@pytest.mark.parametrize(
    ("tally", "middle", "low", "high", "wide"),
    [
        ([0, 0, 0, 5, 0], 8, 8, 8, False),
        ([1, 1, 1, 1, 1], 6, 4, 8, True),
        ([0, 0, 3, 3, 0], 7, 6, 8, False),
        ([4, 0, 0, 0, 3], 2, 2, 10, True),
        ([0, 1, 2, 2, 0], 6, 6, 8, False),
    ],
)
def test_the_middle_and_the_middle_half(tally, middle, low, high, wide):
    assert summary(tally) == Summary(middle, low, high, wide)


@given(shown=st.lists(enough, min_size=1, max_size=4), hidden=tallies.filter(lambda tally: sum(tally) < FEWEST))
def test_a_practice_is_worked_out_of_its_shown_statements_alone(shown, hidden):
    assert summary_of_practice([*shown, hidden]) == summary_of_practice(shown)
    assert summary_of_practice([hidden] * 3) is None


def test_a_practice_on_which_people_differ_in_one_statement_differs():
    assert summary_of_practice([[0, 0, 0, 5, 0], [2, 0, 0, 0, 3]]).wide
    # Three statements, each with one word of all: that they are unlike is no quarrel.
    assert not summary_of_practice([[5, 0, 0, 0, 0], [0, 0, 0, 0, 5]]).wide


def test_words_need_five_who_answered_and_three_who_wrote():
    words = {"scan": ["a", "b", "c"], "focus": ["d", "e"]}
    assert words_shown(words, answered=5) == {"scan": ["a", "b", "c"]}
    assert words_shown(words, answered=4) == {}
    assert words_shown(words, answered=6, fewest=7) == {}
    assert words_shown(words, answered=4, fewest=2) == {}


@pytest.mark.parametrize(("half_points", "word"), [(2, "Never"), (7, "Sometimes"), (8, "Often"), (10, "Always")])
def test_half_points_are_told_in_words_and_between_two_in_the_lower(half_points, word):
    assert word_at(half_points, HowOften) == word


def test_a_change_is_known_where_both_times_are():
    assert change(stands(8), stands(6)) == 2
    assert change(stands(8), None) is None
    assert change(None, stands(8)) is None


def test_a_meeting_begins_with_what_differs_then_what_fell_then_what_rose():
    now = {"scan": stands(8), "focus": stands(7, wide=True), "align": stands(5), "inspire": stands(4)}
    before = {"scan": stands(6), "align": stands(6)}
    assert [(one.practice, one.why) for one in talk_first(now, before)] == [("focus", "differ"), ("align", "fell")]
    del now["focus"]
    assert [(one.practice, one.why) for one in talk_first(now, before)] == [("align", "fell"), ("scan", "rose")]
    assert [(one.practice, one.why) for one in talk_first(now, {})] == [("inspire", "lowest"), ("align", "lowest")]
    assert talk_first({}, {}) == []


@pytest.mark.parametrize(("said", "meant"), [("1", 5), ("0", 5), ("", 5), ("-9", 5), ("9", 9)])
def test_an_installation_raises_the_number_and_never_lowers_it(said, meant):
    told = subprocess.run(
        [sys.executable, "-c", "from lmframework import settings; print(settings.REFLECTION_FEWEST)"],
        env={**os.environ, "LMF_TESTING": "1", "LMF_FEWEST_ANSWERS": said},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == str(meant)

"""The eight states at their thresholds, and what holds for any numbers."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.rules.reflection import Summary
from assessments.scales import word_at
from lmframework import scores
from lmframework.practices import PRACTICES, Side, side_of
from lmframework.scores import NOTHING_YET, SCALES, Balance, Word
from workplans.queries.summed import Summed

A_LITTLE = Fraction(1, 10**12)

# The table of the eight states, written a second time: the page's percentages may not drift.
THRESHOLDS = {
    "plan": [(95, "Complete"), (80, "Nearly complete"), (50, "Partly"), (0, "Begun")],
    "organise": [(95, "Ready"), (80, "Nearly ready"), (50, "Short"), (0, "Very short")],
    "implement": [(90, "On time"), (75, "Mostly on time"), (50, "Behind"), (0, "Far behind")],
    "monitor": [(75, "On track"), (50, "At risk"), (0, "Off track")],
}
LEADING = ["scan", "focus", "align", "inspire"]


def counts():
    """(part, whole): how many of how many."""
    return st.integers(0, 400).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


def ranks(scale):
    """The words of a scale from the lowest to the highest."""
    return [word for _least, word in reversed(SCALES[scale].steps)]


@pytest.mark.parametrize(
    ("practice", "percent", "place"),
    [(practice, least, place) for practice, steps in THRESHOLDS.items() for place, (least, _label) in enumerate(steps)],
)
def test_a_word_holds_from_its_percentage_on(practice, percent, place):
    labels = [label for _least, label in THRESHOLDS[practice]]
    at, state = Fraction(percent, 100), SCALES[practice].state
    assert state(at).label == labels[place]
    assert state(min(at + A_LITTLE, Fraction(1))).label == labels[place]
    if percent:
        assert state(at - A_LITTLE).label == labels[place + 1]


@pytest.mark.parametrize(
    ("measured", "complete", "word"),
    [
        ((19, 20), (19, 20), Word.COMPLETE),
        ((18, 20), (20, 20), Word.COMPLETE),
        ((189, 200), (19, 20), Word.NEARLY_COMPLETE),
        ((8, 10), (8, 10), Word.NEARLY_COMPLETE),
        ((7, 10), (89, 100), Word.PARTLY),
        ((0, 10), (10, 10), Word.PARTLY),
        ((0, 10), (99, 100), Word.BEGUN),
        ((0, 1), (0, 1), Word.BEGUN),
        ((0, 0), (19, 20), Word.COMPLETE),
        ((4, 5), (0, 0), Word.NEARLY_COMPLETE),
        ((0, 0), (0, 0), Word.NOTHING_YET),
    ],
)
def test_plan_is_the_mean_of_its_two_halves_or_the_one_there_is(measured, complete, word):
    state = scores.plan(outputs=measured[1], measured=measured[0], activities=complete[1], complete=complete[0])
    assert state.word == word


def test_organise_is_the_money_with_a_source_until_money_is_released():
    assert scores.organise(planned=20, sourced=19).word == Word.READY
    assert scores.organise(planned=20, sourced=18).word == Word.NEARLY_READY
    assert scores.organise(planned=2, sourced=1).word == Word.SHORT
    assert scores.organise(planned=2, sourced=0).word == Word.VERY_SHORT
    assert scores.organise(planned=0, sourced=0) == NOTHING_YET
    released = scores.organise(planned=Decimal(100), sourced=Decimal(100), released=Decimal("79.99"))
    assert (released.word, released.percent) == (Word.SHORT, 79)
    assert scores.organise(planned=100, sourced=100, released=0).word == Word.VERY_SHORT
    assert scores.organise(planned=100, sourced=100, released=130).share == 1


def test_implement_is_the_share_done_in_time_of_what_was_due():
    assert scores.implement(due=10, in_time=9).word == Word.ON_TIME
    assert scores.implement(due=100, in_time=89).word == Word.MOSTLY_ON_TIME
    assert scores.implement(due=4, in_time=2).word == Word.BEHIND
    assert scores.implement(due=4, in_time=1).word == Word.FAR_BEHIND
    assert scores.implement(due=0, in_time=0) == NOTHING_YET


def test_monitor_judges_nothing_under_half_recorded():
    assert scores.monitor(due=100, recorded=49, judged=10, on_track=10).word == Word.NOT_RECORDED
    assert scores.monitor(due=100, recorded=50, judged=10, on_track=10).word == Word.ON_TRACK
    assert scores.monitor(due=4, recorded=4, judged=4, on_track=3).word == Word.ON_TRACK
    assert scores.monitor(due=4, recorded=4, judged=100, on_track=74).word == Word.AT_RISK
    assert scores.monitor(due=4, recorded=4, judged=100, on_track=49).word == Word.OFF_TRACK
    assert scores.monitor(due=4, recorded=4, judged=0, on_track=0) == NOTHING_YET
    assert scores.monitor(due=0, recorded=0, judged=0, on_track=0) == NOTHING_YET


@pytest.mark.parametrize(
    ("middle", "wide", "word"),
    [
        (2, False, Word.NEVER),
        (4, False, Word.RARELY),
        (6, True, Word.SOMETIMES),
        # Half of them sometimes, half often: the lower word.
        (7, False, Word.SOMETIMES),
        (8, True, Word.OFTEN),
        (9, False, Word.OFTEN),
        (10, False, Word.ALWAYS),
    ],
)
def test_leading_is_the_answer_in_the_middle(middle, wide, word):
    state = scores.lead(Summary(middle=middle, low=2, high=10, wide=wide))
    assert (state.word, state.divided) == (word, wide)
    assert state.label == word_at(middle)


def test_of_what_too_few_answered_nothing_is_said():
    assert scores.lead(None) == NOTHING_YET


def sides(leading, managing):
    return scores.balance(
        [NOTHING_YET if one is None else scores.State(Word.OFTEN, Fraction(one)) for one in leading],
        [NOTHING_YET if one is None else scores.State(Word.PARTLY, Fraction(one)) for one in managing],
    )


@pytest.mark.parametrize(
    ("leading", "managing", "verdict"),
    [
        ([None] * 4, ["1/2"], (Balance.UNKNOWN, None)),
        (["1/2"], [None] * 4, (Balance.UNKNOWN, None)),
        (["1/2"], ["1/2"], (Balance.TOGETHER, None)),
        (["1/2"], ["74/100"], (Balance.TOGETHER, None)),
        # A quarter is one step of the five words; what is not known counts on neither side.
        (["1/2", None], ["3/4"], (Balance.LEADING_BEHIND, 0)),
        (["3/4", "1/4", "1/2"], [None, "1"], (Balance.LEADING_BEHIND, 1)),
        (["1", "1"], [None, "1/2", "1/4"], (Balance.MANAGING_BEHIND, 2)),
    ],
)
def test_the_side_that_is_left_behind_is_named_with_its_weakest_practice(leading, managing, verdict):
    assert sides(leading, managing) == verdict


def test_others_than_the_team_see_that_a_reflection_was_held_or_not():
    assert scores.lead_seen_from_outside(held=True) == scores.State(Word.HELD)
    assert scores.lead_seen_from_outside(held=False) == scores.State(Word.NOT_HELD)


@given(counts(), counts(), st.sampled_from(["measured", "complete"]))
def test_more_that_is_complete_never_lowers_plan(outputs, activities, grows):
    numbers = {"outputs": outputs[1], "measured": outputs[0], "activities": activities[1], "complete": activities[0]}
    before = scores.plan(**numbers)
    numbers[grows] = min(numbers[grows] + 1, numbers["outputs" if grows == "measured" else "activities"])
    after = scores.plan(**numbers)
    if before == NOTHING_YET:
        assert (outputs[1], activities[1]) == (0, 0)
        assert after == NOTHING_YET
    else:
        assert after.share >= before.share
        assert ranks("plan").index(after.word) >= ranks("plan").index(before.word)


@given(st.sampled_from(sorted(THRESHOLDS)), st.fractions(0, 1), st.fractions(0, 1))
def test_a_greater_share_never_has_a_lower_word(practice, one, other):
    low, high = sorted([one, other])
    order = ranks(practice)
    assert order.index(SCALES[practice].state(low).word) <= order.index(SCALES[practice].state(high).word)


@given(st.sampled_from(sorted(THRESHOLDS)), st.fractions(0, 1))
def test_the_percentage_shown_never_contradicts_the_word(practice, share):
    state = SCALES[practice].state(share)
    assert state.word == SCALES[practice].state(Fraction(state.percent, 100)).word


@given(st.integers(0, 50), st.integers(0, 50))
def test_from_nothing_comes_no_state(part, other):
    assert scores.plan(outputs=0, measured=part, activities=0, complete=other) == NOTHING_YET
    assert scores.organise(planned=0, sourced=part) == NOTHING_YET
    assert scores.implement(due=0, in_time=part) == NOTHING_YET
    assert scores.monitor(due=0, recorded=part, judged=other, on_track=other) == NOTHING_YET


def test_each_of_the_eight_practices_has_its_scale_and_each_word_its_label():
    assert [practice for practice in PRACTICES if side_of(practice) == Side.LEADING] == LEADING
    assert [practice for practice in PRACTICES if side_of(practice) == Side.MANAGING] == list(THRESHOLDS)
    assert set(PRACTICES) == set(SCALES)
    assert set(scores.LABELS) == set(Word)
    assert all(scale.steps[-1][0] == 0 for scale in SCALES.values())
    assert {
        practice: [(n, str(label)) for label, n in SCALES[practice].words()] for practice in THRESHOLDS
    } == THRESHOLDS


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({"planned": 100, "sourced": 100, "listed": 4}, Word.READY),
        ({"planned": 100, "sourced": 100, "listed": 4, "partly": 1}, Word.NEARLY_READY),
        ({"planned": 100, "sourced": 100, "released": 40, "listed": 4, "missing": 1}, Word.VERY_SHORT),
        ({"planned": 0, "sourced": 0, "listed": 4, "missing": 1, "partly": 2}, Word.SHORT),
        ({"planned": 0, "sourced": 0, "listed": 4}, Word.READY),
        ({"planned": 0, "sourced": 0}, Word.NOTHING_YET),
    ],
)
def test_a_missing_structure_keeps_ready_away(facts, word):
    assert scores.organise(**facts).word == word


def test_other_formulas_leave_what_was_shown_before_them_as_it_was(monkeypatch):
    [first] = scores.FORMULAS
    later = replace(
        first, since=date(2027, 1, 1), implement=lambda **_counts: scores.State(Word.FAR_BEHIND, Fraction(0))
    )
    counts = Summed(due=10, in_time=10, outputs=4, measured=4)
    before = scores.states_of(counts, date(2026, 12, 31))
    monkeypatch.setattr(scores, "FORMULAS", (later, first))
    assert scores.states_of(counts, date(2026, 12, 31)) == before
    assert before["implement"].word == Word.ON_TIME
    after = scores.states_of(counts, date(2027, 1, 1))
    assert after["implement"].word == Word.FAR_BEHIND
    assert {**after, "implement": None} == {**before, "implement": None}

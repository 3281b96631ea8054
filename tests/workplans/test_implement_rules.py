"""The rules of work that is asked of others, of what is done again and again, and of progress."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workplans.rules import delegating, occasions, periods
from workplans.rules.progress import NOTHING_YET, Progress, counted, days_late, is_in_time, progress_of

# What leads on from a state: the act, who does it, and the state that it leads to.
TABLE = {
    "to_agree": {"agree": ("lead", "offered"), "refuse": ("lead", "declined")},
    "offered": {
        "accept": ("holder", "accepted"),
        "decline": ("holder", "declined"),
        "ask": ("holder", "in_question"),
        "pass_on": ("holder", "passed_on"),
        "report": ("holder", "done"),
    },
    "in_question": {
        "answer": ("asker", "offered"),
        "accept": ("holder", "accepted"),
        "hand_back": ("holder", "handed_back"),
        "report": ("holder", "done"),
    },
    "accepted": {
        "ask": ("holder", "in_question"),
        "hand_back": ("holder", "handed_back"),
        "pass_on": ("holder", "passed_on"),
        "report": ("holder", "done"),
    },
    "passed_on": {"come_back": (None, "accepted"), "come_done": (None, "done")},
    "done": {"confirm": ("confirmer", "confirmed"), "not_yet": ("confirmer", "accepted")},
}
for open_state, acts in TABLE.items():
    acts |= {"withdraw": ("asker", "withdrawn"), "say": ("chain", open_state), "hand_over": ("holder", open_state)}
TABLE |= {state: {} for state in ("confirmed", "declined", "handed_back", "withdrawn")}


def test_the_table_knows_every_state_and_act():
    assert list(TABLE) == delegating.STATES
    assert {act for acts in TABLE.values() for act in acts} == set(delegating.ACTS)
    assert set(delegating.DOES) == set(delegating.ACTS) - {"come_back", "come_done"}


@pytest.mark.parametrize("state", TABLE)
def test_what_leads_on_from_a_state_is_in_the_table_alone(state):
    for act in delegating.ACTS:
        who, expected = TABLE[state].get(act, (None, None))
        assert delegating.after(state, act) == expected, act
        if who:
            assert delegating.DOES[act] == who, act


def test_a_granted_date_is_accepted_and_only_what_may_be_passed_on_is():
    assert delegating.after("in_question", "answer", grants=True) == "accepted"
    assert delegating.after("offered", "answer", grants=True) is None
    assert delegating.after("accepted", "pass_on", may_pass_on=False) is None


def test_what_somebody_can_do_follows_from_their_part_in_it():
    assert delegating.possible("offered", {"holder"}) == [
        *("accept", "decline", "ask", "pass_on", "report", "hand_over")
    ]
    assert delegating.possible("offered", {"holder"}, may_pass_on=False)[3] == "report"
    assert delegating.possible("done", {"asker", "confirmer", "chain"}) == ["confirm", "not_yet", "withdraw", "say"]
    assert delegating.possible("passed_on", {"lead"}) == delegating.possible("confirmed", {"holder", "asker"}) == []


def test_a_chain_is_no_circle_and_has_an_end():
    assert delegating.goes_in_a_circle({1, 2}, 2)
    assert not delegating.goes_in_a_circle({1, 2}, 3)
    assert [delegating.is_too_deep(depth) for depth in (1, 4, 5)] == [False, False, True]


YEAR = date(2026, 1, 1), date(2026, 12, 31)
QUARTERS = periods.quarters(*YEAR)


def laid_out(every, first=None, last=None, months=(), year=YEAR):
    days = occasions.stretches(first, last, months, *year)
    return occasions.spans(every, days, periods.quarters(*year))


def test_weeks_go_from_monday_to_sunday_and_a_few_days_join_their_neighbour():
    spans = laid_out("week", date(2026, 8, 1), date(2026, 8, 31))
    assert spans == [
        (date(2026, 8, 1), date(2026, 8, 9)),  # from a Saturday
        (date(2026, 8, 10), date(2026, 8, 16)),
        (date(2026, 8, 17), date(2026, 8, 23)),
        (date(2026, 8, 24), date(2026, 8, 31)),  # to a Monday
    ]
    assert laid_out("fortnight", date(2026, 8, 3), date(2026, 8, 30)) == [
        (date(2026, 8, 3), date(2026, 8, 16)),
        (date(2026, 8, 17), date(2026, 8, 30)),
    ]


def test_months_are_the_calendars_and_quarters_the_plans_own():
    assert laid_out("month", months=["2026-02", "2026-05"]) == [
        (date(2026, 2, 1), date(2026, 2, 28)),
        (date(2026, 5, 1), date(2026, 5, 31)),
    ]
    assert laid_out("quarter", months=["2026-01", "2026-03", "2026-04"]) == [
        (date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), date(2026, 4, 30)),
    ]


def test_in_a_year_that_begins_within_a_month_the_few_days_at_its_end_are_no_month():
    year = date(2026, 7, 8), date(2027, 7, 7)
    spans = laid_out("month", *year, year=year)
    assert spans[0] == (date(2026, 7, 8), date(2026, 7, 31))
    assert spans[-1] == (date(2027, 6, 1), date(2027, 7, 7))
    assert len(spans) == 12


def test_without_days_or_outside_the_plan_there_are_no_occasions():
    assert laid_out("week") == laid_out("week", date(2025, 1, 1), date(2025, 3, 1)) == []
    assert laid_out("quarter", date(2026, 5, 1), None) == []


days = st.dates(date(2025, 10, 1), date(2027, 3, 31))
some_months = st.lists(st.sampled_from([periods.month_key(day) for day in periods.months(*YEAR)]), unique=True)


@given(st.sampled_from(occasions.EVERY), days, st.integers(0, 300), some_months)
def test_occasions_are_inside_the_activity_in_order_apart_and_none_is_missing(every, first, length, months):
    stretches = occasions.stretches(first, first + timedelta(days=length), months, *YEAR)
    planned = {one + timedelta(days=n) for one, last in stretches for n in range((last - one).days + 1)}
    spans = occasions.spans(every, stretches, QUARTERS)
    assert all({one, last} <= planned and one <= last for one, last in spans)
    assert all(last < following for (_one, last), (following, _last) in pairwise(spans))
    covered = {day for day in planned if any(one <= day <= last for one, last in spans)}
    assert covered == planned
    assert laid_out(every, first, first + timedelta(days=length), months) == spans


@given(st.sampled_from(["week", "fortnight", "month"]), days, st.integers(40, 300))
def test_no_occasion_is_shorter_than_half_of_its_time(every, first, length):
    shortest = {"week": 4, "fortnight": 7, "month": 14}[every]
    stretches = occasions.stretches(first, first + timedelta(days=length), [], date(2020, 1, 1), date(2030, 1, 1))
    assert all((last - one).days + 1 >= shortest for one, last in occasions.spans(every, stretches, []))


D = [date(2026, 8, day) for day in range(1, 10)]


def test_the_last_day_counts_and_on_the_same_day_what_was_written_last():
    assert progress_of([]) == NOTHING_YET == Progress("", None, None)
    assert progress_of([(D[2], 1, "half"), (D[0], 2, "started")]) == Progress("half", D[2])
    assert progress_of([(D[2], 1, "half"), (D[2], 2, "done")]) == Progress("done", D[2], D[2])


def test_it_is_done_since_the_first_who_said_so_and_not_once_somebody_says_otherwise():
    said = [(D[0], 1, "done"), (D[3], 2, "done")]
    assert progress_of(said) == Progress("done", D[0], D[0])
    assert progress_of([*said, (D[5], 3, "half")]) == Progress("half", D[5])
    assert progress_of([*said, (D[5], 3, "stuck"), (D[6], 4, "done")]).done_on == D[6]


@given(st.permutations([(D[0], 1, "started"), (D[0], 2, "half"), (D[4], 3, "stuck"), (D[4], 4, "done")]))
def test_progress_does_not_depend_on_the_order_in_which_reports_come(reports):
    assert progress_of(reports) == Progress("done", D[4], D[4])


def test_late_is_a_matter_of_days_until_it_is_settled():
    assert [days_late(NOTHING_YET, D[3], day) for day in (D[3], D[4], D[8])] == [0, 1, 5]
    assert days_late(progress_of([(D[6], 1, "done")]), D[3], D[8]) == 3
    assert days_late(progress_of([(D[6], 1, "not_done")]), D[3], D[8]) == 0
    assert days_late(NOTHING_YET, None, D[8]) == 0
    assert is_in_time(progress_of([(D[3], 1, "done")]), D[3])
    assert not is_in_time(progress_of([(D[4], 1, "done")]), D[3])
    assert not is_in_time(progress_of([(D[2], 1, "not_done")]), D[3])


def test_what_is_not_due_yet_counts_neither_way():
    done, late = progress_of([(D[0], 1, "done")]), progress_of([(D[8], 1, "done")])
    rows = [(done, D[2]), (late, D[2]), (NOTHING_YET, D[3]), (NOTHING_YET, D[8]), (done, D[8]), (done, None)]
    assert counted(rows, D[8]) == (3, 1)
    assert counted([], D[8]) == (0, 0)

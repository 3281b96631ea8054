"""`python -m tests.assessments.two_at_once PAIRS`: two people answer at the same moment, again and again.

It runs on the real database that DATABASE_URL names, migrated and empty, with a connection for each of the two; where an
answer was lost or doubled, it says so and ends with 1. test_concurrent.py runs it.
"""

import os
import random
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import django

PEOPLE = 9
"""Eight answer in four pairs, the ninth never does: the round stays open, and its box can be looked into."""
QUESTIONS = [{"practice": "scan", "statement": None, "texts": {"en": f"Statement {number}"}} for number in range(4)]


def main(pairs):
    team, people = prepare()
    wrong = [trouble for number in range(-(-pairs // 4)) for trouble in play(team, people, random.Random(number))]
    sys.stdout.write("\n".join(wrong[:10]) or f"{pairs} pairs: no answer lost, none doubled")
    return bool(wrong)


def prepare():
    """A team, and people to invite: what a round needs and no more."""
    level = Level.objects.create(rank=1, name="Country")
    unit = Unit.objects.create(level=level, name="Tamaria")
    team = Team.objects.create(unit=unit, name="Team", code="team")
    return team, [User.objects.create_user(f"p{number}", name=f"Person {number}") for number in range(PEOPLE)]


def open_round(team, people):
    today = timezone.localdate()
    days = {"opened_on": today, "closes_on": today + timedelta(days=7)}
    found = Round.objects.create(team=team, invited_count=len(people), questions=QUESTIONS, **days)
    found.teams.set([team])
    for person in people:
        Invited.objects.create(round=found, person=person)
    Box.objects.begin(found)
    return found


def play(team, people, chance):
    """One round: four pairs at once, the first pair a second time, then two who close it. What went wrong, in words."""
    found = open_round(team, people)
    marks = {person: [chance.randint(0, 5) for _question in QUESTIONS] for person in people[:8]}
    words = {person: {"scan": f"Said by {person.pk}"} for person in marks}

    def answer(person):
        return Round.objects.get(pk=found.pk).answer(person, marks[person], words[person], timezone.localdate())

    first = [both(answer, people[place], people[place + 1]) for place in range(0, 8, 2)]
    again = both(answer, people[0], people[1])
    # One person who presses twice is two requests of the same person.
    twice = both(answer, people[2], people[2])
    expected = [[0] * 6 for _question in QUESTIONS]
    for given in marks.values():
        for tally, mark in zip(expected, given, strict=True):
            tally[mark] += 1
    contents = Box.objects.get(round=found).contents()
    answered = Invited.objects.filter(round=found, answered=True).count()
    yield from () if first == [(True, True)] * 4 else [f"an answer was not taken: {first}"]
    yield from () if (again, twice) == ((False, False), (False, False)) else ["an answer was taken twice"]
    yield from () if contents["tallies"] == expected else [f"{contents['tallies']} instead of {expected}"]
    yield from () if sorted(contents["words"]["scan"]) == sorted(one["scan"] for one in words.values()) else ["words"]
    yield from () if answered == 8 else [f"{answered} have answered"]
    both(lambda one: one.close(), Round.objects.get(pk=found.pk), Round.objects.get(pk=found.pk))
    found.refresh_from_db()
    yield from () if (found.answered_count, found.has_result) == (8, True) else ["it was not closed once"]


START = threading.Barrier(2)
TWO = ThreadPoolExecutor(2)


def both(act, one, other):
    """What `act` answers for `one` and for `other`, which two threads begin at the same moment."""

    def at_once(given):
        START.wait()
        return act(given)

    return tuple(TWO.map(at_once, (one, other)))


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()

    from django.utils import timezone

    from assessments.models import Box, Invited, Round
    from teams.models import Level, Team, Unit, User

    sys.exit(main(int(sys.argv[1])))

"""`python -m tests.workplans.two_delegating ROUNDS`: two people do something to the same work at the same moment.

It runs on the real database that DATABASE_URL names, migrated and empty, with a connection for each of the two; where both
acted on what only one may, a chain fell apart, or one waited for ever, it says so and ends with 1.
"""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import django

START = threading.Barrier(2)
TWO = ThreadPoolExecutor(2)


def main(rounds):
    world = build()
    wrong = [trouble for number in range(rounds) for trouble in play(world, number)]
    sys.stdout.write("\n".join(wrong[:10]) or f"{rounds} rounds: one of two acted each time")
    return bool(wrong)


def play(world, number):
    """Asked twice, answered twice, passed on while it is withdrawn, confirmed and not, corrected twice, helped twice."""
    asked = both(lambda: delegation(world, may_pass_on=True), lambda: delegation(world, may_pass_on=True))
    yield from one_acted("asked", asked)
    first = Delegation.objects.open().get(post=world.midwife)
    yield from one_acted(
        "answered", both(lambda: own(first).accept(world.bob), lambda: own(first).decline(world.bob, "No"))
    )
    if own(first).state == "declined":
        first = delegation(world, may_pass_on=True)
    yield from one_acted(
        "gave away",
        both(lambda: own(first).pass_on(world.vacant, world.bob), lambda: own(first).hand_back(world.bob, "No"))
        if own(first).state == "accepted"
        else both(lambda: own(first).pass_on(world.vacant, world.bob), lambda: own(first).decline(world.bob, "No")),
    )
    if own(first).state != "passed_on":
        first = delegation(world, may_pass_on=True)
        first.pass_on(world.vacant, world.bob)
    child = first.children.open().get()
    withdrew, _declined = both(
        lambda: own(first).withdraw(world.alice), lambda: own(child).decline(world.alice, "Nobody")
    )
    over = (own(first).state, own(child).state)
    yield from () if withdrew and over[0] == "withdrawn" and over[1] in ("withdrawn", "declined") else [f"over: {over}"]
    yield from reported(world, number)
    helped = stuck(world, f"Stuck {number}", asked=world.officer)
    answers = both(
        lambda: Obstacle.objects.get(pk=helped.pk).answer(world.alice, "Yes"),
        lambda: Obstacle.objects.get(pk=helped.pk).answer(world.alice, "No"),
    )
    yield from one_acted("helped", answers)


def reported(world, number):
    """Done, twice at once; confirmed while it is said not to be done; then a report that two correct at once."""
    first = delegation(world)
    both(lambda: report(world, "done"), lambda: report(world, "done"))
    steps = list(first.steps.filter(act="report"))
    yield from () if own(first).state == "done" and len(steps) == 1 else [f"reported {len(steps)} times"]
    yield from one_acted(
        "confirmed", both(lambda: own(first).confirm(world.alice), lambda: own(first).not_yet(world.alice, "No"))
    )
    if own(first).is_open:
        first.withdraw(world.alice)
    entry = report(world, "half", activity=world.second_activity)
    corrected = both(
        lambda: Entry.objects.correct(entry, world.bob, "One", "started"),
        lambda: Entry.objects.correct(entry, world.alice, "Two", "done"),
    )
    yield from one_acted("corrected", corrected)
    yield from () if entry.answers.count() == 1 else ["a report was corrected twice"]


def own(delegation):
    """The delegation as one of the two has read it."""
    return Delegation.objects.get(pk=delegation.pk)


def one_acted(what, two):
    return [] if sorted(two) == [False, True] else [f"{what}: {two}"]


def both(one, other):
    """Whether each of two, which two threads begin at the same moment, did what it wanted."""

    def at_once(act):
        START.wait()
        try:
            act()
        except ValidationError:
            return False
        finally:
            connection.close()
        return True

    return list(TWO.map(at_once, (one, other)))


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()

    import time_machine
    from django.core.exceptions import ValidationError
    from django.db import connection

    from tests.world import TODAY, build, delegation, report, stuck
    from workplans.models import Delegation, Entry, Obstacle

    with time_machine.travel(TODAY, tick=False):
        sys.exit(main(int(sys.argv[1])))

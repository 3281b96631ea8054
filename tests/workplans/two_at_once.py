"""`python -m tests.workplans.two_at_once ROUNDS`: two people do something to a plan at the same moment, again and again.

It runs on the real database that DATABASE_URL names, migrated and empty, with a connection for each of the two; where both
acted on what only one may, or a version differs from what is planned, it says so and ends with 1.
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
    Allocation.objects.filter(activity=world.activity).exclude(source=world.fund).delete()
    wrong = [trouble for number in range(rounds) for trouble in play(world, number)]
    sys.stdout.write("\n".join(wrong[:10]) or f"{rounds} rounds: one of two acted each time")
    return bool(wrong)


def play(world, number):
    """Sent while somebody changes it; then two decide at once; then a quarter is closed while money is written down."""
    plan = world.plan

    def change():
        with transaction.atomic():
            held = Workplan.objects.hold_open(plan.pk)
            Allocation.objects.put(held.activity_set.get(pk=world.activity.pk), {world.fund: 1000 + number})

    sent, changed = both(lambda: reviewing.send(plan, world.alice), change)
    waiting = plan.versions.first()
    yield from () if sent else ["it was not sent"]
    yield from () if snapshot(plan) == waiting.planned else [f"{waiting} is not what is planned (changed: {changed})"]
    decided = both(
        lambda: reviewing.give_back(plan, waiting.number, "Mend it", world.sofia),
        lambda: (reviewing.take_back if number % 2 else reviewing.approve)(
            plan, *([world.alice] if number % 2 else [waiting.number, world.ruth])
        ),
    )
    yield from () if sorted(decided) == [False, True] else [f"decided: {decided}"]
    if Workplan.objects.get(pk=plan.pk).state == "approved":
        amended = both(
            lambda: reviewing.amend(plan, "One", world.alice), lambda: reviewing.amend(plan, "Two", world.alice)
        )
        yield from () if sorted(amended) == [False, True] else [f"amended: {amended}"]
    quarter, before = plan.quarters.get(number=1), plan.entries.count()
    closed, written = both(
        lambda: reviewing.settle_quarter(quarter, True, "", world.alice, TODAY),
        lambda: MoneyEntry.objects.write(
            world.activity, world.fund, "spent", 1, Paper(quarter.ends_on, "V", world.alice)
        ),
    )
    after = plan.entries.count()
    yield from () if closed and after - before == int(written) else ["an entry was lost or doubled"]
    try:
        MoneyEntry.objects.write(world.activity, world.fund, "spent", 1, Paper(quarter.ends_on, "V", world.alice))
        yield "a closed quarter took an entry"
    except ValidationError:
        reviewing.settle_quarter(quarter, False, "On", world.sofia, TODAY)


def both(one, other):
    """Whether each of two, which two threads begin at the same moment, did what it wanted."""

    def at_once(act):
        START.wait()
        try:
            act()
        except (ValidationError, PermissionDenied):
            return False
        finally:
            connection.close()
        return True

    return list(TWO.map(at_once, (one, other)))


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()

    from django.core.exceptions import PermissionDenied, ValidationError
    from django.db import connection, transaction

    from tests.world import TODAY, build
    from workplans import reviewing
    from workplans.models import Allocation, MoneyEntry, Workplan
    from workplans.models.organise.entries import Paper
    from workplans.queries.snapshot import snapshot

    sys.exit(main(int(sys.argv[1])))

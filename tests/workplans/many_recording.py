"""`python -m tests.workplans.many_recording ROUNDS`: four people record and report at the same moment, again and again.

It runs on the real database that DATABASE_URL names, an empty one, with a connection for each: two of them in the same
plan, two in one each. Where one of them fails, or a summary differs afterwards, it says so and ends with 1.
"""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from functools import partial

import django

FOUR = 4
START = threading.Barrier(FOUR)


def main(rounds):
    world = build()
    plans = [world.plan, world.plan, Workplan.objects.begin(world.other_team, date(2026, 1, 1))]
    plans.append(Workplan.objects.begin(world.team, date(2025, 1, 1)))
    for plan in plans[2:]:
        objective = Objective.objects.create(workplan=plan, name="Safe births")
        Activity.objects.create(output=Output.objects.create(objective=objective, name="Beds"), name="Buy")
    for plan in plans:
        for number in range(rounds):
            output = Output.objects.filter(workplan=plan).first()
            Indicator.objects.create(output=output, name=f"Visits {number}", recorded_every="quarter")
    rebuild(Workplan.objects.all())
    wrong = []
    with ThreadPoolExecutor(FOUR) as four:
        for number in range(rounds):
            wrong += filter(None, four.map(partial(act, world, plans, number), range(FOUR)))
    wrong += [f"{plan}, quarter {number}" for plan, number, *_sides in differences(Workplan.objects.all())]
    if Entry.objects.count() < 2 * rounds:
        wrong.append("less was recorded than was meant to be")
    sys.stdout.write("\n".join(wrong[:10]) or f"{FOUR} at once, {rounds} rounds: nothing differs")
    return bool(wrong)


def act(world, plans, number, place):
    """One of the four does something in its plan; what went wrong, None where nothing did."""
    plan = plans[place]
    START.wait()
    try:
        if (number + place) % 3 == 0:
            with at_once():
                held = Workplan.objects.hold_open(plan.pk)
                Activity.objects.create(output=held.output_set.first(), name=f"More {place}", months=["2026-08"])
        elif (number + place) % 3 == 1:
            Entry.objects.report(Activity.objects.filter(workplan=plan).first(), "started", world.bob)
        else:
            indicator = Indicator.objects.filter(workplan=plan, name=f"Visits {number}").first()
            period, reading = plan.calendar().find("q1"), Reading(Decimal(number + 1))
            Entry.figures.record(indicator, period, world.bob, reading, sure=True, text="Counted")
    except ValidationError:
        return None  # the other one was first
    except DatabaseError as error:
        return f"{type(error).__name__}: {error}"
    finally:
        connection.close()
    return None


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()

    import time_machine
    from django.core.exceptions import ValidationError
    from django.core.management import call_command
    from django.db import DatabaseError, connection

    from teams.atonce import at_once
    from tests.world import TODAY, build
    from workplans.models import Activity, Entry, Indicator, Objective, Output, Workplan
    from workplans.rules.figures import Reading
    from workplans.summaries import differences, rebuild

    call_command("migrate", verbosity=0)
    with time_machine.travel(TODAY, tick=True):
        sys.exit(main(int(sys.argv[1])))

"""One of those who save: `python -m benchmarks.saver PLACE` reads lines "with 6" or "without 6" and answers with seconds."""

import sys
import time

import django

django.setup()

from django.utils import timezone

from teams import atonce
from teams.models import Holding, Team
from workplans.models import Activity, Entry

STATES = [Entry.State.STARTED, Entry.State.HALF]
settle = dict(atonce.settling)


def main():
    team = Team.objects.order_by("pk")[int(sys.argv[1])]
    person = Holding.objects.on(timezone.localdate()).filter(post__team=team).select_related("user")[0].user
    activities = list(Activity.objects.filter(workplan__team=team, every="").select_related("workplan")[:4])
    for line in sys.stdin:
        how, times = line.split()
        atonce.settling.update(settle if how == "with" else dict.fromkeys(settle, lambda _keys: None))
        start = time.perf_counter()
        for number in range(int(times)):
            with atonce.at_once():
                for activity in activities:
                    Entry.objects.report(activity, STATES[number % 2], person)
        print((time.perf_counter() - start) / int(times), flush=True)


if __name__ == "__main__":
    main()

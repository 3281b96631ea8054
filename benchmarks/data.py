"""The data of the bench: an invented nation, in it a plan of 300 activities, an activity with a long history, 40 teams in one unit.

`python -m benchmarks.data FOLDER [--small]` makes two databases that differ in what was recorded, nation-many.sqlite3 and
nation-few.sqlite3, and facts.json, which says who and what is looked at. What is there already stays.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import django

django.setup()

from django.db import connection, transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from benchmarks.nation import multiply
from teams.models import Holding, Post, Team, Unit, User
from workplans import summaries
from workplans.models import (
    Activity,
    Allocation,
    Delegation,
    Entry,
    FundingSource,
    MoneyEntry,
    Obstacle,
    Output,
    Workplan,
)
from workplans.models.organise.entries import Paper

ACTIVITIES, SHOWN, TOGETHER = 63, 300, 40
"""Activities in each plan, in the long one, and teams in one unit."""


@dataclass(frozen=True)
class Size:
    """How much a nation has: so many teams, so often; and how many entries in each of the two databases."""

    seeded: int
    times: int
    many: int
    few: int

    @property
    def teams(self):
        return self.seeded * self.times


LARGE, SMALL = Size(300, 10, 2_000_000, 20_000), Size(60, 2, 40_000, 400)


@dataclass(frozen=True)
class Facts:
    """Keys of who and what is looked at."""

    viewer: int
    """Sees the unit of 40 teams and the team of the long plan, and nothing else."""
    minister: int
    """Sees the whole nation."""
    country: int
    unit: int
    team: int
    """One of the 40, with a plan like all others."""
    plan: int
    """The long one."""
    worked_on: int
    """An activity of it, with a long history."""
    team_of_plan: int


def seed(size):
    """The country itself, as `manage.py seed_demo` makes a large one."""
    demo = {**os.environ, "LMF_DEMO": "1", "DJANGO_SETTINGS_MODULE": "lmframework.settings"}
    for command in (
        ["migrate", "--verbosity=0"],
        ["seed_demo", "--teams", str(size.seeded), "--activities", str(ACTIVITIES)],
    ):
        subprocess.run([sys.executable, "manage.py", *command], env=demo, check=True, stdout=subprocess.DEVNULL)


@transaction.atomic
def single_out():
    """Put together what is looked at; the Facts."""
    country = Unit.objects.get(parent=None)
    unit = forty_together()
    long = long_plan(Team.objects.order_by("pk")[0].workplans.get())
    worked_on = work_on(long)
    team = Team.objects.filter(unit__parent=unit).earliest("pk")
    viewer, minister = sees("bench.viewer", unit, long.team.unit), sees("bench.minister", country)
    return Facts(viewer.pk, minister.pk, country.pk, unit.pk, team.pk, long.pk, worked_on.pk, long.team_id)


def forty_together():
    """A district with exactly TOGETHER teams below it: facilities of others are moved to it."""
    districts = Unit.objects.filter(level__rank=3).order_by("pk")
    chosen, others = districts[1], districts[2:]
    there = Team.objects.filter(unit__path__startswith=chosen.path).count()
    for facility in Unit.objects.filter(parent__in=list(others)).order_by("pk")[: TOGETHER - there]:
        facility.parent = chosen
        facility.save()
    return chosen


def sees(name, *units):
    """A person who holds a viewer's post over each of `units`, and no other."""
    person = User.objects.create_user(name, None, name=name)
    for unit in units:
        post = Post.objects.create(unit=unit, title="Planning officer", role=Post.Role.VIEWER)
        Holding.objects.create(post=post, user=person, starts_on=timezone.localdate() - timedelta(days=400))
    return person


def long_plan(plan):
    """Let `plan` have SHOWN activities: with posts and without, by months and by days, with money and without."""
    outputs = list(Output.objects.filter(workplan=plan))
    posts = [*plan.team.posts.all()[:6], None]
    months = [f"{day:%Y-%m}" for day in plan.months()]
    source = FundingSource.objects.order_by("pk")[0]
    made = []
    for number in range(SHOWN - plan.activity_set.count()):
        first = plan.starts_on + timedelta(days=number * 5 % 300)
        by_days = number % 4 == 0
        made.append(
            Activity(
                workplan=plan,
                output=outputs[number % len(outputs)],
                order=100 + number,
                name=f"Supportive supervision of maternity unit {number}, with the checklist of the ministry",
                post=posts[number % 7],
                responsible="" if number % 14 else "The village heads",
                practice="organise" if number % 11 == 0 else "implement",
                months=[]
                if by_days
                else months[number % 7 :: 3]
                if number % 3
                else months[number % 9 : number % 9 + 3],
                starts_on=first,
                ends_on=first + timedelta(days=number % 40),
            )
        )
    bulk_create_with_history(made, Activity)
    paid = [one for place, one in enumerate(made) if place % 6]
    amounts = [Allocation(workplan=plan, activity=one, source=source, amount=1250 + one.pk) for one in paid]
    bulk_create_with_history(amounts, Allocation)
    return plan


def work_on(plan):
    """A monthly activity of `plan` to which everything happened that happens in a year, some sixty times together."""
    holders = Holding.objects.on(timezone.localdate()).filter(post__team=plan.team).select_related("post", "user")
    lead, *others = sorted(holders, key=lambda one: one.post.role != Post.Role.LEAD)
    activity = Activity.objects.filter(workplan=plan, post=others[0].post).earliest("pk")
    activity.months, activity.every = [f"{day:%Y-%m}" for day in plan.months()], Activity.Every.MONTH
    activity.save()
    past = [one for one in activity.occasions.order_by("starts_on") if one.ends_on <= timezone.localdate()]
    source = FundingSource.objects.order_by("pk")[0]
    for place, occasion in enumerate(past or activity.occasions.all()[:1]):
        day = min(occasion.ends_on, timezone.localdate())
        for state in (Entry.State.STARTED, Entry.State.DONE):
            about = {"occasion": occasion, "post": others[0].post}
            Entry.objects.report(activity, state, others[0].user, day, "All eight villages were reached", **about)
        activity.place = f"The villages beyond the river, round {place}"
        vars(activity).update(_change_reason="The road is open again", _history_user=lead.user)
        activity.save()
        paper = Paper(day, f"V {place}", lead.user, "")
        for kind in (MoneyEntry.Kind.APPROVED, MoneyEntry.Kind.SPENT):
            MoneyEntry.objects.write(activity, source, kind, Decimal(100 + place), paper)
    for other in others[1:4]:
        asked = Delegation.objects.offer(activity, other.post, lead.user, from_post=lead.post)
        asked.decline(other.user, text="I am at the training in that week")
    Obstacle.objects.report(plan.team, "The boat has no engine", others[0].user, activity=activity)
    return activity


VALUES = """
INSERT INTO workplans_entry (kind, state, period, value, text, source, "on", act, place, reason, at, practice,
                             indicator_id, by_id, workplan_id)
SELECT 'value', '', t.period, 10 + (i.id * 7 + t.number) % 80, '', 'Monthly report', t.last, 'report', 0, '', t.last || ' 08:00:00',
       'monitor', i.id, w.person, i.workplan_id
FROM workplans_indicator i
JOIN (SELECT p.id, min(h.user_id) AS person FROM workplans_workplan p JOIN teams_post o ON o.team_id = p.team_id
      JOIN teams_holding h ON h.post_id = o.id GROUP BY p.id) w ON w.id = i.workplan_id
JOIN (SELECT workplan_id, number, 'q' || number AS period, ends_on AS last, 'quarter' AS every FROM workplans_quarter
      WHERE ends_on <= %s) t ON t.workplan_id = i.workplan_id AND t.every = i.recorded_every
WHERE i.numerator = '' AND i.denominator = ''
ORDER BY (i.id * 7919) %% 100003 LIMIT %s
"""
REPORTS = """
INSERT INTO workplans_entry (kind, state, period, text, source, "on", act, place, reason, at, practice, activity_id,
                             by_id, post_id, workplan_id)
WITH RECURSIVE round(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM round WHERE n < %s)
SELECT 'progress', CASE WHEN (a.id + n) %% 3 = 0 THEN 'done' WHEN (a.id + n) %% 3 = 1 THEN 'half' ELSE 'started' END,
       '', CASE WHEN n %% 4 = 0 THEN 'All villages were reached' ELSE '' END, '', date(p.starts_on, '+' || (n * 17) || ' days'),
       'report', 0, '', date(p.starts_on, '+' || (n * 17) || ' days') || ' 08:00:00', 'monitor', a.id, w.person, a.post_id, a.workplan_id
FROM round
CROSS JOIN (SELECT id, post_id, workplan_id FROM workplans_activity WHERE every = ''
            ORDER BY (id * 7919) %% 100003) a
JOIN workplans_workplan p ON p.id = a.workplan_id
JOIN (SELECT p.id, min(h.user_id) AS person FROM workplans_workplan p JOIN teams_post o ON o.team_id = p.team_id
      JOIN teams_holding h ON h.post_id = o.id GROUP BY p.id) w ON w.id = a.workplan_id
LIMIT %s
"""


def record(count):
    """So many entries over all teams, a fifth of them values of indicators, as if they had been written by hand."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(VALUES, [timezone.localdate().isoformat(), count // 5])
        left = count - Entry.figures.count()
        rounds = -(-left // Activity.objects.filter(every="").count())
        cursor.execute(REPORTS, [rounds, left])
        cursor.execute("UPDATE workplans_entry SET place = id WHERE place = 0")
        cursor.execute("ANALYZE")
    summaries.rebuild(Workplan.objects.all())


def told(what, start):
    print(f"{what}: {time.monotonic() - start:.0f} s", flush=True)


def connect(file):
    connection.close()
    connection.settings_dict["NAME"] = str(file)


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.data", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--small", action="store_true", help=f"{SMALL.teams} teams, for a try")
    options = parser.parse_args()
    size = SMALL if options.small else LARGE
    folder, start = options.folder, time.monotonic()
    if (folder / "facts.json").exists():
        return
    many, few = folder / "nation-many.sqlite3", folder / "nation-few.sqlite3"
    for left_over in folder.glob("nation-*"):
        left_over.unlink()
    connect(many)
    os.environ["DATABASE_URL"] = f"sqlite:///{many}"
    seed(size)
    told(f"{size.seeded} teams", start)
    multiply(size.times)
    told(f"{size.teams} teams", start)
    facts = single_out()
    connection.close()
    shutil.copyfile(many, few)
    for file, count in ((few, size.few), (many, size.many)):
        connect(file)
        record(count)
        told(f"{count} entries", start)
    connection.close()
    (folder / "facts.json").write_text(
        json.dumps(
            asdict(facts) | {"day": timezone.localdate().isoformat(), "size": asdict(size) | {"teams": size.teams}}
        )
    )


if __name__ == "__main__":
    main()

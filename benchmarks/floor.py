"""The floor: what a plan's page costs at least. One SQL statement and Jinja2 print the same rows, and nothing around them.

It knows nobody: no login, no rights, no menu, no forms, no languages.
"""

import json
import os
import sqlite3
from pathlib import Path
from urllib.parse import parse_qs

from jinja2 import Environment, FileSystemLoader

ROWS = """
SELECT o.id, o.name, o.code, dense_rank() OVER (ORDER BY o."order", o.id),
       u.id, u.name, u.code, dense_rank() OVER (PARTITION BY o.id ORDER BY u."order", u.id),
       a.id, a.name, a.code, row_number() OVER (PARTITION BY u.id ORDER BY a."order", a.id),
       a.practice, coalesce(p.title, a.responsible), a.months, a.starts_on, a.ends_on, a.needs_no_money,
       (SELECT sum(m.amount) FROM workplans_allocation m WHERE m.activity_id = a.id),
       (SELECT json_group_array(r.name) FROM workplans_readiness r
        JOIN workplans_readiness_activities ra ON ra.readiness_id = r.id
        WHERE ra.activity_id = a.id AND r.state <> 'in_place'),
       EXISTS (SELECT 1 FROM workplans_indicator i
               WHERE i.output_id = u.id AND i.baseline IS NOT NULL AND i.target IS NOT NULL)
FROM workplans_activity a
JOIN workplans_output u ON u.id = a.output_id
JOIN workplans_objective o ON o.id = u.objective_id
LEFT JOIN teams_post p ON p.id = a.post_id
WHERE a.workplan_id = ?
ORDER BY o."order", o.id, u."order", u.id, a."order", a.id
"""
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December"]  # fmt: skip
PRACTICES = {"plan": "Plan", "organise": "Organise", "monitor": "Monitor and evaluate"}

templates = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True)
page = templates.get_template("floor.html")
opened: dict[str, sqlite3.Connection] = {}


def months_of(start, end):
    """The months, "2026-07", of a plan that begins and ends on days, "2026-07-01"."""
    year, month, found = int(start[:4]), int(start[5:7]), []
    while (key := f"{year}-{month:02}") <= end[:7]:
        found.append(key)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found


def runs(keys, timeline):
    """[(first place, last place)] of each unbroken run of `keys` along `timeline`."""
    found: list[list[int]] = []
    for place, key in enumerate(timeline):
        if key not in keys:
            continue
        if found and found[-1][1] == place - 1:
            found[-1][1] = place
        else:
            found.append([place, place])
    return found


def in_words(key):
    return f"{MONTHS[int(key[5:]) - 1]} {key[:4]}"


def day_in_words(day):
    return f"{int(day[8:])} {MONTHS[int(day[5:7]) - 1]} {day[:4]}"


def money(amount):
    return f"{amount:,.2f}".removesuffix(".00")


def when(months, starts, ends, timeline):
    """(the runs along the plan's months, the same in words) of an activity."""
    keys = json.loads(months)
    if keys:
        words = [(in_words(timeline[first]), in_words(timeline[last])) for first, last in runs(keys, timeline)]
        return runs(keys, timeline), ", ".join(one if one == other else f"{one} to {other}" for one, other in words)
    if not (starts and ends):
        return [], day_in_words(starts or ends) if starts or ends else ""
    keys = [key for key in timeline if starts[:7] <= key <= ends[:7]]
    return runs(keys, timeline), " to ".join(dict.fromkeys([day_in_words(starts), day_in_words(ends)]))


def grouped(rows, timeline):
    """[objective [output [activity]]] as the page prints them."""
    objectives: list[dict] = []
    for row in rows:
        o, o_name, o_code, o_place, u, u_name, u_code, u_place, *activity, measured = row
        if not objectives or objectives[-1]["key"] != o:
            above = {"key": o, "name": o_name, "number": o_code or o_place, "money": 0, "outputs": []}
            objectives.append(above)
        if not above["outputs"] or above["outputs"][-1]["key"] != u:
            number = u_code or f"{o_place}.{u_place}"
            output = {"key": u, "name": u_name, "number": number, "money": 0, "measured": measured, "activities": []}
            above["outputs"].append(output)
        key, name, code, place, practice, who, months, starts, ends, needs_none, amount, waits = activity
        spans, words = when(months, starts, ends, timeline)
        output["activities"].append({
            "key": key, "name": name, "number": code or f"{o_place}.{u_place}.{place}", "who": who,
            "practice": PRACTICES.get(practice), "runs": [(10 * a + 1, 10 * (b - a) + 8) for a, b in spans],
            "when": words, "money": money(amount) if amount else "", "needs_none": needs_none,
            "no_money": not (amount or needs_none), "nobody": not who, "no_dates": not (starts and ends),
            "waits": json.loads(waits),
        })  # fmt: skip
        output["money"] += amount or 0
        above["money"] += amount or 0
    for above in objectives:
        above["money"] = money(above["money"])
        for output in above["outputs"]:
            output["money"] = money(output["money"])
    return objectives


def printed(database, plan):
    """The page of `plan`, a key, out of the file `database`."""
    if database not in opened:
        opened[database] = sqlite3.connect(database, check_same_thread=False)
    connection = opened[database]
    start, end = connection.execute("SELECT starts_on, ends_on FROM workplans_workplan WHERE id = ?", [plan]).fetchone()
    timeline = months_of(start, end)
    return page.render(objectives=grouped(connection.execute(ROWS, [plan]), timeline), months=len(timeline))


def application(environ, start_response):
    """The floor as a site of one page: `?plan=KEY`, out of the file $LMF_BENCH_DATABASE."""
    plan = int(parse_qs(environ["QUERY_STRING"])["plan"][0])
    content = printed(os.environ["LMF_BENCH_DATABASE"], plan).encode()
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(content)))])
    return [content]

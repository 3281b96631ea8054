"""What the report of a quarter's results shows: the rows of the results page, as texts."""

from collections import Counter

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from workplans.exchange.paper.texts import breaking, clean, cut
from workplans.queries.obstacles import in_the_way
from workplans.queries.results import course_of, in_rows
from workplans.rules import periods
from workplans.written import period_in_words, quarter_in_words, states_in_words

LONGEST_NAME, LONGEST_HEADING, NUMBER_ROOM = 400, 160, 14
TIMES = ("quarter", "so_far", "year")


def results_shown(results):
    """All that the report of `results` shows."""
    plan, quarter = results.plan, results.quarter
    indicators, activities = results.states
    title = f"{plan.team.name}, {periods.name_of_year(plan.starts_on, plan.ends_on)}"
    words = quarter_in_words(results.number)
    span = f" {pgettext('between two dates', 'to')} ".join(
        date_format(day, "DATE_FORMAT") for day in (quarter.starts_on, quarter.ends_on)
    )
    course = course_of(results)
    return clean(
        {
            "title": _("%(plan)s: results, %(quarter)s") % {"plan": title, "quarter": words},
            "eyebrow": _("Results, %(quarter)s") % {"quarter": words},
            "name": breaking(plan.team.name),
            "time": span,
            "standing": _("As recorded up to %(day)s") % {"day": date_format(results.today, "DATE_FORMAT")},
            "words": words_of(plan),
            "times": [words, _("So far"), _("The whole plan")],
            "is_empty": not results.lines,
            "indicators": counted(indicators),
            "activities": counted(activities),
            "course": [course_row(one) for one in course.printed()] if course.is_known else [],
            "course_heads": course_heads(),
            "objectives": objectives(results),
            "explanations": explanations(results),
            "unrecorded": unrecorded(results),
            "unrecorded_heads": [_("Who records it"), _("Indicator"), _("Of when")],
            "obstacles": obstacles(results),
            "obstacle_heads": [_("What stood in the way"), _("Root cause"), _("Since"), _("What became of it")],
            "agreements": agreements(results),
            "agreement_heads": [_("What we do"), _("Who"), _("By when"), _("What came of it"), _("A word on it")],
        }
    )


def words_of(plan):
    """The headings of the report."""
    currency = f" ({plan.currency})" if plan.currency else ""
    return {
        "indicator": _("Indicator"),
        "indicators": _("Indicators:"),
        "activity": _("Activity"),
        "activities": _("Activities:"),
        "planned": _("planned"),
        "actual": _("actual"),
        "difference": _("difference"),
        "state": _("state"),
        "who": _("Who"),
        "due": _("Due so far"),
        "done": _("Done"),
        "held": _("Held"),
        "reached": _("People"),
        "money_planned": _("Planned") + currency,
        "money_approved": _("Approved"),
        "money_spent": _("Spent"),
        "course": _("Money and progress"),
        "up_to": _("Up to the end of"),
        "explanations": _("Why it is so, and what we do about it"),
        "what": _("What"),
        "why": _("Why"),
        "what_next": _("What we do about it"),
        "unrecorded": _("What is not recorded"),
        "obstacles": _("What stood in the way"),
        "agreements": _("What we agreed"),
        "empty": _("Nothing is planned yet."),
    }


def counted(counts):
    return [{"shape": one["shape"], "text": f"{one['count']} {one['words']}"} for one in in_rows(counts)]


def course_heads():
    return [
        _("Times due"),
        _("Done"),
        _("Share"),
        _("Money planned"),
        _("Released"),
        _("Share"),
        _("Spent"),
        _("Share"),
    ]


def course_row(one):
    names = ("quarter", "due", "done", "done_share", "planned", "released", "released_share", "spent", "spent_share")
    return [one[name] for name in names]


def objectives(results):
    """Each objective with its rows."""
    found: dict[int, list] = {}
    for line in results.lines:
        found.setdefault(line.objective.pk, []).append(line)
    return [
        {
            "number": breaking(results.numbers[key], NUMBER_ROOM),
            "name": breaking(cut(lines[0].objective.name, LONGEST_HEADING)),
            "summary": states_in_words(Counter(one.state for one in lines)),
            "indicators": [indicator(one.printed()) for one in lines if one.kind == "indicator"],
            "activities": [activity(one.printed()) for one in lines if one.kind == "activity"],
        }
        for key, lines in found.items()
    ]


def named(row):
    return {"number": breaking(row["number"], NUMBER_ROOM), "name": breaking(cut(row["name"], LONGEST_NAME), 18)}


def indicator(row):
    """An indicator as a row."""
    return named(row) | {"unit": breaking(row["unit"], 12), "times": [figures(row[time]) for time in TIMES]}


def figures(cells):
    """The figures of one time."""
    approved = _("approved %(figure)s") % {"figure": cells["approved"]} if cells["approved"] else ""
    notes = [cells["recorded"], _("verified") if cells["verified"] else ""]
    return {
        "planned": cells["planned"] or "–",
        "approved": approved,
        "actual": cells["actual"] or "–",
        "difference": cells["difference"],
        "note": ", ".join(note for note in notes if note),
        "state": {"words": cells["state"], "shape": cells["shape"]},
    }


def activity(row):
    """An activity as a row."""
    work = row["so_far"]
    return named(row) | {
        "who": breaking(row["who"], 14),
        "counts": [work["due"], work["done"], work["held"], work["reached"]],
        "state": {"words": row["state"], "shape": row["shape"]},
        "late": row["late"],
        "money": [row["planned"], row["approved"], row["spent"]],
    }


def explanations(results):
    """Why what is otherwise than planned is so."""
    return [
        {
            "number": breaking(line.number, NUMBER_ROOM),
            "name": breaking(cut(line.item.name, LONGEST_NAME)),
            "why": breaking(line.why),
            "what_next": breaking(line.what_next),
        }
        for line in results.lines
        if line.why
    ]


def unrecorded(results):
    """Which values of the quarter are lacking: whose they are, and of which times."""
    found = []
    for line in results.indicators:
        times = [one for one in line.measured.to_record(results.today) if one.quarter == results.number]
        if times:
            words = ", ".join(period_in_words(one.key) for one in times)
            who = line.who or (line.place.item.who if line.place.kind == "activity" else "")
            found.append([breaking(who) or "–", breaking(cut(line.item.name, LONGEST_NAME)), words])
    return sorted(found)


def obstacles(results):
    """What stood in the team's way in the quarter: what, why, since when, what became of it."""
    first, last = results.quarter.starts_on, results.quarter.ends_on
    return [
        [
            breaking(str(one)),
            breaking(one.root_cause),
            date_format(one.since, "SHORT_DATE_FORMAT"),
            became(one),
        ]
        for one in in_the_way(results.plan.team_id, first, last, results.today)
    ]


def became(obstacle):
    if obstacle.is_open or not obstacle.solved_at:
        return str(obstacle.get_state_display())
    day = date_format(timezone.localdate(obstacle.solved_at), "SHORT_DATE_FORMAT")
    said = _("solved on %(day)s") % {"day": day}
    return breaking(f"{said}. {obstacle.solved_text}") if obstacle.solved_text else said


def agreements(results):
    """What was agreed when the quarter was looked at: what, who, by when, what came of it."""
    rows = results.quarter.agreements.select_related("post")
    return [
        [
            breaking(one.text),
            breaking(one.post.title, 16),
            date_format(one.due_on, "SHORT_DATE_FORMAT"),
            str(one.get_state_display()),
            breaking(one.result),
        ]
        for one in rows
    ]

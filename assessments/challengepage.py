"""The page of a challenge: ten parts, filled in order, and what it reads."""

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.models import Vision
from assessments.rules.way import Way, drawing
from workplans.written import plain


@dataclass
class Part:
    """A part of the page: what belongs there, with an example, and the button that leads to writing it."""

    key: str
    title: Any
    teaches: Any
    example: Any
    button: Any
    url: str = ""
    begun: bool = False
    """Whether anything is written in it."""
    done: bool = False
    is_next: bool = False

    @property
    def template(self):
        return f"assessments/focus/_{self.key}.html"


WORDS = (
    (
        "mission",
        _("Our mission"),
        _("What we are here for: for whom we work, and what we do for them."),
        _("For example: we look after mothers and children in five villages, close to where they live."),
        _("Write our mission"),
    ),
    (
        "vision",
        _("Our vision"),
        _("The picture of the future that we share. A challenge is a step towards it."),
        _("For example: no mother in our district dies giving birth."),
        _("Write our vision"),
    ),
    (
        "result",
        _("One measurable result"),
        _("One thing that will have changed, and that can be counted: from where to where, by when."),
        _("For example: deliveries with a skilled attendant, out of all expected deliveries, from 41% to 55% by June."),
        _("Write the result"),
    ),
    (
        "situation",
        _("The situation now"),
        _("What we see, hear and count today. Facts, no causes yet."),
        _("For example: six in ten women deliver at home; at night nobody is in the maternity ward."),
        _("Write what we see"),
    ),
    (
        "obstacles",
        _("Obstacles"),
        _("What stands between the situation now and the result, as it is, without blaming anybody."),
        _("For example: the ward is closed at night."),
        _("Add an obstacle"),
    ),
    (
        "causes",
        _("Root causes"),
        _(
            "Ask of each obstacle why it is so, and of the answer again, up to five times: the last answer is the cause."
        ),
        _("For example: the ward is closed at night. Why? Nobody is on duty. Why? The roster plans for days alone."),
        _("Ask why"),
    ),
    (
        "question",
        _("The question"),
        _("The challenge as one question. It is made of your result and what stands in its way; say it as you would."),
        _("For example: how will we reach 55% by June, given that the roster plans for days alone?"),
        _("Write the question"),
    ),
    (
        "actions",
        _("Priority actions"),
        _("A few things that we do first, each against a root cause, with a post and a day."),
        _("For example: agree a night roster; midwife in charge; by the end of the month."),
        _("Add a priority action"),
    ),
    (
        "coach",
        _("Our coach"),
        _("Somebody who asks us how it goes and helps us think: from the district, from another team."),
        _("For example: the midwife in charge of the hospital; she calls every first Monday."),
        _("Name our coach"),
    ),
    (
        "months",
        _("Month by month"),
        _("Where the result stands, beside where it should stand. Look at it together once a month."),
        _("For example: March: 43%, two nurses fell ill."),
        _("Record a month"),
    ),
)


@dataclass
class ChallengePage:
    """What the page of `challenge` shows, in a fixed number of queries."""

    challenge: Any
    vision: Vision | None
    obstacles: list
    actions: list
    values: list
    way: Way | None = None
    drawing: Any = None
    parts: list[Part] = field(default_factory=list)


def page_of(challenge):
    """The ChallengePage of a challenge; the first of its parts that is not done is marked as next."""
    page = ChallengePage(
        challenge=challenge,
        vision=Vision.objects.filter(team=challenge.team_id).ours().first(),
        obstacles=list(challenge.obstacles.order_by("pk")),
        actions=list(challenge.actions.select_related("post", "activity").order_by("due_on", "pk")),
        values=list(challenge.values.order_by("month")),
    )
    if challenge.is_measurable:
        page.way = Way(challenge.begun_on, challenge.baseline, challenge.reached_by, challenge.target)
        page.drawing = drawing(page.way, [(one.month, one.value) for one in page.values])
        for one in page.values:
            if one.month >= challenge.begun_on.replace(day=1):
                one.planned, one.kept = page.way.planned(one.month), page.way.kept(one.month, one.value)
    page.parts = parts_of(page)
    return page


def parts_of(page):
    """The ten Parts, with what is done of them and where they are written."""
    challenge, without_cause = page.challenge, [one for one in page.obstacles if not one.whys]
    figures = (challenge.numerator, challenge.unit, challenge.baseline, challenge.target, challenge.reached_by)
    states = {
        # key: (whether anything is written, whether it is done, where it is written; "" where it cannot be yet)
        "mission": written(challenge, "mission"),
        "vision": (bool(page.vision), bool(page.vision), reverse("assessments:focus_vision", args=[challenge.team_id])),
        "result": (
            bool(challenge.result or any(one not in ("", None) for one in figures)),
            challenge.is_measurable,
            address(challenge, "result"),
        ),
        "situation": written(challenge, "situation"),
        "obstacles": (
            bool(page.obstacles),
            bool(page.obstacles),
            reverse("assessments:focus_obstacle_add", args=[challenge.pk]),
        ),
        "causes": (
            bool(page.obstacles),
            bool(page.obstacles) and not without_cause,
            obstacle_address(challenge, without_cause[0]) if without_cause else "",
        ),
        "question": written(challenge, "question"),
        "actions": (
            bool(page.actions),
            bool(page.actions),
            f"{reverse('assessments:inspire_commitment_add', args=[challenge.team_id])}?challenge={challenge.pk}",
        ),
        "coach": written(challenge, "coach"),
        "months": (
            bool(page.way),
            bool(page.values),
            reverse("assessments:focus_value_add", args=[challenge.pk]) if challenge.result else "",
        ),
    }
    parts = [Part(*words) for words in WORDS]
    for part in parts:
        part.begun, part.done, part.url = states[part.key]
    following = next((part for part in parts if not part.done and part.url), None)
    if following:
        following.is_next = True
    return parts


def part_words(key):
    """The Part `key` as it is taught, of no challenge."""
    return next(Part(*words) for words in WORDS if words[0] == key)


def written(challenge, name):
    """The state of a part that is one field of the challenge."""
    return bool(getattr(challenge, name)), bool(getattr(challenge, name)), address(challenge, name)


def address(challenge, part):
    return reverse("assessments:focus_challenge_part", args=[challenge.pk, part])


def obstacle_address(challenge, obstacle):
    return reverse("assessments:focus_obstacle_change", args=[challenge.pk, obstacle.pk])


def question_of(challenge):
    """ "How will we reach … given …?", out of the result and what stands in its way; "" without a measurable result."""
    if not challenge.is_measurable:
        return ""
    words = {
        "result": challenge.result.rstrip(" .?!"),
        "target": figure(challenge.target, challenge.unit),
        "day": date_format(challenge.reached_by, "DATE_FORMAT"),
        "causes": get_text_list(
            [(one.root_cause or one.name).rstrip(" .?!") for one in challenge.obstacles.order_by("pk")], gettext("and")
        ),
    }
    if not words["causes"]:
        return gettext("How will we reach %(target)s by %(day)s: %(result)s?") % words
    return gettext("How will we reach %(target)s by %(day)s: %(result)s, given %(causes)s?") % words


def figure(value, unit):
    """ "41%", "12 days", as the reader writes numbers."""
    value = plain(value)
    number = number_format(value, max(0, -value.as_tuple().exponent))
    return f"{number}%" if unit.strip() == "%" else f"{number} {unit}".strip()

"""Reminders of what stands in the way: help that was asked for, and whether what was changed has helped."""

from django.utils import timezone
from django.utils.text import Truncator

from workplans.models import Obstacle
from workplans.reminding.people import AboveAtWork, AtWork, moments, remind_each
from workplans.rules.reminding import (
    ANSWERED_WITHIN,
    around,
    stage_above,
    stage_above_question,
    stage_of,
    stage_of_question,
)


def of_help(today):
    """Of help that was asked for and not answered: to who was asked, then to who sees to it, so that they ask another."""
    first, last = around(today - ANSWERED_WITHIN)
    asked = Obstacle.objects.at_work(today).filter(asked__isnull=False).with_asked_at()
    since = moments(first, min(last, today - ANSWERED_WITHIN))
    found = list(asked.filter(asked_at__range=since).select_related("activity", "asked", "team__unit").order_by("pk"))
    hands = Hands(found, today)
    for one in found:
        asked_on = timezone.localdate(one.asked_at)
        people = hands.at_work.of(one.asked_id)
        told = [
            (people, stage_of_question(asked_on, today)),
            ([own for own in hands.of(one) if own not in people], stage_above_question(asked_on, today)),
        ]
        yield from remind_each(
            told, "help_due", thing=("help", one.pk, one.get_absolute_url()), **facts_of(one, asked_on)
        )


def of_helped(today):
    """Of the day on which to ask whether a change has helped: to who sees to it, then to who stands above them."""
    first, _last = around(today)
    due = Obstacle.objects.at_work(today).to_ask_again(today).filter(ask_again_on__gte=first)
    found = list(due.select_related("activity", "asked", "team__unit").order_by("pk"))
    hands = Hands(found, today)
    for one in found:
        people = hands.of(one)
        told = [
            (people, stage_of(one.ask_again_on, today)),
            (hands.over.of(one.team, people), stage_above(one.ask_again_on, today)),
        ]
        yield from remind_each(
            told, "helped_due", thing=("helped", one.pk, one.get_absolute_url()), **facts_of(one, one.ask_again_on)
        )


class Hands:
    """Who sees to some obstacles, who is asked for help with them, who stands above: a fixed number of queries."""

    def __init__(self, obstacles, today):
        self.at_work = AtWork({key for one in obstacles for key in (one.post_id, one.asked_id)}, today)
        self.over = AboveAtWork({one.team for one in obstacles}, today)

    def of(self, obstacle):
        """Who acts for the post that sees to it; the team's leads where nobody does."""
        return self.at_work.of(obstacle.post_id) or self.over.leads[obstacle.team_id]


def facts_of(obstacle, day):
    """What the notices say of it; by what it is in the way of, where nobody has said what it is."""
    name = obstacle.name or (obstacle.activity.name if obstacle.activity else "")
    return {
        "obstacle": Truncator(name).chars(120),
        "help": obstacle.help_wanted[:200],
        "team": obstacle.team.name,
        "post": obstacle.asked.title if obstacle.asked else "",
        "day": day.isoformat(),
    }

"""The tile of organising: money for what is due, and the structures and systems that are missing."""

from django.conf import settings
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lmframework import scores
from lmframework.tiles.tile import Step, Tile, explained
from workplans.models import Readiness
from workplans.queries.ledger import advances


def organise_tile(guide, home):
    facts = home.facts
    needing = [activity for activity in home.those_within(scores.SOON_DAYS) if not activity.needs_no_money]
    keys = {activity.pk for activity in needing}
    planned = sum(facts.money.get(key, 0) for key in keys)
    sourced = sum(facts.sourced.get(key, 0) for key in keys)
    released = None if facts.released is None else sum(facts.released.get(key, 0) for key in keys)
    missing = [one for one in facts.unready if one.state == Readiness.State.MISSING]
    state = scores.formulas_on(home.today).organise(
        planned=planned,
        sourced=sourced,
        released=released,
        listed=home.readiness_count,
        missing=len(missing),
        partly=len(facts.unready) - len(missing),
    )
    small = in_short(home, needing, planned, sourced if released is None else released, released is not None)
    return Tile(guide, state, small, [*said(home, needing), *unready(home)], organise_step(guide, home, needing))


def in_short(home, needing, planned, part, is_released):
    """What of the money for what is due is there."""
    if not needing:
        return _("nothing that needs money is due")
    if not planned:
        return _("no money is planned for what is due")
    words = _("%(part)s of %(whole)s is released") if is_released else _("%(part)s of %(whole)s has a source")
    return words % {"part": number_format(round(part)), "whole": money(planned, home.plan)}


def said(home, needing):
    """What is known of the money, in sentences."""
    days = number_format(scores.SOON_DAYS)
    if not needing:
        facts = [_("No activity that needs money is under way or starts within %(days)s days.") % {"days": days}]
    else:
        words = ngettext(
            "%(n)s activity that needs money is under way or starts within %(days)s days.",
            "%(n)s activities that need money are under way or start within %(days)s days.",
            len(needing),
        )
        facts = [words % {"n": number_format(len(needing)), "days": days}]
    if without := without_amount(home, needing):
        words = ngettext("%(n)s of them has no amount yet.", "%(n)s of them have no amount yet.", without)
        facts.append(words % {"n": number_format(without)})
    late = [one for one in advances(home.facts.advances, home.today) if one.open and one.days > settings.ADVANCE_DAYS]
    if late:
        words = ngettext(
            "%(n)s advance should be accounted for by now.", "%(n)s advances should be accounted for by now.", len(late)
        )
        facts.append(words % {"n": number_format(len(late))})
    gap = -sum(activity.stated_gap for activity in home.activities if (activity.stated_gap or 0) < 0)
    if gap:
        words = _("The imported file states that %(money)s is missing in the whole plan.")
        facts.append(words % {"money": money(gap, home.plan)})
    return facts


def unready(home):
    """The structures and systems that are not in place, in a sentence."""
    if not home.facts.unready:
        return []
    names = [one.name for one in home.facts.unready]
    shown = ", ".join(names[:SHOWN])
    if len(names) > SHOWN:
        more = len(names) - SHOWN
        words = ngettext(
            "Not in place yet: %(names)s and %(n)s more.", "Not in place yet: %(names)s and %(n)s more.", more
        )
        return [words % {"names": shown, "n": number_format(more)}]
    return [_("Not in place yet: %(names)s.") % {"names": shown}]


SHOWN = 3
"""So many structures and systems are named."""


def without_amount(home, needing):
    return sum("money" in home.lacking[activity.pk] for activity in needing)


def organise_step(guide, home, needing):
    if without := without_amount(home, needing):
        text = ngettext("%(n)s activity has no money yet", "%(n)s activities have no money yet", without)
        url = home.evidence(missing="money", soon=scores.SOON_DAYS)
        return Step(text % {"n": number_format(without)}, url)
    unsourced = sum(home.facts.wants_source(activity) for activity in needing)
    if unsourced:
        text = ngettext("Find who pays for %(n)s activity", "Find who pays for %(n)s activities", unsourced)
        url = home.evidence(missing="source", soon=scores.SOON_DAYS)
        return Step(text % {"n": number_format(unsourced)}, url)
    if home.facts.unready:
        count = len(home.facts.unready)
        text = ngettext("See to %(n)s structure or system", "See to %(n)s structures and systems", count)
        return Step(text % {"n": number_format(count)}, reverse("workplans:organise_readiness", args=[home.plan.pk]))
    if needing:
        return Step(_("See what is missing"), reverse("workplans:organise_gap", args=[home.plan.pk]))
    later = sum("money" in lacks for lacks in home.lacking.values())
    if later:
        text = ngettext("%(n)s other activity has no money yet", "%(n)s other activities have no money yet", later)
        return Step(text % {"n": number_format(later)}, home.evidence(missing="money"))
    return explained(guide)


def money(amount, plan):
    """ "27,100,000 MZN", rounded to whole units of the plan's currency."""
    return f"{number_format(round(amount))} {plan.currency}".strip()

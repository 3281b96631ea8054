"""The tile of implementing: what was due by today and done in time, what is late and what is stuck."""

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lmframework import scores
from lmframework.tiles.tile import Step, Tile, explained
from workplans.queries import STANDS, within
from workplans.rules.progress import counted


def implement_tile(guide, home):
    """The word, from what was due by today; nothing is known before anything was reported."""
    if not home.activities or home.facts.told.is_silent:
        return silent_tile(guide, home)
    rows = [row for due in home.facts.due.values() for row in due]
    due, in_time = counted(rows, home.today)
    late, stuck = (sum(STANDS[how](one, home.today) for one in home.facts.due.values()) for how in ("late", "stuck"))
    facts = [
        due_in_words(due, in_time, again=bool(home.facts.told.occasions)),
        *late_in_words(late, stuck, home.plan.obstacle_count or 0),
    ]
    state = scores.formulas_on(home.today).implement(due=due, in_time=in_time)
    small = _("of what was due by today") if due else _("nothing was due by today")
    return Tile(guide, state, small, facts, implement_step(home, late, stuck))


def due_in_words(due, in_time, *, again):
    """How much of what was due was done in time; `again` where some activities are done again and again."""
    figures = {"part": number_format(in_time), "whole": number_format(due)}
    if not due:
        return _("Nothing had to be done by today.")
    if again:
        words = ngettext(
            "%(part)s of %(whole)s activity and occasion due by today was done in time.",
            "%(part)s of %(whole)s activities and occasions due by today were done in time.",
            due,
        )
    else:
        words = ngettext(
            "%(part)s of %(whole)s activity due by today was done in time.",
            "%(part)s of %(whole)s activities due by today were done in time.",
            due,
        )
    return words % figures


def late_in_words(late, stuck, in_the_way):
    """How many activities are late, how many are stuck, and how much more than that stands in the way; nothing of none."""
    found = []
    if late:
        found.append(ngettext("%(n)s activity is late.", "%(n)s activities are late.", late) % counted_as(late))
    if stuck:
        found.append(ngettext("%(n)s activity is stuck.", "%(n)s activities are stuck.", stuck) % counted_as(stuck))
    if in_the_way > stuck:
        words = ngettext("%(n)s thing stands in the way.", "%(n)s things stand in the way.", in_the_way)
        found.append(words % counted_as(in_the_way))
    return found


def counted_as(count):
    return {"n": number_format(count)}


def implement_step(home, late, stuck):
    """What stands still first, since somebody has to help; then what is late; else the quarter."""
    if stuck:
        words = ngettext("Help with %(n)s that is stuck", "Help with %(n)s that are stuck", stuck)
        return Step(words % counted_as(stuck), home.evidence(progress="stuck"))
    if late:
        words = ngettext("See %(n)s that is late", "See %(n)s that are late", late)
        return Step(words % counted_as(late), home.evidence(progress="late"))
    if home.quarter:
        return Step(_("Go through this quarter"), home.evidence(quarter=home.quarter.number))
    return Step(_("See the activities"), home.evidence())


def silent_tile(guide, home):
    """Nobody reported anything yet: what is planned for the quarter is all that is known."""
    small, step = _("no progress is recorded yet"), explained(guide)
    if home.quarter is None:
        facts = [plan_time(home.plan, home.today)]
        if home.activities:
            step = Step(_("See the activities"), home.evidence())
        return Tile(guide, scores.NOTHING_YET, small, facts, step)
    quarter = home.quarter
    planned = [one for one in home.activities if within(one, quarter.starts_on, quarter.ends_on)]
    ended = sum(one.ends_on is not None and one.ends_on < home.today for one in planned)
    if not planned:
        return Tile(guide, scores.NOTHING_YET, small, [_("No activity is planned for this quarter.")], step)
    facts = [
        ngettext(
            "%(n)s activity is planned for this quarter.",
            "%(n)s activities are planned for this quarter.",
            len(planned),
        )
        % {"n": number_format(len(planned))}
    ]
    if ended:
        facts.append(
            ngettext("%(n)s should be finished by today.", "%(n)s should be finished by today.", ended)
            % {"n": number_format(ended)}
        )
    step = Step(_("Go through this quarter"), home.evidence(quarter=quarter.number))
    return Tile(guide, scores.NOTHING_YET, small, facts, step)


def plan_time(plan, today):
    """Where the plan's time lies, for a plan that is not running."""
    if plan.starts_on > today:
        return _("The workplan begins on %(day)s.") % {"day": date_format(plan.starts_on, "DATE_FORMAT")}
    return _("The workplan ended on %(day)s.") % {"day": date_format(plan.ends_on, "DATE_FORMAT")}

"""What people are told of a plan: as it is written, paid for and reviewed."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workplans.notices.facts import amount_of, from_above, on_day


def plan_imported(facts):
    words = ngettext(
        "%(file)s was imported into the workplan “%(plan)s”: %(n)s activity.",
        "%(file)s was imported into the workplan “%(plan)s”: %(n)s activities.",
        facts["count"],
    )
    return words % {**facts, "n": number_format(facts["count"])}


def activities_given(facts):
    words = ngettext(
        "%(n)s activity in the workplan “%(plan)s” is now with your posts.",
        "%(n)s activities in the workplan “%(plan)s” are now with your posts.",
        facts["count"],
    )
    return words % {**facts, "n": number_format(facts["count"])}


def given(facts):
    """An activity of which a post is responsible now, and by when it is due."""
    if not facts.get("day"):
        return _("Your post “%(post)s” was given an activity: %(activity)s") % facts
    return _("Your post “%(post)s” was given an activity, due on %(day)s: %(activity)s") % on_day(facts)


def plans_due(facts):
    """Of a call for plans, at each stage; a notice from before there were stages has none."""
    if facts.get("stage") == "late":
        words = _("The plans for %(year)s that %(unit)s called for were due on %(day)s. Send yours for review.")
    else:
        words = _("The plans for %(year)s that %(unit)s called for are due on %(day)s. Yours is not sent yet.")
    return words % on_day(facts)


def readiness_given(facts):
    """A structure or system that a post is to put in place, and by when."""
    if not facts.get("day"):
        return _("Your post “%(post)s” is to see to it: %(name)s.") % facts
    return _("Your post “%(post)s” is to see to it that this is in place by %(day)s: %(name)s.") % on_day(facts)


def readiness_due(facts):
    """Of a structure or system, at each stage of its reminders; the day is said, since it may be read days later."""
    if facts["stage"] == "above":
        with_post = _("This was to be in place by %(day)s and is not: %(name)s. Ask the post “%(post)s”.")
        with_none = _("This was to be in place by %(day)s and is not: %(name)s. Say which post sees to it.")
        words = with_post if facts["post"] else with_none
    elif facts["stage"] == "late":
        words = _("This was to be in place by %(day)s, and your post “%(post)s” sees to it. Is it there? %(name)s")
    else:
        words = _("This is to be in place by %(day)s, and your post “%(post)s” sees to it: %(name)s.")
    return words % from_above(facts)


PLANNED = {
    "plan_begun": lambda facts: _("A workplan was begun: %(plan)s.") % facts,
    "plan_imported": plan_imported,
    "import_undone": lambda facts: _("The import of %(file)s into the workplan “%(plan)s” was undone.") % facts,
    "activity_given": given,
    "activities_given": activities_given,
    "money_approved": lambda facts: (
        _("Approved for the workplan “%(plan)s”: %(amount)s (%(reference)s).") % amount_of(facts)
    ),
    "money_cut": lambda facts: _("Cut from the workplan “%(plan)s”: %(amount)s (%(reference)s).") % amount_of(facts),
    "money_released": lambda facts: (
        _("Released for the workplan “%(plan)s”: %(amount)s (%(reference)s).") % amount_of(facts)
    ),
    "readiness_given": readiness_given,
    "readiness_due": readiness_due,
    "plans_called": lambda facts: (
        _("%(unit)s calls for the plans for %(year)s, to be sent by %(day)s.") % on_day(facts)
    ),
    "plans_due": plans_due,
    "plan_to_review": lambda facts: _("A workplan waits for your review: %(plan)s.") % facts,
    "plan_returned": lambda facts: _("The workplan “%(plan)s” was returned: %(reason)s") % facts,
    "plan_approved": lambda facts: _("The workplan “%(plan)s” is approved.") % facts,
    "plan_reopened": lambda facts: _("The workplan “%(plan)s” was opened again: %(reason)s") % facts,
    "quarter_reopened": lambda facts: (
        _("Quarter %(quarter)s of the workplan “%(plan)s” was opened again: %(reason)s") % facts
    ),
    "ceiling_set": lambda facts: (
        _("The ceiling of %(source)s for %(team)s in %(year)s is %(amount)s.") % amount_of(facts)
    ),
}
ASKING = {"plans_called", "plan_to_review", "plan_returned"}
"""Those that ask something of who reads them."""

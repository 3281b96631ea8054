"""The words of what people are told about their team's workplan and their part in it."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teams.models.notices import WORDS


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


WORDS.update(
    {
        "plan_begun": lambda facts: _("A workplan was begun: %(plan)s.") % facts,
        "plan_imported": plan_imported,
        "import_undone": lambda facts: _("The import of %(file)s into the workplan “%(plan)s” was undone.") % facts,
        "activity_given": lambda facts: _("Your post “%(post)s” was given an activity: %(activity)s") % facts,
        "activities_given": activities_given,
    }
)

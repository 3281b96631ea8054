"""The tile of monitoring and evaluating: how much of what was due is recorded, and how much of that is on track."""

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lmframework import scores
from lmframework.tiles.tile import Step, Tile, explained
from workplans.written import period_in_words


def monitor_tile(guide, home):
    """The word, from what was to be recorded by today; nothing is known before anything was."""
    found = home.standing
    if not found.due:
        return silent_tile(guide, home)
    state = scores.formulas_on(home.today).monitor(
        due=found.due, recorded=found.recorded, judged=found.judged, on_track=found.on_track
    )
    facts = [recorded_in_words(found), judged_in_words(found)]
    small = _("of the indicators that can be judged") if found.judged else _("nothing can be judged yet")
    if state.word == scores.Word.NOT_RECORDED:
        small = _("of what was due by today is recorded")
    return Tile(guide, state, small, [one for one in facts if one], monitor_step(home, found))


def recorded_in_words(found):
    words = ngettext(
        "%(part)s of %(whole)s value due by today is recorded.",
        "%(part)s of %(whole)s values due by today are recorded.",
        found.due,
    )
    return words % {"part": number_format(found.recorded), "whole": number_format(found.due)}


def judged_in_words(found):
    """How many are on track; why none can be judged, where something is recorded."""
    if not found.judged:
        return _("No indicator that is recorded has a target for its quarters.") if found.recorded else ""
    words = ngettext(
        "%(part)s of %(whole)s indicator with a value and a target is on track.",
        "%(part)s of %(whole)s indicators with a value and a target are on track.",
        found.judged,
    )
    return words % {"part": number_format(found.on_track), "whole": number_format(found.judged)}


def monitor_step(home, found):
    """What is not recorded first; else the quarter's page, off track first."""
    missed = found.missed
    if missed and not home.reader.edits:
        words = ngettext("%(n)s value is missing", "%(n)s values are missing", missed)
        page = reverse("workplans:monitor_quarter", args=[home.plan.pk, found.first_missed.quarter])
        return Step(words % {"n": number_format(missed)}, f"{page}#unrecorded")
    if missed:
        words = ngettext("Record %(n)s value that is missing", "Record %(n)s values that are missing", missed)
        words = words % {"n": number_format(missed)}
        if found.times_missed > 1:
            facts = {"what": words, "period": period_in_words(found.first_missed.key)}
            words = _("%(what)s, the oldest first: %(period)s") % facts
        page = reverse("workplans:monitor_period", args=[home.plan.pk, found.first_missed.key])
        return Step(words, f"{page}?show=missing")
    if found.on_track < found.judged:
        return Step(_("See what is not on track"), reverse("workplans:monitor_results", args=[home.plan.pk]))
    return Step(_("Go through the quarter together"), reverse("workplans:monitor_current", args=[home.plan.pk]))


def silent_tile(guide, home):
    """Nothing had to be recorded yet: what there is to record against is all that is known."""
    small, outputs = _("nothing was to be recorded by today"), len(home.outputs)
    if not outputs:
        return Tile(guide, scores.NOTHING_YET, small, [_("There is no output to follow yet.")], explained(guide))
    facts = [
        ngettext(
            "%(part)s of %(whole)s output has something to record against.",
            "%(part)s of %(whole)s outputs have something to record against.",
            outputs,
        )
        % {"part": number_format(len(home.facts.measured)), "whole": number_format(outputs)}
    ]
    if home.quarter and home.quarter.target_count:
        count = home.quarter.target_count
        facts.append(
            ngettext(
                "%(n)s indicator has a target for this quarter.",
                "%(n)s indicators have a target for this quarter.",
                count,
            )
            % {"n": number_format(count)}
        )
    if home.unmeasured:
        text = ngettext("%(n)s output is not measured yet", "%(n)s outputs are not measured yet", home.unmeasured)
        step = Step(text % {"n": number_format(home.unmeasured)}, home.evidence(missing="indicator"))
    else:
        step = Step(_("See the outputs"), home.evidence())
    return Tile(guide, scores.NOTHING_YET, small, facts, step)

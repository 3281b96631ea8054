"""The four tiles of managing: what the workplan says of each practice."""

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lmframework import scores
from lmframework.models import Guide
from lmframework.tiles.implementing import implement_tile
from lmframework.tiles.monitoring import monitor_tile
from lmframework.tiles.organising import organise_tile
from lmframework.tiles.tile import Step, Tile, asked, explained
from workplans.practices import Practice


def managing_tile(guide, home):
    """The tile of a managing practice, over the plan or, where there is none, about how to begin."""
    return MANAGING[guide.practice](guide, home) if home.plan else without_plan(guide, home)


def without_plan(guide, home):
    step = explained(guide)
    if guide.practice == Practice.PLAN and home.reader.leads:
        step = Step(_("Begin the workplan"), reverse("workplans:plan_begin", args=[home.team.pk]))
    return Tile(guide, scores.NOTHING_YET, _("there is no workplan yet"), asked(guide), step)


def plan_tile(guide, home):
    complete = sum(not lacks for lacks in home.lacking.values())
    outputs, activities = len(home.outputs), len(home.activities)
    state = scores.formulas_on(home.today).plan(
        outputs=outputs, measured=len(home.facts.measured), activities=activities, complete=complete
    )
    open_parts = [words for words in (n_outputs(home.unmeasured), n_activities(activities - complete)) if words]
    if state == scores.NOTHING_YET:
        small = _("nothing is set down yet")
    elif open_parts:
        small = _("still to complete: %(parts)s") % {"parts": ", ".join(open_parts)}
    else:
        small = _("nothing is missing")
    return Tile(guide, state, small, plan_facts(home, complete), plan_step(home))


def plan_facts(home, complete):
    if not home.facts.objectives:
        return [_("The workplan has no objective yet.")]
    outputs, activities = len(home.outputs), len(home.activities)
    if not outputs:
        return [_("No objective has an output yet.")]
    facts = [
        ngettext(
            "%(part)s of %(whole)s output has a baseline and a target.",
            "%(part)s of %(whole)s outputs have a baseline and a target.",
            outputs,
        )
        % {"part": number_format(len(home.facts.measured)), "whole": number_format(outputs)}
    ]
    if not activities:
        return [*facts, _("No activity is planned yet.")]
    return [
        *facts,
        ngettext(
            "%(part)s of %(whole)s activity says who does it, when, and with what money.",
            "%(part)s of %(whole)s activities say who does them, when, and with what money.",
            activities,
        )
        % {"part": number_format(complete), "whole": number_format(activities)},
    ]


def plan_step(home):
    """What is to be added next; in a plan that has everything of each kind, the gap that most rows have."""
    if not home.activities:
        return first_to_add(home) if home.may_plan else Step(_("See the workplan"), home.evidence())
    gaps = {"indicator": home.unmeasured}
    for lacks in home.lacking.values():
        for lack in lacks:
            gaps[lack] = gaps.get(lack, 0) + 1
    gap = max(gaps, key=lambda one: gaps[one])
    count = gaps[gap]
    if not count:
        return Step(_("See the workplan"), home.evidence())
    words = {
        "indicator": ngettext("Measure %(n)s output", "Measure %(n)s outputs", count),
        "responsible": ngettext("Name someone for %(n)s activity", "Name someone for %(n)s activities", count),
        "dates": ngettext("Set dates for %(n)s activity", "Set dates for %(n)s activities", count),
        "money": ngettext("Find money for %(n)s activity", "Find money for %(n)s activities", count),
    }
    return Step(words[gap] % {"n": number_format(count)}, home.evidence(missing=gap))


def first_to_add(home):
    """The form for the first of what a plan lacks altogether: an objective, an output or an activity."""
    if home.outputs:
        place = ["output", home.outputs[0].pk, "activity"]
        return Step(_("Add the first activity"), reverse("workplans:plan_item_add", args=place))
    if home.facts.objectives:
        place = ["objective", home.facts.objectives[0].pk, "output"]
        return Step(_("Add the first output"), reverse("workplans:plan_item_add", args=place))
    return Step(_("Add the first objective"), reverse("workplans:plan_objective_add", args=[home.plan.pk]))


MANAGING = {
    Practice.PLAN: plan_tile,
    Practice.ORGANISE: organise_tile,
    Practice.IMPLEMENT: implement_tile,
    Practice.MONITOR: monitor_tile,
}


def results_step(home):
    """How results begin, where nothing says yet from where to where."""
    if home.plan and home.may_plan and home.facts.objectives:
        place = ["objective", home.facts.objectives[0].pk, "indicator"]
        return Step(_("Measure the first objective"), reverse("workplans:plan_item_add", args=place))
    return explained(Guide(practice=Practice.PLAN))


def n_outputs(count):
    return ngettext("%(n)s output", "%(n)s outputs", count) % {"n": number_format(count)} if count else ""


def n_activities(count):
    return ngettext("%(n)s activity", "%(n)s activities", count) % {"n": number_format(count)} if count else ""

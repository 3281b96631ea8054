"""What home shows to a newcomer until it is done: their team, its plan, their part in it. Nothing of this is stored."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from lmframework.tiles import Step, first_to_add


@dataclass(frozen=True)
class FirstStep:
    """One of the first things to do: whether it is done, what to know, and where to go, if there is somewhere.

    `notice` is the key of the notice that is read by going there.
    """

    name: str
    done: bool
    words: str
    step: Step | None = None
    notice: int | None = None


def first_steps(home):
    """The first steps of who reads their own team's home; none once all are done or they were closed."""
    if not home.reader.own or home.reader.user.settled_at:
        return []
    steps = [the_team(home), the_plan(home), the_part(home)]
    return [] if all(step.done for step in steps) else steps


def the_team(home):
    """Done once they have looked at it where the notice of their post led them."""
    given = ("post_given", home.team.get_absolute_url())
    unread = next((one for one in home.reader.user.unread_notices if (one.kind, one.url) == given), None)
    return FirstStep(
        name=_("Your team"),
        done=unread is None,
        words=_("Your post is: %(posts)s. See who else is in the team.")
        % {"posts": ", ".join(home.own_posts.values())},
        step=Step(_("See your team"), home.team.get_absolute_url()),
        notice=unread.pk if unread else None,
    )


def the_plan(home):
    """Done once it has an activity; a lead is led to what comes next in it."""
    name = _("Your workplan")
    if home.plan and home.activities:
        words = _("It says what the team wants to reach, and who does what by when.")
        return FirstStep(name, True, words, Step(_("Read the workplan"), home.evidence()))
    if home.plan:
        step = first_to_add(home) if home.may_plan else Step(_("See the workplan"), home.evidence())
        return FirstStep(name, False, _("It is begun, and no activity is in it yet."), step)
    if home.reader.leads:
        step = Step(_("Begin the workplan"), reverse("workplans:plan_begin", args=[home.team.pk]))
        return FirstStep(name, False, _("There is none yet. You lead the team, so it is yours to begin."), step)
    return FirstStep(name, False, _("There is none yet. Who leads the team begins it."))


def the_part(home):
    """Done once an activity has one of their posts."""
    name = _("Your part in it")
    own = next((activity.post_id for activity in home.activities if activity.post_id in home.own_posts), None)
    if own:
        words = _("There are activities that your post is responsible for.")
        return FirstStep(name, True, words, Step(_("See your activities"), home.evidence(post=own)))
    if not home.activities:
        return FirstStep(name, False, _("None yet: it comes with the workplan's activities."))
    if any("responsible" in lacks for lacks in home.lacking.values()):
        words = _("No activity is your post's yet. Some have nobody: agree with your team which you take.")
        return FirstStep(name, False, words, Step(_("See what has nobody"), home.evidence(missing="responsible")))
    words = _("No activity is your post's yet. Ask your team where you can help.")
    return FirstStep(name, False, words, Step(_("Read the workplan"), home.evidence()))

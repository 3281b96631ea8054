"""How it is written on a page where work stands: a shape beside each word."""

from django import template

from workplans.models import Delegation, Entry

register = template.Library()

SHAPES = {
    Delegation.State.TO_AGREE: "warn",
    Delegation.State.OFFERED: "warn",
    Delegation.State.IN_QUESTION: "warn",
    Delegation.State.ACCEPTED: "good",
    Delegation.State.PASSED_ON: "none",
    Delegation.State.DONE: "warn",
    Delegation.State.CONFIRMED: "good",
    Delegation.State.DECLINED: "bad",
    Delegation.State.HANDED_BACK: "bad",
    Delegation.State.WITHDRAWN: "none",
}
PROGRESS = {
    Entry.State.STARTED: "none",
    Entry.State.HALF: "none",
    Entry.State.DONE: "good",
    Entry.State.NOT_DONE: "bad",
    Entry.State.STUCK: "bad",
}


@register.filter
def shape(state):
    """The class of the shape beside the state of a delegation."""
    return SHAPES.get(state, "none")


@register.filter
def progress_shape(state):
    """The class of the shape beside what was reported; "" is nothing yet."""
    return PROGRESS.get(state, "none")


@register.filter
def progress_words(state):
    """What was reported, in words."""
    return Entry.State(state).label if state else ""

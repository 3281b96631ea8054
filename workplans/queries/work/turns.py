"""Whose turn it is with what was asked, in the words of a line in somebody's work."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workplans.models import Delegation

State = Delegation.State

HAPPENED = {
    State.TO_AGREE: gettext_lazy("Asked %(ago)s."),
    State.OFFERED: gettext_lazy("Asked %(ago)s."),
    State.IN_QUESTION: gettext_lazy("%(post)s asked for help %(ago)s."),
    State.ACCEPTED: gettext_lazy("%(post)s does it. Last heard of it %(ago)s."),
    State.PASSED_ON: gettext_lazy("%(post)s passed it on %(ago)s."),
    State.DONE: gettext_lazy("%(post)s said %(ago)s that it is done."),
}
OWN = {
    State.IN_QUESTION: gettext_lazy("You asked for help %(ago)s."),
    State.DONE: gettext_lazy("You said %(ago)s that it is done."),
}
"""What is said otherwise to who has it."""
HAS_TO = {
    State.TO_AGREE: gettext_lazy("The lead of %(team)s has to agree."),
    State.OFFERED: gettext_lazy("%(post)s has to answer."),
    State.IN_QUESTION: gettext_lazy("%(asker)s has to answer."),
    State.DONE: gettext_lazy("%(asker)s has to confirm it."),
}
"""What is waited for."""


def turn_in_words(delegation, ago, *, own, waits):
    """What happened last, `ago` ("4 days ago"), and, for who `waits`, who has to do what now.

    `own` where who reads is asked, or covers who is.
    """
    state = State(delegation.state)
    asker = delegation.from_post.title if delegation.from_post else delegation.asked_by.name
    facts = {"post": delegation.post.title, "team": delegation.post.team.name, "asker": asker, "ago": ago}
    happened = str((OWN.get(state) if own else None) or HAPPENED[state])
    has_to = str(HAS_TO.get(state, "")) if waits else ""
    if state == State.IN_QUESTION and delegation.wanted_on:
        facts["day"] = date_format(delegation.wanted_on, "j F")
        own_words = _("You asked %(ago)s for another date: %(day)s.")
        happened = own_words if own else _("%(post)s asked %(ago)s for another date: %(day)s.")
    if has_to and state == State.DONE and delegation.needs_another:
        has_to = _("Somebody who has no part in it has to confirm it.")
    return " ".join(words % facts for words in (happened, has_to) if words)

"""What the pages of delegated work read: posts with who holds or covers them, one delegation with its chain and steps."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from teams.models import Holding, Post
from workplans.models import Absence, Delegation, Entry
from workplans.rules import delegating
from workplans.rules.progress import SETTLED

State = Delegation.State
MOST_FOUND = 20
"""So many posts of other teams are shown at most for what was searched."""


def with_who(posts, today):
    """`posts` with `held_by` (a name), `covered_by` (a title) and `away_until` of `today`, each None where it is not so."""
    held = Holding.objects.on(today).filter(post=OuterRef("pk")).values("user__name")[:1]
    away = Absence.objects.on(today).filter(post=OuterRef("pk"))
    covered = {
        "covered_by": Subquery(away.values("cover__title")[:1]),
        "away_until": Subquery(away.values("ends_on")[:1]),
    }
    return posts.annotate(held_by=Subquery(held), **covered)


def with_work(posts, today):
    """`posts` as `with_who`, with `asked_of`: of how much open work they were asked, None for nothing."""
    mine = Delegation.objects.open().filter(post=OuterRef("pk")).order_by().values("post")
    return with_who(posts, today).annotate(asked_of=Subquery(mine.annotate(number=Count("pk")).values("number")))


def who_has(post):
    """ "Bob", "Bob, away until 3 September: covered by the nursing officer", "vacant" for a post out of `with_who`."""
    if post.covered_by:
        words = _("%(name)s, away until %(day)s: covered by %(cover)s")
        until = date_format(post.away_until, "DATE_FORMAT")
        return words % {"name": post.held_by or _("vacant"), "day": until, "cover": post.covered_by}
    return post.held_by or _("vacant")


def in_a_list(post):
    """A post out of `with_work` in one line: "Midwife in charge (Bob), 3 open"."""
    words = f"{post.title} ({who_has(post)})"
    if post.asked_of:
        count = ngettext("%(n)s thing asked of it", "%(n)s things asked of it", post.asked_of) % {"n": post.asked_of}
        words = f"{words}, {count}"
    return words


def found_elsewhere(posts, words):
    """Those of `posts`, of other teams, of which each of `words` is in the title, the team's name or the place."""
    for word in words.split():
        posts = posts.filter(
            Q(title__icontains=word) | Q(team__name__icontains=word) | Q(team__unit__name__icontains=word)
        )
    return posts.order_by("team__name", "title", "pk")[:MOST_FOUND]


@dataclass
class Turn:
    """Whose turn it is with a delegation, in a sentence; `is_open` where something is waited for."""

    words: str
    is_open: bool = True


@dataclass
class Asked:
    """A delegation as its page shows it."""

    happened: list
    """Its steps, and what was reported under it (`is_report`), newest first."""
    links: list
    turn: Turn
    who: str


def asked(delegation, today, acts=()):
    """The Asked of `delegation`: its steps, its reports and its whole chain, four queries.

    `acts` are those of the reader: where one of them is waited for, it is their turn.
    """
    steps = list(delegation.steps.select_related("by", "post", "for_post"))
    recorded = list(delegation.recorded.select_related("by", "post", "for_post"))
    # What ends it, and what was refused, is a step already, with the same words; the day is the report's.
    refused = {(step.by_id, Truncator(step.text).chars(200)) for step in steps if step.act == delegating.NOT_YET}
    reports = [one for one in recorded if not (is_the_end(one) or is_refused(one, refused))]
    said = {(step.by_id, step.text) for step in steps}
    for one in reports:
        vars(one).update(is_report=True, is_told=(one.by_id, one.text) in said)
    reasons = {(one.by_id, one.reason) for one in reports}
    for step in steps:
        end = end_of(step, recorded)
        vars(step).update(end=end, is_told=(step.by_id, step.text) in reasons or bool(end and not end.text))
    happened = sorted([*reports, *steps], key=lambda one: one.at)[::-1]
    rows = Delegation.objects.chain_of(delegation).select_related("activity", "post__team", "from_post", "asked_by")
    links = list(rows.select_related("workplan__team"))
    below = next((one for one in links if one.parent_id == delegation.pk and one.is_open), None)
    post = with_who(Post.objects.filter(pk=delegation.post_id), today).get()
    return Asked(happened, links, turn_of(delegation, steps, below, today, acts), who_has(post))


ENDS = {
    delegating.REPORT: Entry.State.DONE,
    delegating.DECLINE: Entry.State.NOT_DONE,
    delegating.HAND_BACK: Entry.State.NOT_DONE,
}
"""What is reported with the acts that end the work of who has it."""


def end_of(step, recorded):
    """The report, out of what was `recorded`, of which `step` tells how it ended; None for a step that tells of none."""
    ends = [one for one in recorded if is_the_end(one) and one.state == ENDS.get(step.act) and one.at <= step.at]
    ends = [one for one in ends if one.text in (step.text, "")]
    return max(ends, key=lambda one: one.pk, default=None)


def is_the_end(entry):
    """Whether a report says how what was asked ended: done, or not done."""
    return entry.act == Entry.Act.REPORT and entry.state in SETTLED and entry.is_an_answer


def is_refused(entry, refused):
    """Whether it takes back what was refused, with the words of `refused`, (person, reason) each."""
    return entry.act == Entry.Act.CORRECTION and not entry.state and (entry.by_id, entry.reason) in refused


def turn_of(delegation, steps, below, today, acts):
    """The Turn of `delegation` for who can do `acts`; `below` is the open link that it was passed on to, or None."""
    facts = {"post": delegation.post.title, "asker": asker_of(delegation), "team": delegation.post.team.name}
    facts["since"] = since_in_words(delegation, steps, today)
    facts["below"] = below.post.title if below else ""
    if delegation.state == State.ACCEPTED and delegation.due_on:
        due = date_format(delegation.due_on, "DATE_FORMAT")
        return Turn(_("%(post)s does it, by %(due)s.") % {**facts, "due": due})
    words = {
        State.TO_AGREE: _("Waiting for the lead of %(team)s to agree, since %(since)s."),
        State.OFFERED: _("Waiting for %(post)s to answer, since %(since)s."),
        State.IN_QUESTION: _("Waiting for %(asker)s to answer, since %(since)s."),
        State.ACCEPTED: _("%(post)s does it."),
        State.PASSED_ON: _("%(post)s passed it on: %(below)s has it, since %(since)s."),
        State.DONE: _("Waiting for %(asker)s to confirm that it is done, since %(since)s."),
        State.CONFIRMED: _("It is done, and that was confirmed (%(since)s)."),
        State.DECLINED: _("%(post)s does not do it (%(since)s). Who asked may ask another post."),
        State.HANDED_BACK: _("%(post)s handed it back (%(since)s). Who asked may ask another post."),
        State.WITHDRAWN: _("Who asked took it back (%(since)s)."),
    }
    own = YOUR_TURN.get(delegation.state)
    if own and own[0] in acts:
        sentence = str(own[1])
    elif delegation.state == State.DONE and delegation.needs_another:
        sentence = _(
            "Waiting for somebody who has no part in it to confirm that it is done, since %(since)s: who leads the team, "
            "others of it, or who supervises it."
        )
    else:
        sentence = words[State(delegation.state)]
    return Turn(sentence % facts, delegation.is_open)


YOUR_TURN = {
    State.TO_AGREE: (delegating.AGREE, gettext_lazy("It is your turn to agree, or not, since %(since)s.")),
    State.OFFERED: (delegating.ACCEPT, gettext_lazy("It is your turn to answer, since %(since)s.")),
    State.IN_QUESTION: (delegating.ANSWER, gettext_lazy("It is your turn to answer, since %(since)s.")),
    State.DONE: (delegating.CONFIRM, gettext_lazy("It is your turn to confirm that it is done, since %(since)s.")),
}
"""What is waited for in a state, and what is said to who can do it."""


def asker_of(delegation):
    """The post that asks, or the person where they asked without one."""
    return delegation.from_post.title if delegation.from_post else delegation.asked_by.name


def since_in_words(delegation, steps, today):
    """Since when it stands where it stands: "today", a day of this week, or the date."""
    told = [step for step in steps if step.act not in (delegating.SAY, delegating.HAND_OVER)]
    day = timezone.localdate((told or steps)[-1].at)
    if day == today:
        return _("today")
    return date_format(day, "l" if today - day < timedelta(days=7) else "DATE_FORMAT")


def in_the_name_of(post):
    """A post, with its team, in a list of those for which somebody acts."""
    return f"{post.title}, {post.team.name}" if post.team else post.title

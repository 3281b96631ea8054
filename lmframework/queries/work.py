"""What "My work" reads: all that is open of a person's posts, managing and leading together, ready to print."""

from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from assessments.access import commitment_to_read
from assessments.facts import commitments_of_posts
from teams.access import may_read, standing
from workplans.access import acting_posts, agreement_to_read, delegation_to_read, report_to_read
from workplans.models import Absence, Entry
from workplans.queries.work import (
    LATE,
    LATER,
    THIS_WEEK,
    TO_ANSWER,
    TO_RECORD,
    WAITING,
    Task,
    day_in_words,
    place_key,
    section_of,
    work_of,
)

NAMES = {
    TO_ANSWER: gettext_lazy("To answer"),
    LATE: pgettext_lazy("work", "Late"),
    TO_RECORD: gettext_lazy("Over, and nobody said how it went"),
    THIS_WEEK: gettext_lazy("The next seven days"),
    WAITING: gettext_lazy("Waiting for others"),
    LATER: pgettext_lazy("work", "Later"),
}
"""The sections in the order of the page."""
SHOWN = {LATER: 0, TO_RECORD: 10, WAITING: 5}
"""So many things of a section are open to see, MOST of the others; the rest is folded."""
MOST = 20
SHAPES = {LATE: "bad"}

STARTED, HALF, DONE, NOT_DONE, STUCK = (
    (Entry.State.STARTED, pgettext_lazy("progress", "Started")),
    (Entry.State.HALF, pgettext_lazy("progress", "Half done")),
    (Entry.State.DONE, pgettext_lazy("progress", "Done")),
    (Entry.State.NOT_DONE, pgettext_lazy("progress", "Not done")),
    (Entry.State.STUCK, pgettext_lazy("progress", "Stuck")),
)
ONE_DAY, LONGER = (DONE, NOT_DONE, STUCK), (STARTED, HALF, DONE, STUCK)
"""What may be said of something that is done on one day, and of what takes longer."""


@dataclass
class Line:
    """A Task as the page prints it."""

    task: Task
    section: str
    about: str
    shape: str = "none"
    said: "Said | None" = None

    @property
    def key(self):
        return self.task.key

    @property
    def states(self):
        """(state, its word) of each button."""
        return states_of(self.task)


@dataclass
class Section:
    """A part of the page: the lines that are open to see, and those that are folded."""

    key: str
    name: str
    lines: list[Line] = field(default_factory=list)
    shown: int = MOST
    """So many lines are open to see."""

    @property
    def open(self):
        return self.lines[: self.shown]

    @property
    def folded(self):
        return self.lines[self.shown :]


@dataclass
class Said:
    """What the person has just done, in words: where it stood, and what can be done about it at once."""

    key: str
    name: str
    words: str
    url: str
    section: str
    entry: int | None = None
    """The report that can be taken back."""
    is_of_before: bool = False
    """Whether it was reported of the last day of something whose time is over: it may have been another."""


@dataclass
class MyWork:
    """The page of a person's work."""

    posts: list
    covers: list[str]
    """Whose work they do meanwhile, in sentences."""
    sections: list[Section]
    stray: Said | None = None
    """What was said of something that does not stand in the list any more, and has no section to stand in."""

    @property
    def reportable(self):
        """The lines of which progress can be reported."""
        return [line for section in self.sections for line in section.lines if line.task.kind == "report"]


def states_of(task):
    return ONE_DAY if task.is_one_day else LONGER


def my_work(user, today, said=None):
    """The MyWork of `user` on `today`, with `said`, what they have just done, where it stood: fourteen queries."""
    posts = acting_posts(user)
    covers = covered_by(user, posts, today)
    work = work_of(posts, today, user)
    for task in commitments(user, posts, today):
        work.sections[section_of(task.due_on, today)].append(task)
    found = []
    for key, name in NAMES.items():
        tasks = sorted(work.sections[key], key=lambda task: (task.due_on or date.max, task.name))
        lines = [line_of(task, key, covers, several=len(posts) > 1) for task in tasks]
        if lines or (said and said.section == key):
            found.append(Section(key, str(name), lines, SHOWN.get(key, MOST)))
    if found and {section.key for section in found} <= {WAITING, LATER}:
        # Who has nothing to do today sees what comes.
        found[-1].shown = MOST if found[-1].key == LATER else found[-1].shown
    stray = said
    if said:
        for line in (line for section in found for line in section.lines if line.key == said.key):
            line.said, stray = said, None
    return MyWork(posts, [sentence for sentence, _words in covers.values()], found, stray)


def covered_by(user, posts, today):
    """{key of a post: (sentence, words)} of those whose work `user` does because somebody is away: one query."""
    held = {key for titles in standing(user).posts.values() for key in titles}
    others = [post.pk for post in posts if post.pk not in held]
    found = {}
    for absence in Absence.objects.on(today).filter(cover__in=posts).select_related("post"):
        if absence.post_id in others:
            facts = {"post": absence.post.title, "day": date_format(absence.ends_on, "j F")}
            sentence = _("You also do the work of: %(post)s, away until %(day)s.") % facts
            found[absence.post_id] = (sentence, _("for %(post)s, who is away") % facts)
    return found


def line_of(task, section, covers, *, several):
    """The Line of a task: where it belongs, what is said of it, and whose it is where there are several posts."""
    whose = covers[task.post_key][1] if task.post_key in covers else task.post if several else ""
    about = " · ".join(part for part in (task.practice, task.about, whose) if part)
    if task.is_to_confirm or section == TO_RECORD:
        shape = "warn"
    else:
        shape = "bad" if task.late else SHAPES.get(section, "none")
    return Line(task, section, about, shape)


def commitments(user, posts, today):
    """The Tasks of what the posts promised their teams and nobody said yet whether it was kept."""
    for one in commitments_of_posts(user, posts):
        late = max(0, (today - one.due_on).days)
        yield Task(
            "promise",
            one.name,
            one.get_absolute_url(),
            about=pgettext("what a team agreed on", "Commitment"),
            post=one.post.title,
            post_key=one.post_id,
            practice=one.get_practice_display(),
            due_on=one.due_on,
            late=late,
            when=day_in_words(one.due_on, today),
            row=one.pk,
        )


SAID = {
    Entry.Act.REPORT: gettext_lazy("Reported: %(state)s."),
    Entry.Act.CORRECTION: gettext_lazy("Taken back. It stands as before."),
    Entry.Act.CONFIRMATION: gettext_lazy("Confirmed: it is done."),
}


def said_of(request, kind, pk):
    """The Said of the report (`kind` "e"), delegation ("d"), commitment ("c") or agreement ("g") `pk`.

    404 where they do not see it.
    """
    today = timezone.localdate()
    if kind == "g":
        agreed = agreement_to_read(request, pk)
        words = _("Said: %(state)s.") % {"state": agreed.get_state_display()}
        url = reverse("workplans:monitor_agreement", args=[pk])
        return Said(f"g{pk}", agreed.text, words, url, section_of(agreed.due_on, today))
    if kind == "c":
        one = commitment_to_read(request, pk)
        words = _("Said: %(state)s.") % {"state": one.get_state_display()}
        return Said(f"c{pk}", one.name, words, one.get_absolute_url(), section_of(one.due_on, today))
    if kind == "d":
        one = delegation_to_read(request, pk)
        words = _("It stands now: %(state)s.") % {"state": one.get_state_display()}
        return Said(f"d{pk}", one.name, words, one.get_absolute_url(), TO_ANSWER)
    entry = report_to_read(request, pk)
    about = entry.occasion or entry.activity
    due_on = entry.delegation.due_on if entry.is_an_answer else about.ends_on
    name = f"{entry.activity.name}, {entry.occasion}" if entry.occasion else entry.activity.name
    words = SAID[Entry.Act(entry.act)] % {"state": entry.get_state_display()}
    asked = entry.about.delegation if entry.act == Entry.Act.CORRECTION else None
    if asked and not asked.is_open:
        words = _("Taken back. What was asked of you is with who asked again: they can ask you once more.")
    of_before = entry.act == Entry.Act.REPORT and entry.on < timezone.localdate(entry.at)
    if of_before:
        facts = {"state": entry.get_state_display(), "day": date_format(entry.on, "j F")}
        words = _("Reported: %(state)s, on %(day)s.") % facts
    mine = entry.by_id == request.user.pk and entry.act == Entry.Act.REPORT
    key = place_key(entry.activity_id, entry.occasion_id, entry.delegation_id)
    section = TO_ANSWER if entry.act == Entry.Act.CONFIRMATION else section_of(due_on, today)
    section = TO_RECORD if of_before else section
    there = entry if may_read(request.user, entry.workplan.team) else entry.delegation
    query = "?day=1" if of_before else "?word=1"
    url = reverse("workplans:implement_correct", args=[entry.pk]) + query if mine else there.get_absolute_url()
    return Said(key, name, words, url, section, entry.pk if mine else None, of_before)

"""What the page of a person's work reads: all that is open of their posts, in sections, in a fixed number of queries."""

from collections import defaultdict
from datetime import date, timedelta

from django.db.models import Case, F, Q, When, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teams.models import Post
from workplans.models import (
    Activity,
    Agreement,
    Delegation,
    DelegationStep,
    Entry,
    Obstacle,
    Occasion,
    Readiness,
    Workplan,
)
from workplans.queries.work.tasks import (
    LATE,
    SECTIONS,
    TO_ANSWER,
    TO_RECORD,
    WAITING,
    Task,
    Work,
    day_in_words,
    is_one_day,
    is_to_record,
    section_of,
    week_ends,
)
from workplans.queries.work.turns import turn_in_words
from workplans.queries.work.values import doubted_values, values_to_record
from workplans.rules import delegating, progress

State = Delegation.State
SOON = timedelta(days=31)
"""For so long before a plan what is in it counts as work already."""


def work_of(posts, today, user=None):
    """The Work of `posts`, those that a person holds or covers, on `today`: at most fourteen queries whatever its size.

    What `user` has asked for without a post, or reported themselves, is theirs too.
    """
    posts = list(posts)
    led = {post.team_id for post in posts if post.role == Post.Role.LEAD and post.team_id}
    teams = {post.team_id for post in posts if post.team_id}
    return Reading({post.pk for post in posts}, led, teams, today, user).work()


class Reading:
    """All that the work of some posts is made of: their `keys`, the teams that they lead, the teams that they are in."""

    def __init__(self, keys, led, teams, today, user):
        self.keys, self.led, self.teams, self.today, self.user = keys, led, teams, today, user
        self.week_ends = week_ends(today)
        self.plans = Workplan.objects.at_work(today)
        self.found = Work()

    def work(self):
        self.delegations = self.read_delegations()
        self.below = self.read_below()
        self.words, self.turned = self.last_steps()
        activities = self.read_activities()
        self.occasions = self.read_occasions(activities)
        self.latest = self.read_latest(activities)
        self.parts = self.read_parts()
        self.away = {(one.activity_id, one.occasion_id) for one in self.delegations}
        self.sort_delegations()
        self.own(activities)
        self.to_confirm()
        self.obstacles()
        self.readiness()
        self.values()
        self.agreed()
        for name in SECTIONS:
            self.found.sections[name].sort(key=lambda task: (task.due_on or date.max, task.name))
        return self.found

    # What is read.

    def read_delegations(self):
        """Those asked of the posts or by them, those that their teams agree to, those that others confirm.

        And those of what is theirs that somebody else was asked to do, all of it or one time.
        """
        mine = Q(post__in=self.keys) | Q(from_post__in=self.keys) | Q(activity__post__in=self.keys)
        whole = Delegation.objects.open().filter(post__in=self.keys, occasion=None).order_by().values("activity")
        mine |= Q(occasion__isnull=False, activity__in=whole)
        if self.user:
            mine |= Q(from_post=None, asked_by=self.user)
        mine |= Q(state=State.TO_AGREE, post__team__in=self.led)
        others = Q(state=State.DONE, parent=None, activity__is_confirmed_by_others=True, workplan__team__in=self.teams)
        rows = Delegation.objects.open().filter(mine | others, workplan__in=self.plans)
        return list(
            rows.select_related("activity", "occasion", "post__team", "from_post", "asked_by", "workplan").defer(
                "activity__stated"
            )
        )

    def read_below(self):
        """{delegation: the open one by which it was passed on}: one query where something was passed on."""
        passed = {one.chain_id or one.pk for one in self.delegations if one.state == State.PASSED_ON}
        if not passed:
            return {}
        links = Delegation.objects.open().filter(chain__in=passed)
        return {one.parent_id: one for one in links.select_related("activity", "post__team", "from_post", "asked_by")}

    def last_steps(self):
        """({delegation: its last step}, {delegation: the last that led on, and was no mere word}): one query."""
        is_word = Case(When(act__in=[delegating.SAY, delegating.HAND_OVER], then=True), default=False)
        newest = Window(RowNumber(), partition_by=[F("delegation"), is_word], order_by=F("pk").desc())
        rows = DelegationStep.objects.filter(delegation__in=[*self.delegations, *self.below.values()])
        steps = list(rows.annotate(place_from_last=newest).filter(place_from_last=1).order_by("pk"))
        turned = {one.delegation_id: one for one in steps if one.act not in (delegating.SAY, delegating.HAND_OVER)}
        return {one.delegation_id: one for one in steps}, turned

    def read_activities(self):
        """The activities that the posts are responsible for in plans of now, and those asked of them as a whole."""
        asked = {one.activity_id for one in self.delegations if one.occasion_id is None and one.post_id in self.keys}
        own = Q(post__in=self.keys, workplan__in=self.plans.filter(starts_on__lte=self.today + SOON))
        rows = Activity.objects.filter(own | Q(pk__in=asked)).select_related("post").defer("stated")
        return {activity.pk: activity for activity in rows}

    def read_occasions(self, activities):
        """{activity: its occasions in order}."""
        found = defaultdict(list)
        for occasion in Occasion.objects.filter(activity__in=activities).order_by("starts_on"):
            found[occasion.activity_id].append(occasion)
        return found

    def read_latest(self, activities):
        """{(activity, occasion or None): the last that was reported}."""
        asked = {one.activity_id for one in self.delegations}
        rows = Entry.objects.latest_of([*activities, *asked - set(activities)])
        return {(entry.activity_id, entry.occasion_id): entry for entry in rows}

    def read_parts(self):
        """{delegation: its Parts} for those that somebody who has no part in them confirms."""
        return Delegation.objects.parts_of(
            [one for one in self.delegations if one.state == State.DONE and one.needs_another]
        )

    # Where it belongs.

    def put(self, section, task):
        self.found.sections[section].append(task)

    def put_by_day(self, task, entry=None):
        """Late, this week or later, by its day; to be recorded where its time is over and nobody said a word."""
        over = entry is None and is_to_record(task.due_on, self.today, task.occasion, task.is_one_day)
        task.is_one_day = over or task.is_one_day
        if over:
            task.when = _("ended %(day)s") % {"day": date_format(task.due_on, "j M")}
        self.put(TO_RECORD if over else section_of(task.due_on, self.today), task)

    def task(self, kind, name, url, due_on=None, **more):
        late = (self.today - due_on).days if due_on and due_on < self.today else 0
        return Task(kind, name, url, due_on=due_on, late=late, when=day_in_words(due_on, self.today), **more)

    def sort_delegations(self):
        """Each where it belongs; of what was passed on, what is to do, or else the last hand that they wait for, alone."""
        to_do, waits = set(), {}
        for one in self.delegations:
            chain = one.chain_id or one.pk
            if self.is_put(one):
                to_do.add(chain)
            elif one.post_id in self.keys or self.asked(one) or self.is_own(one):
                waits[chain] = one
        for chain, one in waits.items():
            if chain not in to_do:
                self.put(WAITING, self.of(one, "wait"))

    def is_own(self, one):
        """Whether what was asked is what one of the posts is responsible for."""
        return one.parent_id is None and one.activity.post_id in self.keys

    def is_put(self, one):
        """Whether there is something to do with it, which is put where it belongs: whose turn it is decides."""
        held, asked = one.post_id in self.keys, self.asked(one)
        kind = ""
        if one.state == State.TO_AGREE and one.post.team_id in self.led:
            kind = "agree"
        elif one.state == State.OFFERED and held:
            kind = "answer"
        elif one.state == State.IN_QUESTION and asked:
            kind = "decide"
        elif one.state == State.DONE and self.confirms(one, asked):
            kind = "confirm"
        elif one.state == State.ACCEPTED and held:
            self.sort_accepted(one)
            return True
        if kind:
            self.put(TO_ANSWER, self.of(one, kind))
        return bool(kind)

    def sort_accepted(self, one):
        """What was taken on, of a whole recurring activity each time by itself; but for what is settled."""
        if one.occasion_id is None and self.occasions[one.activity_id]:
            return self.put_occasions(one.activity, one)
        entry = self.latest.get((one.activity_id, one.occasion_id))
        # Of another post that was asked too, it is only its own part that is settled.
        if entry and entry.state in progress.SETTLED and entry.delegation_id in (None, one.pk):
            return None
        task = self.of(one, "report")
        task.is_one_day = is_one_day(one.occasion or one.activity)
        self.told(task, entry)
        return self.put_by_day(task, entry)

    def asked(self, one):
        """Whether one of the posts, or the person without one, asked for it."""
        by_user = one.from_post_id is None and self.user is not None and one.asked_by_id == self.user.pk
        return one.from_post_id in self.keys or by_user

    def confirms(self, one, asked):
        """Whether to say that it is done is theirs: who asked says so, or who is in the team and has no part in it."""
        if one.needs_another:
            return one.workplan.team_id in self.teams and not self.has_part(self.parts[one.pk])
        return asked

    def has_part(self, parts):
        return parts.has(self.user.pk if self.user else None, self.keys)

    def of(self, one, kind):
        """The Task of a delegation."""
        task = self.task(
            kind,
            one.name,
            one.get_absolute_url(),
            one.due_on,
            about=self.said_of(one, kind),
            time=str(one.occasion or ""),
            post=one.post.title,
            post_key=one.post_id,
            practice=one.activity.get_practice_display(),
            state=one.state if kind == "wait" else "",
            activity=one.activity_id,
            occasion=one.occasion_id,
            delegation=one.pk,
            row=one.pk,
        )
        if self.last_of(one).state == State.DONE:
            task.is_to_confirm, task.late, task.when = True, 0, _("to be confirmed")
        return task

    def last_of(self, one):
        """The last hand through which it went."""
        while one.pk in self.below:
            one = self.below[one.pk]
        return one

    def said_of(self, one, kind):
        """The line under a delegation: who asks, what is expected; or whose turn it is, since when, with the last word."""
        if kind in ("answer", "agree", "report"):
            who = one.from_post.title if one.from_post else one.asked_by.name
            words = _("from %(who)s. %(freedom)s.")
            parts = [words % {"who": who, "freedom": capfirst(one.get_freedom_display())}, one.expected]
        else:
            last = self.last_of(one)
            step, said = self.turned.get(last.pk), self.words.get(last.pk)
            ago = self.ago(timezone.localdate(step.at if step else last.at))
            parts = [turn_in_words(last, ago, own=last.post_id in self.keys, waits=kind == "wait")]
            if last is not one:
                parts.insert(0, _("%(post)s passed it on.") % {"post": one.post.title})
            if said and said.text:
                parts.append(f"“{said.text}”")
        return " ".join(part for part in parts if part)

    def ago(self, day):
        """ "today", "4 days ago"."""
        days = (self.today - day).days
        if days <= 0:
            return _("today")
        return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": number_format(days)}

    def own(self, activities):
        """What the posts are responsible for and asked of nobody else."""
        for activity in activities.values():
            if activity.post_id not in self.keys or (activity.pk, None) in self.away:
                continue
            if self.occasions[activity.pk]:
                self.put_occasions(activity, None)
                continue
            entry = self.latest.get((activity.pk, None))
            if entry is None or entry.state not in progress.SETTLED:
                self.put_report(activity, None, entry, None)

    def put_occasions(self, activity, delegation):
        """The occasions that are not settled, nor asked for one by one, up to the next one that is still to come."""
        for occasion in self.occasions[activity.pk]:
            entry = self.latest.get((activity.pk, occasion.pk))
            if (activity.pk, occasion.pk) in self.away or (entry and entry.state in progress.SETTLED):
                continue
            self.put_report(activity, occasion, entry, delegation)
            if occasion.ends_on > self.week_ends:
                break

    def put_report(self, activity, occasion, entry, delegation):
        """One thing of which progress is reported."""
        days = occasion or activity
        task = self.task(
            "report",
            f"{activity.name}, {occasion}" if occasion else activity.name,
            (delegation or activity).get_absolute_url(),
            days.ends_on,
            about=activity.place,
            time=str(occasion or ""),
            post=(delegation or activity).post.title,
            post_key=(delegation or activity).post_id,
            practice=activity.get_practice_display(),
            is_one_day=is_one_day(days),
            activity=activity.pk,
            occasion=occasion.pk if occasion else None,
            delegation=delegation.pk if delegation else None,
        )
        self.told(task, entry)
        self.put_by_day(task, entry)

    def told(self, task, entry):
        """What was reported of it last."""
        if entry:
            task.state, task.since, task.entry = entry.state, entry.on, entry.pk

    def to_confirm(self):
        """What others of the teams say is done, where somebody who has no part in it confirms it."""
        rows = Entry.objects.to_confirm().filter(workplan__team__in=self.teams, workplan__in=self.plans)
        found = list(rows.select_related("activity", "occasion", "by", "post").defer("activity__stated"))
        parts = Entry.objects.parts_of(found)
        for entry in found:
            if self.has_part(parts[entry.pk]):
                continue
            name = f"{entry.activity.name}, {entry.occasion}" if entry.occasion else entry.activity.name
            about = _("%(person)s: done, %(days)s") % {"person": entry.by.name, "days": self.ago(entry.on)}
            more = {"about": about, "row": entry.pk, "activity": entry.activity_id, "occasion": entry.occasion_id}
            more |= {"practice": entry.activity.get_practice_display(), "time": str(entry.occasion or "")}
            self.put(TO_ANSWER, self.task("confirm_entry", name, entry.get_absolute_url(), **more))

    def obstacles(self):
        """Those to help with; those to ask whether it helped; those with which nobody does anything; what others have."""
        mine = Q(asked__in=self.keys) | Q(post__in=self.keys) | Q(post=None, team__in=self.led)
        for one in Obstacle.objects.at_work(self.today).filter(mine).select_related("team", "asked", "activity"):
            more = {"row": one.pk, "activity": one.activity_id, "occasion": one.occasion_id, "since": one.since}
            more["practice"] = one.get_practice_display()
            if one.asked_id in self.keys:
                about = f"{one.team.name}. {one.help_wanted}" if one.help_wanted else one.team.name
                self.put(TO_ANSWER, self.task("help", str(one), one.get_absolute_url(), about=about, **more))
            elif one.ask_again_on and one.ask_again_on <= self.today:
                about = _("Did what you changed help?")
                self.put(TO_ANSWER, self.task("ask_again", str(one), one.get_absolute_url(), about=about, **more))
            elif not one.name or not (one.asked or one.ask_again_on):
                why = _("Nobody is asked for help yet.") if one.name else ""
                about = " · ".join(part for part in (one.activity.name if one.activity else "", why) if part)
                self.put(TO_ANSWER, self.task("stuck", str(one), one.get_absolute_url(), about=about, **more))
            elif one.asked:
                about = _("asked %(post)s for help") % {"post": one.asked.title}
                self.put(WAITING, self.task("wait", str(one), one.get_absolute_url(), about=about, **more))

    def readiness(self):
        """The structures and systems that the posts are to put in place by a day."""
        rows = Readiness.objects.missing().filter(post__in=self.keys, due_on__isnull=False)
        for one in rows.filter(workplan__in=self.plans).select_related("post"):
            url = reverse("workplans:organise_readiness_change", args=[one.pk])
            more = {"about": one.note, "post": one.post.title, "row": one.pk, "practice": one.get_practice_display()}
            more["post_key"] = one.post_id
            task = self.task("ready", one.name, url, one.due_on, **more)
            self.put(section_of(one.due_on, self.today), task)

    def values(self):
        """The values to be recorded, late once their day is over; and those that somebody says are not right."""
        for task in values_to_record(self):
            self.put(WAITING if task.kind == "wait" else LATE if task.late else TO_RECORD, task)
        self.found.sections[TO_ANSWER] += doubted_values(self)

    def read_agreements(self):
        """What the teams agreed on, that the posts do: it outlives its plan, which is often over before the day it is due."""
        return Agreement.objects.open().filter(post__in=self.keys).select_related("post", "quarter")

    def agreed(self):
        """What was agreed on the page of a quarter, and nobody said yet what came of it."""
        for one in self.read_agreements():
            url = reverse("workplans:monitor_agreement", args=[one.pk])
            task = self.task("agreed", one.text, url, one.due_on, row=one.pk, **self.said_of_agreement(one))
            self.put(section_of(one.due_on, self.today), task)

    def said_of_agreement(self, one):
        """Where it was agreed, and whose it is."""
        about = _("agreed on the page of %(quarter)s") % {"quarter": one.quarter}
        about = f"{about}. {one.result}" if one.result else about
        more = {"about": about, "post": one.post.title, "post_key": one.post_id}
        return more | {"practice": one.get_practice_display()}

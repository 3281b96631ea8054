"""Implement: how far the demo's teams are, what they asked of each other, who is away, and where they are stuck."""

from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.utils import timezone

from lmframework.demo.words import chance
from teams.models import Holding, Notice, Post, User
from workplans.models import Absence, Delegation, Entry, Obstacle

SHOWN = (0, 4, 5)
"""The places of the teams that report what they do, among all: a district and two facilities."""
OUTCOMES = [("done", 0), ("done", 0), ("done", 0), ("done", 0), ("done", 9), ("done", 16), ("not_done", 1), ("", 0)]
"""What became of what is over: so many days after its last day it was reported. "" stands for no report."""
UNDER_WAY = ["started", "half", "half", "", ""]
SAID = {
    "done": ["", "", "All came", "Two villages were cut off and came the week after", ""],
    "not_done": ["The vehicle was in the workshop", "Nobody was free that week"],
    "half": ["", "Half of the villages", ""],
    "started": [""],
}


LATER = timedelta(14)
"""By so much later another date is, that somebody asks for."""


class Asked(NamedTuple):
    """Something that the lead asks: what is expected, and what each does then, (act, a word) one after the other."""

    expected: str
    acts: tuple = ()
    freedom: str = "decide"
    ago: int = 12


ASKS = [
    Asked("Three facilities at least, the far ones first", ago=2),
    Asked("A list of who took part", (("ask", "The vehicle is promised to the campaign until the 20th"),), "ask", 6),
    Asked("", (("accept", ""),), ago=15),
    Asked("Speak with the council before you buy", (("accept", ""), ("pass_on", "You know the dealer")), "ask", 11),
    Asked("Two pages are enough", (("accept", ""), ("report", "Held on Thursday, the minutes are in the file"))),
    Asked("", (("accept", ""), ("report", "All there"), ("confirm", "Thank you, that was quick")), ago=30),
    Asked("Tell us what you think of the draft", (("decline", "I am on leave until the end of the month"),), "advise"),
    Asked("", (("accept", ""), ("hand_back", "The spare part did not come, and I am on call now")), ago=20),
    Asked("Begin with the villages over the river", (("withdraw", "The campaign comes first"),), ago=25),
]
"""What the main team's lead asked, so that there is something in every state."""
ELSEWHERE = Asked("A midwife for the two days of the training", ago=3)
"""Asked of a post of another team, whose lead has still to agree."""


OF_MEMBER = [
    (Asked("Before the review meeting", ago=1), 9),
    (Asked("Ten copies, one for each facility", (("accept", ""),), ago=8), 0),
    (Asked("", (("accept", ""),), ago=20), -6),
    (Asked("With the council's driver", (("ask", "He is away until Monday"),), "ask", 4), 12),
]
"""Asked of the member whose name the demo prints, and by when, so many days from now: a page of work with something in
each section."""


class Stuck(NamedTuple):
    """What stands in the way, why, what help is wanted, and what was said and done: (verb, its words)."""

    name: str
    whys: tuple
    help_wanted: str = ""
    then: tuple = ()
    ago: int = 9


OBSTACLES = [
    Stuck(
        "There is no fuel for the outreach of this month",
        ("The advance was not paid out", "The last one is not accounted for"),
        "Who can settle the last advance with the bank?",
    ),
    Stuck(
        "Half of the midwives cannot leave the ward for the training",
        ("Nobody covers them at night",),
        "Could the hospital lend two nurses?",
        (("answer", "One nurse, on two nights of the week"), ("change", "We train on the ward, in the afternoon")),
        30,
    ),
    Stuck(
        "The fridge of the store stands still at night",
        ("The generator is switched off at ten",),
        "",
        (("change", "The guard switches it on again at two"), ("judge", "No red day in three weeks")),
        60,
    ),
]
FAR_AWAY = Stuck("The road to the far villages is closed", ("The bridge is gone",), "A boat, for one week")
ALIKE = ["There is no fuel for the outreach of this month", "There is no  fuel for the outreach of this month "]
"""What the main team says too, as other teams type it: who oversees them sees that it is the same thing."""


def fill(demo, sites):
    """What happened in the teams that show it, up to today."""
    for site in sites:
        plan = site.team.workplans.order_by("-starts_on").first()
        if demo.for_looking and plan and demo.sites.index(site) in SHOWN:
            Work(demo, site, plan).write()
    if demo.for_looking:
        be_stuck_alike(demo, [site for site in sites if site.has_plan and demo.sites.index(site) not in SHOWN])


def be_stuck_alike(demo, sites):
    """Two of `sites` are stuck on what the main team is stuck on, and ask who supervises them for help."""
    for site, name in zip(sites, ALIKE, strict=False):
        by = User.objects.holding([site.posts["lead"]], demo.today).first()
        above = [int(key) for key in site.team.unit.path.strip("/").split("/")]
        posts = Post.objects.filter(unit__in=above, role=Post.Role.SUPERVISOR).order_by("unit__path", "pk")
        if by:
            Obstacle.objects.report(site.team, name, by, whys=["The advance was not paid out"], asked=posts.first())


class Work:
    """What one team does with its plan."""

    def __init__(self, demo, site, plan):
        self.demo, self.site, self.plan, self.today = demo, site, plan, demo.today
        self.rng = chance(demo.seed, "work", site.team.code)
        self.lead_post = site.posts["lead"]
        self.lead = self.holder(self.lead_post)

    def holder(self, post):
        """Who holds `post` on the day of the demo; None where it is vacant."""
        return User.objects.holding([post], self.today).first() if post else None

    def write(self):
        if self.lead is None:
            return
        told = Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        activities = list(self.plan.activity_set.select_related("post").prefetch_related("occasions").order_by("pk"))
        asked = self.ask(activities) if self.site.is_main else set()
        for activity in activities:
            if activity.pk not in asked:
                self.report(activity)
        self.be_stuck(activities)
        self.cover()
        self.read_old_notices(told)

    # How far things are.

    def report(self, activity):
        """What is reported of an activity, or each of its occasions."""
        holder = self.holder(activity.post)
        by, post = (holder, activity.post) if holder else (self.lead, self.lead_post)
        for occasion in list(activity.occasions.all()) or [None]:
            days = occasion or activity
            if days.starts_on is None or days.ends_on is None or days.starts_on >= self.today:
                continue
            state, later = self.rng.choice(OUTCOMES) if days.ends_on < self.today else (self.rng.choice(UNDER_WAY), 0)
            on = min(days.ends_on + timedelta(later), self.today - timedelta(1))
            if state:
                text = self.rng.choice(SAID[state])
                about = {"occasion": occasion, "post": post}
                entry = Entry.objects.report(activity, state, by, max(on, self.plan.starts_on), text, **about)
                self.dated(entry, self.today - entry.on)
                self.be_confirmed(entry)
        last = Entry.objects.counting().filter(activity=activity).first()
        if last and last.state == "half" and self.rng.random() < 0.4:
            corrected = Entry.objects.correct(last, self.lead, "One village was counted twice", "started")
            self.dated(corrected, timedelta(1))

    def be_confirmed(self, entry):
        """Where somebody without a part in it confirms what is done, they did, but for the latest."""
        if not entry.activity.is_confirmed_by_others or entry.state != "done" or entry.on > self.today - timedelta(40):
            return
        involved = entry.involved()
        others = [one for one in User.objects.in_team(self.site.team, self.today) if one.pk not in involved]
        if others:
            confirmed = Entry.objects.confirm(entry, others[0])
            confirmed.on = entry.on + timedelta(3)
            confirmed.save(update_fields=["on"])
            self.dated(confirmed, self.today - confirmed.on)

    def dated(self, row, ago):
        """Let `row` have been written down so long ago."""
        row.at = timezone.make_aware(datetime.combine(self.today - ago, time(9)))
        row.save(update_fields=["at"])

    # What was asked of others.

    def ask(self, activities):
        """The keys of the activities of which something is asked of others."""
        ends = [one for one in activities if one.ends_on and one.ends_on > self.today and not one.occasions.all()]
        able = [one for one in ends or activities if one.post and one.post != self.lead_post and self.holder(one.post)]
        others = [one for one in activities if one.post and one.post != self.lead_post and self.holder(one.post)]
        able += [one for one in others if one not in able and not one.occasions.all()]
        used = set()
        for activity, asks in zip(able, ASKS, strict=False):
            self.delegate(activity, activity.post, asks)
            used.add(activity.pk)
        neighbour = Post.objects.filter(team__unit__parent=self.site.team.unit, role=Post.Role.MEMBER).order_by("pk")
        if len(able) > len(ASKS) and neighbour.exists():
            self.delegate(able[len(ASKS)], neighbour[0], ELSEWHERE)
            used.add(able[len(ASKS)].pk)
        return used | self.ask_member([one for one in reversed(activities) if one.pk not in used])

    def ask_member(self, activities):
        """The keys of those of `activities` that are asked of the member whose name the demo prints."""
        held = Holding.objects.on(self.today).filter(post__team=self.site.team, post__role=Post.Role.MEMBER)
        member = held.order_by("pk").select_related("post").first()
        once = [one for one in activities if not one.occasions.all()]
        used = set()
        for activity, (asks, days) in zip(once if member else [], OF_MEMBER, strict=False):
            self.delegate(activity, member.post, asks, self.today + timedelta(days))
            used.add(activity.pk)
        return used

    def delegate(self, activity, post, asks, due_on=None):
        """Ask, by `due_on` or its own last day, within the plan, and let each do what they do."""
        due_on = due_on or max(activity.ends_on or self.today, self.today + timedelta(5))
        last = activity.workplan.ends_on
        # Who asks for another date asks for a later one: there has to be room for it.
        room = LATER if any(act == "ask" for act, _text in asks.acts) else timedelta()
        due_on = min(max(due_on, activity.starts_on or due_on), max(last - room, min(self.today, last)))
        found = Delegation.objects.offer(
            activity,
            post,
            self.lead,
            expected=asks.expected,
            due_on=due_on,
            freedom=asks.freedom,
            may_pass_on=any(act == "pass_on" for act, _text in asks.acts),
            from_post=self.lead_post,
        )
        holder = self.holder(post)
        # One after the other, the first as long ago as it says, and none before the plan.
        whole, most = 1 + len(asks.acts), (self.today - self.plan.starts_on).days
        agos = [timedelta(min(asks.ago * (whole - place) // whole, most)) for place in range(whole)]
        for place, (act, text) in enumerate(asks.acts, start=1):
            if act == "report":
                done = Entry.objects.report(activity, "done", holder, self.today - agos[place], text, delegation=found)
                self.dated(done, agos[place])
                found.refresh_from_db()
            elif act == "confirm":
                self.confirm(found, text)
            elif act == "pass_on":
                self.dated(found.pass_on(self.other_post(post), holder, text).steps.get(), agos[place])
            elif act == "ask":
                found.ask(holder, text, min(found.due_on + LATER, last))
            else:
                getattr(found, act)(self.lead if act == "withdraw" else holder, text)
        for step, ago in zip(found.steps.all(), agos, strict=False):
            self.dated(step, ago)

    def confirm(self, found, text):
        """By who asked; where the activity wants somebody without a part in it, it waits."""
        if not found.needs_another:
            found.confirm(self.lead, text)

    def other_post(self, post):
        """A post of the team that somebody else holds."""
        posts = [self.site.posts[key] for key in sorted(self.site.posts)]
        return next(one for one in posts if one not in (post, self.lead_post) and self.holder(one))

    # Where they are stuck, and who is away.

    def be_stuck(self, activities):
        """The main team in several ways; another in one, which is seen from above."""
        held = [one for one in activities if one.post and one.post != self.lead_post and self.holder(one.post)]
        stuck = OBSTACLES if self.site.is_main else [FAR_AWAY] if self.demo.sites.index(self.site) == SHOWN[1] else []
        for activity, story in zip(reversed(held), stuck, strict=False):
            self.tell_of(activity, story)

    def tell_of(self, activity, story):
        """Somebody says that they are stuck, and what came of it."""
        by, occasion = self.holder(activity.post), activity.occasions.filter(starts_on__lt=self.today).last()
        about = {"activity": activity, "occasion": occasion, "whys": story.whys, "help_wanted": story.help_wanted}
        asked = self.lead_post if story.help_wanted else None
        found = Obstacle.objects.report(self.site.team, story.name, by, asked=asked, **about)
        found.since = self.today - timedelta(story.ago)
        found.save()
        for verb, text in story.then:
            if verb == "answer":
                found.answer(self.lead, text)
            elif verb == "change":
                found.change(by, text, self.today - timedelta(1))
            else:
                found.judge("helped", by, text)
        if found.is_open and (occasion or not activity.occasions.exists()):
            on = max(self.plan.starts_on, self.today - timedelta(story.ago))
            entry = Entry.objects.report(activity, "stuck", by, on, story.name, occasion=occasion, obstacle=found)
            self.dated(entry, self.today - on)
        steps = list(found.steps.all())
        for place, step in enumerate(steps):
            self.dated(step, timedelta(story.ago * (len(steps) - place) // len(steps)))

    def cover(self):
        """In the main team somebody is on leave."""
        if not self.site.is_main:
            return
        away = next(
            post for key, post in sorted(self.site.posts.items()) if post != self.lead_post and self.holder(post)
        )
        days = self.today - timedelta(3), self.today + timedelta(11)
        note = "The register is in the blue box; the key is with the guard."
        Absence.objects.begin(away, self.other_post(away), *days, self.holder(away), note)

    def read_old_notices(self, told):
        """People have read what they were told, but for what waits for them."""
        waits = {
            *(one.get_absolute_url() for one in Delegation.objects.open().filter(workplan=self.plan)),
            *(one.get_absolute_url() for one in Obstacle.objects.open().filter(team=self.site.team)),
        }
        new = list(Notice.objects.filter(pk__gt=told).order_by("pk"))
        last = {(notice.to_id, notice.url): notice.pk for notice in new}
        for notice in new:
            if notice.url not in waits or last[notice.to_id, notice.url] != notice.pk:
                notice.read()

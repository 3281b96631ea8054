"""Monitor: what the demo's teams recorded of their indicators, what shows it, and what they made of it."""

import hashlib
import struct
import zlib
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from lmframework.demo.implement import SHOWN
from lmframework.demo.words import chance
from teams.models import Holding, Post, Unit
from workplans.models import Agreement, Entry, EntryPart, Evidence, Explanation, Part
from workplans.queries.results import Results
from workplans.rules.figures import Reading, scale_of
from workplans.standards import AGE, SEX

SOURCES = ["Monthly report", "Register", "Tally sheets", "DHIS2"]
SHARES = {SEX: [52, 48], AGE: [5, 21, 17, 19, 24, 14]}
"""How a value is shared out among the parts of the first breakdowns, of a hundred."""
SIZES = {
    "district": {
        "Births expected in the district": 1400,
        "Women referred in labour": 96,
        "Newborns who did not breathe at birth": 44,
        "Surviving infants": 430,
        "Children with a first dose": 1250,
        "Sessions planned": 66,
        "Children on the list of missed doses": 180,
        "Patients who began treatment": 120,
        "Fever cases seen": 9200,
        "Children under five in contact with a patient": 74,
        "People on treatment with a result": 860,
        "Babies born to mothers with HIV": 42,
        "Figures checked": 120,
        "Actions agreed": 60,
        "Children under five measured": 2400,
        "Children discharged": 85,
        "Babies under six months asked about": 150,
        "Children aged 6 to 59 months": 7600,
        "Outbreaks reported": 6,
        "Clients asked on leaving": 200,
    },
    "facility": {
        "Births expected in the area": 65,
        "Women with a first visit": 70,
        "Births in the area": 60,
        "Children under one": 62,
        "Children on the list": 24,
        "Children with danger signs": 40,
        "Fevers seen": 480,
        "Children with diarrhoea": 90,
        "Patients who began a year ago": 22,
        "Patients on treatment": 130,
        "Adults seen": 620,
        "Clients asked": 40,
    },
}
"""Out of how many a ratio is, about, each time that it is recorded."""
FIXED = {
    "district": {
        "Maternal deaths notified": 3,
        "Fridges in use": 23,
        "Facilities that reported": 21,
        "Orders placed": 63,
        "Reports due": 63,
        "Facilities in the district": 21,
        "Facilities with a maternity": 14,
        "Facilities assessed": 21,
        "Community health workers": 140,
        "Posts in the establishment": 310,
    },
    "facility": {"Orders": 3, "Figures checked": 40, "Points possible": 50, "Weeks": 13, "Workers": 12},
}
"""The same, where it is as many each time."""
WHY = [
    ("The road was closed for five weeks, so two sessions of each month fell out.", "We make up for them in the dry weeks."),
    ("The register was kept by somebody new, who counted first visits only.", "The register is gone through together."),
]  # fmt: skip
AGREED = [
    ("Go through the register once a month with who keeps it", 20, ""),
    ("Ask the council for the boat on two days of each month", -8, "The boat comes on Tuesdays"),
]
"""What was agreed, due so many days from now, and what came of it."""


def fill(demo, sites):
    """What was recorded up to today: all in the teams that show what they do, in others what many teams measure alike."""
    parts: dict[int, list[Part]] = {}
    for part in Part.objects.select_related("breakdown"):
        parts.setdefault(part.breakdown_id, []).append(part)
    for site in sites:
        plan = site.team.workplans.order_by("-starts_on").first()
        if demo.for_looking and plan:
            values = Values(demo, site, plan, parts)
            if demo.sites.index(site) in SHOWN:
                values.write()
            else:
                values.write_standard()


class Values:
    """What one team recorded, and what it made of it."""

    def __init__(self, demo, site, plan, parts):
        self.site, self.plan, self.parts, self.today = site, plan, parts, demo.today
        self.rng = chance(demo.seed, "values", site.team.code)
        self.calendar = plan.calendar()
        held = Holding.objects.on(self.today).filter(post__team=site.team).select_related("user").order_by("pk")
        self.holders = {one.post_id: one.user for one in held}
        self.lead_post = site.posts["lead"]
        self.lead: Any = self.holders.get(self.lead_post.pk)
        kind = "district" if site.kind == "district" else "facility"
        self.sizes, self.fixed = SIZES[kind], FIXED[kind]
        self.saved = None
        """The (indicator, period, reading) that is recorded by itself, with a word."""

    def write(self):
        if self.lead is None:
            return
        made = self.record_all(self.site.measures)
        self.count()
        if self.site.is_main and made:
            self.look_closer(made)
            self.look_back(made)

    def write_standard(self):
        """The values of standard indicators alone, so that a district and a region have something to add up."""
        if self.lead is not None:
            self.record_all([(one, measure) for one, measure in self.site.measures if one.standard_id])

    def record_all(self, measures):
        """The entries of all times that are over, as `Entry.figures.record` writes them, but for what it asks each time."""
        found = []
        for indicator, measure in measures:
            over = [one for one in self.calendar.of(indicator.recorded_every) if one.last < self.today]
            pull = 1 if measure.direction == "keep" else self.rng.uniform(0.55, 1.15)
            few = Decimal(1)
            is_saved = self.site.is_main and self.saved is None and len(over) > 2 and is_plain_sum(indicator)
            for place, period in enumerate(over):
                late = 0.3 if period is over[-1] else 0.05
                reading = self.reading(indicator, measure, period, pull)
                is_lacking = self.rng.random() < late
                if is_saved and place == 1:  # hardly any, so that what comes next looks wrong, and is right
                    few = Decimal(max(1, int(reading.value or 0) // 12))
                    reading, is_lacking = Reading(few), False
                if is_saved and place == 2:
                    self.saved = indicator, period, Reading(max(reading.value or few, few * 10))
                elif not is_lacking:
                    found.append(self.entry(indicator, period, reading))
        for one in found:
            one.save()
            for part in self.parts_of(one):
                part.save()
        return found

    def entry(self, indicator, period, reading):
        holder = self.holders.get(indicator.post_id)
        on = min(period.last + timedelta(self.rng.randint(2, 12)), self.today)
        return Entry(
            workplan=self.plan,
            indicator=indicator,
            kind=Entry.Kind.VALUE,
            period=period.key,
            value=reading.value,
            numerator=reading.numerator,
            denominator=reading.denominator,
            source=self.rng.choice(SOURCES),
            on=period.last,
            by=holder or self.lead,
            post=indicator.post if holder else self.lead_post,
            at=at_nine(on),
        )

    def reading(self, indicator, measure, period, pull):
        """What there was to record: on the way from the baseline to the target, or a share of the year's sum."""
        times = self.calendar.of(indicator.recorded_every)
        if indicator.adds_up == indicator.AddsUp.SUM:
            swing = 1 if measure.direction == "keep" else self.rng.uniform(0.75, 1.2)
            return Reading(Decimal(max(0, round(measure.target / len(times) * pull * swing))))
        way = (times.index(period) + 1) / len(times) * pull + self.rng.uniform(-0.08, 0.08)
        level = max(0, float(measure.baseline) + (float(measure.target) - float(measure.baseline)) * way)
        if not indicator.is_ratio:
            return Reading(Decimal(round(level)))
        swing = self.rng.uniform(0.9, 1.1)
        whole = self.fixed.get(measure.out_of) or round(self.sizes[measure.out_of] * swing)
        return Reading(None, Decimal(min(whole, round(whole * level / scale_of(indicator.unit)))), Decimal(whole))

    def parts_of(self, entry):
        """What an entry records of the parts of its indicator's breakdowns, which add up to the whole."""
        for key in self.site.broken_down.get(entry.indicator_id, ()):
            parts = self.parts[key]
            shares = SHARES.get(parts[0].breakdown.name, [])
            if len(shares) != len(parts):
                continue
            numbers = [shared(getattr(entry, name), shares) for name in ("value", "numerator", "denominator")]
            for part, value, numerator, denominator in zip(parts, *numbers, strict=True):
                yield EntryPart(entry=entry, part=part, value=value, numerator=numerator, denominator=denominator)

    # Occasions held and people reached.

    def count(self):
        """How often some of what was done was held, and whom it reached."""
        done = Entry.objects.progress().filter(workplan=self.plan, state=Entry.State.DONE, act=Entry.Act.REPORT)
        for report in done.select_related("activity__post", "by").order_by("-on", "-pk")[
            : 8 if self.site.is_main else 3
        ]:
            for kind, number in ((Entry.Kind.HELD, 1), (Entry.Kind.REACHED, self.rng.randint(14, 90))):
                counted = Entry.figures.tally(report.activity, kind, Decimal(number), report.by, report.on)
                dated(counted, report.on)

    # What was looked at twice.

    def look_closer(self, made):
        """One value was corrected, some were verified, one is doubted, one looks wrong and has a word, one has a photo."""
        plain = [one for one in made if one.value and not self.site.broken_down.get(one.indicator_id)]
        if plain:
            word = "Two were counted twice in the register"
            now = Reading(max(Decimal(0), plain[-1].value - 2) or plain[-1].value + 1)
            corrected = Entry.figures.correct(plain[-1], self.lead, word, now, sure=True)
            dated(corrected, plain[-1].on + timedelta(13), self.today)
            bring_photo(corrected, self.lead)
        others = [one for one in made if one.by_id != self.lead.pk and one not in plain[-1:]]
        for one in others[:6]:
            dated(
                Entry.figures.verify(one, self.lead, "Compared with the register"), one.on + timedelta(14), self.today
            )
        above = Unit.objects.above(self.site.team.unit)
        supervising = Holding.objects.on(self.today).filter(post__unit__in=above, post__role=Post.Role.SUPERVISOR)
        if (supervisor := supervising.order_by("pk").first()) and others[6:]:
            word = "The register of the hospital says less. Please count again"
            dated(Entry.figures.doubt(others[6], supervisor.user, word), self.today)
        if self.saved:
            indicator, period, reading = self.saved
            holder = self.holders.get(indicator.post_id) or self.lead
            facts = {"sure": True, "text": "The road was closed the month before, and is open again"}
            facts["source"] = "Tally sheets"
            dated(Entry.figures.record(indicator, period, holder, reading, **facts), period.last, self.today)

    def look_back(self, made):
        """Why two indicators differ in the last quarter that is over, and what was agreed."""
        over = [one for one in self.plan.quarters.all() if one.ends_on < self.today]
        if not over:
            return
        indicators = list({one.indicator_id: one.indicator for one in made}.values())
        for indicator, (why, what_next) in zip(indicators, WHY, strict=False):
            results = Results(self.plan, self.today, over[-1].number, [indicator.pk])
            explained = Explanation(quarter=over[-1], indicator=indicator, why=why, what_next=what_next)
            explained.state, explained.said_on = results.line_of("indicator", indicator).state, self.today
            vars(explained)["_history_user"] = self.lead
            explained.save()
        members = Post.objects.filter(pk__in=self.holders, role=Post.Role.MEMBER).order_by("pk")
        for (text, days, result), indicator, post in zip(AGREED, indicators, members, strict=False):
            due = self.today + timedelta(days)
            about = {"workplan": self.plan, "quarter": over[-1], "indicator": indicator}
            agreed = Agreement(text=text, post=post, due_on=due, **about)
            agreed.save_by(self.lead)
            if result:
                agreed.settle(Agreement.State.DONE, self.holders[post.pk], result)


def is_plain_sum(indicator):
    """Whether its values are plain numbers that are added up, each month."""
    return indicator.adds_up == indicator.AddsUp.SUM and indicator.recorded_every == indicator.RecordedEvery.MONTH


def shared(whole, shares):
    """A number in whole parts that make it again; None for each where there is none."""
    if whole is None:
        return [None] * len(shares)
    found = [Decimal(int(whole * share / 100)) for share in shares]
    return [found[0] + whole - sum(found), *found[1:]]


def at_nine(day):
    return timezone.make_aware(datetime.combine(day, time(9)))


def dated(row, day, latest=None):
    """Let `row` have been written down on `day`, and on `latest` where that is before it."""
    row.at = at_nine(min(day, latest) if latest else day)
    row.save(update_fields=["at"])


def bring_photo(entry, by):
    """A picture of three stripes stands for the photo of a register's page."""
    content = picture(120, 80)
    facts = {"name": "register.png", "kind": "image/png", "content": content, "size": len(content)}
    Evidence.objects.bring(entry, by, digest=hashlib.sha256(content).hexdigest(), **facts)


def picture(width, height):
    """A PNG in three shades."""
    lines = b"".join(b"\0" + bytes([90 + 60 * (row * 3 // height)]) * width for row in range(height))
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    ]
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body

"""Leading: what some of the demo's teams say of themselves, want together, and promise each other."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from assessments.models import Challenge, Commitment, MonthValue, Round, Vision
from lmframework.demo.words import chance
from teams.models import Notice, User
from workplans.models import Obstacle, Output
from workplans.rules import periods


class Story(NamedTuple):
    """What one team has behind it: so many days ago its reflections closed; whether it shows the last one upward."""

    reflected: tuple[int, ...]
    vision: str
    shares: bool = False


MAIN = Story((240, 70), "In {district} no mother and no newborn dies because help came too late, whatever the hour.")
OTHERS = (
    Story((210, 32), "Every child of {district} has all its vaccines, and every mother knows why.", shares=True),
    Story((215, 40), "People walk past two shops to come to us, because here somebody listens."),
    Story((190,), "Whoever comes sick to {here} goes home treated, and with an answer."),
)
AGREED = 232
"""So many days ago the visions were agreed on."""
BEFORE = "{district} has the best health services of the region."
PROPOSALS = (
    "No woman of {district} dies giving birth.",
    "Help comes in time, also at night and in the rains.",
    "A mother who comes to us never comes in vain.",
)
PROPOSED = "Every family of {district} trusts us with its mothers and its newborns."
LATELY = {"scan": 3.6, "focus": 3.2, "align": 3.0, "inspire": 4.1, "plan": 3.9, "organise": 2.9, "implement": 3.4, "monitor": 2.6}  # fmt: skip
EARLIER = {"scan": 2.8, "focus": 3.2, "align": 3.3, "inspire": 3.7, "plan": 3.4, "organise": 2.9, "implement": 3.3, "monitor": 2.5}  # fmt: skip
"""Where the teams stand, from 1 (never) to 5 (always), the last time and before."""
APART = "align"
"""On this practice people see it very differently."""
SAID = {
    "scan": [
        "We asked mothers at the market and heard things that we never hear here",
        "The suggestion box is opened, but who reads it?",
        "After the floods we knew at once which villages were cut off",
        "We should ask those who do not come to us",
    ],
    "focus": [
        "Every partner comes with a priority of its own and all are urgent",
        "I can say our vision now, last year I could not",
        "Too many meetings about too many things",
    ],
    "align": [
        "At night nobody knows who decides",
        "The council helped with fuel because we went and asked",
        "My tasks come from three people",
        "Since we share out the week on Monday it goes better",
    ],
    "inspire": [
        "When I was ill the others took my clinics, thank you",
        "Somebody said well done in front of all",
        "We do keep our word more than before",
    ],
    "monitor": [
        "The figures go up to the region and nothing comes back to us",
        "Let us look at one graph each month, together",
        "I fill five registers and have never seen what becomes of them",
    ],
}


class Promise(NamedTuple):
    """Something that a team agreed on: the key of the post that does it, by when (days from today), what came of it."""

    name: str
    post: str
    due: int
    state: str = Commitment.State.OPEN
    into_plan: bool = False


FIRST = (
    Promise("Read the suggestion box together on the first Monday of the month", "community", -200, "kept"),
    Promise("Put the duty roster of the month where everybody sees it", "nursing", -190, "kept"),
    Promise("Go to the council and ask for fuel for the ambulance", "lead", -160, "kept"),
    Promise("Draw the three graphs that we talk about and hang them up", "data", -120, "not_kept"),
)
SECOND = (
    Promise("Write down who decides at night, and tell the guards too", "lead", -6),
    Promise("Begin each meeting with one graph, drawn by hand if need be", "data", 4),
    Promise("Thank the health workers of the flooded villages in person", "mothers", 25),
    Promise("Agree with the drivers who answers the ambulance's phone at night", "mothers", 30, into_plan=True),
)
ELSEWHERE = (
    Promise("Share out the week together on Monday morning", "lead", -150, "kept"),
    Promise("Ask ten mothers on market day what keeps others from coming", "community", 18),
)

# The challenge of the main team.
RESULT = {
    "mission": "We see to it that the people of {district} find good care near them, mothers and children before all.",
    "result": "Newborns seen by a health worker within two days of birth",
    "numerator": "newborns seen within two days of birth",
    "denominator": "live births that we know of",
    "unit": "%",
    "baseline": Decimal(34),
    "target": Decimal(60),
    "situation": "Of 220 births that we hear of each month, 75 newborns are seen in time. Of those born at home nearly "
    "none is. Most newborns who died last year died in their first week.",
    "question": "How will we see 60 of 100 newborns within two days of birth, given that mothers go home to eat, that we "
    "hear of births too late, and that nobody is free on Sundays?",
    "coach": "The midwife tutor of the regional hospital; she calls on the first Thursday of the month",
}
BEGUN = 150
"""So many days ago it was begun; it is to be reached within a year."""
OBSTACLES = {
    "Mothers go home a few hours after giving birth": [
        "They have nobody to cook for them here",
        "The kitchen for their relatives is closed",
        "Its roof fell in, and it is in nobody's plan to mend it",
    ],
    "We hear of births at home after a week or more": [
        "Community health workers report once a month",
        "Nobody has told them that the first two days matter most",
    ],
    "Nobody visits on Saturdays and Sundays": ["The roster has one person, who keeps the maternity"],
}
ACTIONS = (
    Promise("Mend the roof of the relatives' kitchen with the health committee", "community", -45, "kept"),
    Promise("Tell all community health workers to call within a day of a birth", "community", 12),
    Promise("Try for three months: who is on call on Sunday visits one village", "mothers", 40),
)
MONTHS = (
    (76, 218, ""),
    (83, 224, ""),
    (79, 211, "Floods: four villages cut off"),
    (101, 226, "The kitchen is open again"),
)


def fill(demo, sites):
    """The leading side of the main team and of a few others that are large enough; where the demo is to be looked at."""
    if not (demo.for_looking and sites[0].is_main):
        return
    today = timezone.localdate()
    large = [site for site in sites[1:] if people_of(site, today).count() >= settings.REFLECTION_FEWEST]
    for site, story in [(sites[0], MAIN), *zip(large, OTHERS, strict=False)]:
        rng = chance(demo.seed, "lead", site.team.code)
        vision = agree(site, story, today)
        rounds = reflect(site, story, today, rng)
        if not site.is_main:
            promise(site, ELSEWHERE[: len(rounds)], today, round=rounds[0] if rounds else None)
            continue
        for found, promises in zip(rounds, (FIRST, SECOND), strict=False):
            promise(site, promises, today, round=found)
        take_on(site, today)
        ask(site, vision, today, rng)


def people_of(site, day):
    """The people of the team on `day`, its lead first: the demo fills posts in their order."""
    return User.objects.in_team(site.team, day).order_by("pk")


def reflect(site, story, today, rng):
    """The team's reflections, the first first: opened, answered and closed in the same way as any other."""
    days, levels = [today - timedelta(ago) for ago in story.reflected], [EARLIER, LATELY][-len(story.reflected) :]
    rounds = [hold(site, day, level, rng) for day, level in zip(days, levels, strict=True)]
    found = [one for one in rounds if one]
    if story.shares and found:
        first, second = people_of(site, today)[:2]
        found[-1].ask_to_share(first)
        found[-1].agree_to_share(second)
        told(found[-1], today)
    return found


def hold(site, day, levels, rng, vision=None):
    """A round that closed on `day`; None where the team had too few people then."""
    opened_on, people = day - timedelta(7), list(people_of(site, day - timedelta(7)))
    if len(people) < settings.REFLECTION_FEWEST:
        return None
    found = Round.objects.open(site.team, people[0], day, vision=vision, today=opened_on)
    answer(found, people[: max(settings.REFLECTION_FEWEST, len(people) - 2)], levels, rng, opened_on)
    found.close(day)
    told(found, day)
    return found


def answer(found, people, levels, rng, day):
    """Let `people` answer, each a little above or below `levels`, and some of them write."""
    for place, person in enumerate(people):
        marks = [mark(levels, question["practice"], rng) for question in found.questions]
        wrote = {practice: said[place] for practice, said in SAID.items() if levels is LATELY and place < len(said)}
        found.answer(person, marks, wrote, day)


def mark(levels, practice, rng):
    spread = 1.3 if practice == APART else 0.45
    return 0 if rng.random() < 0.03 else min(5, max(1, round(rng.gauss(levels[practice], spread))))


def told(found, day, read=True):
    """What people were told of the round was on `day`; and they have read it, or not."""
    for notice in Notice.objects.filter(url=found.get_absolute_url()):
        notice.at = moment(day)
        notice.read_at = notice.at if read else None
        notice.save()


def moment(day):
    return timezone.make_aware(datetime.combine(day, time(9)))


def dated(row, day):
    """Save `row` as it was written down on `day`."""
    row._history_date = moment(day)
    row.save()
    del row._history_date
    return row


def agree(site, story, today):
    """The team's vision; the main team's with the one before it, and with what people proposed."""
    team, lead, agreed_on = site.team, people_of(site, today).first(), today - timedelta(AGREED)
    agreed = {"team": team, "proposed_by": lead, "agreed_by": lead}
    vision = Vision(state=Vision.State.OURS, text=site_words(site, story.vision), agreed_on=agreed_on, **agreed)
    dated(vision, agreed_on)
    if site.is_main:
        ours = {"state": Vision.State.EARLIER, "agreed_on": agreed_on - timedelta(400), "replaced_on": agreed_on}
        dated(Vision(text=site_words(site, BEFORE), **agreed, **ours), agreed_on)
        _lead, *people = people_of(site, today)
        for person, text in zip(people, PROPOSALS, strict=False):
            went = {"state": Vision.State.MERGED, "merged_into": vision}
            dated(Vision(team=team, proposed_by=person, text=site_words(site, text), **went), agreed_on)
        dated(Vision(team=team, proposed_by=people[-1], text=site_words(site, PROPOSED)), today - timedelta(9))
    return vision


def site_words(site, text):
    return text.format(**site.words)


def promise(site, promises, today, **origin):
    """Commitments of the team; what was kept or not was said when they were due."""
    output = Output.objects.filter(workplan__team=site.team, workplan__ends_on__gte=today).order_by("pk").first()
    for name, key, due, state, into_plan in promises:
        post, due_on = site.posts.get(key) or site.posts["lead"], today + timedelta(due)
        said_on = None if state == Commitment.State.OPEN else due_on
        row = Commitment(team=site.team, name=name, post=post, due_on=due_on, state=state, said_on=said_on, **origin)
        dated(row, min(today, due_on) - timedelta(30))
        if into_plan and output:
            row.into_plan(output, by=None)


def take_on(site, today):
    """The main team's challenge: with its obstacles and their causes, what is done first, and its months so far."""
    begun_on = today - timedelta(BEGUN)
    texts = RESULT | {"mission": site_words(site, RESULT["mission"])}
    challenge = Challenge(team=site.team, begun_on=begun_on, reached_by=begun_on + timedelta(365), **texts)
    dated(challenge, begun_on)
    for name, whys in OBSTACLES.items():
        challenge.obstacles.add(dated(Obstacle(team=site.team, name=name, whys=whys, since=begun_on), begun_on))
    promise(site, ACTIONS, today, challenge=challenge)
    for ago, (counted, out_of, note) in zip(range(len(MONTHS), 0, -1), MONTHS, strict=True):
        month = periods.add_months(today.replace(day=1), -ago)
        figures = {"counted": counted, "out_of": out_of, "value": round(Decimal(100 * counted) / out_of, 1)}
        dated(MonthValue(challenge=challenge, month=month, note=note, **figures), month + timedelta(27))


def ask(site, vision, today, rng):
    """How far the vision is everyone's own, and a reflection that is open: its lead and two others have still to answer."""
    hold(site, today - timedelta(60), dict.fromkeys(LATELY, 4.2), rng, vision=vision)
    opened_on = today - timedelta(3)
    _lead, *others = people_of(site, opened_on)
    found = Round.objects.open(site.team, others[0], today + timedelta(4), today=opened_on)
    answer(found, others[:-2], LATELY, rng, opened_on)
    told(found, opened_on, read=False)

"""The four tiles of leading: what the team says of itself, and what it has set itself. Others see that it was held."""

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.practices import Practice
from assessments.rules.reflection import change
from lmframework import scores
from lmframework.tiles.tile import Step, Tile, asked, explained

WORDS_OF_CHANGE = (
    # from so many half points up: the words
    (2, gettext_lazy("up since %(month)s")),
    (1, gettext_lazy("slightly up since %(month)s")),
    (0, gettext_lazy("as in %(month)s")),
    (-1, gettext_lazy("slightly down since %(month)s")),
    (-8, gettext_lazy("down since %(month)s")),
)


def leading_tile(guide, home):
    """The tile of a leading practice: for the team its word, for others whether a reflection was held."""
    facts, step = FACTS[guide.practice](guide, home)
    if not home.leading.own:
        return Tile(guide, scores.lead_seen_from_outside(held=bool(home.leading.held)), when_held(home), facts, step)
    last = home.leading.last
    state = scores.lead(last.by_practice.get(guide.practice) if last else None)
    return Tile(guide, state, standing_of(guide, home), facts, step)


def standing_of(guide, home):
    """What qualifies the team's own word: that people differ widely, else how it moved since last time."""
    leading, practice = home.leading, guide.practice
    now = leading.last.by_practice.get(practice) if leading.last else None
    if now is None:
        if leading.reflecting:
            return _("we are reflecting now")
        held = leading.held
        return _("too few of us answered") if held and not held.key_lost else _("we have not reflected together yet")
    if now.wide:
        return _("we differ widely")
    moved = change(now, leading.before.by_practice.get(practice)) if leading.before else None
    if moved is None:
        return _("as we said in %(month)s") % {"month": month(leading.last)}
    words = next(words for least, words in WORDS_OF_CHANGE if moved >= least)
    return words % {"month": month(leading.before)}


def when_held(home):
    held = home.leading.held
    return _("the team reflected in %(month)s") % {"month": month(held)} if held else _("no reflection is held yet")


def month(held):
    """The month in which a round closed, with its year."""
    return date_format(held.closed_on, "YEAR_MONTH_FORMAT")


def scan(guide, home):
    """What scanning asks: what is noted of clients and partners is not kept here yet."""
    leading = home.leading
    if not leading.own:
        return asked(guide), outside(guide, home)
    if leading.asking_me:
        words = _("Five minutes: answer until %(day)s") % {"day": day(leading.asking_me[0].closes_on)}
        return asked(guide), Step(words, reverse("assessments:reflection_answer", args=[leading.asking_me[0].pk]))
    if leading.waiting:
        return asked(guide), Step(_("Open the box"), page(home))
    if leading.last:
        return asked(guide), Step(_("See what we said together"), leading.last.get_absolute_url())
    return asked(guide), Step(_("Reflect together"), page(home))


def focus(guide, home):
    """The vision and how far it is shared; the challenge and where its result stands."""
    leading, facts = home.leading, []
    if leading.vision:
        facts.append(_("Our vision is written: since %(day)s.") % {"day": day(leading.vision.agreed_on)})
    else:
        facts.append(_("There is no vision yet."))
    facts.append(challenge_in_words(leading.challenge))
    if not leading.vision and home.reader.edits:
        return facts, Step(_("Write our vision"), reverse("assessments:focus_vision", args=[home.team.pk]))
    address = reverse("assessments:focus_challenge", args=[home.team.pk])
    if not leading.challenge:
        if not home.reader.edits:
            return facts, outside(guide, home)
        return facts, Step(_("Choose our challenge"), address)
    return facts, Step(_("See the challenge"), address)


def challenge_in_words(challenge):
    """A sentence about the challenge and the latest of its month by month results."""
    if challenge is None:
        return _("No challenge is chosen yet.")
    if not challenge.is_measurable:
        return _("A challenge is begun; its result is not measurable yet.")
    way = {
        "result": challenge.result,
        "start": figure(challenge.baseline, challenge.unit),
        "end": figure(challenge.target, challenge.unit),
        "day": day(challenge.reached_by),
    }
    if challenge.latest_value is None:
        return _("Our challenge: %(result)s, from %(start)s to %(end)s by %(day)s.") % way
    return _("Our challenge: %(result)s, %(now)s now, from %(start)s to %(end)s by %(day)s.") % {
        **way,
        "now": figure(challenge.latest_value, challenge.unit),
    }


def figure(value, unit):
    """ "41%", "12 days"."""
    number = number_format(value.normalize())
    return f"{number}%" if unit == "%" else f"{number} {unit}".strip()


def align(guide, home):
    """How much of what the challenge asks is part of daily work: its priority actions that are in the workplan."""
    challenge = home.leading.challenge
    count = (challenge.action_count or 0) if challenge else 0
    if not count:
        return asked(guide), outside(guide, home) if not home.leading.own else talk(guide)
    words = ngettext(
        "%(part)s of %(whole)s priority action of our challenge is part of the workplan.",
        "%(part)s of %(whole)s priority actions of our challenge are part of the workplan.",
        count,
    )
    facts = [words % {"part": number_format(challenge.planned_count or 0), "whole": number_format(count)}]
    address = challenge.get_absolute_url()
    left = count - (challenge.planned_count or 0)
    if left and home.reader.edits:
        words = ngettext("Plan %(n)s priority action", "Plan %(n)s priority actions", left)
        return facts, Step(words % {"n": number_format(left)}, address)
    return facts, Step(_("See the priority actions"), address)


def inspire(guide, home):
    """Whether we keep our word."""
    leading = home.leading
    if not leading.own:
        return asked(guide), outside(guide, home)
    kept, still = leading.kept, leading.open_commitments
    list_of_them = reverse("assessments:inspire_commitments", args=[home.team.pk])
    facts = []
    if kept.due:
        words = ngettext(
            "%(part)s of %(whole)s commitment that was due is kept.",
            "%(part)s of %(whole)s commitments that were due are kept.",
            kept.due,
        )
        facts.append(words % {"part": number_format(kept.kept), "whole": number_format(kept.due)})
    if still:
        words = ngettext("%(n)s commitment is open.", "%(n)s commitments are open.", len(still))
        return [*facts, words % {"n": number_format(len(still))}], Step(_("See our commitments"), list_of_them)
    if not facts:
        facts = [_("We have not committed ourselves to anything yet.")]
    if home.reader.edits:
        return facts, Step(_("Agree one action"), reverse("assessments:inspire_commitment_add", args=[home.team.pk]))
    return facts, Step(_("See our commitments"), list_of_them)


FACTS = {Practice.SCAN: scan, Practice.FOCUS: focus, Practice.ALIGN: align, Practice.INSPIRE: inspire}


def outside(guide, home):
    """The next step for others than the team: what it shares, else what the practice asks of a team."""
    if shared := home.leading.shared:
        return Step(_("See what the team shares"), shared.get_absolute_url())
    return explained(guide)


def talk(guide):
    return Step(str(guide.talk), explained(guide).url)


def page(home):
    return reverse("assessments:reflection_page", args=[home.team.pk])


def day(when):
    return date_format(when, "DATE_FORMAT")

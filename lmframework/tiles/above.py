"""What stands above the tiles and below them: vision, challenge, the balance of both sides, how we work together."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.practices import Practice
from assessments.rules.reflection import change
from assessments.rules.vision import how_shared
from assessments.scales import HOW_SHARED
from lmframework import scores
from lmframework.tiles.leading import challenge_in_words, month

RISING = 1
"""From so many half points, over all practices of leading, how a team works together has changed."""


def vision_in_words(home):
    """What is said under the vision: how far it is shared, for the team itself, and the challenge."""
    found = []
    if shared := how_shared(home.leading.vision_share):
        found.append(_("Our vision, %(shared)s.") % {"shared": HOW_SHARED[shared]})
    elif home.leading.vision:
        found.append(_("Our vision.") if home.leading.own else _("The team's vision."))
    if home.leading.challenge and home.leading.challenge.is_measurable:
        found.append(challenge_in_words(home.leading.challenge))
    return " ".join(found)


def balance_in_words(home, leading, managing):
    """Whether both sides of the framework go together, in a sentence for the team itself; others cannot know."""
    if not home.leading.own:
        return _("How we lead and how we manage, side by side: both are needed.")
    verdict, place = scores.balance([tile.state for tile in leading], [tile.state for tile in managing])
    if verdict == scores.Balance.TOGETHER:
        return _("Leading and managing go together here: each completes the other.")
    if verdict == scores.Balance.LEADING_BEHIND:
        words = _("We manage further than we lead, and one needs the other. Furthest behind: %(practice)s.")
        return words % {"practice": leading[place].guide.label}
    if verdict == scores.Balance.MANAGING_BEHIND:
        words = _("We lead further than we manage, and one needs the other. Furthest behind: %(practice)s.")
        return words % {"practice": managing[place].guide.label}
    if all(tile.state.share is None for tile in leading):
        return _("Both are needed. How we lead is not known yet: reflect together, it takes five minutes.")
    return _("Both are needed. How we manage is not known yet: it begins with a workplan.")


@dataclass(frozen=True)
class Together:
    """How we work together, as one of the results: its words, and the shape and word of where it goes."""

    words: str
    shape: str
    verdict: str
    url: str


def together(home):
    """How the team works together against last time, over the practices of leading; None where that is unknown."""
    last, before = home.leading.last, home.leading.before
    if not (last and before):
        return None
    moved = [change(now, before.by_practice.get(practice)) for practice, now in leads(last).items()]
    known = [one for one in moved if one is not None]
    if not known:
        return None
    mean, when = sum(known) / len(known), {"month": month(before)}
    if mean >= RISING:
        return Together(_("better than in %(month)s") % when, "good", _("Rising"), last.get_absolute_url())
    if mean <= -RISING:
        return Together(_("less well than in %(month)s") % when, "warn", _("Falling"), last.get_absolute_url())
    return Together(_("much as in %(month)s") % when, "none", _("Steady"), last.get_absolute_url())


def leads(found):
    """The Summaries of a round for the practices of leading alone."""
    return {practice: summary for practice, summary in found.by_practice.items() if practice in Practice.values}

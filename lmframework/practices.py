"""The eight practices of the Leading and Managing Framework, both sides together, with what each asks of a team."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.practices import Practice as Leading
from workplans.practices import Practice as Managing


class Side(models.TextChoices):
    LEADING = "leading", pgettext_lazy("side of the framework", "Leading")
    MANAGING = "managing", pgettext_lazy("side of the framework", "Managing")


@dataclass(frozen=True)
class Guide:
    """What a practice asks in daily life, and questions a team can talk about at its next meeting."""

    practice: Leading | Managing
    asks: str | Promise
    questions: tuple[str | Promise, ...]
    about: str | Promise
    """A link's words for where all this is explained."""
    talk: str | Promise = ""
    """A link's words for the questions, where talking is how to begin."""

    @property
    def key(self):
        """The stored value, which is also the practice's place on the page that explains it."""
        return self.practice.value

    @property
    def label(self):
        return self.practice.label

    @property
    def side(self):
        return Side.LEADING if isinstance(self.practice, Leading) else Side.MANAGING


GUIDES = (
    Guide(
        Leading.SCAN,
        _("Know our clients, our partners, what is changing around us, our staff and ourselves."),
        (
            _("What have clients told us in the last month, and who of us heard it?"),
            _("What has changed around us that our plan does not know yet?"),
            _("What do we do well, and where do we need help?"),
        ),
        about=_("What scanning asks"),
        talk=_("Talk about who we serve"),
    ),
    Guide(
        Leading.FOCUS,
        _("Agree what we are here for, what comes first, and the one challenge we take on together."),
        (
            _("If we could change one thing for our clients this year, what would it be?"),
            _("How would we know, in a number and by a date, that we have done it?"),
            _("What shall we stop doing, so that there is time for it?"),
        ),
        about=_("What focusing asks"),
        talk=_("Talk about our challenge"),
    ),
    Guide(
        Leading.ALIGN,
        _("Let values, strategy, structure and daily work pull the same way, and partners give what they can."),
        (
            _("Which part of our daily work serves what we agreed comes first, and which does not?"),
            _("Does each of us know which part is theirs?"),
            _("Who outside the team could help, and what exactly shall we ask of them?"),
        ),
        about=_("What aligning asks"),
        talk=_("Talk about who can help"),
    ),
    Guide(
        Leading.INSPIRE,
        _("Let deeds match words: trust, thank, challenge and support each other, and keep learning."),
        (
            _("What did we commit to, and did we keep it?"),
            _("Whose work deserves thanks that nobody has given yet?"),
            _("What have we learned from something that went wrong?"),
        ),
        about=_("What inspiring asks"),
        talk=_("Talk about our commitments"),
    ),
    Guide(
        Managing.PLAN,
        _("Set down the results we want, and the activities that lead to them, with objectives and outputs."),
        (
            _("Which results do we want by the end of the year, and where do we stand today?"),
            _("Does each activity lead to an output, and each output to an objective?"),
            _("Who does what, and by when?"),
        ),
        about=_("What planning asks"),
    ),
    Guide(
        Managing.ORGANISE,
        _("See that money, people and materials are there for what is planned, and the systems that it needs."),
        (
            _("Which activity begins next, and what does it still lack?"),
            _("Who pays for it, and has that been said in so many words?"),
            _("Which system, such as transport, stock or records, would let us down first?"),
        ),
        about=_("What organising asks"),
    ),
    Guide(
        Managing.IMPLEMENT,
        _("Carry out what is planned, hand work to others, and fit together what belongs together."),
        (
            _("What did we mean to finish by today, and what stood in the way?"),
            _("Who has too much to do, and who could take some of it?"),
            _("Which activities need the same people, vehicle or room in the same week?"),
        ),
        about=_("What implementing asks"),
    ),
    Guide(
        Managing.MONITOR,
        _("Follow activities, outputs and results, compare them with the plan, and ask people what they think."),
        (
            _("Which of our indicators have moved since the last quarter, and why?"),
            _("Where are we behind the plan, and what do we change because of it?"),
            _("Whom have we asked for their opinion, and have we answered them?"),
        ),
        about=_("What monitoring asks"),
    ),
)


def guides_of(side):
    """The four guides of one side, in the framework's order."""
    return [guide for guide in GUIDES if guide.side == side]

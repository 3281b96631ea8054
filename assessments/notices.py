"""The words of what people are told about their reflections, their vision and what they committed themselves to."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from teams.models.notices import ASKS, WORDS


def with_day(words):
    """A function of a notice's facts that writes their day as the reader does."""
    return lambda facts: words() % {**facts, "day": date_format(date.fromisoformat(facts["day"]), "DATE_FORMAT")}


WORDS.update(
    {
        "reflection_opened": with_day(
            lambda: _("%(team)s reflects together: five minutes, until %(day)s. Nobody can see who answered what.")
        ),
        "vision_asked": with_day(
            lambda: _(
                "How far is the vision of %(team)s yours? One question, until %(day)s. Nobody can see who answered what."
            )
        ),
        "round_closing": with_day(
            lambda: _("%(team)s takes answers until %(day)s. If you have not answered yet, there is still time.")
        ),
        "round_closed": lambda facts: _("What %(team)s said together can be seen now.") % facts,
        "round_lost": lambda facts: (
            _("What %(team)s said could not be opened: the key is gone, and nobody has read it. Please ask again.")
            % facts
        ),
        "reflection_share_asked": lambda facts: (
            _("Somebody proposed to show a reflection of %(team)s to who supervises it. A second member has to agree.")
            % facts
        ),
        "reflection_shared": lambda facts: (
            _("%(team)s shows the result of a reflection to who supervises it. Any member can take that back.") % facts
        ),
        "reflection_kept": lambda facts: _("%(team)s keeps the result of its reflection to itself.") % facts,
        "vision_agreed": lambda facts: _("%(team)s has agreed on its vision: %(vision)s") % facts,
        "commitment_given": with_day(lambda: _("Your post “%(post)s” has a commitment until %(day)s: %(what)s")),
    }
)
ASKS |= {"reflection_opened", "vision_asked", "round_closing", "reflection_share_asked"}

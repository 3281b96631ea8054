"""The words of what people are told about posts and about ways in."""

from django.utils.translation import gettext as _

from teams.models import Pass
from teams.models.notices import WORDS


def pass_made(facts):
    if facts["purpose"] == Pass.Purpose.INVITATION:
        return _("You were invited here with a one-time link.")
    return _("A one-time link was made for you, to set a new password. If you did not ask for it, say so.")


WORDS.update(
    {
        "post_given": lambda facts: _("You were given the post “%(post)s”: %(place)s.") % facts,
        "post_ended": lambda facts: _("Your post “%(post)s” was ended: %(place)s.") % facts,
        "post_taken_over": lambda facts: _("%(person)s was given the post “%(post)s”: %(place)s.") % facts,
        "pass_made": pass_made,
        "pass_used": lambda facts: _("%(person)s used the one-time link that you made, and is in.") % facts,
        "code_locked": lambda facts: (
            _("The code for %(person)s was typed wrongly too often and no longer works. The link still does.") % facts
        ),
    }
)

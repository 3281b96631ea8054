"""What people are told of values that are recorded or lacking, and of what a team agreed on."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workplans.notices.facts import on_day
from workplans.written import period_in_words


def of_time(facts):
    """The facts with the time of a value in words, or the day of a count."""
    when = period_in_words(facts["period"]) if facts["period"] else on_day(facts)["day"]
    return {**facts, "time": when}


def value_verified(facts):
    """That somebody else found right what was recorded, with their word, if any."""
    if facts["text"]:
        return _("%(person)s verified what you recorded (%(name)s, %(time)s): %(text)s") % of_time(facts)
    return _("%(person)s verified what you recorded: %(name)s, %(time)s") % of_time(facts)


def value_doubted(facts):
    """That somebody else says that what was recorded is not right, and what of it."""
    words = _("%(person)s says that what you recorded is not right (%(name)s, %(time)s): %(text)s")
    return words % of_time(facts)


def doubt_settled(facts):
    """What came of the doubt that somebody had, with the reason or word."""
    words = {
        "corrected": _("%(person)s corrected what you doubted (%(name)s, %(time)s): %(text)s"),
        "answered": _("%(person)s says that what you doubted is right (%(name)s, %(time)s): %(text)s"),
        "verified": _("%(person)s verified what you doubted (%(name)s, %(time)s): %(text)s"),
    }
    bare = _("%(person)s verified what you doubted: %(name)s, %(time)s")
    return (words[facts["how"]] if facts["text"] else bare) % of_time(facts)


def values_due(facts):
    """Of the values of a month or quarter that a post has not recorded, at each stage; or the file that brings them."""
    late = facts["stage"] in ("late", "above")
    if not facts["n"] and late:
        words = _("The file with the values of %(time)s was due on %(day)s. Your post “%(post)s” brings it: %(plan)s")
    elif not facts["n"]:
        words = _("The file with the values of %(time)s is due on %(day)s. Your post “%(post)s” brings it: %(plan)s")
    elif facts["stage"] == "above":
        words = _("The values of %(time)s were due on %(day)s. “%(post)s” has not recorded %(n)s of %(all)s: %(plan)s")
    elif late:
        words = _("The values of %(time)s were due on %(day)s. Your post “%(post)s” records %(n)s more: %(plan)s")
    else:
        words = _("The values of %(time)s are due on %(day)s. Your post “%(post)s” records %(n)s more: %(plan)s")
    return words % on_day(of_time(facts))


def agreement_due(facts):
    """Of what a team agreed on about a quarter, at each stage."""
    if facts["stage"] == "above":
        words = _("This was agreed to be done by %(day)s, and “%(post)s” has not said what came of it: %(text)s")
    elif facts["stage"] == "late":
        words = _("Your post “%(post)s” was to do this by %(day)s, as was agreed. What came of it? %(text)s")
    else:
        words = _("Your post “%(post)s” is to do this by %(day)s, as was agreed: %(text)s")
    return words % on_day(facts)


def agreement_settled(facts):
    """What came of what was agreed, with the word on it, if any."""
    words = {
        "done": _("%(person)s says that it is done, as was agreed: %(text)s"),
        "dropped": _("%(person)s says that what was agreed is given up: %(text)s"),
        "open": _("%(person)s says that what was agreed goes on until %(day)s: %(text)s"),
    }[facts["state"]] % on_day(facts)
    return _("%(words)s (%(word)s)") % {"words": words, "word": facts["word"]} if facts["word"] else words


def record_asked(facts):
    """Who asks which post for what is not recorded of a quarter; of no post, what is nobody's."""
    if facts["post"]:
        words = ngettext(
            "%(who)s reminds your post “%(post)s”: %(n)s value of quarter %(quarter)s is not recorded (%(plan)s).",
            "%(who)s reminds your post “%(post)s”: %(n)s values of quarter %(quarter)s are not recorded (%(plan)s).",
            facts["count"],
        )
    else:
        words = ngettext(
            "%(who)s asks who records it: %(n)s value of quarter %(quarter)s is nobody's (%(plan)s).",
            "%(who)s asks who records them: %(n)s values of quarter %(quarter)s are nobody's (%(plan)s).",
            facts["count"],
        )
    return words % {**facts, "n": number_format(facts["count"])}


RECORDED = {
    "agreed": lambda facts: _("Agreed: your post “%(post)s” does this by %(day)s: %(text)s") % on_day(facts),
    "agreement_due": agreement_due,
    "agreement_settled": agreement_settled,
    "doubt_settled": doubt_settled,
    "record_asked": record_asked,
    "value_corrected": lambda facts: (
        _("%(person)s corrected what you recorded (%(name)s, %(time)s): %(text)s") % of_time(facts)
    ),
    "value_doubted": value_doubted,
    "value_verified": value_verified,
    "values_due": values_due,
}
ASKING = {"agreed", "record_asked", "value_doubted"}
"""Those that ask something of who reads them."""

"""What people are told of work: asked for, answered, done, stuck, covered, handed over."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workplans.models import Occasion
from workplans.notices.facts import from_above, on_day


def asked_for(facts):
    """Who asks what of which post, and by when."""
    if not facts["day"]:
        return _("%(person)s asks your post “%(post)s”. Can you do it? %(activity)s") % facts
    return _("%(person)s asks your post “%(post)s”. Can you do it by %(day)s? %(activity)s") % on_day(facts)


def in_question(facts):
    """That who was asked needs help, or the other day that they ask for, where there is one."""
    if not facts.get("wanted"):
        return _("“%(post)s” needs help or another date. Answer them. %(activity)s: %(text)s") % facts
    wanted = date_format(date.fromisoformat(facts["wanted"]), "DATE_FORMAT")
    words = _("“%(post)s” can do it by %(wanted)s. Do you agree? %(activity)s: %(text)s")
    return words % {**facts, "wanted": wanted}


def withdrawn(facts):
    """That nothing is asked any more, and why, where that was said."""
    if facts["text"]:
        words = _("%(person)s does not ask your post “%(post)s” any more (%(activity)s): %(text)s")
    else:
        words = _("%(person)s does not ask your post “%(post)s” any more: %(activity)s")
    return words % facts


def stuck_reported(facts):
    """Who is stuck with what, and what stands in the way where they have said that."""
    place = {**facts, "place": facts["activity"] or facts["team"]}
    if not facts["text"]:
        return _("%(person)s is stuck: %(place)s") % place
    return _("%(person)s is stuck (%(place)s): %(text)s") % place


def stuck_again(facts):
    """Who is stuck with what stands in the way already, and their word on it, if any."""
    place = {**facts, "place": facts["activity"] or facts["team"]}
    if facts["text"]:
        words = _("%(person)s is still stuck (%(place)s): %(text)s")
    else:
        words = _("%(person)s is still stuck: %(place)s")
    return words % place


def obstacle_given(facts):
    """What a post sees to from now on, which saw to it before, and a word on it, if any."""
    if facts["before"]:
        words = _("Your post “%(post)s” sees to this from now on, no longer “%(before)s”: %(obstacle)s")
    else:
        words = _("Your post “%(post)s” sees to this from now on: %(obstacle)s")
    return words % facts


def help_wanted(facts):
    """Who needs help against what, and which, where that was said."""
    if facts["text"]:
        return _("%(team)s asks for your help (%(obstacle)s): %(text)s") % facts
    return _("%(team)s asks for your help: %(obstacle)s") % facts


def agreed_to(facts):
    """That the day that was asked for was granted, with what was said to it, if anything."""
    if facts["text"]:
        return _("%(person)s agreed to %(day)s (%(activity)s): %(text)s") % on_day(facts)
    return _("%(person)s agreed to %(day)s: %(activity)s") % on_day(facts)


def answered(facts):
    """What was answered to a question, and by when it is asked now: it is for who was asked to say whether they do it."""
    if facts["text"]:
        words = _("%(person)s answered your question (%(activity)s): %(text)s")
        by_day = _("%(person)s answered your question. Can you do it by %(day)s? %(activity)s: %(text)s")
    else:
        words = _("%(person)s answered your question. Can you do it? %(activity)s")
        by_day = _("%(person)s answered your question. Can you do it by %(day)s? %(activity)s")
    return by_day % on_day(facts) if facts["day"] else words % facts


def covered(facts):
    """Whose work a post does from when to when, and what whoever is away wants known."""
    until = date_format(date.fromisoformat(facts["until"]), "DATE_FORMAT")
    if facts.get("note"):
        words = _("Your post “%(cover)s” does the work of “%(post)s” from %(day)s to %(until)s. Good to know: %(note)s")
    else:
        words = _("Your post “%(cover)s” does the work of “%(post)s” from %(day)s to %(until)s.")
    return words % {**on_day(facts), "until": until}


def taken_over(facts):
    """What a post takes over, and from which."""
    if not facts.get("before"):
        return _("Your post “%(post)s” takes this over: %(name)s") % facts
    return _("Your post “%(post)s” takes this over from “%(before)s”: %(name)s") % facts


def answer_due(facts):
    """Of what a post was asked to do and nobody answered: to whose `turn` it is; "above" to others."""
    asker, lead = facts["turn"] == "asker", facts["turn"] == "lead"
    if asker and facts["stage"] == "above":
        words = _(
            "The post “%(post)s” asked on %(day)s for help or another date, and nobody has answered. See to it that it "
            "is answered: %(activity)s"
        )
    elif asker:
        words = _(
            "The post “%(post)s” asked on %(day)s for help or another date and waits for your answer: %(activity)s"
        )
    elif lead and facts["stage"] == "above":
        words = _(
            "Who leads the team of “%(post)s” was asked on %(day)s to agree, and has not answered. Ask again, or ask "
            "another post: %(activity)s"
        )
    elif facts["stage"] == "above":
        words = _("“%(post)s” was asked on %(day)s and has not answered. Ask again, or ask another post: %(activity)s")
    elif lead:
        words = _("“%(post)s” of your team was asked on %(day)s. You have not said yet whether you agree: %(activity)s")
    elif facts.get("asker"):
        words = _("%(asker)s asked your post “%(post)s” on %(day)s and waits for your answer: %(activity)s")
    else:
        words = _("Your post “%(post)s” was asked on %(day)s and has not answered yet: %(activity)s")
    return words % from_above(facts)


def work_due(facts):
    """Of an activity, one time of it, or what a post was asked to do, at each stage."""
    if facts["stage"] == "above":
        words = _(
            "This was due on %(day)s, and “%(post)s” has not reported that it is done. Ask how far it is: %(activity)s"
        )
    elif facts["stage"] == "late":
        words = _("This was due on %(day)s and is with your post “%(post)s”. How far is it? %(activity)s")
    else:
        words = _("This is due on %(day)s and is with your post “%(post)s”: %(activity)s")
    return words % from_above(facts)


def help_due(facts):
    """Of help that was asked for and not answered: to who was asked; "above" to the team that asked."""
    if facts["stage"] == "above":
        words = _(
            "“%(post)s” was asked for help on %(day)s and has not answered. Ask again, or ask another: %(obstacle)s"
        )
    elif facts.get("help"):
        words = _(
            "%(team)s asked your post “%(post)s” for help on %(day)s and waits for your answer (%(obstacle)s): %(help)s"
        )
    else:
        words = _("%(team)s asked your post “%(post)s” for help on %(day)s and waits for your answer: %(obstacle)s")
    return words % on_day(facts)


def helped_due(facts):
    """Of the day on which to ask whether what was changed has helped."""
    if facts["stage"] == "above":
        words = _("%(team)s wanted to say on %(day)s whether a change has helped, and has not. Ask them: %(obstacle)s")
    else:
        words = _("Did what you changed help? You wanted to say so on %(day)s: %(obstacle)s")
    return words % on_day(facts)


def with_time(words):
    """`words`, a function of a notice's facts, of the activity with its time where it is done again and again."""

    def named(facts):
        if not facts.get("time"):
            return words(facts)
        first, last = map(date.fromisoformat, facts["time"].split("/"))
        return words({**facts, "activity": f"{facts['activity']}, {Occasion(starts_on=first, ends_on=last)}"})

    return named


WORK = {
    "answer_due": answer_due,
    "work_due": work_due,
    "help_due": help_due,
    "helped_due": helped_due,
    "confirm_due": lambda facts: (
        _("%(who)s reported on %(day)s that it is done. Confirm it, or say what is missing: %(activity)s")
        % on_day(facts)
    ),
    "work_offered": asked_for,
    "work_to_agree": lambda facts: (
        _("%(person)s asks the post “%(post)s” of your team. Do you agree? %(activity)s") % facts
    ),
    "work_refused": lambda facts: (
        _("%(person)s does not agree that the post “%(post)s” is asked. Ask another. %(activity)s: %(text)s") % facts
    ),
    "work_declined": lambda facts: _("“%(post)s” does not do it. Ask another post. %(activity)s: %(text)s") % facts,
    "work_in_question": in_question,
    "work_answered": answered,
    "work_agreed": agreed_to,
    "work_handed_back": lambda facts: _("“%(post)s” handed it back. Ask another post. %(activity)s: %(text)s") % facts,
    "work_done": lambda facts: _("“%(post)s” says that it is done. Is it? %(activity)s") % facts,
    "work_confirmed": lambda facts: _("%(person)s confirmed that it is done: %(activity)s") % facts,
    "work_not_yet": lambda facts: _("%(person)s says that it is not done yet (%(activity)s): %(text)s") % facts,
    "work_withdrawn": withdrawn,
    "work_said": lambda facts: _("%(person)s wrote to you (%(activity)s): %(text)s") % facts,
    "done_to_confirm": lambda facts: _("%(person)s says that it is done. Is it? %(activity)s") % facts,
    "cover_given": covered,
    "handed_over": taken_over,
    "stuck_reported": stuck_reported,
    "stuck_again": stuck_again,
    "obstacle_given": obstacle_given,
    "help_wanted": help_wanted,
    "help_answered": lambda facts: _("%(person)s answered (%(obstacle)s): %(text)s") % facts,
}
ASKING = {
    *("work_offered", "work_to_agree", "work_refused", "work_declined", "work_in_question", "work_answered"),
    *("work_handed_back", "work_done", "work_not_yet", "done_to_confirm", "answer_due", "confirm_due"),
    *("stuck_reported", "stuck_again", "obstacle_given", "help_wanted", "help_due"),
}
"""Those that ask something of who reads them."""

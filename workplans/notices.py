"""The words of what people are told about their team's workplan and their part in it."""

from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teams.models.notices import ASKS, WORDS
from workplans.models import Occasion
from workplans.written import period_in_words


def plan_imported(facts):
    words = ngettext(
        "%(file)s was imported into the workplan “%(plan)s”: %(n)s activity.",
        "%(file)s was imported into the workplan “%(plan)s”: %(n)s activities.",
        facts["count"],
    )
    return words % {**facts, "n": number_format(facts["count"])}


def activities_given(facts):
    words = ngettext(
        "%(n)s activity in the workplan “%(plan)s” is now with your posts.",
        "%(n)s activities in the workplan “%(plan)s” are now with your posts.",
        facts["count"],
    )
    return words % {**facts, "n": number_format(facts["count"])}


def on_day(facts):
    """The facts with the day in the reader's writing."""
    return {**facts, "day": date_format(date.fromisoformat(facts["day"]), "DATE_FORMAT")}


def with_time(words):
    """`words`, a function of a notice's facts, of the activity with its time where it is done again and again."""

    def named(facts):
        if not facts.get("time"):
            return words(facts)
        first, last = map(date.fromisoformat, facts["time"].split("/"))
        return words({**facts, "activity": f"{facts['activity']}, {Occasion(starts_on=first, ends_on=last)}"})

    return named


def given(facts):
    """An activity of which a post is responsible now, and by when it is due."""
    if not facts.get("day"):
        return _("Your post “%(post)s” was given an activity: %(activity)s") % facts
    return _("Your post “%(post)s” was given an activity, due on %(day)s: %(activity)s") % on_day(facts)


def readiness_given(facts):
    """A structure or system that a post is to put in place, and by when."""
    if not facts.get("day"):
        return _("Your post “%(post)s” is to see to it: %(name)s.") % facts
    return _("Your post “%(post)s” is to see to it that this is in place by %(day)s: %(name)s.") % on_day(facts)


def from_above(facts):
    """The facts with the post's team behind it for who stands above: they may have many teams."""
    is_above = facts["stage"] == "above" and facts["post"] and facts.get("team")
    return on_day({**facts, "post": f"{facts['post']}, {facts['team']}"} if is_above else facts)


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


def amount_of(facts):
    """The facts with the amount in the reader's writing and the currency behind it."""
    amount = Decimal(facts["amount"])
    written = number_format(amount, decimal_pos=0 if amount == amount.to_integral() else 2)
    return {**facts, "amount": f"{written} {facts.get('currency', '')}".strip()}


def readiness_due(facts):
    """Of a structure or system, at each stage of its reminders; the day is said, since it may be read days later."""
    if facts["stage"] == "above":
        with_post = _("This was to be in place by %(day)s and is not: %(name)s. Ask the post “%(post)s”.")
        with_none = _("This was to be in place by %(day)s and is not: %(name)s. Say which post sees to it.")
        words = with_post if facts["post"] else with_none
    elif facts["stage"] == "late":
        words = _("This was to be in place by %(day)s, and your post “%(post)s” sees to it. Is it there? %(name)s")
    else:
        words = _("This is to be in place by %(day)s, and your post “%(post)s” sees to it: %(name)s.")
    return words % from_above(facts)


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


def plans_due(facts):
    """Of a call for plans, at each stage; a notice from before there were stages has none."""
    if facts.get("stage") == "late":
        words = _("The plans for %(year)s that %(unit)s called for were due on %(day)s. Send yours for review.")
    else:
        words = _("The plans for %(year)s that %(unit)s called for are due on %(day)s. Yours is not sent yet.")
    return words % on_day(facts)


def of_time(facts):
    """The facts with the time of a value in words, or the day of a count."""
    when = period_in_words(facts["period"]) if facts["period"] else on_day(facts)["day"]
    return {**facts, "time": when}


def value_verified(facts):
    """That somebody else found right what was recorded, with their word, if any."""
    if facts["text"]:
        return _("%(person)s verified what you recorded (%(name)s, %(time)s): %(text)s") % of_time(facts)
    return _("%(person)s verified what you recorded: %(name)s, %(time)s") % of_time(facts)


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


WORDS.update(
    (kind, with_time(words))
    for kind, words in {
        "plan_begun": lambda facts: _("A workplan was begun: %(plan)s.") % facts,
        "plan_imported": plan_imported,
        "import_undone": lambda facts: _("The import of %(file)s into the workplan “%(plan)s” was undone.") % facts,
        "activity_given": given,
        "activities_given": activities_given,
        "money_approved": lambda facts: (
            _("Approved for the workplan “%(plan)s”: %(amount)s (%(reference)s).") % amount_of(facts)
        ),
        "money_cut": lambda facts: (
            _("Cut from the workplan “%(plan)s”: %(amount)s (%(reference)s).") % amount_of(facts)
        ),
        "money_released": lambda facts: (
            _("Released for the workplan “%(plan)s”: %(amount)s (%(reference)s).") % amount_of(facts)
        ),
        "readiness_given": readiness_given,
        "readiness_due": readiness_due,
        "agreed": lambda facts: _("Agreed: your post “%(post)s” does this by %(day)s: %(text)s") % on_day(facts),
        "agreement_due": agreement_due,
        "agreement_settled": agreement_settled,
        "record_asked": record_asked,
        "answer_due": answer_due,
        "work_due": work_due,
        "help_due": help_due,
        "helped_due": helped_due,
        "confirm_due": lambda facts: (
            _("%(who)s reported on %(day)s that it is done. Confirm it, or say what is missing: %(activity)s")
            % on_day(facts)
        ),
        "plans_called": lambda facts: (
            _("%(unit)s calls for the plans for %(year)s, to be sent by %(day)s.") % on_day(facts)
        ),
        "plans_due": plans_due,
        "plan_to_review": lambda facts: _("A workplan waits for your review: %(plan)s.") % facts,
        "plan_returned": lambda facts: _("The workplan “%(plan)s” was returned: %(reason)s") % facts,
        "plan_approved": lambda facts: _("The workplan “%(plan)s” is approved.") % facts,
        "plan_reopened": lambda facts: _("The workplan “%(plan)s” was opened again: %(reason)s") % facts,
        "quarter_reopened": lambda facts: (
            _("Quarter %(quarter)s of the workplan “%(plan)s” was opened again: %(reason)s") % facts
        ),
        "work_offered": asked_for,
        "work_to_agree": lambda facts: (
            _("%(person)s asks the post “%(post)s” of your team. Do you agree? %(activity)s") % facts
        ),
        "work_refused": lambda facts: (
            _("%(person)s does not agree that the post “%(post)s” is asked. Ask another. %(activity)s: %(text)s")
            % facts
        ),
        "work_declined": lambda facts: _("“%(post)s” does not do it. Ask another post. %(activity)s: %(text)s") % facts,
        "work_in_question": in_question,
        "work_answered": answered,
        "work_agreed": agreed_to,
        "work_handed_back": lambda facts: (
            _("“%(post)s” handed it back. Ask another post. %(activity)s: %(text)s") % facts
        ),
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
        "value_corrected": lambda facts: (
            _("%(person)s corrected what you recorded (%(name)s, %(time)s): %(text)s") % of_time(facts)
        ),
        "value_verified": value_verified,
        "values_due": values_due,
        "ceiling_set": lambda facts: (
            _("The ceiling of %(source)s for %(team)s in %(year)s is %(amount)s.") % amount_of(facts)
        ),
    }.items()
)
ASKS |= {
    *("plans_called", "plan_to_review", "plan_returned"),
    *("work_offered", "work_to_agree", "work_refused", "work_declined", "work_in_question", "work_answered"),
    *("work_handed_back", "work_done", "work_not_yet", "done_to_confirm", "answer_due", "confirm_due"),
    *("stuck_reported", "stuck_again", "obstacle_given", "help_wanted", "help_due"),
}

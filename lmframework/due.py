"""What has to happen because its time has come, step by step: for `run_due`, once, and for `run_worker`, again and again."""

import traceback

from django.db import OperationalError
from django.utils import timezone

from assessments import keys
from assessments.models import Box, Round
from teams.models import Digest, Notice
from workplans import calling, reminding, summaries


def open_boxes(today):
    """How many rounds whose date is past were closed, so that their result can be seen."""
    return Round.objects.open_due_boxes(today)


def remind(today):
    """How many rounds everybody in them was reminded of."""
    return Round.objects.remind(today)


def sweep_keys(today):
    """How many keys were destroyed that belong to no box."""
    return keys.sweep(Box.objects.values_list("key", flat=True))


def sum_up(today):
    """How many plans were summed up that never were, or by other rules than those of today: after an upgrade, or other settings."""
    return summaries.bring_up_to_date()


def remind_of_calls(today):
    """How many people were reminded of a call for plans whose plan they have not sent."""
    return Notice.objects.remind_all("call", calling.reminders(today))


def remind_of_readiness(today):
    """How many people were reminded of a structure or system that is due and not in place."""
    return Notice.objects.remind_all("readiness", reminding.of_readiness(today))


def remind_of_answers(today):
    """How many people were reminded of what a post was asked to do and that waits for an answer."""
    return Notice.objects.remind_all("answer", reminding.of_answers(today))


def remind_of_delegations(today):
    """How many people were reminded of what a post has taken on and that is due."""
    return Notice.objects.remind_all("delegation", reminding.of_delegations(today))


def remind_of_activities(today):
    """How many people were reminded of an activity that is done once and is due."""
    return Notice.objects.remind_all("activity", reminding.of_activities(today))


def remind_of_occasions(today):
    """How many people were reminded of one time of a recurring activity that is due."""
    return Notice.objects.remind_all("occasion", reminding.of_occasions(today))


def remind_of_help(today):
    """How many people were reminded of help that was asked for and not answered."""
    return Notice.objects.remind_all("help", reminding.of_help(today))


def remind_of_helped(today):
    """How many people were reminded to say whether a change has helped against what stands in the way."""
    return Notice.objects.remind_all("helped", reminding.of_helped(today))


def remind_of_confirming(today):
    """How many people were reminded of what a post has done and that waits to be confirmed."""
    return Notice.objects.remind_all("confirm", reminding.of_confirming(today))


def remind_of_reports(today):
    """How many people were reminded of a report that something is done and that waits to be confirmed."""
    return Notice.objects.remind_all("report", reminding.of_reports(today))


def remind_of_values(today):
    """How many people were reminded of values of a month or quarter that are not recorded."""
    return Notice.objects.remind_all("values", reminding.of_recording(today))


def remind_of_agreements(today):
    """How many people were reminded of what a team agreed on about a quarter and that is due."""
    return Notice.objects.remind_all("agreement", reminding.of_agreements(today))


WORK = (
    remind_of_readiness,
    remind_of_answers,
    remind_of_delegations,
    remind_of_activities,
    remind_of_occasions,
    remind_of_help,
    remind_of_helped,
    remind_of_confirming,
    remind_of_reports,
    remind_of_values,
    remind_of_agreements,
)
"""Reminders of work, each source by itself."""


def make_digests(today):
    """How many e-mails were made for people whose hour has come and who have something new."""
    return Digest.objects.make(timezone.now())


def send_some(today):
    """How many of the e-mails that wait the mail server took just now: a few, so that who sends can soon stop."""
    return Digest.objects.send()


def send_digests(today):
    """How many e-mails the mail server took; those that it did not take wait for another time."""
    sent = 0
    while some := send_some(today):
        sent += some
    return sent


STEPS = (open_boxes, remind, sweep_keys, sum_up, remind_of_calls, *WORK, make_digests)
"""In the order in which they are done; whoever does them sends the e-mails after them."""


def failures(steps, tell, tell_failure):
    """The names of those of `steps` that failed; each is done, whatever becomes of the others."""
    return [step.__name__ for step in steps if done(step, tell, tell_failure) is None]


def done(step, tell, tell_failure):
    """How much `step` did, None where it failed. `tell` takes a line on that, `tell_failure` what was wrong.

    Of what failed nothing is told that has anybody's data in it. A database that is away takes one line.
    """
    try:
        much = step(timezone.localdate())
    except OperationalError:
        tell_failure(f"{step.__name__}: the database did not answer, or was busy for too long.")
    except Exception:  # noqa: BLE001  whatever it is, the other steps go on
        tell_failure(traceback.format_exc())
    else:
        tell(f"{step.__name__}: {much}")
        return much
    return None

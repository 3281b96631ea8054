"""My work: one person's part of everything, to answer and to report from a phone, and as whole lists on a computer."""

import re

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django_htmx.http import retarget

from assessments.access import commitment_to_change
from assessments.models import Commitment
from lmframework.forms import WorkListForm
from lmframework.queries import my_work, said_of
from teams.atonce import at_once
from teams.once import acts_once_itself
from workplans.access import (
    activity_to_report,
    agreement_to_settle,
    delegation_to_act,
    occasion_to_report,
    progress_to_confirm,
    progress_to_correct,
)
from workplans.models import Agreement, Entry
from workplans.queries.work import is_one_day, is_to_record
from workplans.rules import delegating

SAID = re.compile(r"([ecdg])(\d{1,18})")
"""What was just done, in the address: a report, a commitment, a delegation or an agreement, and its key."""
PLACE = re.compile(r"([ao])(\d{1,18})(?:-(\d{1,18}))?")
"""Of what progress is reported: an activity or an occasion, and the delegation under which."""
KEY = re.compile(r"\d{1,18}")
REPORT = "report"
MOST_LINKS = 10
"""So many things that are stuck are linked at once; all of them stand in the list."""


class Nonsense(Http404):
    """What was sent is in no page's writing."""


def work_page(request):
    """All that is open of the person's posts; `said` names what they have just done, which is told where it stood."""
    told = SAID.fullmatch(request.GET.get("said", ""))
    said = said_or_none(request, told[1], int(told[2])) if told else None
    work = my_work(request.user, timezone.localdate(), said)
    context = {"work": work, "said": said}
    if request.htmx and said and said.entry:
        context["line"] = next((line for part in work.sections for line in part.lines if line.said), None)
        response = retarget(render(request, "lmframework/work/_answer.html", context), f"#t-{said.key}")
    else:
        page = "_work.html" if request.htmx else "page.html"
        response = render(request, f"lmframework/work/{page}", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def said_or_none(request, kind, pk):
    """What the address names; None where the person does not see that any more, since their posts have changed."""
    try:
        return said_of(request, kind, pk)
    except Http404:
        return None


@require_POST
def work_act(request):
    """Do the one thing whose button was pressed, `act`, "report:a12:done:55"; back to where the button was.

    What cannot be done any more, since it was answered elsewhere, the plan was closed or their posts have changed, comes
    back with words and with the list as it stands. Only what no page sends is 404.
    """
    verb, *about = request.POST.get("act", "").split(":")
    if verb not in ACTS or len(about) != (3 if verb == REPORT else 1):
        raise Http404
    try:
        with at_once():
            where = ACTS[verb](request, *about)
    except Nonsense:
        raise
    except (Http404, PermissionDenied, ValidationError) as error:
        messages.warning(request, refusal(error))
        where = reverse("lmframework:work_page")
    return to(request, where)


def to(request, where):
    """On to the address `where`: the browser itself goes, where that is another page than the one it is on."""
    if not request.htmx or where.startswith(reverse("lmframework:work_page")):
        return redirect(where)
    return HttpResponse(status=204, headers={"HX-Redirect": where, "Location": where})


def refusal(error):
    """Why something was not done, in words."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    words = "" if isinstance(error, Http404) else str(error)
    return words or _("This is not yours to do any more. Below is how your work stands now.")


def report(request, place, state, seen):
    """Report how far something is; somebody who is stuck goes on to say what stands in the way."""
    if state not in Entry.State.values:
        raise Http404
    entry = write(request, place, state, seen)
    return entry.obstacle.get_absolute_url() if state == Entry.State.STUCK else just_said("e", entry.pk)


def write(request, place, state, seen, text=""):
    """The report of progress of `place`; ValidationError where it was reported since the page with `seen` was made.

    What is only recorded now was so on its last day; who is stuck is so today.
    """
    kind, key, asked = parts_of(PLACE, place)
    occasion = occasion_to_report(request, int(key)) if kind == "o" else None
    activity = occasion.activity if occasion else activity_to_report(request, int(key))
    delegation = delegation_to_act(request, int(asked), delegating.REPORT) if asked else None
    about = {"occasion": occasion, "delegation": delegation, "seen": key_of(seen)}
    on = None if about["seen"] or state == Entry.State.STUCK else last_day(activity, occasion, delegation)
    return Entry.objects.report(activity, state, request.user, on, text, **about)


def last_day(activity, occasion, delegation):
    """The day by which it was to be done, where that is over and only what came of it is to be recorded; else None."""
    days = occasion or activity
    is_asked = delegation and delegation.occasion_id == (occasion.pk if occasion else None)
    due_on = delegation.due_on if is_asked else days.ends_on
    return due_on if is_to_record(due_on, timezone.localdate(), occasion, is_one_day(days)) else None


def take_back(request, key):
    """What was just reported was pressed by mistake."""
    entry = progress_to_correct(request, key_of(key))
    back = Entry.objects.correct(entry, request.user, _("Pressed by mistake"))
    return just_said("e", back.pk)


def confirm_entry(request, key):
    """What somebody else reported as done is done indeed."""
    entry = progress_to_confirm(request, key_of(key))
    return just_said("e", Entry.objects.confirm(entry, request.user).pk)


def delegated(act):
    """The act of a delegation that needs no words."""

    def do(request, key):
        delegation = delegation_to_act(request, key_of(key), act)
        getattr(delegation, act)(request.user)
        return just_said("d", delegation.pk)

    return do


def promised(state):
    """To say whether a commitment was kept."""

    def do(request, key):
        commitment = commitment_to_change(request, key_of(key), lock=True)
        if commitment.activity_id or commitment.state != Commitment.State.OPEN:
            raise ValidationError(_("It is said already how this went. Open it again first."))
        commitment.say(state)
        return just_said("c", commitment.pk)

    return do


def did(request, key):
    """What a team agreed on is done."""
    agreement = agreement_to_settle(request, key_of(key))
    return just_said("g", agreement.settle(Agreement.State.DONE, request.user).pk)


ACTS = {
    REPORT: report,
    "back": take_back,
    "sure": confirm_entry,
    "did": did,
    **{act: delegated(act) for act in (delegating.ACCEPT, delegating.AGREE, delegating.CONFIRM)},
    **{state: promised(state) for state in (Commitment.State.KEPT.value, Commitment.State.NOT_KEPT.value)},
}


def just_said(kind, key):
    """The page of one's work, at the place where what was done is told."""
    return f"{reverse('lmframework:work_page')}?said={kind}{key}#said"


def parts_of(pattern, text):
    """The parts of what a button or a box is called, or 404."""
    if found := pattern.fullmatch(text):
        return found.groups()
    raise Nonsense


def key_of(text):
    """A key out of what was sent, or 404."""
    if not KEY.fullmatch(text):
        raise Nonsense
    return int(text)


@acts_once_itself
def work_list(request):
    """All that can be reported, a row each: a choice and a word, saved row by row; what is wrong stands beside its row.

    What was sent twice is known by what was reported last of each row, so no other receipt is needed.
    """
    form = WorkListForm(request.POST or None, lines=reportable(request))
    if form.is_bound:
        form.full_clean()
        refused = save_rows(request, form)
        if not (form.errors or refused):
            return redirect("lmframework:work_list")
        form = form.again(reportable(request), refused)
    return render(request, "lmframework/work/list.html", {"form": form})


def reportable(request):
    return my_work(request.user, timezone.localdate()).reportable


def save_rows(request, form):
    """Report what was chosen, each row by itself; {key: why not} of those that could not be."""
    refused, saved, stuck = {}, 0, []
    for row in form.chosen():
        try:
            entry = write(request, row.key, row.state, row.seen, row.text)
        except Http404:
            refused[row.key] = GONE
        except (PermissionDenied, ValidationError) as error:
            if not repeats(error, row, request.user):
                refused[row.key] = refusal(error)
        else:
            saved += 1
            if entry.state == Entry.State.STUCK:
                stuck.append(entry)
    say_saved(request, saved, stuck)
    return refused


def repeats(error, row, user):
    """Whether a row was refused because the same person sent the same just before."""
    last = (getattr(error, "params", None) or {}).get("last")
    return last is not None and (last.by_id, last.state, last.text) == (user.pk, row.state, row.text)


GONE = gettext_lazy("This is not in your work any more.")


def say_saved(request, saved, stuck):
    """Say how many reports were saved, and lead on to what stands in the way of those that say that they are `stuck`."""
    if saved:
        words = ngettext("%(n)s report is saved.", "%(n)s reports are saved.", saved)
        messages.success(request, words % {"n": number_format(saved)})
    if stuck:
        words = ngettext(
            "%(n)s is stuck. Say what stands in the way, and ask for help:",
            "%(n)s are stuck. Say what stands in the way, and ask for help:",
            len(stuck),
        )
        links = format_html_join(", ", '<a href="{}" translate="no">{}</a>', map(to_the_obstacle, stuck[:MOST_LINKS]))
        messages.info(request, format_html("{} {}", words % {"n": number_format(len(stuck))}, links))


def to_the_obstacle(entry):
    """(the page of what stands in the way of what `entry` reports, the name of the work with its time)."""
    name = Truncator(entry.activity.name).chars(80)
    return entry.obstacle.get_absolute_url(), f"{name}, {entry.occasion}" if entry.occasion else name

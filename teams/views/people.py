"""The people whose accounts one looks after: who they are, adding them, and helping them in."""

import segno
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from teams.access import (
    NOT_BY_THE_LEAD,
    helper_or_404,
    may_let_in,
    passes_to_show,
    people_to_read,
    person_to_help,
    person_to_let_in,
    team_to_staff,
)
from teams.forms import NewPersonForm, PersonForm
from teams.models import Pass, User
from teams.queries import people_at, state_of

ROWS = 50
SHOWN_PASSES = 20
LONGEST_KEY = 19


def people_list(request):
    """Whom I look after, all or those of one team, with their posts and whether they get in."""
    helper_or_404(request)
    words = request.GET.get("q", "").strip()
    team = next((people_to_read(request, key) for key in keys(request, "team")), None)
    page = Paginator(people_at(request.user, words, team), ROWS).get_page(request.GET.get("page"))
    for person in page:
        person.state = state_of(person)
    rest = urlencode({name: value for name, value in [("q", words), ("team", team and team.pk)] if value})
    context = {"page": page, "words": words, "team": team, "rest": rest, "today": timezone.localdate()}
    return render(request, "teams/people/list.html", context)


def keys(request, name):
    """The numbers that an address gives by `name`; what is none is left out."""
    return [int(key) for key in request.GET.getlist(name) if key.isdecimal() and len(key) < LONGEST_KEY]


def people_person(request, pk):
    """One person: who they are, their posts now and before, how they were helped in."""
    person = person_to_help(request, pk)
    now = timezone.now()
    person.open_passes = list(person.passes.open(now))
    context = {
        "person": person,
        "state": state_of(person),
        "holdings": person.holdings.select_related("post__team", "post__unit"),
        "passes": person.passes.select_related("made_by")[:SHOWN_PASSES],
        "may_let_in": may_let_in(request.user, person),
        "why_not": NOT_BY_THE_LEAD,
        "invited": Pass.purpose_for(person) == Pass.Purpose.INVITATION,
        "mine": [one.pk for one in person.open_passes if one.made_by_id == request.user.pk],
        "today": timezone.localdate(),
        "now": now,
    }
    return render(request, "teams/people/person.html", context)


@require_POST
def people_help(request, pk):
    """A new one-time link for a person; on to the sheet that is handed to them."""
    return to_sheet(Pass.objects.issue(person_to_let_in(request, pk), by=request.user))


def to_sheet(one):
    return redirect(f"{reverse('teams:people_sheet')}?{urlencode({'pass': one.pk})}")


def people_change(request, pk):
    """Who a person is; whoever saves second sees both versions and decides."""
    with transaction.atomic():
        person = person_to_help(request, pk, lock=request.method == "POST")
        form = PersonForm(request.POST or None, instance=person, by=request.user)
        if request.method == "POST" and form.saved():
            messages.success(request, _("Saved."))
            return redirect("teams:people_person", pk=pk)
    return render(request, "teams/people/change.html", {"form": form, "key": pk, "name": form.theirs["name"]})


@require_POST
def people_close(request, pk):
    """Closes a person's account, which ends their sessions; with `open`, opens it again."""
    person = person_to_help(request, pk)
    person.set_open("open" in request.POST)
    said = _("The account is open again.") if person.is_active else _("The account is closed.")
    messages.success(request, said)
    return redirect("teams:people_person", pk=pk)


def people_add(request, pk):
    """A new person with a post in the team `pk`; on to the sheet with their one-time link."""
    team = team_to_staff(request, pk)
    form = NewPersonForm(request.POST or None, instance=User(), team=team, by=request.user)
    if request.method == "POST" and form.is_valid():
        return to_sheet(form.invite())
    return render(request, "teams/people/add.html", {"form": form, "team": team})


@never_cache
@sensitive_variables("passes", "cards")
def people_sheet(request):
    """Cards to print and hand out, one a person: link, picture of the link, code, until when, and what to do."""
    passes = passes_to_show(request, keys(request, "pass"))
    cards = [(one, *link_of(request, one)) for one in passes]
    site = request.build_absolute_uri("/").rstrip("/")
    return render(request, "teams/people/sheet.html", {"cards": cards, "site": site, "code_page": code_page(request)})


def code_page(request):
    return request.build_absolute_uri(reverse("teams:join_code"))


def link_of(request, one):
    """(the link, its QR code as an address of an image) of a pass."""
    link = request.build_absolute_uri(one.path)
    return link, segno.make_qr(link, error="m").png_data_uri(scale=6, border=4)

"""What every page has around it: the menu, unread notices, the practice's guide, the token for a form."""

import uuid
from functools import partial

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from lmframework.models import Guide
from lmframework.practices import practice_of
from teams.access import standing


def frame(request):
    """The context that base.html and _guide.html need; what takes a query waits until a template asks for it."""
    person = getattr(request, "user", None)
    here = request.resolver_match.view_name if request.resolver_match else ""
    found = {"site_name": settings.SITE_NAME, "once": uuid.uuid4, "page_name": here, "own_teams": ()}
    if person and person.is_authenticated:
        found |= {
            "menu": entries(person, here),
            "own_teams": standing(person).teams,
            "unread": person.count_unread,
            "practice_guide": partial(guide_to, here),
        }
    return found


def guide_to(page):
    """The guide to the practice that `page` belongs to, or None."""
    practice = practice_of(page)
    return Guide.objects.of([practice])[0] if practice else None


def plan_rooms(here):
    """What belongs to the entry of workplans: all of their pages but the list of those to review, and a unit's obstacles."""
    return "workplans:" if here not in ("workplans:review_list", "workplans:implement_stuck") else "none"


def entries(person, here):
    """(label, address, whether it is where we are) of each entry, four for a facility."""
    stand = standing(person)
    team = reverse("teams:team_page", args=[*stand.teams]) if len(stand.teams) == 1 else reverse("teams:team_list")
    menu: list[tuple[str, str, str | tuple[str, ...]]] = [
        (_("Home"), reverse("lmframework:home_start"), "lmframework:home"),
        (_("Workplan"), reverse("workplans:plan_list"), plan_rooms(here)),
    ]
    if stand.teams or stand.reviews:
        menu.append((_("My work"), reverse("lmframework:work_page"), "lmframework:work"))
    if stand.teams:
        menu.append((_("Our team"), team, ("teams:team", "assessments:")))
    if stand.oversees:
        menu.append((_("Teams"), reverse("lmframework:units_list"), ("lmframework:units", "workplans:implement_stuck")))
    if stand.reviews:
        menu.append((_("To review"), reverse("workplans:review_list"), "workplans:review_list"))
    if stand.helps:
        menu.append((_("People"), reverse("teams:people_list"), "teams:people"))
        menu.append((_("Units"), reverse("teams:unit_list"), ("teams:unit", "teams:lists")))
    return [{"label": label, "url": url, "here": here.startswith(room)} for label, url, room in menu]

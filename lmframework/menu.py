"""What every page has around it: the menu, the token for a form, and the installation's name."""

import uuid

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from teams.access import standing


def frame(request):
    """The context that base.html needs, in no query beyond the person's standing."""
    person = getattr(request, "user", None)
    return {
        "site_name": settings.SITE_NAME,
        "once": uuid.uuid4,
        "menu": entries(person, request) if person and person.is_authenticated else [],
        "page_name": request.resolver_match.view_name if request.resolver_match else "",
    }


def entries(person, request):
    """(label, address, whether it is where we are) of each entry, four for a facility."""
    stand = standing(person)
    team = reverse("teams:team_page", args=[*stand.teams]) if len(stand.teams) == 1 else reverse("teams:team_list")
    menu = [
        (_("Home"), reverse("lmframework:home_start"), "lmframework:home"),
        (_("Workplan"), reverse("workplans:plan_list"), "workplans:"),
    ]
    if stand.teams:
        menu.append((_("Our team"), team, "teams:team"))
    if stand.oversees:
        menu.append((_("Teams"), reverse("lmframework:units_list"), "lmframework:units"))
    here = request.resolver_match.view_name if request.resolver_match else ""
    return [{"label": label, "url": url, "here": here.startswith(room)} for label, url, room in menu]

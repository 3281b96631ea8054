"""Every page that there is, out of the table in tests/permissions, for tests that look at all of them."""

from django.urls import reverse

from tests.permissions.roles import ORDER
from tests.permissions.table import TABLE
from tests.world import ROLES, TODAY, recorded
from workplans.models import Entry, Explanation, Indicator

OK = 200
FILES = {
    "lmframework:units_file",
    "lmframework:units_result_file",
    "lmframework:units_results_file",
    "teams:lists_template",
    "workplans:exchange_file",
    "workplans:exchange_remarks",
    "workplans:monitor_evidence",
    "workplans:monitor_results_file",
    "workplans:plan_merged_paper",
    "workplans:review_paper",
}
"""Addresses that answer with a file."""


def addresses(world, role, method="GET"):
    """(name, address) of each page that `role` gets at once; for "POST", of each that answers with a page."""
    place = ORDER.index(role)
    for name, rows in TABLE.items():
        for arguments, gets, posts in rows:
            statuses = gets if method == "GET" else posts
            if statuses and statuses[place] == OK and name not in FILES:
                yield name, reverse(name, args=arguments(world))


def every_page(client, world, role):
    """(what it is, the response) of every page that `role` reads, and of every form that comes back to be mended."""
    if ROLES[role]:
        client.force_login(getattr(world, ROLES[role]), backend="teams.backends.AnyNameBackend")
    for _name, address in addresses(world, role):
        yield f"{role}: {address}", client.get(address)
    for _name, address in addresses(world, role, "POST"):
        yield f"{role}: {address}, sent empty", client.post(address)


def pages_of_what_was_recorded(client, world):
    """(address, the response) of what Bob sees of a closed quarter, of a value that is doubted, and of what was explained.

    Two values of a month stand, one in a quarter that is closed, one doubted by Sofia; another is missing.
    """
    facts = {"unit": "visits", "recorded_every": "month", "target": 90, "post": world.midwife}
    visits = Indicator.objects.create(output=world.output, name="Home visits", **facts)
    old, new = recorded(world, "2026-02", 8, indicator=visits), recorded(world, "2026-05", 9, indicator=visits)
    Entry.figures.verify(new, world.alice)
    Entry.figures.doubt(new, world.sofia, "The register says 7")
    about = {"quarter": world.quarters[1], "said_on": TODAY, "what_next": "We look for it"}
    Explanation.objects.create(indicator=world.indicator, state="on_track", why="The register was lost", **about)
    world.quarters[0].settle(True, world.alice)
    client.force_login(world.bob, backend="teams.backends.AnyNameBackend")
    plan = world.plan.pk
    for name, arguments, query in (
        ("monitor_record", (visits.pk, "2026-01"), ""),
        ("monitor_correct", (old.pk,), ""),
        ("monitor_correct", (new.pk,), ""),
        ("monitor_period", (plan, "2026-02"), ""),
        ("monitor_period", (plan, "2026-06"), ""),
        ("monitor_year", (visits.pk,), ""),
        ("monitor_evidence_add", (old.pk,), ""),
        ("monitor_tally", (world.activity.pk,), ""),
        ("monitor_entries", (plan,), ""),
        ("monitor_results", (plan,), "?quarter=1"),
        ("monitor_results", (plan,), "?quarter=2"),
        ("monitor_quarter", (plan, 1), ""),
        ("monitor_quarter", (plan, 2), ""),
        ("monitor_explain", ("indicator", world.indicator.pk, 2), ""),
        ("plan_item", ("indicator", visits.pk), ""),
    ):
        address = reverse(f"workplans:{name}", args=arguments) + query
        yield address, client.get(address)
    yield "/my-work/", client.get(reverse("lmframework:work_page"))
    client.force_login(world.alice, backend="teams.backends.AnyNameBackend")
    yield "/my-work/ of the lead", client.get(reverse("lmframework:work_page"))
    yield "to verify", client.get(reverse("workplans:monitor_verify", args=[old.pk]))
    client.force_login(world.sofia, backend="teams.backends.AnyNameBackend")
    yield "verified already", client.get(reverse("workplans:monitor_verify", args=[new.pk]))

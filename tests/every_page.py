"""Every page that there is, out of the table in tests/permissions, for tests that look at all of them."""

from django.urls import reverse

from tests.permissions.roles import ORDER
from tests.permissions.table import TABLE
from tests.world import ROLES

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

"""A file that comes back while a plan is with who reviews it, approved, or closed."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.pages import fill_in, filled, says
from tests.workplans.edited import Edited
from tests.world import PLAN_FILE, bring_to, readiness, workbook_file
from workplans import reviewing
from workplans.models import Import
from workplans.models.plan.workplan import WHY_LOCKED
from workplans.queries.snapshot import snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def bring(client, world, content):
    """(the page that shows what would change, the answer to its button) of a workbook that is brought back."""
    file = SimpleUploadedFile("plan.xlsx", content)
    address = fill_in(client, reverse("workplans:exchange_upload", args=[world.plan.pk]), file=file).url
    page = client.get(address)
    return page, client.post(address, filled(page))


@pytest.mark.parametrize("state", ["sent", "approved"])
def test_while_a_plan_is_locked_readiness_comes_back_and_nothing_that_is_planned(state, world, signed_in):
    alice, lacking = signed_in(world.alice), readiness(world)
    bring_to(world, world.plan, state)
    edited = Edited(world.plan)
    edited.put("Readiness", edited.row_of("Readiness", lacking.name), "What is missing", "Keys")
    only_readiness = edited.content
    edited.put("Plan", edited.row_of("Plan", world.activity.name), "Place", "There")
    before = snapshot(world.plan)
    page, answer = bring(alice, world, edited.content)
    assert str(WHY_LOCKED[state]) in says(page)
    assert "Mend in the file what is wrong in it" in says(answer)
    assert bring(alice, world, only_readiness)[1].status_code == 302
    lacking.refresh_from_db()
    assert (lacking.note, snapshot(world.plan)) == ("Keys", before)
    ordinary = SimpleUploadedFile("plan.csv", PLAN_FILE.encode())
    assert fill_in(alice, reverse("workplans:exchange_upload", args=[world.plan.pk]), file=ordinary).status_code == 403
    assert not Import.objects.filter(name="plan.csv").exists()


def test_nothing_comes_back_into_a_plan_that_is_closed(world, signed_in):
    alice, returned = signed_in(world.alice), workbook_file(world)
    bring_to(world, world.plan, "approved")
    reviewing.close(world.plan, world.sofia, date(2027, 1, 1))
    for name, key in (("exchange_upload", world.plan.pk), ("exchange_return", returned.pk)):
        assert alice.get(reverse(f"workplans:{name}", args=[key])).status_code == 403
        assert alice.post(reverse(f"workplans:{name}", args=[key])).status_code == 403

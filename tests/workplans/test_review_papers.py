"""Approvals on paper: brought once, read, and taken back with a reason."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.pages import fill_in, filled, says
from tests.world import bring_to, plan_that_is
from workplans.models import PaperApproval, Version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def at(world):
    """`at("version", 1)`: an address of the review of Amani's plan, which is approved."""
    bring_to(world, world.plan, "approved")
    return lambda name, *more: reverse(f"workplans:review_{name}", args=[world.plan.pk, *more])


def scan(content=b"%PDF-1.4 signed", name="signed.pdf"):
    return SimpleUploadedFile(name, content)


def test_a_paper_that_was_signed_stands_beside_the_approved_version(world, at, signed_in):
    alice = signed_in(world.alice)
    form = filled(alice.get(at("paper_add", 1)), signed_by="The mayor", signed_on="2026-08-10")
    wrong = SimpleUploadedFile("signed.pdf", b"MZ\x90 not a scan")
    assert "neither a PDF nor a JPEG or PNG" in says(alice.post(at("paper_add", 1), {**form, "file": wrong}))
    late = {**form, "signed_on": "2026-09-01", "file": SimpleUploadedFile("s.pdf", b"%PDF-1.4")}
    assert "This day is still to come." in says(alice.post(at("paper_add", 1), late))
    scan = SimpleUploadedFile("Ünterschrift.pdf", b"%PDF-1.4 signed")
    assert alice.post(at("paper_add", 1), {**form, "file": scan}).status_code == 302
    page = alice.get(at("version", 1))
    assert "signed by The mayor on 10 August 2026" in says(page)
    paper = Version.objects.get().papers.get()
    answer = signed_in(world.vera).get(reverse("workplans:review_paper", args=[paper.pk]))
    assert (answer.content, answer.headers["Content-Type"]) == (b"%PDF-1.4 signed", "application/pdf")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    bring_to(world, plan_that_is(world, "returned"), "sent")
    other = reverse("workplans:review_paper_add", args=[plan_that_is(world, "returned").pk, 1])
    assert alice.get(other).status_code == 403


def brought(world, client, at, **more):
    """A paper that the client brings."""
    form = filled(client.get(at("paper_add", 1)), signed_by="The mayor", signed_on="2026-08-10")
    return client.post(at("paper_add", 1), {**form, "file": scan(**more)})


def test_the_same_scan_is_not_kept_twice(world, at, signed_in):
    alice, sofia = signed_in(world.alice), signed_in(world.sofia)
    assert brought(world, alice, at).status_code == 302
    page = brought(world, sofia, at, name="again.pdf")
    assert page.status_code == 200
    assert "This scan stands beside Version 1 already: signed.pdf." in says(page)
    assert brought(world, sofia, at, content=b"%PDF-1.4 another").status_code == 302
    assert PaperApproval.objects.count() == 2
    assert f'href="{at("version", 1)}">Back without' in sofia.get(at("paper_add", 1)).content.decode()


def test_a_paper_is_taken_back_with_a_reason_by_who_brought_it_or_the_lead_and_says_so(world, at, signed_in):
    sofia, alice, bob = signed_in(world.sofia), signed_in(world.alice), signed_in(world.bob)
    brought(world, sofia, at)
    take_back = reverse("workplans:review_paper_take_back", args=[PaperApproval.objects.get().pk])
    refused = bob.get(take_back)
    assert refused.status_code == 403
    assert "Who brought this paper takes it back, or the team's lead." in says(refused)
    assert "Take it back" not in says(bob.get(at("version", 1)))
    assert "Take it back" in says(sofia.get(at("version", 1)))
    assert "This field is required." in says(fill_in(sofia, take_back, why=" "))
    fill_in(alice, take_back, why="It is last year's")
    page = says(bob.get(at("version", 1)))
    assert "signed by The mayor on 10 August 2026 Taken back Alice, 12 August 2026: It is last year's" in page
    assert bob.get(reverse("workplans:review_paper", args=[PaperApproval.objects.get().pk])).status_code == 200
    # Once is enough, and the right version may bring it.
    assert "was taken back already" in says(sofia.get(take_back, follow=True))
    PaperApproval.objects.get().take_back(world.sofia, "Again")
    assert PaperApproval.objects.get().taken_back_by == world.alice
    assert brought(world, sofia, at).status_code == 302

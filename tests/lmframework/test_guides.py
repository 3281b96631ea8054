"""Practice guides: what an installation begins with, in whose language, on which pages, and how they are edited."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from lmframework.guides import FIRST, load_first
from lmframework.models import Guide
from lmframework.practices import PRACTICES, practice_of
from tests.pages import forms_of, says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

PREVIEW = "admin:lmframework_guide_preview"
TYPED = {
    "practice": "plan",
    "language": "en",
    "asks": "Aim.",
    "questions": "Where to?\n\n  By when? ",
    "example": "So.",
}


@pytest.fixture
def stella(world, signed_in):
    """Staff who may change guides."""
    world.stella.user_permissions.set(Permission.objects.filter(content_type__app_label="lmframework"))
    return signed_in(world.stella)


def plan_guide():
    [guide] = Guide.objects.of(["plan"])
    return guide


def fold(response):
    """The folded guide of a page, or ""."""
    found = re.search(r"<details[^>]*>\s*<summary[^>]*>What .*?</details>", response.content.decode(), re.DOTALL)
    return found.group() if found else ""


def test_an_installation_begins_with_a_guide_to_each_practice_with_its_history(db):
    Guide.objects.all().delete()
    assert len(load_first(Guide.objects)) == 8
    assert load_first(Guide.objects) == []
    assert [guide.practice for guide in Guide.objects.of()] == list(PRACTICES)
    for guide in Guide.objects.of():
        assert 2 <= len(guide.to_ask) <= 4
        assert 3 <= len(re.findall(r"[.?!]”?(?: |$)", guide.example)) <= 7
        assert guide.history.count() == 1


def test_no_first_guide_is_longer_than_a_phone_shows_at_once():
    assert max(len(example) for *_others, example in FIRST) < 560


def test_the_database_keeps_one_guide_a_practice_and_language_and_no_other_practice(world):
    with pytest.raises(IntegrityError):
        Guide.objects.create(practice="dream", asks="No.")


def test_one_guide_for_each_practice_and_language(world):
    with pytest.raises(IntegrityError):
        Guide.objects.create(practice="plan", language="en", asks="Twice.")


@pytest.mark.parametrize(
    ("there", "reader", "installation", "shown"),
    [
        (["en", "fr", "pt"], "fr", "pt", "fr"),
        (["en", "pt"], "fr", "pt", "pt"),
        (["en", "pt"], "pt-br", "en", "pt"),
        (["pt", "pt-br"], "pt-br", "en", "pt-br"),
        (["sw"], "fr", "pt", "sw"),
        ([], "fr", "pt", ""),
    ],
)
def test_a_guide_is_in_the_readers_language_or_the_nearest(there, reader, installation, shown, world, settings):
    Guide.objects.all().delete()
    settings.LANGUAGE_CODE = installation
    for language in there:
        Guide.objects.create(practice="plan", language=language, asks=f"In {language}", questions="?")
    with translation.override(reader):
        assert plan_guide().asks == (f"In {shown}" if shown else "")


@pytest.mark.parametrize(
    ("page", "practice"),
    [
        ("workplans:plan_outline", "plan"),
        ("workplans:exchange_upload", "plan"),
        ("workplans:organise_allocations", "organise"),
        ("lmframework:home_team", None),
        ("teams:team_page", None),
        ("admin:index", None),
        ("", None),
    ],
)
def test_a_page_belongs_to_the_practice_of_its_room(page, practice):
    assert practice_of(page) == practice


def test_the_guide_stands_folded_on_the_pages_of_its_practice_and_nowhere_else(world, signed_in):
    alice = signed_in(world.alice)
    pages = [
        ("workplans:plan_outline", [world.plan.pk], "What planning asks of us"),
        ("workplans:plan_list", [], "What planning asks of us"),
        ("workplans:plan_begin", [world.team.pk], "What planning asks of us"),
        *[
            ("workplans:plan_item", [kind, getattr(world, kind).pk], "What planning asks of us")
            for kind in ("objective", "output", "activity", "indicator")
        ],
        ("workplans:organise_allocations", [world.activity.pk], "What organising asks of us"),
    ]
    for name, args, title in pages:
        address = reverse(name, args=args) + ("?all=1" if name.endswith("_list") else "")
        page = fold(alice.get(address))
        assert f">{title}</summary>" in page, name
        assert " open" not in page.partition(">")[0]
    for name, args in [("teams:team_page", [world.team.pk]), ("lmframework:home_team", [world.team.pk])]:
        assert not fold(alice.get(reverse(name, args=args)))


def test_a_page_reads_its_guide_in_one_query_and_others_in_none(world, signed_in):
    alice = signed_in(world.alice)

    def asked(name, *args):
        with CaptureQueriesContext(connection) as captured:
            alice.get(reverse(name, args=args))
        return sum("lmframework_guide" in query["sql"] for query in captured)

    assert asked("workplans:plan_outline", world.plan.pk) == 1
    assert asked("lmframework:home_team", world.team.pk) == 1
    assert asked("lmframework:home_how") == 1
    assert asked("teams:team_page", world.team.pk) == 0


def test_no_page_breaks_without_guides(world, signed_in):
    Guide.objects.all().delete()
    alice = signed_in(world.alice)
    for name, *args in [
        ("workplans:plan_outline", world.plan.pk),
        ("lmframework:home_team", world.team.pk),
        ("lmframework:home_how",),
    ]:
        page = alice.get(reverse(name, args=args))
        assert page.status_code == 200
        assert not fold(page)
        assert "<p></p>" not in page.content.decode()


def test_the_admin_edits_a_guide_and_keeps_what_it_was(world, stella):
    guide = plan_guide()
    before = guide.asks
    change = reverse("admin:lmframework_guide_change", args=[guide.pk])
    assert stella.post(change, TYPED).status_code == 302
    guide.refresh_from_db()
    assert (guide.asks, guide.to_ask) == ("Aim.", ["Where to?", "By when?"])
    assert [row.asks for row in guide.history.order_by("pk")] == [before, "Aim."]
    version = guide.history.order_by("pk").first().history_id
    history = reverse("admin:lmframework_guide_simple_history", args=[guide.pk, version])
    assert stella.get(history).status_code == 200
    assert stella.post(history, TYPED).status_code == 403


def test_a_second_guide_in_the_same_language_is_refused_in_words(world, stella):
    page = stella.post(reverse("admin:lmframework_guide_add"), TYPED)
    assert "There is a guide to this practice in this language." in page.content.decode()


def test_the_preview_shows_what_is_typed_saves_nothing_and_the_form_sends_it_there(world, stella):
    before = plan_guide().asks
    form = stella.get(reverse("admin:lmframework_guide_change", args=[plan_guide().pk])).content.decode()
    assert f'formaction="{reverse(PREVIEW)}" formtarget="_blank"' in form
    page = stella.post(reverse(PREVIEW), TYPED)
    assert "What planning asks of us Aim. To talk about when we next meet Where to? By when?" in says(page)
    assert "<details" in page.content.decode()
    assert " open>" in fold(page).partition("<summary")[0]
    assert plan_guide().asks == before


@pytest.mark.parametrize("typed", [{}, {"practice": "dream", "asks": "x"}, {"practice": "plan"}])
def test_the_preview_of_half_a_form_says_so(typed, world, stella):
    page = stella.post(reverse(PREVIEW), typed)
    assert page.status_code == 200
    assert "There is nothing to show before" in says(page)


def test_the_preview_shows_markup_as_text(world, stella):
    page = stella.post(reverse(PREVIEW), TYPED | {"asks": "<script>alert(1)</script>", "example": "<b>x</b>"})
    assert "<script>alert" not in page.content.decode()
    assert "<script>alert(1)</script>" in says(page)


def test_the_preview_is_for_who_may_edit_guides(world, signed_in, client):
    assert client.post(reverse(PREVIEW), TYPED).status_code == 401
    assert signed_in(world.alice).post(reverse(PREVIEW), TYPED).status_code == 302
    assert signed_in(world.stella).post(reverse(PREVIEW), TYPED).status_code == 403
    world.stella.user_permissions.set(Permission.objects.filter(codename="view_guide"))
    looker = signed_in(world.stella)
    assert looker.post(reverse(PREVIEW), TYPED).status_code == 403
    assert (
        reverse(PREVIEW)
        not in looker.get(reverse("admin:lmframework_guide_change", args=[plan_guide().pk])).content.decode()
    )
    assert signed_in(world.ruth).get(reverse(PREVIEW)).status_code == 302


def test_a_guide_in_a_language_that_is_no_longer_offered_can_still_be_saved(world, stella):
    guide = Guide.objects.create(practice="plan", language="sw", asks="Panga.", questions="Nini?")
    change = reverse("admin:lmframework_guide_change", args=[guide.pk])
    [form] = [form for form in forms_of(stella.get(change)) if "asks" in form.fields]
    assert stella.post(change, {**form.fields, "asks": "Panga vizuri."}).status_code == 302
    guide.refresh_from_db()
    assert (guide.language, guide.asks) == ("sw", "Panga vizuri.")

"""A page that is as the browser has it is not sent again; where anything it depends on has changed, it is."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from lmframework.models import Guide
from teams.atonce import at_once
from teams.models import Holding, Notice, Post
from tests.every_page import every_page
from tests.pages import fill_in, forms_of
from tests.world import TODAY, applied_file, bring_to, hold, readiness, report
from workplans import reviewing
from workplans.models import Activity, Allocation, Indicator, Objective, Question
from workplans.models.item import DOWN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today", "first_content")]


@pytest.fixture
def outline(world):
    return world.plan.get_absolute_url()


def again(browser, page, address, **more):
    """The same address once more, from a browser that has `page` of it."""
    return browser.get(address, headers={"If-None-Match": page.headers["ETag"], **more})


def text_of(page):
    return page.content.decode()


@pytest.mark.parametrize("who", ["vera", "bob", "alice", "ruth"])
@pytest.mark.parametrize("query", ["", "?fold=all"])
def test_what_is_unchanged_is_not_sent_again(who, query, outline, world, signed_in):
    browser = signed_in(world.people[who])
    page = browser.get(outline + query)
    same = again(browser, page, outline + query, **{"Accept-Encoding": "gzip"})
    assert (same.status_code, same.content) == (304, b"")
    assert same.headers["ETag"].removeprefix("W/") == page.headers["ETag"]
    assert same.headers["Cache-Control"] == page.headers["Cache-Control"] == "private, no-cache"
    assert again(browser, page, outline + "?q=else").status_code == 200


def rename(world):
    world.activity.name = "Train eight midwives"
    world.activity.save()


def asks_for_less(world):
    with at_once():
        Allocation.objects.put(world.activity, {world.source: Decimal(5)})


def is_kept(world):
    Question.objects.filter(workplan=world.applied).first().settle(Question.Answer.KEPT, world.alice)


def moves(world):
    world.output.activities.first().move(DOWN)


def measures(world):
    Indicator.objects.create(output=world.second_output, name="Listeners", baseline=1, target=2)


def is_renamed(item, **fields):
    for name, value in fields.items():
        setattr(item, name, value)
    item.save()


CHANGES = {
    "a colleague changes a name": rename,
    "a colleague removes an activity": lambda world: world.third_activity.delete(),
    "a colleague adds an objective": lambda world: Objective.objects.create(workplan=world.plan, name="Clean water"),
    "a colleague changes the order": moves,
    "money changes": asks_for_less,
    "an output is measured": measures,
    "something is lacking": lambda world: readiness(world, "A boat", world.activity),
    "the plan is sent": lambda world: reviewing.send(world.plan, world.alice, "Our plan"),
    "the plan is approved": lambda world: bring_to(world, world.plan, "approved"),
    "a post has another title": lambda world: is_renamed(world.midwife, title="Matron"),
    "the team has another post": lambda world: Post.objects.create(team=world.team, title="Driver", role="member"),
    "the team has another name": lambda world: is_renamed(world.team, name="Amani hospital"),
    "a notice comes": lambda world: Notice.objects.tell(
        [world.bob], "post_given", by=None, url="/", post="Driver", place=""
    ),
    "the guide is rewritten": lambda world: is_renamed(Guide.objects.get(practice="plan"), asks="Plan together."),
    "another post is given": lambda world: hold(world.bob, "Planning officer", "viewer", unit=world.units["north"]),
    "the plan has other days": lambda world: is_renamed(world.plan, ends_on=date(2026, 12, 30)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_changes_is_shown(change, outline, world, signed_in):
    browser = signed_in(world.bob)
    page = browser.get(outline + "?fold=all")
    change(world)
    fresh = again(browser, page, outline + "?fold=all")
    assert fresh.status_code == 200
    assert text_of(fresh) != text_of(page)
    assert again(browser, fresh, outline + "?fold=all").status_code == 304


def test_progress_and_answers_to_an_import_are_shown(outline, world, signed_in):
    browser, late = signed_in(world.bob), outline + "?progress=silent"
    page = browser.get(late)
    assert "ETag" not in page.headers, "filtered, it is made anew each time"
    report(world, "done")
    assert text_of(browser.get(late)) != text_of(page)
    imported = applied_file(world)
    world.applied = imported.workplan
    address = world.applied.get_absolute_url()
    page = browser.get(address)
    is_kept(world)
    assert text_of(again(browser, page, address)) != text_of(page)


def test_who_may_see_it_no_more_is_not_told_that_it_is_unchanged(outline, world, signed_in):
    browser = signed_in(world.vera)
    page = browser.get(outline)
    Holding.objects.filter(user=world.vera).update(ends_on=TODAY - timedelta(days=1))
    assert again(browser, page, outline).status_code == 404
    browser.logout()
    assert again(browser, page, outline).status_code == 302


def test_another_person_at_the_same_browser_gets_their_own_page(outline, world, signed_in):
    page = signed_in(world.alice).get(outline)
    for other in (world.bob, world.vera, world.ruth):
        assert again(signed_in(other), page, outline).status_code == 200


def test_another_language_is_another_page(outline, world, signed_in, settings):
    settings.LANGUAGES = [("en", "English"), ("fr", "Français")]
    browser = signed_in(world.vera)
    page = browser.get(outline)
    assert again(browser, page, outline, **{"Accept-Language": "fr"}).status_code == 200
    world.vera.language = "fr"
    world.vera.save()
    assert again(browser, page, outline).status_code == 200
    assert translation.get_language() == "en"


def test_the_next_day_is_another_page(outline, world, signed_in):
    browser = signed_in(world.vera)
    page = browser.get(outline)
    with time_machine.travel(datetime(TODAY.year, TODAY.month, TODAY.day + 1, 0, 5, tzinfo=UTC)):
        assert again(signed_in(world.vera), page, outline).status_code == 200


def test_another_version_of_the_program_is_another_page(outline, world, signed_in, monkeypatch):
    browser = signed_in(world.vera)
    page = browser.get(outline)
    monkeypatch.setattr("lmframework.caching.version", lambda: "the next")
    assert again(browser, page, outline).status_code == 200


def test_what_is_said_once_is_not_said_again(outline, world, signed_in):
    browser = signed_in(world.alice)
    page = browser.get(outline)
    fill_in(browser, reverse("workplans:plan_change", args=[world.plan.pk]), currency="MZN")
    said = again(browser, page, outline)
    assert (said.status_code, "ETag" in said.headers) == (200, False)
    assert "Saved." in text_of(said)
    quiet = browser.get(outline)
    assert "Saved." not in text_of(quiet)
    assert again(browser, quiet, outline).status_code == 304


def test_a_part_of_a_page_is_not_the_page(outline, world, signed_in):
    browser = signed_in(world.vera)
    page = browser.get(outline)
    part = again(browser, page, outline, **{"HX-Request": "true"})
    assert (part.status_code, b"<html" in part.content) == (200, False)
    assert again(browser, part, outline).status_code == 200


def test_a_page_with_a_form_that_is_sent_is_always_made_anew(world, client):
    """The token in a form is for one act: from a page that was kept, a second act would pass for the first one again."""
    marked = set()
    for what, response in every_page(client, world, "superuser"):
        if "ETag" in response.headers:
            marked.add(response.resolver_match.view_name)
            assert all(form.method == "get" for form in forms_of(response)), what
    assert "workplans:plan_outline" in marked
    assert "ETag" not in client.get(world.plan.get_absolute_url() + "?arrange=1").headers


def test_who_adds_goes_back_and_adds_again_has_added_two(outline, world, signed_in):
    browser = signed_in(world.alice)
    page, add = browser.get(outline), reverse("workplans:plan_item_add", args=["output", world.output.pk, "activity"])
    for name in ("Buy a boat", "Hire a driver"):
        fill_in(browser, add, name=name)
        assert name in text_of(again(browser, page, outline))
    assert Activity.objects.filter(name__in=["Buy a boat", "Hire a driver"]).count() == 2

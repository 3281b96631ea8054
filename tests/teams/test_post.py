"""Posts by hand: giving them, ending, adding, changing, and what who looks after accounts may not give."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from teams.models import Holding, Notice, Post, Team, User
from tests.pages import forms_of, says
from tests.world import TODAY, hold
from workplans.models import Activity

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def adam(world, signed_in):
    return signed_in(world.adam)


def page(place):
    name = "teams:post_list" if isinstance(place, Team) else "teams:post_unit_list"
    return reverse(name, args=[place.pk])


def send(browser, what, one, place=None, **typed):
    """Fill in the form of the page that leads to `what`, as a person does who unfolded that post, and send it."""
    post = one.post if isinstance(one, Holding) else one
    address = reverse(f"teams:post_{what}", args=[one.pk])
    found = [form for form in forms_of(browser.get(f"{page(post.place)}?post={post.pk}")) if form.action == address]
    return browser.post(address, {**(found[0].fields if found else {}), **typed})


def holders(post, day=TODAY):
    return [holding.user.username for holding in Holding.objects.on(day).filter(post=post)]


def told(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("to__username", flat=True))


@pytest.fixture
def zola(world):
    """Looked after by Adam: she was a nurse in Baraka."""
    person = User.objects.create_user("zola", "secret", name="Zola Mbeki", phone="0841112223")
    hold(person, "Nurse", "member", team=world.other_team)
    return person


@pytest.mark.parametrize("named", ["zola", "Zola Mbeki", "mbeki", "084 111 2223"])
def test_a_post_passes_to_somebody_else_and_those_concerned_are_told(named, world, adam, zola):
    answer = send(adam, "assign", world.midwife, person=named, on="2026-08-20")
    assert answer.headers["Location"] == f"{page(world.team)}#post-{world.midwife.pk}"
    assert holders(world.midwife, date(2026, 8, 19)) == ["bob"]
    assert holders(world.midwife, date(2026, 8, 20)) == ["zola"]
    assert (told("post_given"), told("post_ended"), told("post_taken_over")) == (["zola"], ["bob"], ["alice"])
    assert world.midwife.holdings.first().history.first().history_user == world.adam
    assert Activity.objects.get(pk=world.activity.pk).post == world.midwife, "the work stays"
    words = says(adam.get(page(world.team)))
    assert "Bob 1 January 2026 to 19 August 2026 Zola Mbeki from 20 August 2026" in words


def test_what_is_promised_to_somebody_later_is_refused_with_what_was_typed(world, adam, zola):
    Holding.objects.create(post=world.vacant, user=world.bob, starts_on=TODAY + timedelta(days=20))
    answer = send(adam, "assign", world.vacant, person="zola", on="2026-08-13")
    assert answer.status_code == 200
    assert "Bob holds this post in that time. End that first." in says(answer)
    [form] = [form for form in forms_of(answer) if form.action.endswith("/assign/")]
    assert (form.fields["person"], form.fields["on"]) == (["zola"], ["2026-08-13"])
    assert told("post_given") == []


def test_several_of_one_name_are_named_and_nobody_is_guessed(world, adam, zola):
    hold(User.objects.create_user("zola2", name="Zola Banda"), "Nurse", "member", team=world.other_team)
    words = says(send(adam, "assign", world.vacant, person="ola", on="2026-08-13"))
    assert "Zola Banda (zola2), Zola Mbeki (zola)." in words
    assert send(adam, "assign", world.vacant, person="zola2", on="2026-08-13").status_code == 302


def test_a_holding_ends_and_the_post_is_vacant_with_its_work(world, adam):
    holding = world.midwife.holdings.get()
    assert "before the first" in says(send(adam, "end", holding, on="2025-01-01"))
    send(adam, "end", holding, on="2026-08-31")
    assert holders(world.midwife, date(2026, 9, 1)) == []
    assert told("post_ended") == ["bob"]
    Holding.objects.create(post=world.midwife, user=world.charlie, starts_on=date(2026, 9, 1))
    assert "Charlie holds this post in that time" in says(send(adam, "end", holding, on="2026-09-05"))
    later = world.midwife.holdings.get(user=world.charlie)
    send(adam, "end", later)
    assert not Holding.objects.filter(pk=later.pk).exists(), "what had not begun is taken back"


def test_a_post_is_added_changed_and_removed_where_nothing_hangs_on_it(world, adam):
    adam.post(reverse("teams:post_add", args=[world.team.pk]), {"title": "Driver", "role": "member"})
    driver = Post.objects.get(title="Driver")
    assert driver.team == world.team
    send(adam, "change", driver, title="Chief driver", role="lead")
    driver.refresh_from_db()
    assert (driver.title, driver.role) == ("Chief driver", "lead")
    send(adam, "remove", driver)
    assert not Post.objects.filter(pk=driver.pk).exists()
    for kept in (world.midwife, Post.objects.create(team=world.team, title="Cook")):
        world.third_activity.post = kept
        world.third_activity.save()
        answer = adam.post(reverse("teams:post_remove", args=[kept.pk]), follow=True)
        assert "It stays" in says(answer)
        assert Post.objects.filter(pk=kept.pk).exists()


def test_a_post_over_a_unit_below_is_given_by_who_stands_above(world, adam, zola):
    amani = world.units["amani"]
    adam.post(reverse("teams:post_unit_add", args=[amani.pk]), {"title": "Clerk", "role": "accounts"})
    clerk = Post.objects.get(title="Clerk")
    assert clerk.unit == amani
    send(adam, "assign", clerk, person="zola", on="2026-08-12")
    assert holders(clerk) == ["zola"]
    assert "lead" not in {form.fields.get("role", [""])[0] for form in forms_of(adam.get(page(amani)))}


# What may not be given.


def test_posts_over_ones_own_unit_are_seen_and_not_changed(world, adam, zola):
    north = world.units["north"]
    words = says(adam.get(page(north)))
    assert "Planning officer" in words
    assert "decided by whoever looks after the accounts of a unit above" in words
    planning = Post.objects.get(title="Planning officer")
    personnel = Post.objects.get(title="Personnel officer")
    typed = {"title": "x", "role": "supervisor", "person": "zola", "on": "2026-08-12"}
    for what, key in [
        ("unit_add", north.pk),
        ("assign", planning.pk),
        ("change", planning.pk),
        ("remove", planning.pk),
        ("assign", personnel.pk),
        ("end", planning.holdings.get().pk),
        ("end", personnel.holdings.get().pk),
    ]:
        assert adam.post(reverse(f"teams:post_{what}", args=[key]), typed).status_code == 403, what
    assert (holders(planning), holders(personnel)) == (["vera"], ["adam"])
    assert not Post.objects.filter(title="x").exists()


def test_units_and_teams_outside_the_branch_are_not_there(world, adam, zola):
    far = Team.objects.create(unit=world.units["south"], name="Far", code="far")
    post = Post.objects.create(team=far, title="Nurse")
    regional = Post.objects.get(title="Regional supervisor")
    typed = {"title": "x", "role": "supervisor", "person": "zola", "on": "2026-08-12"}
    for what, key in [
        ("add", far.pk),
        ("unit_add", world.units["south"].pk),
        ("unit_add", world.units["country"].pk),
        ("assign", post.pk),
        ("assign", regional.pk),
        ("end", regional.holdings.get().pk),
    ]:
        assert adam.post(reverse(f"teams:post_{what}", args=[key]), typed).status_code == 404, what
    assert adam.get(page(far)).status_code == 404
    assert adam.get(page(world.units["country"])).status_code == 404


@pytest.mark.parametrize("who", ["adam", "sven", "vera", "stella", "ruth", "closed", "nobody"])
def test_a_post_is_not_given_to_oneself_or_to_who_is_not_looked_after(who, world, adam):
    closed = User.objects.create_user("closed", name="Closed", is_active=False)
    hold(closed, "Nurse", "member", team=world.team)
    world.sven.name = "Sven Outside"
    world.sven.save()
    for words in {who, "Sven Outside"} if who == "sven" else {who}:
        answer = send(adam, "assign", world.vacant, person=words, on="2026-08-12")
        assert answer.status_code == 200
        assert "Nobody whom you look after is called so" in says(answer), words
        assert holders(world.vacant) == []


def test_who_holds_no_post_is_placed_by_the_exact_user_name_alone(world, adam):
    free = User.objects.create_user("zola", "secret", name="Zola Mbeki", phone="0841112223")
    for words in ("Zola Mbeki", "zol", "0841112223"):
        assert send(adam, "assign", world.vacant, person=words, on="2026-08-12").status_code == 200, words
    assert send(adam, "assign", world.vacant, person="Zola", on="2026-08-12").status_code == 302
    assert holders(world.vacant) == [free.username]


def test_who_has_a_post_to_come_elsewhere_is_not_free(world, adam):
    soon = User.objects.create_user("zola", "secret", name="Zola")
    regional = Post.objects.create(unit=world.units["south"], title="Boss", role="supervisor")
    Holding.objects.create(post=regional, user=soon, starts_on=TODAY + timedelta(days=90))
    assert send(adam, "assign", world.vacant, person="zola", on="2026-08-12").status_code == 200


def test_nobody_changes_a_post_of_their_own(world, adam, signed_in):
    own = hold(world.adam, "Nurse", "member", team=world.team)
    assert "Your own: somebody else changes it" in says(adam.get(page(world.team)))
    typed = {"title": "Boss", "role": "lead", "person": "bob", "on": "2026-08-12"}
    for what, key in [("change", own.pk), ("assign", own.pk), ("end", own.holdings.get().pk)]:
        assert adam.post(reverse(f"teams:post_{what}", args=[key]), typed).status_code == 403
    own.refresh_from_db()
    assert own.role == "member"
    assert send(signed_in(world.ruth), "change", own, title="Boss", role="lead").status_code == 302


@pytest.mark.parametrize(("place", "role"), [("team", "supervisor"), ("team", "accounts"), ("unit", "lead")])
def test_a_post_gets_no_role_of_another_kind_of_place(place, role, world, adam):
    where = world.team if place == "team" else world.units["amani"]
    address = reverse("teams:post_add" if place == "team" else "teams:post_unit_add", args=[where.pk])
    answer = adam.post(address, {"title": "x", "role": role})
    assert answer.status_code == 200
    assert not Post.objects.filter(title="x").exists()

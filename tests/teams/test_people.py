"""Looking after people: who may help whom, adding them, the sheet, and what is refused."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from teams.access import people_helped
from teams.models import Holding, Pass, Post, Team, User
from tests.pages import fill_in, filled, says
from tests.world import TODAY, hold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

LIST, SHEET = "/people/", "/people/sheet/"


@pytest.fixture
def adam(world, signed_in):
    return signed_in(world.adam)


def page(person, what="person"):
    return reverse(f"teams:people_{what}", args=[person.pk])


def helped(user):
    user = User.objects.get(pk=user.pk)  # whose standing was not read yet
    return {person.username for person in people_helped(user)}


def someone(name="zola", **fields):
    return User.objects.create_user(name, "secret", name=name.title(), **fields)


def only(world, person, *places):
    """Let `person` hold, or have held, just these posts: (role, place, first day, last day)."""
    person.holdings.all().delete()
    for role, where, starts_on, ends_on in places:
        field = "team" if role in Post.TEAM_ROLES else "unit"
        post = Post.objects.create(title="Post", role=role, **{field: where})
        Holding.objects.create(post=post, user=person, starts_on=starts_on, ends_on=ends_on)
    return "zola" in helped(world.adam)


# Who is looked after by whom.


def test_an_accounts_post_looks_after_the_people_of_its_branch_and_a_superuser_after_all_others(world):
    someone()
    assert helped(world.adam) == {"alice", "bob", "charlie", "sofia"}
    assert helped(world.ruth) == {"alice", "bob", "charlie", "sofia", "sven", "vera", "adam", "stella", "zola"}
    for other in ("alice", "sofia", "vera", "stella"):
        assert helped(getattr(world, other)) == set(), other


def test_every_place_has_to_lie_in_the_branch(world):
    zola, north, south = someone(), world.units["north"], world.units["south"]
    far = Team.objects.create(unit=south, name="Far", code="far")
    began, ago = date(2026, 1, 1), TODAY - timedelta(days=30)
    inside = ("member", world.team, began, None)
    assert only(world, zola, inside)
    assert only(world, zola, inside, ("supervisor", world.units["amani"], began, None))
    assert not only(world, zola)
    assert not only(world, zola, ("member", far, began, None))
    assert not only(world, zola, inside, ("member", far, began, None))
    assert not only(world, zola, inside, ("member", far, TODAY + timedelta(days=200), None)), "a place to come counts"
    assert not only(world, zola, inside, ("viewer", world.units["country"], began, None))
    assert not only(world, zola, inside, ("supervisor", north, began, None)), "of the unit itself is not below it"
    assert not only(world, zola, inside, ("accounts", north, began, None))
    # Thirty days after a post ended, its place still counts.
    assert not only(world, zola, inside, ("member", far, began, ago))
    assert not only(world, zola, inside, ("supervisor", north, began, ago))
    assert only(world, zola, inside, ("member", far, began, ago - timedelta(days=1)))
    # Who holds nothing any more belongs where they were last.
    assert only(world, zola, ("member", world.team, began, date(2026, 3, 31)))
    assert not only(world, zola, ("member", far, began, date(2026, 3, 31)))
    assert only(
        world, zola, ("member", far, began, date(2026, 3, 30)), ("member", world.team, began, date(2026, 3, 31))
    )
    assert not only(
        world, zola, ("member", far, began, date(2026, 4, 1)), ("member", world.team, began, date(2026, 3, 31))
    )


@pytest.mark.parametrize(
    "rights", [{"is_staff": True}, {"is_superuser": True}, {"is_staff": True, "is_superuser": True}]
)
def test_who_may_open_the_admin_pages_is_never_looked_after_by_an_accounts_post(rights, world, adam):
    boss = someone(**rights)
    hold(boss, "Nurse", "member", team=world.team)
    assert "zola" not in helped(world.adam)
    assert adam.post(page(boss, "help")).status_code == 404
    assert ("zola" in helped(world.ruth)) == ("is_superuser" not in rights)


@pytest.mark.parametrize("who", ["adam", "ruth"])
def test_nobody_looks_after_their_own_account(who, world, signed_in):
    person = getattr(world, who)
    hold(person, "Nurse", "member", team=world.team)
    for what in ("person", "change"):
        assert signed_in(person).get(page(person, what)).status_code == 404
    assert signed_in(person).post(page(person, "help")).status_code == 404
    assert not Pass.objects.exists()


def test_another_units_accounts_post_finds_nobody(world, signed_in):
    hold(world.sven, "Personnel officer", "accounts", unit=world.units["south"])
    browser = signed_in(world.sven)
    assert "Nobody yet" in says(browser.get(LIST))
    assert browser.get(f"{LIST}?team={world.team.pk}").status_code == 404
    for what in ("help", "close"):
        assert browser.post(page(world.bob, what)).status_code == 404


def test_an_accounts_post_of_the_same_unit_does_not_take_over_its_supervisor(world, signed_in):
    clerk = someone()
    hold(clerk, "Clerk", "accounts", unit=world.units["amani"])
    assert helped(clerk) == {"alice", "bob"}
    assert signed_in(clerk).post(page(world.sofia, "help")).status_code == 404


@pytest.mark.parametrize("who", ["adam", "ruth"])
def test_nobody_opens_the_account_of_who_they_lead(who, world, signed_in):
    leader = getattr(world, who)
    hold(leader, "Director", "lead", team=world.team)
    browser = signed_in(leader)
    assert "You lead a team that this person is in" in says(browser.get(page(world.bob)))
    answer = browser.post(page(world.bob, "help"))
    assert answer.status_code == 403
    assert "You lead a team that this person is in" in says(answer)
    world.midwife.holdings.get().end(TODAY - timedelta(days=5))
    assert browser.post(page(world.bob, "help")).status_code == 403, "nor by ending their post first"
    assert not Pass.objects.exists()
    zola = User.objects.create_user("zola", name="Zola")
    hold(zola, "Nurse", "member", team=world.team)
    assert browser.post(page(zola, "help")).status_code == 302, "who has no password yet may be invited"


def test_who_was_moved_away_yesterday_is_out_of_reach_of_both_branches(world, signed_in):
    far = Team.objects.create(unit=world.units["south"], name="Far", code="far")
    hold(world.sven, "Personnel officer", "accounts", unit=world.units["south"])
    Holding.objects.assign(Post.objects.create(team=far, title="Nurse"), world.bob, on=TODAY)
    world.midwife.holdings.get().end(TODAY - timedelta(days=1))
    for clerk in (world.adam, world.sven):
        assert signed_in(clerk).post(page(world.bob, "help")).status_code == 404


# The pages.


def test_the_list_says_how_it_stands_with_each_account(world, adam, signed_in):
    zola = User.objects.create_user("zola", name="Zola", phone="0841112223")
    hold(zola, "Nurse", "member", team=world.team)
    words = says(adam.get(LIST))
    assert "Zola Never signed in, and has no link zola · 0841112223 Nurse, Amani district health team" in words
    Pass.objects.issue(zola, by=world.adam)
    assert "Zola Invited until 26 August 2026" in says(adam.get(LIST))
    world.bob.is_active = False
    world.bob.save()
    assert "Bob Closed" in says(adam.get(LIST))
    assert "Alice Never signed in" in says(adam.get(LIST))
    signed_in(world.alice)
    assert "Alice Signs in" in says(adam.get(LIST))
    for words, found in [("084111", {"Zola"}), ("ali", {"Alice"}), ("sven", set()), ("zol a", {"Zola"})]:
        shown = says(adam.get(f"{LIST}?q={words}"))
        assert {name for name in ("Zola", "Alice", "Bob", "Sven") if f" {name} " in shown} == found, words
    team = says(adam.get(f"{LIST}?team={world.other_team.pk}"))
    assert "People of Baraka district health team" in team
    assert "Charlie" in team
    assert "Alice" not in team


def test_more_than_fifty_are_paged(world, adam):
    for number in range(60):
        hold(someone(f"p{number:02}"), "Nurse", "member", team=world.team)
    assert "Page 1 of 2" in says(adam.get(f"{LIST}?q=p"))
    assert f"?q=p&amp;team={world.team.pk}&amp;page=2" in adam.get(f"{LIST}?q=p&team={world.team.pk}").content.decode()
    assert "P59" in says(adam.get(f"{LIST}?q=p&page=2"))


def test_adam_makes_a_link_and_the_sheet_has_what_bob_needs(world, adam, signed_in):
    answer = adam.post(page(world.bob, "help"))
    one = Pass.objects.get()
    assert answer.headers["Location"] == f"{SHEET}?pass={one.pk}"
    sheet = adam.get(answer.headers["Location"])
    words = says(sheet)
    for part in ("Bob", "bob", one.code_in_groups, f"http://testserver{one.path}", "http://testserver/code/"):
        assert part in words
    assert 'src="data:image/png;base64,' in sheet.content.decode()
    assert "no-store" in sheet.headers["Cache-Control"]
    assert "Not used yet" in says(adam.get(page(world.bob)))
    assert (one.made_by, one.purpose, one.ends_at - one.made_at) == (world.adam, "recovery", timedelta(days=1))


def test_the_sheet_is_for_its_maker_while_it_is_of_use(world, adam, signed_in):
    one = Pass.objects.issue(world.bob, by=world.adam)
    address = f"{SHEET}?pass={one.pk}"
    assert adam.get(address).status_code == 200
    assert signed_in(world.ruth).get(address).status_code == 404
    assert signed_in(world.bob).get(address).status_code == 404
    later = Pass.objects.issue(world.bob, by=world.ruth)
    assert adam.get(address).status_code == 404, "a newer one was made"
    assert adam.get(f"{SHEET}?pass={later.pk}").status_code == 404
    for nonsense in ("x", "²", "9" * 40, "-1"):
        assert adam.get(f"{SHEET}?pass={nonsense}").status_code == 404


def test_a_sheet_is_not_for_who_lost_the_post_since(world, adam):
    one = Pass.objects.issue(world.bob, by=world.adam)
    world.adam.holdings.get().end(TODAY - timedelta(days=1))
    assert adam.get(f"{SHEET}?pass={one.pk}").status_code == 404


def test_several_are_printed_at_once(world, adam):
    made = [Pass.objects.issue(person, by=world.adam) for person in (world.bob, world.charlie)]
    words = says(adam.get(f"{SHEET}?{'&'.join(f'pass={one.pk}' for one in made)}"))
    assert all(one.code_in_groups in words for one in made)


def test_twice_the_cards_need_no_more_queries(world, adam):
    hold(world.adam, "Director", "lead", team=world.other_team)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert adam.get(SHEET).status_code == 200
        return len(captured)

    def more(names):
        for name in names:
            person = someone(name)
            hold(person, "Nurse", "member", team=world.team)
            Pass.objects.issue(person, by=world.adam)

    more(["p1", "p2"])
    before = queries()
    more(["p3", "p4"])
    assert queries() == before < 15


def test_a_sheet_made_before_one_came_to_lead_the_person_is_closed(world, adam):
    Pass.objects.issue(world.bob, by=world.adam)
    hold(world.adam, "Director", "lead", team=world.team)
    assert adam.get(SHEET).status_code == 404


def test_closing_puts_out_at_once_and_ends_links(world, adam, signed_in):
    bobs, one = signed_in(world.bob), Pass.objects.issue(world.bob, by=world.adam)
    adam.post(page(world.bob, "close"))
    assert bobs.get("/account/").status_code == 302
    one.refresh_from_db()
    assert one.withdrawn_at
    assert adam.post(page(world.bob, "help")).status_code == 403
    assert "Closed" in says(adam.get(page(world.bob)))
    adam.post(page(world.bob, "close"), {"open": "1"})
    world.bob.refresh_from_db()
    assert world.bob.is_active
    assert world.bob.history.first().history_user == world.adam


def test_details_are_changed_and_two_at_once_are_told(world, adam, signed_in):
    address = page(world.bob, "change")
    typed = filled(adam.get(address), name="Robert", phone="084 765 43 21")
    fill_in(signed_in(world.ruth), address, name="Bobby")
    crossed = adam.post(address, typed)
    assert "Bobby" in says(crossed)
    assert "Ruth saved it" in says(crossed)
    assert adam.post(address, filled(crossed)).headers["Location"] == page(world.bob)
    world.bob.refresh_from_db()
    assert (world.bob.name, world.bob.phone) == ("Robert", "0847654321")


def test_nobody_gets_rights_or_a_password_through_the_details(world, adam):
    fill_in(adam, page(world.bob, "change"), is_staff="on", is_superuser="on", is_active="", password="x")
    world.bob.refresh_from_db()
    assert (world.bob.is_staff, world.bob.is_superuser, world.bob.is_active) == (False, False, True)
    assert world.bob.check_password("secret")


# Adding.


def add(browser, team, **typed):
    return fill_in(browser, reverse("teams:people_add", args=[team.pk]), **typed)


def test_a_person_is_added_with_a_new_post_and_leads_to_the_sheet(world, adam):
    answer = add(adam, world.team, name="Zola Mbeki", title="Night nurse")
    zola = User.objects.get(username="zola.mbeki")
    [holding] = zola.holdings.all()
    assert (holding.post.title, holding.post.team, holding.post.role) == ("Night nurse", world.team, "member")
    assert holding.starts_on == TODAY
    assert not zola.has_usable_password()
    assert zola.history.first().history_user == world.adam
    one = Pass.objects.get()
    assert (one.user, one.made_by, one.purpose) == (zola, world.adam, "invitation")
    assert one.code_in_groups in says(adam.get(answer.headers["Location"]))


def test_a_person_is_added_to_a_vacant_post_and_another_of_the_name_gets_another_user_name(world, adam):
    add(adam, world.team, name="Bob", post=world.vacant.pk)
    assert world.vacant.holdings.get().user.username == "bob2"
    again = add(adam, world.team, name="Zola", post=world.vacant.pk)
    assert "Select a valid choice" in says(again), "it is taken now"


@pytest.mark.parametrize(
    ("name", "proposed"),
    [
        ("Zola  Mbeki", "zola.mbeki"),
        ("José d'Almeida", "jose.dalmeida"),
        ("ጤና", "ጤና"),
        ("007", "person"),
        ("!", "person"),
    ],
)
def test_a_user_name_is_made_of_any_name(name, proposed, world):
    person = User(username=User.objects.free_username(name), name=name)
    person.full_clean(exclude=["password"])
    assert person.username == proposed


def test_what_lacks_or_clashes_is_said_and_nothing_is_made(world, adam):
    world.bob.phone, world.sven.phone = "0841112223", "0849998887"
    world.bob.save(), world.sven.save()
    before = (User.objects.count(), Post.objects.count())
    assert "Which post does this person hold?" in says(add(adam, world.team, name="Zola"))
    both = add(adam, world.team, name="Zola", post=world.vacant.pk, title="Nurse")
    assert "not both" in says(both)
    known = says(add(adam, world.team, name="Zola", title="Nurse", phone="084-111 22 23"))
    assert "Bob (user name bob) has this already." in known
    for field, value in (("phone", "0849998887"), ("username", "SVEN")):
        unknown = says(add(adam, world.team, name="Zola", title="Nurse", **{field: value}))
        assert "Another account has this, which you do not look after." in unknown
        assert "Sven " not in unknown
    assert (User.objects.count(), Post.objects.count()) == before
    assert not Pass.objects.exists()


def test_nobody_is_added_twice_by_a_form_sent_twice(world, adam):
    address = reverse("teams:people_add", args=[world.team.pk])
    typed = filled(adam.get(address), name="Zola", title="Nurse")
    assert adam.post(address, typed).headers["Location"] == adam.post(address, typed).headers["Location"]
    assert User.objects.filter(name="Zola").count() == 1


def test_nobody_is_added_to_a_team_outside_the_branch_nor_to_its_posts(world, adam):
    far = Team.objects.create(unit=world.units["south"], name="Far", code="far")
    post = Post.objects.create(team=far, title="Nurse")
    assert adam.get(reverse("teams:people_add", args=[far.pk])).status_code == 404
    assert adam.post(reverse("teams:people_add", args=[far.pk]), {"name": "Zola", "title": "x"}).status_code == 404
    refused = add(adam, world.team, name="Zola", post=post.pk)
    assert "Select a valid choice" in says(refused)
    refused = add(adam, world.team, name="Zola", title="Boss", role="accounts")
    assert "Select a valid choice" in says(refused)
    assert not User.objects.filter(name="Zola").exists()

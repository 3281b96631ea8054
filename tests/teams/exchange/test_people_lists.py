"""People out of a list: who is known, who is new, which posts they get, and what nobody may take by a list."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from teams.models import Holding, Pass, Post, Team, User
from tests.pages import forms_of
from tests.workplans.exchange.files import REAL_DATA, workbook
from tests.world import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
FACILITIES = REAL_DATA / "mw-facilities" / "health-facilities-v2.csv"
PEOPLE = "Name,User name,Phone number,E-mail address,Post,Role,Team or unit,In the post from\n"


def test_people_are_made_with_posts_and_let_in_by_invitations(world, people):
    people.bring(
        PEOPLE
        + "Mary Banda,,0888 123 456,Mary@Example.org,Nurse,member,Amani,2026-01-05\n"
        + "Mary Banda,,0888-123-456,,Stores clerk,,amani,\n"
        + "Grace Phiri,gphiri,,,Cold chain technician,member,Amani district health team,\n"
    ).columns()
    assert people.questions == []
    assert "People 2 new" in people.said
    people.save()
    mary, grace = User.objects.get(name="Mary Banda"), User.objects.get(username="gphiri")
    assert (mary.username, mary.phone, mary.email) == ("mary.banda", "0888123456", "mary@example.org")
    assert not mary.has_usable_password()
    assert mary.history.last().history_change_reason == "From the file list.csv"
    held = {(holding.post.title, holding.starts_on) for holding in mary.holdings.select_related("post")}
    assert held == {("Nurse", date(2026, 1, 5)), ("Stores clerk", TODAY)}
    assert grace.holdings.get().post == world.vacant, "a vacant post of that title is given first"
    [form] = [form for form in forms_of(people.answer) if "/invite/" in form.action]
    sheet = people.client.post(form.action, form.fields, follow=True)
    assert sheet.request["PATH_INFO"] == reverse("teams:people_sheet")
    assert set(Pass.objects.values_list("user", flat=True)) == {mary.pk, grace.pk}
    again = people.client.post(form.action, {**form.fields, "once": ""})
    assert Pass.objects.count() == 2, "what was printed stays good"
    assert again.status_code == 302


def test_the_same_people_a_second_time_are_known(world, people):
    text = PEOPLE + "Mary Banda,,0888123456,,Nurse,member,Amani,\nJohn Tembo,,,,Clerk,,Amani,\n"
    people.bring(text).columns().save()
    counts = User.objects.count(), Post.objects.count(), Holding.objects.count()
    people.bring(text).columns()
    assert [question.default for question in people.questions] == ["same"], "John is known by his name alone"
    people.save()
    assert (User.objects.count(), Post.objects.count(), Holding.objects.count()) == counts
    assert "2 held already" in people.said


def test_who_is_known_gets_a_second_post_and_keeps_the_account(world, people):
    world.bob.phone = "0888123456"
    world.bob.save()
    people.bring(PEOPLE + "Robert,BOB,,,Trainer,,Baraka,\nBob,,+0888123456,,Stores clerk,,Amani,\n").columns()
    [question] = people.questions
    assert question.words == "“Robert” has the same as “Bob”: BOB. Is that one person?"
    people.save(**people.answering("Robert", "One person"))
    assert User.objects.filter(name="Robert").count() == 0
    assert set(world.bob.holdings.values_list("post__title", flat=True)) == {
        "Midwife in charge",
        "Trainer",
        "Stores clerk",
    }
    assert "password" not in people.said


def test_one_phone_for_two_names_is_asked_about(world, people):
    people.bring(PEOPLE + "Mary Banda,,0888123456,,Nurse,,Amani,\nJohn Tembo,,0888123456,,Clerk,,Amani,\n").columns()
    [question] = people.questions
    assert question.default == "other"
    people.save()
    assert User.objects.get(name="Mary Banda").phone == "0888123456"
    assert User.objects.get(name="John Tembo").phone is None


def test_an_account_elsewhere_is_neither_taken_nor_told(world, people):
    world.sven.phone = "0888123456"
    world.sven.save()
    people.bring(PEOPLE + "Mary Banda,,0888123456,,Nurse,,Amani,\nJohn,sven,,,Clerk,,Amani,\n").columns()
    assert "Sven" not in people.said
    assert {question.default for question in people.questions} == {"none"}
    people.save(**people.answering("0888123456", "Somebody else"))
    assert User.objects.get(name="Mary Banda").phone is None
    assert not User.objects.filter(name="John").exists()
    assert world.sven.holdings.count() == 1


def test_a_team_of_another_branch_or_of_no_name_that_is_known_is_asked_for(world, people):
    Team.objects.create(unit=world.units["south"], name="Southern health team", code="south")
    people.bring(
        PEOPLE
        + "Mary,,,,Nurse,,Southern health team,\nJohn,,,,Clerk,,Barakka,\nAnn,,,,Cook,,,\nEve,,,,Cook,,Amani team,\n"
    ).columns()
    south, baraka, none, some = people.questions
    assert some.default == str(world.team.pk), "one team has these words in its name"
    assert [label for _value, label in south.choices if "South" in label] == []
    assert (south.default, none.default) == ("none", "none")
    assert baraka.default == str(world.other_team.pk)
    people.save(**people.answering("These rows name no team", "Amani district"))
    assert not User.objects.filter(name="Mary").exists()
    assert Holding.objects.get(user__name="John").post.team == world.other_team
    assert Holding.objects.get(user__name="Ann").post.team == world.team


def test_what_cannot_be_read_is_left_out_and_told(world, people):
    people.bring(
        PEOPLE
        + "Mary Banda,1mary,2.5884E+11,grace@x,Nurse,boss,Amani,3/4/2026\n"
        + f"{'x' * 300},,,,Nurse,,Amani,\n,,0888123456,,Nurse,,Amani,\n"
        + f"John,{'j' * 99},,{'j' * 300}@example.org,{'x' * 300},,Amani,\n"
    ).columns()
    assert len(people.remarks) == 10
    people.save()
    mary = User.objects.get(name="Mary Banda")
    assert (mary.username, mary.phone, mary.email) == ("mary.banda", None, None)
    holding = mary.holdings.get()
    assert (holding.starts_on, holding.post.role) == (TODAY, "member")
    assert not User.objects.filter(name__startswith="xx").exists()


@pytest.mark.parametrize(("choice", "phone"), [("As they", "888123456"), ("With a 0", "0888123456"), ("Leave", None)])
def test_numbers_that_lost_their_first_nought_are_asked_about_once(choice, phone, world, people):
    content = workbook(
        [
            ["Name", "Phone", "Post", "Team"],
            ["Mary", 888123456, "Nurse", "Amani"],
            ["John", 888123457.0, "Nurse", "Amani"],
        ]
    )
    people.bring(content, "people.xlsx").columns()
    people.save(**people.answering("begin with neither", choice))
    assert User.objects.get(name="Mary").phone == phone


def test_a_post_that_somebody_holds_is_not_taken_away_without_a_word(world, people):
    text = PEOPLE + "Mary Banda,,,,Midwife in charge,,Amani,\n"
    people.bring(text).columns()
    [question] = people.questions
    assert question.words.startswith("Bob holds the post “Midwife in charge”")
    people.save()
    assert world.bob.holdings.get().ends_on is None
    assert world.team.posts.filter(title="Midwife in charge").count() == 2


def test_a_post_is_taken_over_where_that_is_said(world, people):
    people.bring(PEOPLE + "Mary Banda,,,,Midwife in charge,,Amani,\n").columns()
    people.save(**people.answering("Bob holds", "Mary Banda takes it over"))
    assert world.bob.holdings.get().ends_on == TODAY - timedelta(days=1)
    assert Holding.objects.get(user__name="Mary Banda").post == world.midwife


def test_posts_over_the_unit_that_one_looks_after_come_from_above(world, people):
    """A list opens no door that the person who brings it could not open."""
    people.bring(
        PEOPLE + "Mary,,,,Head,accounts,North,\nJohn,,,,Supervisor,supervisor,Amani,\nAnn,,,,Boss,viewer,South,\n"
    )
    people.columns()
    assert any("Posts over North are given by who looks after" in words for words in people.remarks)
    people.save()
    assert not Post.objects.filter(title__in=["Head", "Boss"]).exists()
    assert Post.objects.get(title="Supervisor").unit == world.units["amani"]
    assert not User.objects.filter(name__in=["Mary", "Ann"]).exists()


def test_the_empty_file_is_known_again(world, people, signed_in):
    answer = people.client.get(reverse("teams:lists_template", args=["people"]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    book.active.append(["Mary Banda", None, "0888123456", None, "Nurse", "member", "Amani", date(2026, 3, 1)])
    out = io.BytesIO()
    book.save(out)
    people.bring(out.getvalue(), "people.xlsx").columns().save()
    assert Holding.objects.get(user__name="Mary Banda").starts_on == date(2026, 3, 1)


def test_too_many_people_or_questions_are_refused_in_words(world, people):
    people.bring(PEOPLE + "".join(f"Person {number},,,,Nurse,,Amani,\n" for number in range(2001))).columns()
    assert "more than 2,000 rows" in people.said or "more than 2000 rows" in people.said
    people.bring(PEOPLE + "".join(f"Person {number},,,,Nurse,,Place {number},\n" for number in range(250))).columns()
    assert "This list raises more than 200 questions" in people.said


def test_the_date_of_birth_is_not_taken_for_the_first_day(world, people):
    people.bring("Name,Date of birth,Post,Team\nMary,1990-01-01,Nurse,Amani\n").columns().save()
    assert Holding.objects.get(user__name="Mary").starts_on == timezone.localdate()


@pytest.mark.parametrize(("choice", "accounts"), [("The same person", 1), ("Another", 2)])
def test_a_new_number_of_a_known_name_is_no_second_account_without_a_word(choice, accounts, world, people):
    people.bring(PEOPLE + "Mary Banda,,0888123456,,Nurse,,Amani,\n").columns().save()
    people.bring(PEOPLE + "Mary Banda,,0999123456,,Clerk,,Amani,\n").columns()
    [question] = people.questions
    assert question.default == "other"
    people.save(**people.answering("Mary Banda", choice))
    assert User.objects.filter(name="Mary Banda").count() == accounts
    assert User.objects.filter(phone="0888123456").exists(), "nobody's account is changed"

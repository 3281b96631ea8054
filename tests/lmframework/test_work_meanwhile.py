"""My work after one's posts have changed: words instead of a page that is not there; two posts of one title."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages

from teams.models import Holding, Post, User
from tests.pages import filled, says
from tests.world import TODAY, delegation, hold, report
from workplans.models import Absence, Activity, Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

PAGE, ACT = "/my-work/", "/my-work/act/"


def leave(world):
    Holding.objects.get(post=world.midwife).end(TODAY - timedelta(days=1))


def test_what_was_just_said_is_not_told_to_who_does_not_see_it_any_more(world, signed_in):
    entry, found = report(world, "half"), delegation(world)
    bob = signed_in(world.bob)
    assert "Reported: half done." in says(bob.get(f"{PAGE}?said=e{entry.pk}"))
    leave(world)
    for said in (f"e{entry.pk}", f"d{found.pk}", "c999"):
        page = bob.get(f"{PAGE}?said={said}")
        assert (page.status_code, page.context["said"]) == (200, None)


def test_what_is_not_to_be_seen_any_more_comes_back_with_words(world, signed_in):
    found = delegation(world)
    bob = signed_in(world.bob)
    sent = filled(bob.get(PAGE))
    leave(world)
    back = bob.post(ACT, {**sent, "act": f"accept:{found.pk}"})
    assert (back.status_code, back.headers["Location"]) == (302, PAGE)
    words = [str(message) for message in get_messages(back.wsgi_request)]
    assert words == ["This is not yours to do any more. Below is how your work stands now."]
    assert not Entry.objects.exists()


def test_of_two_posts_of_one_title_only_who_is_away_is_covered(world, signed_in):
    other = hold(User.objects.create_user("dora", "secret", name="Dora"), "Nurse", Post.Role.MEMBER, team=world.team)
    own = hold(world.alice, "Nurse", Post.Role.MEMBER, team=world.team)
    for name, post in (("Theirs", other), ("Own", own)):
        Activity.objects.create(output=world.output, name=name, post=post, months=["2026-08"])
    Absence.objects.begin(other, own, TODAY, TODAY + timedelta(days=8), world.alice)
    page = signed_in(world.alice).get(PAGE)
    about = {line.task.name: line.about for part in page.context["work"].sections for line in part.lines}
    assert "for Nurse, who is away" in about["Theirs"]
    assert "who is away" not in about["Own"]

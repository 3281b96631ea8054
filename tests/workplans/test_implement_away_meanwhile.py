"""Absences where something changed meanwhile: somebody took the post over, is away too, or ended it first."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from teams.models import Holding, Post, User
from tests.pages import filled, says
from tests.world import TODAY, absence, hold
from workplans.models import Absence
from workplans.reminding.people import AtWork

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def at_work(world, day):
    return [person.name for person in AtWork([world.midwife.pk], day).of(world.midwife.pk)]


def test_who_takes_a_post_over_is_reminded_though_who_had_it_is_away(world, today):
    absence(world, ends_on=TODAY + timedelta(days=30))
    assert at_work(world, TODAY) == ["Alice"]
    today.move_to(TODAY + timedelta(days=5))
    kim = User.objects.create_user("kim", "secret", name="Kim")
    Holding.objects.assign(world.midwife, kim)
    assert at_work(world, TODAY + timedelta(days=5)) == ["Kim"]


def test_whose_own_absence_it_is_is_covered_from_the_first_day(world):
    kim = User.objects.create_user("kim", "secret", name="Kim")
    Holding.objects.assign(world.midwife, kim)
    absence(world, by=kim)
    assert at_work(world, TODAY) == ["Alice"]


def test_a_post_that_covers_another_does_not_go_away_in_that_time(world):
    nurse = hold(User.objects.create_user("dora", "secret", name="Dora"), "Nurse", Post.Role.MEMBER, team=world.team)
    absence(world)
    with pytest.raises(ValidationError, match="does the work of Midwife in charge from"):
        absence(world, post=world.officer, cover=nurse)
    later = {"starts_on": TODAY + timedelta(days=7), "ends_on": TODAY + timedelta(days=9)}
    assert absence(world, post=world.officer, cover=nurse, **later).pk


def test_of_two_who_take_an_absence_away_the_second_is_told(world):
    found = absence(world, starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 9))
    again = Absence.objects.get(pk=found.pk)
    found.end(TODAY, world.bob)
    with pytest.raises(ValidationError, match="Somebody took this away meanwhile"):
        again.end(TODAY, world.bob)


def test_an_absence_that_has_begun_is_not_taken_away_as_a_whole(world, signed_in):
    found = absence(world, starts_on=TODAY - timedelta(days=3))
    bob, address = signed_in(world.bob), reverse("workplans:implement_absence_end", args=[found.pk])
    page = bob.post(address, {**filled(bob.get(address)), "whole": "1"})
    assert page.status_code == 200
    assert "This has begun. Say which was the last day away." in says(page)
    assert Absence.objects.get() == found

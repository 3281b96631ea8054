"""Puts a list to use: makes its units, or its people with their posts, all or nothing."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from teams.exchange.lists import Read, stamp
from teams.exchange.peopleplan import Giving, Newcomer, PeoplePlan
from teams.exchange.unitplan import UnitPlan
from teams.models import Holding, ListFile, Pass, Post, Team, Unit, User

MOST_REMARKS = 500
"""So many remarks are kept with what was done."""


class Changed(Exception):
    """Something that the list was read against is not as it was: it has to be looked at again."""


def apply_list(brought: ListFile, read: Read, by: User, answers: dict[str, str], with_teams: bool) -> None:
    """Do what `read` says, once; the same list again does nothing. Raises Changed, and then nothing was done."""
    reason = _("From the file %(name)s") % {"name": brought.name}
    try:
        with transaction.atomic():
            Unit.objects.hold()
            held = ListFile.objects.select_for_update().get(pk=brought.pk)
            if held.applied_at:
                return
            if stamp() != read.stamp:
                raise Changed
            if isinstance(read.plan, UnitPlan):
                report = plant(read.plan, with_teams, reason)
            else:
                report = give_posts(read.plan, by, reason)
            report["remarks"] = [[one.cell, one.words] for one in read.asking.remarks[:MOST_REMARKS]]
            held.put_to_use(answers, report)
    except (ValidationError, IntegrityError) as error:
        raise Changed from error


def plant(plan: UnitPlan, with_teams: bool, reason: str) -> dict[str, Any]:
    """Make the new levels and units, and a team in each of the lowest; what was done."""
    for step in plan.steps:
        if step.level._state.adding:
            step.level.save()
    units = Unit.objects.plant(plan.seeds, reason)
    lowest = [units[seed] for seed in plan.lowest()]
    teams = Team.objects.plant(lowest, reason) if with_teams else []
    return {"levels": [[level.name, new, known] for level, new, known in plan.counts()], "teams": len(teams)}


def give_posts(plan: PeoplePlan, by: User, reason: str) -> dict[str, Any]:
    """Make the new people and posts, and give the posts; what was done."""
    accounts = {newcomer: join(newcomer, reason) for newcomer in plan.newcomers}
    for giving in plan.givings:
        person = accounts[giving.person] if isinstance(giving.person, Newcomer) else giving.person
        Holding.objects.assign(giving.post or make_post(giving, reason), person, giving.on, by=by)
    named = [*accounts.values(), *plan.known]
    return {
        "people": [person.pk for person in sorted(named, key=lambda person: person.name)],
        "new": len(accounts),
        "known": len(plan.known),
        "posts": plan.new_posts,
        "given": len(plan.givings),
        "held": plan.held,
    }


@transaction.atomic
def invitations(people: list[User], by: User) -> list[Pass]:
    """For each of `people` the one-time link that `by` made and that is still open; else a new one."""
    now = timezone.now()
    mine = {one.user_id: one for one in Pass.objects.open(now).filter(user__in=people, made_by=by)}
    return [mine.get(person.pk) or Pass.objects.issue(person, by) for person in people]


def join(newcomer: Newcomer, reason: str) -> User:
    """An account for a new person, without a password."""
    person = User(
        username=newcomer.username or User.objects.free_username(newcomer.name),
        name=newcomer.name,
        phone=newcomer.phone,
        email=newcomer.email,
    )
    person.set_unusable_password()
    person.full_clean()
    vars(person)["_change_reason"] = reason
    person.save()
    return person


def make_post(giving: Giving, reason: str) -> Post:
    place = {"team": giving.place} if isinstance(giving.place, Team) else {"unit": giving.place}
    post = Post(title=giving.title, role=giving.role, **place)
    post.full_clean()
    vars(post)["_change_reason"] = reason
    post.save()
    return post

"""The leading side of home: what the team says of itself, what others see of it, and the balance of both sides."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from assessments.models import Challenge, Commitment, MonthValue, Round, Vision
from lmframework.queries import home_of, week_of
from lmframework.tiles import framework_of
from lmframework.tiles.above import balance_in_words, together, vision_in_words
from tests.pages import says
from tests.world import TODAY, answer, closed_round, hold, open_round, seven

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def home(world, who="alice", day=TODAY):
    return home_of(world.team, type(world.alice).objects.get(pk=world.people[who].pk), day)


def leading(world, who="alice", day=TODAY):
    """{practice: tile} of the leading side."""
    return {tile.guide.key: tile for tile in framework_of(home(world, who, day))[0]}


def page(world, who, signed_in):
    return says(signed_in(world.people[who]).get(reverse("lmframework:home_team", args=[world.team.pk])))


def test_the_team_sees_its_word_and_others_that_it_reflected(world, signed_in):
    closed_round(world)
    tile = leading(world)["scan"]
    assert (tile.state.label, tile.small) == ("Often", "as we said in August 2026")
    assert "we reflected in August 2026" in page(world, "bob", signed_in)
    for who in ("sofia", "vera", "ruth"):
        seen = leading(world, who)
        assert {one.state.label for one in seen.values()} == {"Held"}
        assert {one.small for one in seen.values()} == {"the team reflected in August 2026"}
        assert "Often" not in page(world, who, signed_in)


def test_a_reflection_is_held_and_says_nothing_where_too_few_answered(world):
    closed_round(world, marks=(5, 5, 5, 5))
    assert {(one.state.label, one.small) for one in leading(world).values()} == {
        ("Nothing yet", "too few of us answered")
    }
    assert leading(world, "sofia")["focus"].state.label == "Held"


def test_the_word_is_compared_with_last_time_and_forgotten_after_nine_months(world, today):
    closed_round(world, marks=(2, 2, 2, 2, 2))
    today.move_to(TODAY + timedelta(days=100))
    now = TODAY + timedelta(days=100)
    closed_round(world, marks=(3, 3, 3, 3, 3))
    assert leading(world, day=now)["scan"].small == "up since August 2026"
    found = together(home(world, day=now))
    assert (found.words, found.verdict) == ("better than in August 2026", "Rising")
    assert together(home(world, "sofia", now)) is None
    later = now + timedelta(days=300)
    assert leading(world, day=later)["scan"].state.label == "Nothing yet"
    assert leading(world, "sofia", later)["scan"].state.label == "Not yet"


def test_that_people_differ_widely_is_said(world):
    closed_round(world, marks=(1, 4, 4, 4, 4))
    assert leading(world)["align"].small == "we differ widely"


def test_who_has_not_answered_is_asked_first_of_all_and_nobody_else_is(world, signed_in):
    found = open_round(world)
    todo, _more = week_of(home(world, "bob"))
    assert todo[0].url == reverse("assessments:reflection_answer", args=[found.pk])
    answer(found, [world.bob])
    assert all("reflection" not in one.name for one in week_of(home(world, "bob"))[0])
    assert "reflection" in week_of(home(world, "alice"))[0][0].name
    for who in ("sofia", "vera", "ruth", "adam", "stella"):
        assert not home(world, who).leading.asking_me


def test_a_box_whose_date_is_past_waits_for_the_team_alone(world, today):
    open_round(world)
    later = TODAY + timedelta(days=8)
    today.move_to(later)
    assert "Open the box" in week_of(home(world, "alice", later))[0][0].name
    assert not home(world, "sofia", later).leading.waiting


def test_the_vision_stands_at_the_top_and_how_far_it_is_shared_stays_inside(world, signed_in):
    vision = Vision.objects.agree(world.team, "No mother dies in Amani", world.alice)
    seven(world)
    asked = Round.objects.open(world.team, world.alice, TODAY + timedelta(days=5), vision=vision)
    answer(asked, seven(world)[:6], mark=4)
    asked.close()
    assert vision_in_words(home(world)) == "Our vision, shared by nearly all of us."
    assert vision_in_words(home(world, "sofia")) == "The team's vision."
    assert "No mother dies in Amani" in page(world, "sofia", signed_in)


def challenge(world):
    found = Challenge.objects.create(
        team=world.team,
        result="Deliveries with a skilled attendant",
        unit="%",
        baseline=Decimal(41),
        target=Decimal(55),
        reached_by=date(2027, 6, 30),
    )
    MonthValue.objects.create(challenge=found, month=date(2026, 7, 1), value=Decimal(47))
    return found


def test_the_challenge_and_where_it_stands_are_facts_for_all_who_read_the_team(world):
    challenge(world)
    words = "Our challenge: Deliveries with a skilled attendant, 47% now, from 41% to 55% by 30 June 2027."
    for who in ("alice", "sofia"):
        assert words in leading(world, who)["focus"].facts
        assert words in vision_in_words(home(world, who))


def test_priority_actions_align_when_they_are_in_the_workplan(world):
    found = challenge(world)
    for activity in (world.activity, None):
        Commitment.objects.create(
            team=world.team, challenge=found, name="Act", post=world.midwife, due_on=TODAY, activity=activity
        )
    tile = leading(world)["align"]
    assert tile.facts == ["1 of 2 priority actions of our challenge are part of the workplan."]
    assert tile.step.text == "Plan 1 priority action"


def test_commitments_kept_of_those_due_are_the_teams_own(world):
    for state, days in [("kept", -9), ("not_kept", -5), ("open", 3)]:
        day = TODAY + timedelta(days=days)
        said = None if state == "open" else TODAY
        Commitment.objects.create(
            team=world.team, name=f"A {state} word", post=world.midwife, due_on=day, state=state, said_on=said
        )
    tile = leading(world)["inspire"]
    assert tile.facts == ["1 of 2 commitments that were due are kept.", "1 commitment is open."]
    assert [one.name for one in week_of(home(world, "bob"))[0] if one.mine][:1] == ["A open word"]
    assert "commitment" not in " ".join(leading(world, "sofia")["inspire"].facts)
    assert all(one.name != "A open word" for one in week_of(home(world, "sofia"))[0])


def test_the_balance_is_said_in_a_sentence_to_the_team(world):
    def sentence(who):
        found = home(world, who)
        return balance_in_words(found, *framework_of(found))

    assert "How we lead is not known yet" in sentence("alice")
    closed_round(world, marks=(5, 5, 5, 5, 5))
    assert sentence("bob").startswith("We lead further than we manage")
    assert sentence("sofia") == "How we lead and how we manage, side by side: both are needed."


def test_a_member_of_another_team_reads_nothing_of_it(world):
    hold(world.charlie, "Second post", "member", team=world.team)
    closed_round(world)
    assert leading(world, "charlie")["scan"].state.label == "Often"
    assert not home_of(world.other_team, world.charlie, TODAY).leading.last

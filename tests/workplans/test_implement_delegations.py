"""Work that is asked of a post: every state times every act times everybody; chains; who is told."""

from contextlib import contextmanager
from datetime import date
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404

from teams.models import Notice, Post, User
from tests.permissions.test_permissions import as_it_was
from tests.workplans.test_implement_rules import TABLE
from tests.world import delegation, hold, recurring, report
from workplans.access import acts_in, delegation_to_act, delegation_to_read, delegations_to_read
from workplans.models import Absence, Delegation, Workplan
from workplans.rules.delegating import ACTS, DOES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

LATER = date(2026, 10, 15)
DO = {
    "agree": lambda one, by: one.agree(by),
    "refuse": lambda one, by: one.refuse(by, "We are three"),
    "accept": lambda one, by: one.accept(by),
    "decline": lambda one, by: one.decline(by, "On leave"),
    "ask": lambda one, by: one.ask(by, "In October", LATER),
    "answer": lambda one, by: one.answer(by, "Without the trainer then"),
    "hand_back": lambda one, by: one.hand_back(by, "The road"),
    "pass_on": lambda one, by: one.pass_on(Post.objects.get(title="Clerk"), by),
    "report": lambda one, by: one.report_done(by, "Six of six"),
    "confirm": lambda one, by: one.confirm(by),
    "not_yet": lambda one, by: one.not_yet(by, "One is missing"),
    "withdraw": lambda one, by: one.withdraw(by),
    "say": lambda one, by: one.say(by, "Is there a room?"),
    "hand_over": lambda one, by: one.hand_over(by, "The list is in the drawer"),
}
WAYS = {
    "to_agree": [],
    "offered": ["agree"],
    "in_question": ["agree", "ask"],
    "accepted": ["agree", "accept"],
    "passed_on": ["agree", "pass_on"],
    "done": ["agree", "report"],
    "confirmed": ["agree", "report", "confirm"],
    "declined": ["refuse"],
    "handed_back": ["agree", "accept", "hand_back"],
    "withdrawn": ["withdraw"],
}


@pytest.fixture
def two(world):
    """Amani asks a nurse of Baraka, which Charlie leads; Dora is the nurse. Roles by who has them."""
    world.people["dora"] = User.objects.create_user("dora", "secret", name="Dora")
    world.nurse = hold(world.dora, "Nurse", Post.Role.MEMBER, team=world.other_team)
    world.clerk = Post.objects.create(team=world.other_team, title="Clerk", role=Post.Role.MEMBER)
    world.does = {"asker": world.alice, "holder": world.dora, "lead": world.charlie, "confirmer": world.alice}
    world.does["chain"] = world.dora
    return world


def at(world, state):
    """What Alice asked of Dora, where it is `state`."""
    found = delegation(world, world.nurse, may_pass_on=True)
    for act in WAYS[state]:
        DO[act](found, world.does[DOES[act]])
    assert found.state == state
    return found


def as_seen_by(person):
    """A request of `person`, who has just come."""
    return SimpleNamespace(user=User.objects.get(pk=person.pk))


def answer_to(person, found, act):
    """What `person` is answered who wants to do `act`: 200, 403 or 404."""
    try:
        delegation_to_act(as_seen_by(person), found.pk, act)
    except PermissionDenied:
        return 403
    except Http404:
        return 404
    return 200


@pytest.mark.parametrize("state", TABLE)
def test_everybody_does_in_every_state_what_the_table_says_and_nothing_else(state, two):
    found = at(two, state)
    parts = {
        "alice": {"asker", "confirmer", "chain"},
        "dora": {"holder", "chain"},
        "charlie": {"lead", "chain"},
        "ruth": {"asker", "holder", "lead", "confirmer", "chain"},
    }
    for name in ("alice", "dora", "charlie", "bob", "sofia", "vera", "sven", "adam", "stella", "ruth"):
        unseen = name in ("sven", "adam", "stella")
        for act in DO:
            has_it = DOES[act] in parts.get(name, ())
            expected = 200 if has_it else 404 if unseen else 403
            assert answer_to(two.people[name], found, act) == expected, (state, name, act)
        offered = acts_in(as_seen_by(two.people[name]).user, found)
        assert offered == [act for act in ACTS if TABLE[state].get(act, [None])[0] in parts.get(name, ())], name
    for act, do in DO.items():
        expected = TABLE[state].get(act, (None, None))[1]
        steps = found.steps.count()
        now = Delegation.objects.get(pk=found.pk)
        if expected is None:
            with pytest.raises(ValidationError, match="stands elsewhere"), transaction.atomic():
                do(now, two.does[DOES[act]])
            assert found.steps.count() == steps, (state, act)
            continue
        with as_it_was():
            do(now, two.does[DOES[act]])
            last = found.steps.last()
            kept = Delegation.objects.get(pk=found.pk).state
        assert (now.state, kept, last.state) == (expected,) * 3, (state, act)
        assert (last.act, last.by) == (act, two.does[DOES[act]])


@pytest.mark.parametrize("act", DO)
def test_once_the_plan_is_closed_nothing_is_done(act, two):
    found = at(two, "offered")
    plan = Workplan.objects.get(pk=two.plan.pk)
    plan.move_to("closed", two.alice)
    assert answer_to(two.does[DOES[act]], found, act) == 403
    assert acts_in(as_seen_by(two.dora).user, Delegation.objects.get(pk=found.pk)) == []
    with pytest.raises(ValidationError, match="is closed"):
        DO[act](found, two.does[DOES[act]])
    with pytest.raises(ValidationError, match="is closed"):
        delegation(two)


@pytest.fixture
def told():
    """`with told(Bob, "kind"):` within, exactly these people are told exactly that."""

    @contextmanager
    def exactly(*people, kind=None):
        before = set(Notice.objects.values_list("pk", flat=True))
        yield
        new = Notice.objects.exclude(pk__in=before)
        assert sorted(notice.to.name for notice in new) == sorted(person.name for person in people)
        assert {notice.kind for notice in new} <= {kind}
        assert all(notice.words and notice.url for notice in new)

    return exactly


def test_exactly_those_are_told_whose_turn_it_is(two, told):
    with told(two.charlie, kind="work_to_agree"):
        found = delegation(two, two.nurse, may_pass_on=True)
    with told(two.dora, kind="work_offered"):
        found.agree(two.charlie)
    with told(two.alice, kind="work_in_question"):
        found.ask(two.dora, "Not in September", LATER)
    with told(two.dora, kind="work_agreed"):
        found.answer(two.alice, "Then in October", due_on=LATER)
    with told(two.alice, kind="work_said"):
        found.say(two.dora, "Thank you")
    with told(two.dora, kind="work_said"):
        found.say(two.alice, "Take the blue room")
    with told():  # nobody holds that post
        child = found.pass_on(two.clerk, two.dora)
    with told(two.dora, kind="work_declined"):
        child.decline(two.charlie, "Nobody holds it")
    with told(two.alice, kind="work_done"):
        found.refresh_from_db()
        found.report_done(two.dora)
    with told(two.dora, kind="work_not_yet"):
        found.not_yet(two.alice, "And the report?")
    with told(two.alice, kind="work_done"):
        found.report_done(two.dora)
    with told(two.dora, kind="work_confirmed"):
        found.confirm(two.alice)


@pytest.mark.parametrize(
    ("act", "state", "who", "kind"),
    [
        ("refuse", "to_agree", "alice", "work_refused"),
        ("decline", "offered", "alice", "work_declined"),
        ("hand_back", "accepted", "alice", "work_handed_back"),
        ("withdraw", "accepted", "dora", "work_withdrawn"),
    ],
)
def test_the_end_is_told_to_who_has_to_go_on_with_it(act, state, who, kind, two, told):
    found = at(two, state)
    with told(two.people[who], kind=kind):
        DO[act](found, two.does[DOES[act]])


def test_a_post_of_the_own_team_and_a_lead_are_asked_at_once(world):
    assert delegation(world).state == "offered"
    assert delegation(world, Post.objects.get(title="Nursing officer")).state == "offered"


def test_who_leads_both_teams_needs_nobody_to_agree(two):
    hold(two.alice, "Second lead", Post.Role.LEAD, team=two.other_team)
    assert delegation(two, two.nurse).state == "offered"


def test_another_date_that_is_granted_needs_no_second_answer(world):
    found = delegation(world)
    assert found.due_on == date(2026, 9, 30)
    found.ask(world.bob, "The rains", LATER)
    assert (found.state, found.wanted_on) == ("in_question", LATER)
    found.say(world.alice, "Let me see")
    assert found.wanted_on == LATER
    found.answer(world.alice, "Good", due_on=LATER)
    assert (found.state, found.due_on, found.wanted_on) == ("accepted", LATER, None)
    asked, _said, answered = list(found.steps.all())[-3:]
    assert (asked.due_on, answered.due_on) == (LATER, LATER)


def test_another_answer_is_a_new_question(world):
    found = delegation(world, expected="All six")
    found.ask(world.bob, "Too many", LATER)
    found.answer(world.alice, "Four will do", due_on=date(2026, 10, 1), expected="Four of them")
    assert (found.state, found.due_on, found.expected) == ("offered", date(2026, 10, 1), "Four of them")


def chain(world, length):
    """A chain of so many posts of Amani's, each passed on by the one before; the first asked by Alice."""
    posts = [
        hold(User.objects.create_user(f"p{n}", "secret", name=f"P{n}"), f"Post {n}", "member", team=world.team)
        for n in range(length)
    ]
    links = [delegation(world, posts[0], may_pass_on=True)]
    for post in posts[1:]:
        links.append(links[-1].pass_on(post, holder(links[-1]), may_pass_on=True))
    return links


def holder(link):
    return link.post.holdings.get().user


def states(links):
    return [Delegation.objects.get(pk=link.pk).state for link in links]


@pytest.mark.parametrize(
    ("act", "ends"), [("decline", "declined"), ("hand_back", "handed_back"), ("withdraw", "withdrawn")]
)
def test_what_ends_without_success_comes_back_to_who_passed_it_on(act, ends, world):
    links = chain(world, 3)
    assert states(links) == ["passed_on", "passed_on", "offered"]
    if act == "hand_back":
        links[2].accept(holder(links[2]))
    DO[act](links[2], holder(links[1] if act == "withdraw" else links[2]))
    assert states(links) == ["passed_on", "accepted", ends]


def test_what_is_confirmed_at_the_end_is_done_link_by_link(world):
    links = chain(world, 3)
    links[2].report_done(holder(links[2]), "Six of six")
    links[2].confirm(holder(links[1]), "Seen")
    assert states(links) == ["passed_on", "done", "confirmed"]
    Delegation.objects.get(pk=links[1].pk).confirm(holder(links[0]))
    assert states(links) == ["done", "confirmed", "confirmed"]
    first = Delegation.objects.get(pk=links[0].pk)
    assert first.steps.last().act == "come_done"
    first.confirm(world.alice)
    assert states(links) == ["confirmed"] * 3


def test_withdrawing_the_first_withdraws_all_that_was_passed_on(world):
    links = chain(world, 4)
    links[0].withdraw(world.alice, "Not this year")
    assert states(links) == ["withdrawn"] * 4
    assert Notice.objects.filter(kind="work_withdrawn").count() == 4


def test_a_chain_is_no_circle_and_ends(world):
    links = chain(world, 5)
    last = links[-1]
    for again in (links[0].post, links[3].post, world.officer):
        with pytest.raises(ValidationError, match="had it before"):
            last.pass_on(again, holder(last))
    with pytest.raises(ValidationError, match="too many hands"):
        last.pass_on(world.vacant, holder(last))
    assert states(links)[-1] == "offered"


def test_it_is_passed_on_only_where_that_was_allowed(world):
    found = delegation(world)
    with pytest.raises(ValidationError) as refused:
        found.pass_on(world.vacant, world.bob)
    assert refused.value.code == "elsewhere"


def test_a_post_is_asked_once_at_a_time_for_the_same(world):
    first = delegation(world)
    with pytest.raises(ValidationError, match="asked for this already"):
        delegation(world)
    activity = recurring(world)
    times = list(activity.occasions.all()[:2])
    for occasion in (None, *times):
        delegation(world, activity=activity, occasion=occasion)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.create(
            workplan=world.plan, activity=world.activity, post=world.midwife, asked_by=world.alice
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.create(
            workplan=world.plan, activity=activity, occasion=times[0], post=world.midwife, asked_by=world.alice
        )
    first.decline(world.bob, "No time")
    assert delegation(world).state == "offered"


def test_what_cannot_be_asked_says_why(world):
    supervisor = Post.objects.get(title="District supervisor")
    for post, words in ((supervisor, "posts in teams"), (world.officer, "nothing of itself")):
        with pytest.raises(ValidationError, match=words):
            delegation(world, post)
    with pytest.raises(ValidationError, match="another activity"):
        delegation(world, occasion=recurring(world).occasions.first())


def test_who_covers_acts_for_the_post_and_the_step_says_so(world):
    found = delegation(world, world.vacant)
    assert answer_to(world.bob, found, "accept") == 403
    Absence.objects.begin(world.vacant, world.midwife, date(2026, 8, 1), date(2026, 8, 31), world.alice)
    assert answer_to(world.bob, found, "accept") == 200
    found.accept(world.bob)
    step = found.steps.last()
    assert (step.post, step.for_post) == (world.midwife, world.vacant)


def test_who_is_in_a_chain_sees_all_of_it_and_others_of_their_team_do_not(two):
    emil = User.objects.create_user("emil", "secret", name="Emil")
    hold(emil, "Driver", Post.Role.MEMBER, team=two.other_team)
    found = at(two, "passed_on")
    child = found.children.get()
    for link in (found, child):
        assert delegation_to_read(as_seen_by(two.dora), link.pk) == link
        assert delegation_to_read(as_seen_by(two.charlie), link.pk) == link
    assert not delegations_to_read(as_seen_by(emil).user).exists()
    assert set(delegations_to_read(as_seen_by(two.bob).user)) == {found, child}  # reads the plan


def test_the_next_holder_of_the_asking_post_answers_for_it_and_the_leads_where_it_is_vacant(world):
    found = delegation(world, world.vacant, from_post=world.midwife)
    assert [person.name for person in found.askers()] == ["Bob"]
    world.midwife.holdings.get().end(date(2026, 8, 1))
    assert [person.name for person in found.askers()] == ["Alice"]
    assert answer_to(world.alice, found, "withdraw") == 200


def test_where_the_activity_wants_it_somebody_without_a_part_confirms(world):
    world.activity.is_confirmed_by_others = True
    world.activity.save()
    found = delegation(world)
    report(world, "done")
    found.refresh_from_db()
    for person in (world.alice, world.bob):
        assert answer_to(person, found, "confirm") == 403
        with pytest.raises(ValidationError, match="have a part"):
            found.confirm(person)
    assert answer_to(world.sofia, found, "confirm") == 200
    assert answer_to(world.vera, found, "confirm") == 403
    found.confirm(world.sofia)
    assert found.state == "confirmed"


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2027, 1, 1), "The plan ends on 31 December 2026. Choose a day until then."),
        (date(2026, 7, 31), "This begins only on 1 August 2026."),
    ],
)
def test_what_is_asked_is_due_between_the_beginning_of_the_work_and_the_end_of_the_plan(world, day, why):
    found, more = delegation(world, may_pass_on=True), {"due_on": day}
    for act in (
        lambda: delegation(world, world.vacant, **more),
        lambda: found.ask(world.bob, "The rains", day),
        lambda: found.pass_on(world.vacant, world.bob, **more),
    ):
        with pytest.raises(ValidationError, match=why):
            act()
    found.ask(world.bob, "The rains", LATER)
    with pytest.raises(ValidationError, match=why):
        found.answer(world.alice, "Then", **more)
    assert (found.state, found.due_on) == ("in_question", date(2026, 9, 30))
    assert Delegation.objects.count() == 1


def test_after_the_plan_no_other_date_is_given_and_the_one_there_is_stays(world, today):
    found = delegation(world)
    today.move_to(date(2027, 1, 10))
    with pytest.raises(ValidationError, match=r"The plan ended on 31 December 2026, so no later date can be given\."):
        found.ask(world.bob, "The rains", date(2027, 1, 20))
    found.ask(world.bob, "The rains")
    found.answer(world.alice, "Go on", due_on=found.due_on)
    assert (found.state, found.due_on) == ("offered", date(2026, 9, 30))

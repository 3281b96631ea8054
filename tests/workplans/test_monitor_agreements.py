"""What a team agrees on about a quarter: who is told, what came of it, who may say so, when it is reminded of."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from teams.models import Notice
from tests.pages import filled, forms_of, says
from tests.world import TODAY, absence, hold, plan_that_is
from workplans.access import monitor as access
from workplans.handover import hand_over, open_of
from workplans.models import Agreement, Indicator, Locked, Workplan
from workplans.reminding import of_agreements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

DUE = date(2026, 8, 20)


def agree(world, text="Ask the store for gloves", **more):
    facts = {"quarter": world.quarters[1], "post": world.midwife, "due_on": DUE, "by": world.alice} | more
    quarter, post, due_on, by = (facts.pop(name) for name in ("quarter", "post", "due_on", "by"))
    return Agreement.objects.agree(quarter, text, post, due_on, by, **facts)


def settle_page(agreement):
    return reverse("workplans:monitor_agreement", args=[agreement.pk])


def agree_page(world, number=2):
    return reverse("workplans:monitor_agree", args=[world.plan.pk, number])


def told(person, kind):
    return [notice.words for notice in Notice.objects.filter(to=person, kind=kind)]


def test_what_is_agreed_is_written_on_the_quarters_page_and_told(world, signed_in):
    alice = signed_in(world.alice)
    page = alice.get(reverse("workplans:monitor_quarter", args=[world.plan.pk, 2]))
    form = next(form for form in forms_of(page) if form.action == agree_page(world))
    typed = {"text": "Ask the store for gloves", "post": world.midwife.pk, "due_on": "2026-08-20"}
    page = alice.post(form.action, {**form.fields, **typed, "about": f"i{world.indicator.pk}"}, follow=True)
    [made] = Agreement.objects.all()
    assert (made.quarter, made.indicator, made.activity) == (world.quarters[1], world.indicator, None)
    assert "Agreed. It stands in My work of who holds the post “Midwife in charge”." in says(page)
    assert told(world.bob, "agreed") == [
        "Agreed: your post “Midwife in charge” does this by 20 August 2026: Ask the store for gloves"
    ]


def test_what_cannot_be_agreed_comes_back_as_it_was_typed(world, signed_in):
    alice = signed_in(world.alice)
    other = Indicator.objects.create(
        objective=Workplan.objects.begin(world.team, date(2030, 1, 1)).objective_set.create(name="O"), name="Not ours"
    )
    typed = {"text": "Ask", "post": world.midwife.pk, "due_on": "2026-08-01", "about": f"i{other.pk}"}
    page = alice.post(agree_page(world), filled(alice.get(agree_page(world)), **typed))
    assert "This day is past" in says(page)
    assert "not in the plan any more" in says(page)
    assert filled(page)["text"] == ["Ask"]
    stranger = world.charlie.holdings.get().post
    page = alice.post(agree_page(world), filled(page, post=stranger.pk, due_on="2026-09-01", about="i12x"))
    assert page.status_code == 200
    assert not Agreement.objects.exists()


def test_it_is_done_given_up_or_goes_on_each_with_its_word(world, signed_in):
    bob = signed_in(world.bob)
    done, dropped, longer = agree(world, "A"), agree(world, "B"), agree(world, "C")

    def say(agreement, **typed):
        return bob.post(settle_page(agreement), filled(bob.get(settle_page(agreement)), **typed))

    assert "Say in a word why" in says(say(dropped, outcome="dropped"))
    assert "Say until when" in says(say(longer, outcome="goes_on"))
    assert "This day is past" in says(say(longer, outcome="goes_on", due_on="2026-08-01"))
    assert say(done, outcome="done").status_code == 302
    say(dropped, outcome="dropped", word="The store has none")
    say(longer, outcome="goes_on", due_on="2026-09-30", word="Ordered")
    found = {one.text: one for one in Agreement.objects.all()}
    assert (found["A"].state, found["A"].settled_by, found["A"].settled_on) == ("done", world.bob, TODAY)
    assert (found["B"].state, found["B"].result) == ("dropped", "The store has none")
    assert (found["C"].state, found["C"].due_on, found["C"].result) == ("open", date(2026, 9, 30), "Ordered")
    assert told(world.alice, "agreement_settled") == [
        "Bob says that what was agreed goes on until 30 September 2026: C (Ordered)",
        "Bob says that what was agreed is given up: B (The store has none)",
        "Bob says that it is done, as was agreed: A",
    ]
    page = bob.get(settle_page(done))
    assert "Open it again" in says(page)
    bob.post(settle_page(done), filled(page, outcome="open"))
    assert Agreement.objects.get(pk=done.pk).is_open


def test_two_who_say_what_came_of_it_do_not_write_over_each_other(world):
    agreement = agree(world)
    agreement.settle("done", world.bob)
    for act in (lambda: agreement.settle("dropped", world.alice, "No"), lambda: agreement.go_on(DUE, world.alice)):
        with pytest.raises(ValidationError, match="Somebody said so before"):
            act()


def test_two_who_change_it_see_both_versions(world, signed_in):
    alice, bob = signed_in(world.alice), signed_in(world.bob)
    agreement = agree(world)
    address = reverse("workplans:monitor_agreement_change", args=[agreement.pk])
    mine, theirs = (
        filled(alice.get(address), text="Mine"),
        filled(bob.get(address), text="Theirs", post=world.vacant.pk),
    )
    assert bob.post(address, theirs).status_code == 302
    page = alice.post(address, mine)
    assert "Somebody saved this while you were writing" in says(page)
    assert alice.post(address, filled(page)).status_code == 302
    now = Agreement.objects.get()
    assert (now.text, now.history.count()) == ("Mine", 3)
    now.settle("done", world.bob)
    assert "Open it again first" in says(alice.get(address, follow=True))


def test_what_is_settled_from_the_quarters_page_leads_back_there(world, signed_in):
    bob, agreement = signed_in(world.bob), agree(world, quarter=world.quarters[0])
    page = bob.get(reverse("workplans:monitor_quarter", args=[world.plan.pk, 2]))
    form = next(form for form in forms_of(page) if form.action == settle_page(agreement))
    answer = bob.post(form.action, {**form.fields, "outcome": "done"})
    assert answer.url == f"/workplans/{world.plan.pk}/monitor/2/#g{agreement.pk}"
    odd = bob.post(form.action, {**form.fields, "outcome": "open"})
    assert odd.status_code == 302
    assert bob.post(form.action, {"outcome": "done", "plan": "x", "from": "²"}).url == settle_page(agreement)


def test_what_was_agreed_in_the_last_plan_is_looked_at_in_this_one(world, signed_in):
    last = plan_that_is(world, "approved")
    open_one = agree(world, "From the last plan", quarter=last.quarters.get(number=4))
    of_closed = agreed_in_a_closed_plan(world)
    page = signed_in(world.bob).get(reverse("workplans:monitor_quarter", args=[world.plan.pk, 1]))
    assert "From the last plan Midwife in charge" in says(page)
    assert "agreed in Quarter 4 of 2022" in says(page)
    actions = [form.action for form in forms_of(page)]
    assert [actions.count(settle_page(one)) for one in (open_one, of_closed)] == [1, 1]


def agreed_in_a_closed_plan(world):
    quarter = plan_that_is(world, "closed").quarters.get(number=4)
    facts = {"text": "Of a closed plan", "post": world.midwife, "due_on": DUE}
    return Agreement.objects.create(workplan=quarter.workplan, quarter=quarter, **facts)


def test_what_is_open_stays_work_after_its_plan_is_over_and_closed(world, signed_in):
    agreement, bob = agreed_in_a_closed_plan(world), signed_in(world.bob)
    assert "Of a closed plan" in says(bob.get("/my-work/"))
    assert [one.to.name for one in of_agreements(DUE)] == ["Bob"]
    assert [one.row for one in open_of(world.midwife, TODAY)].count(agreement) == 1
    page = bob.get(settle_page(agreement))
    assert "Change what was agreed" not in says(page)
    assert bob.post(settle_page(agreement), filled(page, outcome="done")).status_code == 302
    assert not Agreement.objects.get(pk=agreement.pk).is_open
    nurse = hold(world.charlie, "Night nurse", "member", team=world.team)
    assert agreement.settle("open", world.bob).give(nurse, world.alice).post == nurse
    assert agreement.go_on(date(2026, 9, 30), world.bob).due_on == date(2026, 9, 30)


def test_a_plan_that_is_closed_while_somebody_writes_refuses_the_change(world, signed_in, monkeypatch):
    alice, agreement = signed_in(world.alice), agree(world)
    address = reverse("workplans:monitor_agreement_change", args=[agreement.pk])
    typed = filled(alice.get(address), text="Mine")

    def read_and_closed(request, pk):
        found = Agreement.objects.select_related("workplan__team__unit", "quarter", "post").get(pk=pk)
        Workplan.objects.filter(pk=world.plan.pk).update(state="closed")
        return found

    monkeypatch.setattr(access, "agreement_to_read", read_and_closed)
    assert alice.post(address, typed).status_code == 403
    assert Agreement.objects.get().text == "Ask the store for gloves"


def test_it_stands_in_my_work_by_its_day_and_is_done_in_one_tap(world, signed_in):
    bob, agreement = signed_in(world.bob), agree(world, due_on=TODAY - timedelta(days=2))
    later = agree(world, "Look again", due_on=date(2026, 12, 1))
    page = says(bob.get("/my-work/"))
    assert "Ask the store for gloves 2 days late" in page
    assert "agreed on the page of Quarter 2" in page
    assert "Not possible" in page
    page = bob.post("/my-work/act/", {"act": f"did:{agreement.pk}"}, follow=True)
    assert "Said: done." in says(page)
    assert "Look again" in says(page)
    page = bob.post("/my-work/act/", {"act": f"did:{agreement.pk}", "x": 1}, follow=True)
    assert "Somebody said so before" in says(page)
    assert "1 Dec" in says(bob.get("/my-work/"))
    assert signed_in(world.charlie).post("/my-work/act/", {"act": f"did:{later.pk}"}, follow=True).status_code == 200
    assert Agreement.objects.get(pk=later.pk).is_open


def test_who_covers_the_post_has_it_too(world, signed_in):
    agree(world, due_on=TODAY)
    assert "Ask the store" not in says(signed_in(world.alice).get("/my-work/"))
    absence(world)
    assert "Ask the store for gloves" in says(signed_in(world.alice).get("/my-work/"))


def test_it_is_reminded_of_before_on_the_day_and_late_then_the_lead(world):
    agree(world)

    def stages(day):
        return sorted((one.stage, one.to.name) for one in of_agreements(day))

    assert stages(DUE - timedelta(days=4)) == []
    assert stages(DUE - timedelta(days=3)) == [("before", "Bob")]
    assert stages(DUE) == [("day", "Bob")]
    assert stages(DUE + timedelta(days=8)) == [("above", "Alice"), ("late", "Bob")]
    words = [str(Notice(kind=one.kind, facts=one.row["facts"]).words) for one in of_agreements(DUE)]
    assert words == [
        "Your post “Midwife in charge” is to do this by 20 August 2026, as was agreed: Ask the store for gloves"
    ]
    Agreement.objects.get().settle("done", world.bob)
    assert stages(DUE) == []


def test_a_plan_or_a_quarter_in_which_something_was_agreed_stays(world, signed_in):
    plan = Workplan.objects.begin(world.team, date(2030, 1, 1))
    agree(world, quarter=plan.quarters.get(number=4), due_on=date(2030, 12, 1))
    page = signed_in(world.alice).post(reverse("workplans:plan_remove", args=[plan.pk]))
    assert page.status_code == 200
    spans = [(quarter.starts_on, quarter.ends_on) for quarter in plan.quarters.all()]
    with pytest.raises(Locked, match="on the page of Quarter 4, so it stays"):
        plan.set_quarters(spans[:3])
    assert plan.quarters.count() == 4


def test_who_leaves_the_post_passes_it_on(world):
    agreement = agree(world)
    [one] = [one for one in open_of(world.midwife, TODAY) if one.kind == "agreed"]
    nurse = hold(world.charlie, "Night nurse", "member", team=world.team)
    hand_over(world.midwife, world.bob, notes={one.mark: "Ask for Sara"}, passed={one.mark: nurse})
    now = Agreement.objects.get(pk=agreement.pk)
    assert (now.post, now.history.first().history_change_reason) == (nurse, "Ask for Sara")
    assert len(told(world.charlie, "agreed")) == 1

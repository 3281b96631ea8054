"""A file of values beside what is there already and what others do meanwhile: nothing goes that nobody was told of."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teams.exchange.unreadable import Unreadable
from tests.pages import fill_in, filled, says
from tests.workplans import exports
from tests.workplans.exports import PLACE, VISITS, WOMEN, value, visits_of
from tests.workplans.test_monitor_fill import bring, brought, look, say
from workplans import filling as fillings
from workplans.models import Entry, Filling, Mapping, Workplan
from workplans.rules.figures import Reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def visits(world):
    return visits_of(world)


def test_a_file_that_is_brought_twice_waits_once_and_can_be_left(client, world, visits):
    client.force_login(world.alice)
    content = exports.data_values(value(VISITS, "202606", 12))
    first, _page = bring(client, world, content)
    second, _page = bring(client, world, content)
    assert first == second
    client.post(f"/workplans/fillings/{first.pk}/", {"leave": "1"})
    assert not Filling.objects.exists()


def test_a_file_that_is_left_and_filled_from_at_once_is_one_of_them(client, world, visits, monkeypatch):
    client.force_login(world.alice)
    say(world, VISITS, visits)
    filling = brought(world, value(VISITS, "202606", 12))
    found, address = look(world, filling), f"/workplans/fillings/{filling.pk}/"

    def late(*arguments):
        Filling.objects.get(pk=filling.pk).leave()
        return found

    monkeypatch.setattr("workplans.views.monitor.fill.look_at", late)
    assert "Somebody left this file meanwhile" in says(client.post(address, {"seen": found.seen}))
    assert not Entry.figures.exists()
    filling = brought(world, value(VISITS, "202606", 12))
    stale = Filling.objects.get(pk=filling.pk)
    fillings.fill(filling, fillings.read(filling), PLACE, fillings.Decided(look(world, filling).seen), world.bob)
    assert not stale.leave()
    assert Entry.figures.get().filling == filling


@pytest.mark.parametrize(("total", "men"), [(22, 12), (23, None)])
def test_parts_that_a_file_does_not_say_stay_with_their_total(client, world, visits, total, men):
    client.force_login(world.alice)
    say(world, VISITS, visits)
    say(world, VISITS, visits, detail=WOMEN, part=visits.women)
    parts = {visits.women: Reading(Decimal(10)), visits.men: Reading(Decimal(12))}
    Entry.figures.record(visits, world.plan.calendar().find("2026-06"), world.bob, Reading(Decimal(22)), parts=parts)
    filling = brought(world, value(VISITS, "202606", total), value(VISITS, "202606", 11, detail=WOMEN))
    address = f"/workplans/fillings/{filling.pk}/"
    page = says(client.get(address))
    assert ("What is recorded by parts that this file does not have goes" in page) == (total == 23)
    assert ("more than the whole" in page) == (total == 22)
    fill_in(client, address, **{f"correct_{visits.pk}-2026-06": "on"})
    entry = Entry.figures.standing().get()
    assert entry.value == total
    expected = {visits.women: 11} | ({visits.men: men} if men else {})
    assert {one.part: one.value for one in entry.parts.all()} == expected


def test_a_longer_time_is_not_filled_while_it_goes_on(world, visits):
    """What is counted half-way through a year would stand for all the months to come."""
    say(world, VISITS, visits)
    values = [
        value(VISITS, "2026", 90),
        value(VISITS, "2026Q3", 20),
        value(VISITS, "202608", 3),
        value(VISITS, "2026Q2", 30),
    ]
    found = look(world, brought(world, *values))
    assert [one.period.key for one in found.lines] == ["2026-08", "q2"]
    assert found.told["not_over"].count == 2
    assert "q3" in {one.period.key for one in look(world, brought(world, *values), date(2026, 10, 1)).lines}


def test_what_many_codes_stand_for_is_kept_in_as_many_queries_as_of_one(world, visits):
    def queries(said):
        with CaptureQueriesContext(connection) as captured:
            Mapping.objects.say_of_many(world.team, said, world.alice)
        return len(captured)

    nothing, much = {"fills": "nothing", "name": "Beds"}, {"fills": "value", "indicator": visits, "part": visits.men}
    say(world, "old0", visits)
    one = queries({("old0", ""): [nothing], ("new0", ""): [much]})
    for number in range(1, 8):
        say(world, f"old{number}", visits)
    many = {(f"old{number}", ""): [nothing] for number in range(8)}
    many |= {(f"new{number}", "x"): [much] for number in range(8)}
    assert queries(many) == one
    assert set(Mapping.objects.values_list("fills", "indicator", "indicator_name", "name", "part")) == {
        ("nothing", None, "", "Beds", None),
        ("value", visits.pk, "Visits", "", visits.men.pk),
    }
    kept = (
        Mapping.history.filter(code="old7").order_by("history_id").values_list("history_type", "history_user", "fills")
    )
    assert list(kept) == [("+", world.alice.pk, "value"), ("~", world.alice.pk, "nothing")]
    assert Mapping.history.filter(code="new7", history_type="+", history_user=world.alice).count() == 1
    before = Mapping.history.count()
    Mapping.objects.say_of_many(world.team, many, world.bob)
    assert Mapping.history.count() == before


def test_a_file_that_is_left_while_its_columns_or_codes_are_said_is_told(client, world, visits, monkeypatch):
    """What was said of its codes is kept all the same."""
    client.force_login(world.alice)
    for step in ("columns", "codes"):
        filling = Filling.objects.bring(world.plan, "x.csv", b"Indicator,June 2026\nVisits,12\n", world.alice)
        filling.choose(columns={}, header_row=1)
        address = f"/workplans/fillings/{filling.pk}/{step}/"
        sent = filled(client.get(address))
        hold, pending = Workplan.objects.hold, [filling]

        def left_first(pk, hold=hold, pending=pending):
            if pending:
                pending.pop().leave()
            return hold(pk)

        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(Workplan.objects, "hold", left_first)
            page = client.post(address, sent, follow=True)
        assert page.redirect_chain[-1][0] == f"/workplans/{world.plan.pk}/fill/"
        assert "Somebody left this file meanwhile" in page.content.decode()
        assert not Filling.objects.exists()
    assert [(one.code, one.indicator) for one in Mapping.objects.all()] == [("Visits", visits)]


def test_what_is_chosen_of_a_file_by_two_is_kept_of_both_and_nothing_once_it_was_filled_from(world, visits):
    filling = Filling.objects.bring(world.plan, "x.csv", b"Visits,12", world.alice)
    one, other = (Filling.objects.get(pk=filling.pk) for _time in range(2))
    assert one.choose(unit="a")
    assert other.choose(asked=True)
    assert Filling.objects.get(pk=filling.pk).choices == {"unit": "a", "asked": True}
    one.finish(world.bob, {"recorded": 1, "told": {}})
    assert not other.choose(unit="b")
    assert Filling.objects.get(pk=filling.pk).choices == {"unit": "a"}
    gone = Filling.objects.bring(world.plan, "y.csv", b"Visits,13", world.alice)
    late = Filling.objects.defer("content").get(pk=gone.pk)
    assert gone.leave()
    assert late.kept is None
    with pytest.raises(Unreadable, match="no longer kept"):
        fillings.read(late)


def test_what_a_file_holds_makes_it_the_same_and_no_other_is_read_for_it(world, visits):
    first = Filling.objects.bring(world.plan, "june.csv", b"Visits,12", world.alice)
    assert Filling.objects.bring(world.plan, "june (1).csv", b"Visits,12", world.alice) == first
    assert Filling.objects.bring(world.plan, "june.csv", b"Visits,12", world.bob) != first
    assert Filling.objects.bring(world.plan, "june.csv", b"Visits,13", world.alice) != first
    with CaptureQueriesContext(connection) as captured:
        Filling.objects.bring(world.plan, "june.csv", b"Visits,14", world.alice)
    read = [one["sql"] for one in captured if one["sql"].startswith("SELECT") and "filling" in one["sql"]]
    assert read
    assert not [sql for sql in read if '"content",' in sql.partition("FROM")[0]]
    first.finish(world.alice, {"recorded": 1})
    assert Filling.objects.bring(world.plan, "june.csv", b"Visits,12", world.alice) != first

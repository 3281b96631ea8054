"""What a code stands for: the likely first, what is certain chosen, several things at once, what is taken out meanwhile."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.pages import fill_in, filled, says
from tests.workplans import exports
from tests.workplans.exports import BIRTHS, PLACE, VISITS, WOMEN, value, visits_of
from tests.workplans.test_monitor_fill import brought, look, say
from workplans import filling as fillings
from workplans.exchange.values.alike import ENOUGH, Weights
from workplans.exchange.values.guessing import Candidate, Guesser
from workplans.forms.monitor.codes import MOST_LISTED, token_of
from workplans.models import Entry, Filling, Indicator, Mapping
from workplans.queries.codes import Codes, open_codes, with_offers
from workplans.rules.figures import Reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
LIVE = token_of(("Live births", ""))


@pytest.fixture
def visits(world):
    return visits_of(world)


def asked_of(world, *names):
    """A file of codes that nobody knows, and the address at which it is asked what they stand for."""
    content = "Indicator,Period,Value\n" + "".join(f"{name},202606,{12 + at}\n" for at, name in enumerate(names))
    filling = Filling.objects.bring(world.plan, "births.csv", content.encode(), world.alice)
    filling.choose(as_is=True)
    return filling, f"/workplans/fillings/{filling.pk}/codes/"


def options(page, name):
    """[(group, value)] of a list on a page, and the value that is chosen; what stands in no group has "" for it."""
    found, group, chosen = [], "", ""
    text = page.content.decode().partition(f'<select name="{name}"')[2].partition("</select>")[0]
    for piece in text.split("<")[1:]:
        if piece.startswith("optgroup"):
            group = piece.split('label="')[1].split('"')[0]
        elif piece.startswith("/optgroup"):
            group = ""
        elif piece.startswith("option"):
            key = piece.split('value="')[1].split('"')[0]
            found.append((group, key))
            chosen = key if "selected" in piece else chosen
    return found, chosen


def test_one_code_fills_an_indicator_and_is_what_another_is_counted_out_of(client, world, visits):
    client.force_login(world.alice)
    say(world, "Skilled", world.indicator, "numerator")
    filling, address = asked_of(world, "Live births", "Other")
    first = {f"means_{LIVE}": f"{visits.pk}:value", "rest": "on"}
    page = client.post(address, {**filled(client.get(address), **first), "also": LIVE})
    assert not Mapping.objects.filter(code="Live births").exists()
    assert "and also" in says(page)
    assert options(page, f"means_{LIVE}")[1] == f"{visits.pk}:value"
    denominator = f"{world.indicator.pk}:denominator"
    client.post(address, filled(page, **{f"means_{LIVE}_2": denominator}))
    known = Codes(world.plan).meanings["Live births", ""]
    assert {(one.indicator, one.fills) for one in known} == {(visits, "value"), (world.indicator, "denominator")}
    content = "Indicator,Period,Value\nLive births,2026Q2,50\nSkilled,2026Q2,40\nLive births,202606,14\n"
    filling = Filling.objects.bring(world.plan, "next.csv", content.encode(), world.alice)
    filling.choose(as_is=True)
    page = client.get(f"/workplans/fillings/{filling.pk}/")
    assert "3 values to record, of 2 indicators" in says(page)
    fill_in(client, f"/workplans/fillings/{filling.pk}/")
    assert {(one.indicator, one.period, one.reading) for one in Entry.figures.all()} == {
        (visits, "q2", Reading(Decimal(50))),
        (visits, "2026-06", Reading(Decimal(14))),
        (world.indicator, "q2", Reading(None, Decimal(40), Decimal(50))),
    }


def test_one_thing_is_said_once_of_a_code(client, world, visits):
    client.force_login(world.alice)
    _filling, address = asked_of(world, "Live births")
    page = client.post(address, {**filled(client.get(address)), "also": LIVE})
    for first, second in [(f"{visits.pk}:value", f"{visits.pk}:value"), ("nothing", f"{visits.pk}:value")]:
        sent = filled(page, **{f"means_{LIVE}": first, f"means_{LIVE}_2": second})
        assert "said twice of one code" in says(client.post(address, sent))
    assert not Mapping.objects.exists()


def test_what_else_a_code_stands_for_is_said_later(client, world, visits):
    client.force_login(world.alice)
    mapping = say(world, VISITS, visits)
    listed = client.get(f"/teams/{world.team.pk}/codes/")
    assert "It fills another too" in says(listed)
    address = f"/codes/{mapping.pk}/change/?also=1"
    assert "stands for that already" in says(fill_in(client, address, means=f"{visits.pk}:value", part=""))
    fill_in(client, address, means=f"{visits.pk}:value", part=visits.women.pk)
    fill_in(client, address, means=f"{world.indicator.pk}:denominator", part="")
    assert {(one.fills, one.indicator, one.part) for one in Mapping.objects.all()} == {
        ("value", visits, None),
        ("value", visits, visits.women),
        ("denominator", world.indicator, None),
    }
    assert "nothing" not in [key for _group, key in options(client.get(f"/codes/{mapping.pk}/change/"), "means")[0]]
    nothing = say(world, "none", None, "nothing")
    assert client.get(f"/codes/{nothing.pk}/change/?also=1").status_code == 404


def test_what_was_said_before_goes_where_something_else_is_said(world, visits):
    say(world, VISITS, visits)
    Mapping.objects.say_also(world.team, (VISITS, ""), world.alice, "numerator", indicator=world.indicator, part=None)
    with pytest.raises(ValidationError, match="does not go together"):
        Mapping.objects.say_also(world.team, (VISITS, ""), world.bob, "denominator", indicator=world.indicator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mapping.objects.create(team=world.team, code=VISITS, fills="value", indicator=visits)
    swapped = [
        {"fills": "denominator", "indicator": world.indicator},
        {"fills": "value", "indicator": visits, "part": visits.men},
        {"fills": "value", "indicator": visits},
    ]
    Mapping.objects.say_of_many(world.team, {(VISITS, ""): swapped}, world.bob)
    assert {(one.fills, one.part) for one in Mapping.objects.all()} == {
        ("denominator", None),
        ("value", visits.men),
        ("value", None),
    }
    say(world, VISITS, None, "nothing")
    assert [one.fills for one in Mapping.objects.all()] == ["nothing"]
    assert Mapping.history.filter(history_type="-", history_user=world.alice).count() == 2
    with pytest.raises(ValidationError, match="does not go together"):
        Mapping.objects.say_also(world.team, (VISITS, ""), world.bob, "value", indicator=visits)


def test_a_code_of_an_indicator_that_is_gone_and_of_one_that_is_here_fills_the_one(world, visits):
    gone = Indicator.objects.create(output=world.output, name="Gone")
    say(world, VISITS, gone)
    Mapping.objects.say_also(world.team, (VISITS, ""), world.alice, "value", indicator=visits)
    gone.delete()
    found = look(world, brought(world, value(VISITS, "202606", 12)))
    assert [one.indicator for one in found.lines] == [visits]
    assert not found.told["absent"].count
    visits.delete()
    assert look(world, brought(world, value(VISITS, "202606", 12))).told["absent"].count == 1


def test_the_likely_stands_first_and_only_what_is_certain_is_chosen(client, world, visits):
    client.force_login(world.alice)
    first = Indicator.objects.create(
        output=world.output, name="Pregnant women with a first antenatal care visit before 12 weeks"
    )
    fourth = Indicator.objects.create(output=world.output, name="Women with four antenatal care visits")
    objective = Indicator.objects.create(objective=world.objective, name="Beds")
    _filling, address = asked_of(world, "ANC 1st visit", "Beds")
    page = client.get(address)
    found, chosen = options(page, f"means_{token_of(('ANC 1st visit', ''))}")
    assert chosen == ""
    assert [key for group, key in found if group == "Likely"][:1] == [f"{first.pk}:value"]
    assert (f"1 {world.objective.name}", f"{objective.pk}:value") in found
    assert [key for _group, key in found].count(f"{first.pk}:value") == 1
    assert {f"{one.pk}:value" for one in Indicator.objects.filter(workplan=world.plan)} <= {key for _g, key in found}
    assert f"{fourth.pk}:value" in [key for group, key in found if group in {"Likely", f"1.1 {world.output.name}"}]
    assert options(page, f"means_{token_of(('Beds', ''))}")[1] == f"{objective.pk}:value"
    fill_in(client, address)
    assert {(one.code, one.indicator) for one in Mapping.objects.all()} == {("Beds", objective)}


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("ANC 1st visit", "Antenatal care: first visits"),
        ("CPN 1ère visite", "Première consultation prénatale"),
        ("Acções de formação", "Formacao de accoes"),
        ("TB cases, new & relapse, notified", "New and relapsed tuberculosis cases notified"),
        ("Live births", "Deliveries in health facilities"),
        ("Under five malaria deaths", "Malaria deaths of children under 5"),
        ("Number of outreach session", "Outreach sessions held"),
        ("Skiled births", "Skilled births"),
    ],
)
def test_names_that_are_alike_are_offered(asked, meant):
    names = [meant, "Fridges that kept the cold chain", "Supportive supervision", "Days without a stock-out"]
    guesser = Guesser([Candidate(key, name) for key, name in enumerate(names)], [])
    assert guesser.certain("x1", asked, "") is None
    assert [one.indicator for one in guesser.offered("x1", asked, "")] == [0]


def test_names_of_other_things_are_not_offered_and_another_number_comes_later():
    weights = Weights(["ANC first visits", "ANC fourth visits", "Beds"])
    assert (
        weights.alike("ANC 1st visit", "ANC first visits")
        > 2 * weights.alike("ANC 1st visit", "ANC fourth visits") - 0.01
    )
    assert weights.alike("Beds", "Bedside manners") < ENOUGH
    assert weights.alike("of the", "of") == 0
    assert not Guesser([Candidate(1, "Beds")], []).offered("", "", "")


def test_a_ratio_by_its_name_is_first_what_was_counted(world):
    guesser = Guesser(
        [Candidate(1, "Skilled births", numerator="Births", denominator="Expected births", is_ratio=True)], []
    )
    found = [(one.indicator, one.fills) for one in guesser.offered("x", "Skilled birth", "")]
    assert found[0] == (1, "numerator")
    assert guesser.offered("x", "Expected births", "")[0].fills == "denominator"


def test_an_indicator_that_was_taken_out_meanwhile_is_told(client, world, visits):
    client.force_login(world.alice)
    _filling, address = asked_of(world, "Live births")
    sent = filled(client.get(address), **{f"means_{LIVE}": f"{visits.pk}:value"})
    visits.delete()
    assert "This indicator is no longer in the plan." in says(client.post(address, sent))
    assert not Mapping.objects.exists()


def test_the_part_that_a_category_names_is_chosen_with_the_likely_one(client, world, visits):
    client.force_login(world.alice)
    visits.name = "Visits of pregnant women"
    visits.save()
    content = exports.analytics([f"{VISITS}.{WOMEN}", "202606", PLACE, "7"], [BIRTHS, "202606", PLACE, "1"])
    filling = Filling.objects.bring(world.plan, "x.json", content, world.alice)
    filling.choose(as_is=True, unit=PLACE)
    [one] = [
        one
        for one in with_offers(open_codes(fillings.read(filling).figures, Codes(world.plan)), Codes(world.plan))
        if one.known_by[0] == VISITS
    ]
    assert (one.guess, one.offered[0].part) == (None, visits.women.pk)
    page = client.get(f"/workplans/fillings/{filling.pk}/codes/")
    assert options(page, f"part_{token_of(one.known_by)}")[1] == str(visits.women.pk)


def test_of_very_many_indicators_one_is_typed_and_the_likely_are_told(client, world, visits):
    client.force_login(world.alice)
    for number in range(MOST_LISTED):
        Indicator.objects.create(output=world.output, name=f"Beds in ward {number}")
    _filling, address = asked_of(world, "Visit of women", "Live births")
    page = client.get(address)
    assert '<datalist id="meanings">' in page.content.decode()
    assert "Perhaps: Visits" in says(page)
    typed = {f"means_{LIVE}": "visits", "also": LIVE}
    page = client.post(address, filled(page, **typed))
    sent = filled(page, **{f"means_{LIVE}_2": "Beds in ward"})
    assert "Choose one of the suggestions." in says(client.post(address, sent))
    client.post(address, {**sent, f"means_{LIVE}_2": "ward 77"})
    assert {one.indicator.name for one in Mapping.objects.filter(code="Live births")} == {"Visits", "Beds in ward 77"}

"""Every text that a person reads is given to translators: in a language of brackets, nothing stands outside them."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.db import models
from django.test import Client
from django.urls import reverse

from tests.every_page import every_page
from tests.languages import brackets, written
from tests.world import ROLES, TODAY, hold
from workplans.models import Activity, Indicator, Workplan

pytestmark = pytest.mark.django_db
READ_ALOUD = {"aria-label", "title", "placeholder", "alt", "label"}
SILENT = {"script", "style"}
WORD = re.compile(r"[^\W\d_]+")


@pytest.fixture(autouse=True)
def _in_brackets():
    """Language and day: nothing else of the tests changes."""
    with (
        time_machine.travel(TODAY, tick=False),
        written(brackets),
    ):
        yield


@pytest.mark.parametrize("role", [role for role in ROLES if role not in {"viewer", "supervisor of another"}])
def test_every_text_on_every_page_is_translated(role, world, client):
    """Pages of the table, forms with errors, a plan without anything, a history with changes of every kind."""
    write_history(world)
    answers = dict(every_page(client, world, role))
    empty = Workplan.objects.begin(world.other_team, date(2026, 1, 1)).get_absolute_url()
    outline = world.plan.get_absolute_url()
    for address in ["/nothing/", "/", empty, f"{outline}?q=zebra", f"{outline}?soon=60&practice=implement"]:
        answers[f"{role}: {address}"] = client.get(address, follow=True)
    assert untranslated(answers, world) == {}


def test_every_text_that_answers_an_act_is_translated(world, client, client_of):
    """What is said after saving, adding, removing, crossing, guessing, and where two plans cover the same days."""
    act = client_of("alice")
    change = reverse("workplans:plan_item_change", args=["activity", world.activity.pk])
    money = reverse("workplans:organise_allocations", args=[world.activity.pk])
    days = {"starts_on": "2026-08-05", "ends_on": "2026-08-01"}
    indicator = reverse("workplans:plan_item_add", args=["output", world.output.pk, "indicator"])
    sign_in = reverse("teams:account_sign_in")
    answers = {
        "added": act.post(reverse("workplans:plan_objective_add", args=[world.plan.pk]), {"name": "Clean water"}),
        "crossed": act.post(
            change, {"name": world.activity.name, "version": 0, "practice": "organise", "months": ["2026-01"]}
        ),
        "wrong days": act.post(change, {"name": world.activity.name, **days}),
        "months and days": act.post(change, {"name": world.activity.name, "months": ["2026-01"], **days}),
        "half a ratio": act.post(indicator, {"name": world.indicator.name, "numerator": "some", "baseline": "much"}),
        "saved": act.post(reverse("teams:account_page"), {"name": "Alice"}, follow=True),
        "bad phone": act.post(reverse("teams:account_page"), {"name": "Alice", "phone": "twelve", "email": "no"}),
        "weak password": act.post(
            reverse("teams:account_password"),
            {"old_password": "secret", "new_password1": "alice", "new_password2": "alice"},
        ),
        "two plans": act.post(reverse("workplans:plan_begin", args=[world.team.pk]), {"starts_on": "2026-02-01"}),
        "long plan": act.post(
            reverse("workplans:plan_begin", args=[world.team.pk]), {"starts_on": "2030-02-01", "ends_on": "2040-01-01"}
        ),
        "money": act.post(
            money, {"source_1": "Global fund", "source_2": "", "amount_2": "1", "amount_3": "2", "needs_no_money": "on"}
        ),
        "removed": act.post(
            reverse("workplans:plan_item_remove", args=["activity", world.second_activity.pk]), follow=True
        ),
        "not removed": act.get(reverse("workplans:plan_remove", args=[world.plan.pk])),
        "signed out": act.post(reverse("teams:account_sign_out"), follow=True),
        "wrong password": client.post(sign_in, {"username": "alice", "password": "guess"}),
    }
    for _ in range(6):
        answers["locked"] = client.post(sign_in, {"username": "alice", "password": "guess"})
    assert untranslated(answers, world) == {}


@pytest.fixture
def client_of(world):
    """A function that signs somebody in."""

    def client_of(name):
        found = Client()
        found.force_login(getattr(world, name), backend="teams.backends.AnyNameBackend")
        return found

    return client_of


def test_what_is_not_translated_is_seen():
    """The looker itself: a text, an attribute and a button outside the brackets; nothing else of this page."""
    page = (
        '<body><p>⟦From ⟦August⟧⟧ 12 to Amani</p><p aria-label="Closed">⟦x⟧ left</p><input type="submit" value="Send">'
        '<input name="name" value="typed"><script>told</script></body>'
    )
    assert Texts(page).outside({"Amani"}) == ["12 to", "Closed", "left", "Send"]


def write_history(world):
    """Changes of every field of an activity and some of the others, and an item of each kind that lacks something."""
    other = Activity.objects.get(pk=world.activity.pk)
    other.name, other.practice, other.post, other.place = "Train midwives", "organise", None, "Baraka town"
    other.months, other.needs_no_money, other.funders = ["2026-01", "2026-03"], True, "The fund"
    other._change_reason = "Agreed"
    other.save()
    third = Activity.objects.get(pk=world.third_activity.pk)
    third.starts_on, third.ends_on, third.stated = date(2026, 8, 10), date(2026, 8, 14), {"Kolumne": "Wort"}
    third.stated_gap, third.output = -500, world.output
    third.save()
    indicator = Indicator.objects.get(pk=world.indicator.pk)
    indicator.direction, indicator.target, indicator.numerator, indicator.denominator = "down", 60, "", ""
    indicator.save()
    Indicator.objects.create(output=world.second_output, name="Mothers asked")
    hold(world.ruth, "Locum", "member", team=world.other_team)


def untranslated(answers, world):
    """{what: the words outside the brackets} of the pages among some answers."""
    names = names_in_the_database()
    found = {}
    for what, answer in answers.items():
        if answer.headers.get("Content-Type", "").startswith("text/html") and answer.content:
            outside = Texts(answer.content.decode()).outside(names)
            if outside:
                found[what] = outside
    return found


def names_in_the_database():
    """All that people wrote, versions that were changed since too, longest first."""
    found = {settings.SITE_NAME}
    for model in apps.get_models():
        if model._meta.app_label not in {"teams", "workplans"}:
            continue
        for field in model._meta.get_fields():
            if isinstance(field, (models.CharField, models.TextField)) and not field.choices:
                found |= set(model.objects.values_list(field.attname, flat=True))
            elif isinstance(field, models.JSONField) and field.name == "stated":
                for stated in model.objects.values_list("stated", flat=True):
                    found |= {*stated, *stated.values()}
    return sorted((name for name in found if name and WORD.search(name)), key=len, reverse=True)


class Texts(HTMLParser):
    """The texts of a page that a person sees or hears."""

    def __init__(self, page):
        super().__init__()
        self.texts, self.silent = [], False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self.silent = tag in SILENT
        self.texts += [value for name, value in attrs if name in READ_ALOUD]
        if tag == "input" and told.get("type") in {"submit", "button"}:
            self.texts.append(told.get("value", ""))

    def handle_endtag(self, tag):
        self.silent = False

    def handle_data(self, data):
        if not self.silent:
            self.texts.append(data)

    def outside(self, names):
        """The words outside brackets that nobody wrote."""
        found = []
        for text in self.texts:
            left = out_of_brackets(text)
            for name in names:
                left = left.replace(name, " ")
            found += [" ".join(left.split())] if WORD.search(left) else []
        return found


def out_of_brackets(text):
    """What of `text` stands outside ⟦ and ⟧."""
    depth, left = 0, []
    for letter in text:
        depth += letter == "⟦"
        if not depth:
            left.append(letter)
        depth = max(0, depth - (letter == "⟧"))
    return "".join(left)

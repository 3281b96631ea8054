"""Every text that a person reads is given to translators: in a language of brackets, nothing stands outside them."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils.text import capfirst

from assessments.models import Challenge, Round, Vision
from teams.models import Pass
from tests.every_page import every_page, pages_of_what_was_recorded
from tests.languages import brackets, written
from tests.pages import filled, forms_of
from tests.world import (
    ROLES,
    TODAY,
    absence,
    challenge,
    delegated,
    entry,
    hold,
    recurring,
    report,
    seven,
    stuck,
)
from workplans.handover import hand_over
from workplans.models import Activity, Entry, Indicator, Workplan

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
READ_ALOUD = {"aria-label", "title", "placeholder", "alt", "label"}
SILENT = {"script", "style"}
WORD = re.compile(r"[^\W\d_]+")
IN_FILES = {"Far", "Near", "figures"}
"""What files that wait to be filled from call their places and sheets."""


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


def test_every_text_on_what_was_recorded_is_translated(world, client):
    assert untranslated(dict(pages_of_what_was_recorded(client, world)), world) == {}


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


def test_every_text_about_delegated_work_is_translated(world, client_of):
    """An activity to which everything happened; what is asked, answered too late, searched, covered, reported wrongly."""
    act = client_of("ruth")
    asked, again = delegated(world, "in_question", may_pass_on=True), recurring(world, every="month")
    plan, entered = [world.plan.pk], report(world, "stuck", text="No cover")
    Entry.objects.correct(entered, world.bob, "Miscounted", "half")
    entry(world, "released", 100), stuck(world, "No cover").ask(world.officer, world.bob, "Who helps?")
    hand_over(world.midwife, world.bob, "Keys", {f"activity-{world.activity.pk}": "Look"}, {f"asked-{asked.pk}": None})
    away = absence(world, cover=world.vacant)
    page = world.activity.get_absolute_url()
    delegate, to_report = (reverse(f"workplans:implement_{one}", args=[again.pk]) for one in ("delegate", "report"))
    on_it = asked.get_absolute_url()
    answers = {
        "activity": act.get(page),
        "again": act.get(again.get_absolute_url()),
        "asked": act.get(on_it),
        "progress": act.get(reverse("workplans:implement_progress", args=plan)),
        "by month": act.get(reverse("workplans:implement_progress", args=plan), {"by": "month", "state": "late"}),
        "nobody chosen": act.post(delegate, {"due_on": "2020-01-01"}),
        "found": act.post(delegate, {"elsewhere": "nursing", "search": "1"}),
        "not found": act.post(delegate, {"elsewhere": "zebra", "search": "1"}),
        "wrong report": act.post(to_report, {"state": "stuck", "on": "2030-01-01"}),
        "reported": act.post(to_report, {"state": "done", "occasion": again.occasions.first().pk, "on": "2026-08-01"}),
        "same date": act.post(f"{on_it}ask/", {"text": "7", "wanted_on": "2026-09-30"}),
        "nothing said": act.post(f"{on_it}answer/", {"expected": "", "due_on": "2026-09-30"}),
        "too late": act.post(f"{on_it}decline/", {"text": "7"}),
        "not now": act.get(f"{on_it}confirm/"),
        "done": act.post(f"{on_it}answer/", {"text": "7"}, follow=True),
        "away": act.get(reverse("workplans:implement_absences", args=[world.team.pk])),
        "covers twice": act.post(
            reverse("workplans:implement_absence_add", args=[world.midwife.pk]),
            {"cover": world.officer.pk, "starts_on": "2026-08-13", "ends_on": "2026-08-14"},
        ),
        "longer": act.post(reverse("workplans:implement_absence_end", args=[away.pk]), {"on": "2027-01-01"}),
    }
    assert untranslated(answers, world) == {}


def test_every_text_about_people_and_posts_is_translated(world, client, client_of):
    """A person who is invited, led, closed, comes in, is refused; a post that passes on, and one that may not."""
    act, one = client_of("adam"), Pass.objects.issue(world.bob, by=world.adam)
    bob, post = reverse("teams:people_person", args=[world.bob.pk]), reverse("teams:post_list", args=[world.team.pk])
    add, midwife = reverse("teams:people_add", args=[world.team.pk]), world.midwife.pk
    hold(world.adam, "Locum", "member", team=world.team)
    answers = {
        "no link": client.get(f"{one.path}x", follow=True),
        "wrong code": client.post(reverse("teams:join_code"), {"name": "bob", "code": "x"}),
        "password": client.get(one.path, follow=True),
        "weak password": client.post("/come-in/", {"new_password1": "bob", "new_password2": "x"}),
        "come in": client.post(
            "/come-in/", {"new_password1": "nine boats", "new_password2": "nine boats"}, follow=True
        ),
        "account": client.get("/account/"),
        "person": act.get(bob),
        "closed": act.post(f"{bob}close/", follow=True),
        "help for who is closed": act.post(f"{bob}help/"),
        "opened": act.post(f"{bob}close/", {"open": "1"}, follow=True),
        "nobody": act.get("/people/?q=zebra"),
        "taken": act.post(add, {"name": "Zola", "username": "bob", "title": "x", "post": world.vacant.pk}),
        "taken elsewhere": act.post(add, {"name": "Zola", "username": "sven"}),
        "open post": act.get(f"{post}?post={midwife}"),
        "nobody is so called": act.post(f"/posts/{midwife}/assign/", {"person": "zebra", "on": "x"}),
        "given": act.post(f"/posts/{midwife}/assign/", {"person": "charlie", "on": "2026-09-01"}, follow=True),
        "posts to come": act.get(f"{post}?post={midwife}"),
        "kept": act.post(f"/posts/{midwife}/remove/", follow=True),
        "above": act.get(reverse("teams:post_unit_list", args=[world.units["north"].pk])),
    }
    answers["somebody else's computer"] = act.get(Pass.objects.issue(world.bob, by=world.adam).path, follow=True)
    hold(world.adam, "Chief", "lead", team=world.team)
    answers["one's own lead"] = act.get(bob)
    assert untranslated(answers, world) == {}


def test_every_text_about_lists_is_translated(world, client_of):
    """A list of units and one of people with all that can be wrong, from the file to what was made; an empty tree."""
    act = client_of("ruth")
    units = (
        "District,Name,Code\nBaraka,Kapiri,1\nBarakka,Kapiri,2\n,Mwasi,0\nBaraka,,\nBaraka,Dzenza,3\nBaraka,Usisya,3\n"
    )
    people = (
        "Name,User name,Phone number,E-mail,Post,Role,Team,From\n"
        "Mary,1x,888123456,x,Nurse,boss,Baraka,3/4/2026\nJohn,bob,many,,Midwife in charge,,Amani,\n"
        "Ann,,,,,viewer,,\nBob,,888123456,,Clerk,,Nowhere,\nMary,,,,Clerk,,Baraka,\n,,,,,,Baraka,\n"
    )
    answers = {}
    for kind, content in [("units", units), ("people", people)]:
        begin = reverse(f"teams:lists_{kind}", args=[world.units["north"].pk])
        answers[f"{kind}: nothing"] = act.post(begin, {})
        answers[f"{kind}: no table"] = act.post(begin, {"file": SimpleUploadedFile("x.csv", b"%PDF")})
        columns = act.post(begin, {"file": SimpleUploadedFile("list", content.encode())}).headers["Location"]
        answers[f"{kind}: columns"] = page = act.get(columns)
        answers[f"{kind}: wrong columns"] = act.post(columns, {"role_0": "name", "role_1": "name"})
        [form] = [form for form in forms_of(page) if "once" in form.fields and form.action == ""]
        review = act.post(columns, form.fields).headers["Location"]
        answers[f"{kind}: review"] = page = act.get(review)
        assert len(page.context["form"].questions) > 2
        answers[f"{kind}: unanswered"] = act.post(review, {"with_teams": "on"})
        answers[f"{kind}: done"] = act.post(review, filled(page), follow=True)
    answers["nobody to invite"] = act.post(f"{review.removesuffix('review/')}invite/", follow=True)
    assert untranslated(answers, world) == {}


def test_every_text_about_the_vision_and_the_challenge_is_translated(world, client_of):
    """A vision that crosses another, one that is asked about; a challenge that is begun, mended, measured, closed."""
    act, there = client_of("alice"), challenge(world, numerator="Safe births", denominator="Births")
    vision, own = reverse("assessments:focus_vision", args=[world.team.pk]), there.get_absolute_url()
    seven(world)
    act.post(f"{own}obstacles/add/", {"name": "Closed at night", "why_1": "Closed at night"})
    obstacle = f"{own}obstacles/{there.obstacles.get().pk}/"
    month = {"month": "2026-08-01", "counted": "1", "out_of": "2"}
    answers = {
        "proposed": act.post(f"{vision}propose/", {"text": "All live"}, follow=True),
        "agreed": act.post(f"{vision}agree/", {"text": "All live"}, follow=True),
        "agreed again": act.post(f"{vision}agree/", {"text": "All live long"}),
        "agreed after all": act.post(
            f"{vision}agree/",
            {"text": "All live long", "filled_from": str(Vision.objects.ours().get().pk)},
            follow=True,
        ),
        "asked": act.post(f"{vision}ask/", {"closes_on": "2026-08-20"}, follow=True),
        "asked again": act.post(f"{vision}ask/", {"closes_on": "2026-08-20"}),
        "wrong": act.post(
            f"{own}result/", {"numerator": "Births", "baseline": "1", "target": "1", "reached_by": "2026-01-01"}
        ),
        "crossed": act.post(obstacle, {"name": "Closed", "version": "0"}),
        "asked why": act.post(obstacle, {"name": "Closed", "why_2": "Nobody asked", "version": "1"}, follow=True),
        "measured": act.post(f"{own}months/add/", month, follow=True),
        "measured again": act.post(f"{own}months/add/", month | {"counted": "-1"}),
        "out of nothing": act.post(f"{own}months/add/", month | {"out_of": "0"}),
        "far more": act.post(f"{own}months/add/", month | {"counted": "99999999999999", "out_of": "0.0001"}),
        "question": act.get(f"{own}question/"),
        "no way into the plan": act.post(f"{own}into-the-plan/", {"where": "x"}),
        "into the plan": act.post(f"{own}into-the-plan/", {"where": f"plan-{world.plan.pk}"}, follow=True),
        "in the plan": act.get(own),
        "removed": act.post(f"{obstacle}remove/", follow=True),
        "closed": act.post(f"{own}end/", {"learned": "Ask first"}, follow=True),
        "history": act.get(f"{own}history/"),
        "vision's history": act.get(f"/visions/{Vision.objects.earlier().get().pk}/history/"),
        "another": act.get(reverse("assessments:focus_challenge", args=[world.team.pk])),
    }
    assert (Round.objects.count(), Challenge.objects.current().count()) == (1, 0)
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
        if model._meta.app_label not in {"teams", "workplans", "assessments", "lmframework"}:
            continue
        for field in model._meta.get_fields():
            if isinstance(field, (models.CharField, models.TextField)) and not field.choices:
                texts = model.objects.values_list(field.attname, flat=True)
                found |= {line.strip() for text in texts for line in (text or "").splitlines()}
            elif isinstance(field, models.JSONField) and field.name == "stated":
                for stated in model.objects.values_list("stated", flat=True):
                    found |= {*stated, *stated.values()}
    found |= IN_FILES | {capfirst(name) for name in found}
    return sorted((name for name in found if name and WORD.search(name)), key=len, reverse=True)


class Texts(HTMLParser):
    """The texts of a page that a person sees or hears."""

    def __init__(self, page):
        super().__init__()
        self.texts, self.silent = [], False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self.silent = tag in SILENT or told.get("translate") == "no"
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

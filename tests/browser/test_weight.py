"""What a page weighs on a slow line: the first time with its styles and script, and each time after.

No browser is needed to weigh: pages are answered as a server answers, files are packed as `collectstatic` packs them.
"""

import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from workplans.models import Activity, Allocation, Indicator, Output

FIRST_VISIT, REPEAT_VISIT = 60_000, 15_000
MANY = 300


@pytest.fixture
def large_plan(world):
    """Amani's plan with three hundred activities, thirty outputs, and money for each."""
    outputs = [
        Output.objects.create(objective=world.objective, name=f"{number} health centres refer in time")
        for number in range(30)
    ]
    for number in range(MANY - Activity.objects.count()):
        activity = Activity.objects.create(
            output=outputs[number % 30],
            name=f"Supportive supervision of maternity unit {number}, with the checklist of the ministry",
            post=[world.midwife, world.officer, None][number % 3],
            months=["2026-02", "2026-05", "2026-08", "2026-11"][: number % 5],
        )
        Allocation.objects.create(activity=activity, source=world.source, amount=100 + number)
    for output in outputs:
        Indicator.objects.create(output=output, name="Referrals within an hour", baseline=20, target=60)
    assert Activity.objects.count() == MANY
    return world


def on_the_wire(client, address):
    """(the page, its bytes as they are sent, headers too)."""
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    headers = sum(len(f"{name}: {value}\r\n") for name, value in packed.headers.items())
    return client.get(address).content.decode(), len(packed.content) + headers


def files_of(page):
    """{file: its bytes as they are sent} of the styles, scripts and icons that a page asks for."""
    names = set(re.findall(r'(?:href|src)="/static/([^"]+)"', page))
    return {name: len(brotli.compress(Path(finders.find(name)).read_bytes())) for name in names}


@pytest.mark.parametrize("name", ["home", "plan"])
def test_a_page_is_light(name, large_plan, client):
    """Home, and a plan of three hundred activities: 60 KB the first time, 15 KB after."""
    client.force_login(large_plan.alice, backend="teams.backends.AnyNameBackend")
    home = reverse("lmframework:home_team", args=[large_plan.team.pk])
    page, weight = on_the_wire(client, home if name == "home" else large_plan.plan.get_absolute_url())
    files = files_of(page)
    assert {"css/app.css", "bootstrap/css/bootstrap.min.css", "django_htmx/htmx-2.min.js"} <= set(files)
    assert weight <= REPEAT_VISIT
    assert weight + sum(files.values()) <= FIRST_VISIT, files

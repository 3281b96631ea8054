"""Somebody who does something stays signed in, without a write for every page."""

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

pytestmark = pytest.mark.django_db


def writes(browser):
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(reverse("lmframework:home_how")).status_code == 200
    return sum(query["sql"].startswith("UPDATE") for query in captured.captured_queries)


def test_staying_is_noted_every_few_minutes_and_puts_off_the_end(world, settings):
    browser = Client()
    with time_machine.travel("2026-08-12 08:00", tick=False) as now:
        browser.force_login(world.alice)
        assert writes(browser) == 1
        now.shift(60)
        assert writes(browser) == 0
        for _part in range(6):
            now.shift(settings.SESSION_COOKIE_AGE / 3)
            assert writes(browser) == 1
        now.shift(settings.SESSION_COOKIE_AGE + 1)
        assert browser.get(reverse("lmframework:home_how")).status_code == 302

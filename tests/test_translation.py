"""Every text that a person reads can be translated: in a language of brackets, nothing stands outside them."""

import re
from contextlib import contextmanager
from datetime import date, datetime
from html.parser import HTMLParser

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import translation

from tests.every_page import every_page
from tests.world import TODAY, hold
from workplans import queries
from workplans.models import Activity, Allocation, Indicator, Workplan

pytestmark = pytest.mark.django_db

READ_ALOUD = {"aria-label", "title", "placeholder", "alt", "label"}
SILENT = {"script", "style", "svg"}


@contextmanager
def in_language_of(write):
    """Let every text that is translated be `write(text)` instead."""
    real = translation.trans_real

    def one(message):
        return write(real.gettext(message))

    def one_of(context, message):
        return write(real.pgettext(context, message))

    def some(one, many, number):
        return write(real.ngettext(one, many, number))

    def some_of(context, one, many, number):
        return write(real.npgettext(context, one, many, number))

    with pytest.MonkeyPatch.context() as patch:
        for name, function in [("gettext", one), ("pgettext", one_of), ("ngettext", some), ("npgettext", some_of)]:
            patch.setattr(translation._trans, name, function)
        queries._month_word.cache_clear()
        try:
            yield
        finally:
            queries._month_word.cache_clear()

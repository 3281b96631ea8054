"""Lists that Adam brings for the north."""

import pytest
from django.urls import reverse

from tests.teams.exchange.wizard import Wizard


@pytest.fixture
def units(world, signed_in):
    return Wizard(signed_in(world.adam), reverse("teams:lists_units", args=[world.units["north"].pk]))


@pytest.fixture
def people(world, signed_in):
    return Wizard(signed_in(world.adam), reverse("teams:lists_people", args=[world.units["north"].pk]))

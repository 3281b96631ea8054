"""What several tests of plans work on."""

import pytest

from workplans.models import Breakdown, Indicator


@pytest.fixture
def visits(world):
    """A plain number that the midwife records each month, by sex."""
    facts = {"unit": "visits", "recorded_every": "month", "post": world.midwife}
    found = Indicator.objects.create(output=world.output, name="Visits", **facts)
    sex = Breakdown.objects.create(name="Sex at birth")
    found.women, found.men = sex.parts.create(name="Women", order=1), sex.parts.create(name="Men", order=2)
    found.breakdowns.add(sex)
    return found

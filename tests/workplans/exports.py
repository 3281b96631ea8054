"""Small exports as DHIS2 writes them, of data that was made up."""

import json

from workplans.models import Breakdown, Indicator

PLACE, OTHER_PLACE = "Amn1Hosp001", "Brk1Hosp001"
VISITS, BIRTHS, EXPECTED = "ancVisit001", "birthSba001", "birthExp001"
WOMEN, MEN, DEFAULT = "womenOption", "menOption01", "HllvX50cXC0"
NAMES = {
    VISITS: "Visits",
    BIRTHS: "deliveries with a skilled attendant",
    EXPECTED: "Expected deliveries",
    PLACE: "Amani",
    OTHER_PLACE: "Baraka",
    WOMEN: "Female",
    MEN: "Male",
}


def value(code, period, number, unit=PLACE, detail=DEFAULT, **more):
    """One data value."""
    found = {"dataElement": code, "period": period, "orgUnit": unit, "categoryOptionCombo": detail}
    return {**found, "attributeOptionCombo": DEFAULT, "value": str(number), **more}


def data_values(*values):
    """A data value set as JSON."""
    return json.dumps({"dataSet": "pBOMPrpg1QX", "dataValues": list(values)}).encode()


def data_values_csv(*values):
    """The same as CSV."""
    heads = ["dataelement", "period", "orgunit", "categoryoptioncombo", "attributeoptioncombo", "value", "deleted"]
    keys = ["dataElement", "period", "orgUnit", "categoryOptionCombo", "attributeOptionCombo", "value", "deleted"]
    lines = [",".join(f'"{head}"' for head in heads)]
    lines += [",".join(f'"{one.get(key, "")}"' for key in keys) for one in values]
    return "\n".join(lines).encode()


def analytics(*rows, headers=("dx", "pe", "ou", "value")):
    """The answer of analytics, with names."""
    heads = [{"name": name, "column": name, "valueType": "TEXT", "hidden": False, "meta": True} for name in headers]
    items = {key: {"name": name} for key, name in NAMES.items()}
    return json.dumps({"headers": heads, "rows": rows, "metaData": {"items": items, "dimensions": {}}}).encode()


def visits_of(world):
    """An indicator that is a plain number, recorded each month, broken down by sex."""
    found = Indicator.objects.create(output=world.output, name="Visits", unit="visits", recorded_every="month")
    sex = Breakdown.objects.create(name="Sex at birth")
    found.women = sex.parts.create(name="Women", order=1)
    found.men = sex.parts.create(name="Men", order=2)
    found.breakdowns.add(sex)
    return found

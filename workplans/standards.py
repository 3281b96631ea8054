"""The first breakdowns and standard indicators, in words of our own: what health teams of many countries count.

They become rows by a migration, where an administrator changes them and adds the ministry's; while one is left as it
is, people read it in their own language.
"""

from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext_noop as _

SEX, AGE = _("Sex"), _("Age group")
BREAKDOWNS = {
    SEX: [_("Female"), _("Male")],
    AGE: [
        _("Under 1 year"),
        _("1 to 4 years"),
        _("5 to 14 years"),
        _("15 to 24 years"),
        _("25 to 49 years"),
        _("50 years and over"),
    ],
}
CARE, MOTHERS, VACCINES, MALARIA, HIV, TB, NUTRITION, NCD, SYSTEM = (
    _("Primary care"),
    _("Mothers and newborns"),
    _("Immunisation"),
    _("Malaria"),
    _("HIV"),
    _("Tuberculosis"),
    _("Nutrition"),
    _("Noncommunicable diseases"),
    _("Health system"),
)
PERCENT = "%"


class First(NamedTuple):
    """A standard indicator of the first ones."""

    topic: str
    name: str
    definition: str
    unit: str
    counted: str = ""
    out_of: str = ""
    adds_up: str = "sum"
    every: str = "month"
    direction: str = "up"
    by: tuple = ()


def ratio(topic, name, definition, counted, out_of, **more):
    """A percentage, whose numerators and denominators are added up."""
    return First(topic, name, definition, PERCENT, counted, out_of, "average", **more)


STANDARDS = [
    First(
        CARE,
        _("Outpatient visits"),
        _("All visits for care without a night in the facility, first and repeated, of every age."),
        _("visits"),
        by=(SEX, AGE),
    ),
    ratio(
        CARE,
        _("Children under five with pneumonia who were given antibiotics"),
        _("Of the children under five found to have pneumonia, those who were given an antibiotic at that visit."),
        _("Children with pneumonia who were given antibiotics"),
        _("Children under five with pneumonia"),
    ),
    First(
        CARE,
        _("Home visits by community health workers"),
        _("Visits to a household that a community health worker wrote into the register."),
        _("visits"),
    ),
    ratio(
        MOTHERS,
        _("Women with four or more antenatal visits"),
        _("Women who came at least four times before the birth, out of the pregnancies expected in the area."),
        _("Women with a fourth antenatal visit"),
        _("Pregnancies expected"),
    ),
    ratio(
        MOTHERS,
        _("First antenatal visit in the first twelve weeks"),
        _("Women whose first visit was before the thirteenth week, out of all women with a first visit."),
        _("First visits before the thirteenth week"),
        _("First antenatal visits"),
    ),
    ratio(
        MOTHERS,
        _("Births with a skilled attendant"),
        _("Births with a midwife, nurse or doctor, in a facility or at home, out of the births expected in the area."),
        _("Births with a skilled attendant"),
        _("Births expected"),
    ),
    ratio(
        MOTHERS,
        _("Mothers and babies seen within two days after the birth"),
        _("Mothers who were examined with their baby in the first 48 hours, out of the births expected in the area."),
        _("Mothers and babies seen within two days"),
        _("Births expected"),
    ),
    First(
        MOTHERS,
        _("Deaths of mothers"),
        _("Women who died in pregnancy, at the birth or within 42 days after it, from a cause that has to do with it."),
        _("deaths"),
        direction="down",
    ),
    First(
        MOTHERS,
        _("Stillbirths per 1,000 births"),
        _("Babies born dead after 28 weeks, out of all births in the facility, for each 1,000 of them."),
        _("per 1,000 births"),
        _("Stillbirths"),
        _("All births"),
        "average",
        direction="down",
    ),
    First(
        MOTHERS,
        _("New users of modern contraception"),
        _("People who took up a modern method for the first time in their life, by whoever gave it."),
        _("people"),
        by=(AGE,),
    ),
    ratio(
        VACCINES,
        _("Children with a third dose of pentavalent vaccine"),
        _("Children under one who had the third dose, out of the babies who live to be vaccinated in the area."),
        _("Third doses given to children under one"),
        _("Surviving infants expected"),
        by=(SEX,),
    ),
    ratio(
        VACCINES,
        _("Children with a first dose of measles vaccine"),
        _("Children under one who had the first dose against measles, out of the babies who live to be vaccinated."),
        _("First measles doses given to children under one"),
        _("Surviving infants expected"),
        by=(SEX,),
    ),
    ratio(
        VACCINES,
        _("Children who began with pentavalent vaccine and did not finish"),
        _("Of the children who had the first dose, those who did not have the third."),
        _("First doses less third doses"),
        _("First doses given to children under one"),
        direction="down",
    ),
    ratio(
        MALARIA,
        _("Fever cases that were tested for malaria"),
        _("Suspected cases with a rapid test or a slide, out of all suspected cases."),
        _("Suspected cases tested"),
        _("Suspected cases"),
        by=(AGE,),
    ),
    First(
        MALARIA,
        _("Confirmed malaria cases"),
        _("Cases with a positive rapid test or slide, treated in a facility or by a community health worker."),
        _("cases"),
        direction="down",
        by=(SEX, AGE),
    ),
    ratio(
        MALARIA,
        _("Pregnant women with three doses of preventive treatment for malaria"),
        _("Women who had the third dose or more, out of the women with a first antenatal visit."),
        _("Women with a third dose"),
        _("First antenatal visits"),
    ),
    First(
        HIV,
        _("People living with HIV on treatment"),
        _("People who are on antiretroviral treatment on the last day, whenever they began."),
        _("people"),
        adds_up="last",
        by=(SEX, AGE),
    ),
    ratio(
        HIV,
        _("Pregnant women who know their HIV status"),
        _("Women tested, or known to be positive, at an antenatal visit, out of the women with a first visit."),
        _("Women who know their status"),
        _("First antenatal visits"),
    ),
    ratio(
        HIV,
        _("People on treatment whose viral load is suppressed"),
        _("Of the people whose viral load was measured in the last year, those in whom it is suppressed."),
        _("People with a suppressed viral load"),
        _("People with a viral load result"),
        every="quarter",
        by=(SEX,),
    ),
    First(
        TB,
        _("New and relapse tuberculosis cases found"),
        _("People with tuberculosis of any kind who were put into the register, confirmed or found by examination."),
        _("people"),
        every="quarter",
        by=(SEX, AGE),
    ),
    ratio(
        TB,
        _("Tuberculosis treatment that succeeded"),
        _("Of the people who began treatment a year before, those who were cured or finished it."),
        _("People cured or with treatment finished"),
        _("People who began treatment in the same quarter a year before"),
        every="quarter",
        by=(SEX,),
    ),
    First(
        NUTRITION,
        _("Children under five with severe acute malnutrition who were taken into care"),
        _("Children who were newly taken into a programme for severe acute malnutrition, in or out of hospital."),
        _("children"),
        by=(SEX,),
    ),
    ratio(
        NUTRITION,
        _("Children who were given vitamin A"),
        _("Children of 6 to 59 months who had a dose in the last half year, out of the children of that age."),
        _("Children of 6 to 59 months given vitamin A"),
        _("Children of 6 to 59 months"),
        every="quarter",
    ),
    ratio(
        NCD,
        _("People with high blood pressure in whom it is controlled"),
        _("Of the people in care for high blood pressure, those below 140/90 at their last visit of the quarter."),
        _("People whose blood pressure is controlled"),
        _("People in care for high blood pressure"),
        every="quarter",
        by=(SEX,),
    ),
    ratio(
        NCD,
        _("Women screened for cervical cancer"),
        _("Women of 30 to 49 years screened for the first time, out of the women of that age in the area."),
        _("Women of 30 to 49 years screened"),
        _("Women of 30 to 49 years"),
        every="quarter",
    ),
    First(
        SYSTEM,
        _("Facilities without a day without essential medicines"),
        _("Facilities in which none of the medicines on the tracer list was out of stock on any day of the month."),
        _("facilities"),
        adds_up="last",
    ),
    ratio(
        SYSTEM,
        _("Monthly reports sent in time"),
        _("Reports that came by the day that the ministry sets, out of the reports that were due."),
        _("Reports in time"),
        _("Reports due"),
    ),
    ratio(
        SYSTEM,
        _("Posts that are filled"),
        _("Posts with somebody in them on the last day of the quarter, out of the posts that are approved."),
        _("Posts that are filled"),
        _("Approved posts"),
        every="quarter",
    )._replace(adds_up="last"),
    First(
        SYSTEM,
        _("Supervision visits held"),
        _("Visits to a facility with a written report that was left there."),
        _("visits"),
        every="quarter",
    ),
    First(
        SYSTEM,
        _("Days on which the vaccine fridge was too warm or too cold"),
        _("Days on which the thermometer stood below 2 or above 8 degrees at one of the two readings."),
        _("days"),
        direction="down",
    ),
]


def load_first(breakdowns, standards):
    """Make the first breakdowns and standard indicators where there are none at all, and list the latter.

    `breakdowns` and `standards` are the models' managers. Their history is the caller's to write.
    """
    if breakdowns.exists() or standards.exists():
        return []
    by_name = {}
    for name, parts in BREAKDOWNS.items():
        by_name[name] = breakdowns.create(name=name)
        for order, part in enumerate(parts, start=1):
            by_name[name].parts.create(name=part, order=order)
    made = [standards.create(**facts_of(first)) for first in STANDARDS]
    chosen = standards.model.breakdowns.through._base_manager
    for standard, first in zip(made, STANDARDS, strict=True):
        for name in first.by:
            chosen.create(standardindicator_id=standard.pk, breakdown_id=by_name[name].pk)
    return made


def facts_of(first):
    """The columns of one of the first ones."""
    facts = first._asdict()
    columns = {"counted": "numerator", "out_of": "denominator", "every": "recorded_every"}
    return {columns.get(name, name): value for name, value in facts.items() if name != "by"}


def load_by_migration(apps, schema_editor):
    """The same with the first row of their history, which the models of a migration do not write themselves."""
    standards = load_first(*(apps.get_model("workplans", name).objects for name in ("Breakdown", "StandardIndicator")))
    kept = apps.get_model("workplans", "HistoricalStandardIndicator_breakdowns").objects
    for name in ("Breakdown", "Part", "StandardIndicator") if standards else ():
        versions = apps.get_model("workplans", f"Historical{name}").objects
        for row in apps.get_model("workplans", name).objects.all():
            version = versions.create(**told(row), history_type="+", history_date=timezone.now())
            if name == "StandardIndicator":
                for one in row.breakdowns.through.objects.filter(standardindicator_id=row.pk):
                    kept.create(history_id=version.pk, **told(one))


def told(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.fields}

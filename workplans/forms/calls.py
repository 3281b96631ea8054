"""What may be typed into a call for plans."""

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from workplans.forms.crossing import CrossingForm
from workplans.forms.plan import day_widget, helper, pair
from workplans.models import Call
from workplans.models.plan import FIRST_YEAR, LAST_YEAR
from workplans.rules import periods


class TemplateField(forms.ModelChoiceField):
    def label_from_instance(self, plan):
        return plan.full_name


class CallForm(CrossingForm):
    """The time of the plans, by when they are to be sent, a template, and what to keep in mind."""

    class Meta:
        model = Call
        fields = ["starts_on", "ends_on", "due_on", "template", "note"]
        field_classes = {"template": TemplateField}
        widgets = {
            "starts_on": day_widget(),
            "ends_on": day_widget(),
            "due_on": day_widget(),
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, templates, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = templates
        self.fields["template"].empty_label = _("None: each team writes its own")
        self.fields["template"].help_text = _(
            "What stands in it is where each team starts; money, baselines and targets are left out."
        )
        rows = ["once", "version", pair("starts_on", "ends_on"), "due_on", "template", "note"]
        self.helper = helper(*rows, *(["reason"] if "reason" in self.fields else []))

    def clean(self):
        cleaned = super().clean()
        first, last, due = (cleaned.get(name) for name in ("starts_on", "ends_on", "due_on"))
        if first and not FIRST_YEAR <= first.year <= LAST_YEAR:
            self.add_error("starts_on", _("Is the year mistyped?"))
        if first and last and first <= last:
            self.refuse_overlap(first, last)
        if due and first and due > periods.add_months(first, 12):
            self.add_error("due_on", _("This is long after the plans have begun. Is it mistyped?"))
        if due and self.instance.pk is None and due < timezone.localdate():
            self.add_error("due_on", _("This day is past already. Give the teams time to write."))
        return cleaned

    def refuse_overlap(self, first, last):
        """Say where the unit called for plans of some of these days already."""
        others = Call.objects.filter(unit=self.instance.unit, starts_on__lte=last, ends_on__gte=first)
        there = others.exclude(pk=self.instance.pk).first()
        if there and there.starts_on == first:
            self.add_error("starts_on", _("Plans that begin on this day are called for already."))
        elif there:
            days = {name: date_format(getattr(there, name), "DATE_FORMAT") for name in ("starts_on", "ends_on")}
            words = _("Plans from %(starts_on)s to %(ends_on)s are called for already. Two calls cannot share days.")
            self.add_error("starts_on", words % days)


def first_days(today):
    """(first, last, due day) to propose: the installation's next year, to be sent a month before it begins."""
    first = periods.add_months(periods.year_holding(today, *settings.YEAR_STARTS), 12)
    return first, periods.year_from(first), max(today, periods.add_months(first, -1))

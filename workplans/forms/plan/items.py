"""What may be typed about an objective, output, activity or indicator."""

from crispy_forms.bootstrap import InlineCheckboxes
from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms
from django.db.models import Q
from django.utils.dates import MONTHS
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext_lazy as _

from teams.models import Post
from workplans.forms.crossing import CrossingForm
from workplans.forms.plan.layout import PostField, day_widget, helper, pair
from workplans.models import Activity, Indicator, Objective, Output, StandardIndicator, Target
from workplans.models.plan import FIRST_YEAR, LAST_YEAR
from workplans.rules import periods
from workplans.rules.completeness import quarters_differ
from workplans.written import plain


class ItemForm(CrossingForm):
    """What forms for objectives, outputs, activities and indicators have in common."""

    rows: tuple = ("code", "name")

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["name"].widget.attrs |= {"rows": 2, "autofocus": not self.instance.pk}
        rows = ["once", "version", *self.rows]
        if "reason" in self.fields:
            rows.append("reason")
        self.helper = helper(*rows)

    def save(self, commit=True):
        if {"objective", "output"}.intersection(self.changed_data):
            self.instance.order = 0  # under another parent it comes last
        return super().save(commit)

    def hint(self):
        """What to look at once more, though it was saved; "" where nothing is odd."""
        return ""


class ObjectiveForm(ItemForm):
    class Meta:
        model = Objective
        fields = ["code", "name"]


class OutputForm(ItemForm):
    class Meta:
        model = Output
        fields = ["code", "name", "objective"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["objective"].queryset = self.instance.objective.workplan.objective_set.all()
        self.fields["objective"].empty_label = None
        self.helper.layout.fields.insert(4, "objective")


class ActivityForm(ItemForm):
    """An activity: who, when by months or by days, where, and whether it needs money."""

    months = forms.MultipleChoiceField(
        label=_("In which months"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick months, or give days below."),
    )
    rows = (
        "name",
        pair("code", "practice"),
        pair("post", "responsible"),
        Div(Field(InlineCheckboxes("months", template="%s/field.html")), css_class="months-field"),
        pair("starts_on", "ends_on"),
        "every",
        "place",
        "needs_no_money",
        "is_confirmed_by_others",
        "funders",
        "output",
    )

    class Meta:
        model = Activity
        fields = [
            "name",
            "code",
            "practice",
            "post",
            "responsible",
            "months",
            "starts_on",
            "ends_on",
            "every",
            "place",
            "needs_no_money",
            "is_confirmed_by_others",
            "funders",
            "output",
        ]
        field_classes = {"post": PostField}
        labels = {"every": _("How often?"), "is_confirmed_by_others": _("Done is confirmed by somebody not involved")}
        widgets = {
            "starts_on": day_widget(),
            "ends_on": day_widget(),
            "place": forms.Textarea(attrs={"rows": 1}),
            "funders": forms.Textarea(attrs={"rows": 1}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        plan = self.instance.output.workplan
        self.fields["post"].queryset = Post.objects.filter(team=plan.team_id)
        self.fields["post"].empty_label = _("No post yet")
        self.fields["every"].choices = [("", _("Once")), *Activity.Every.choices]
        self.fields["output"].queryset = Output.objects.filter(workplan=plan)
        self.fields["output"].empty_label = None
        keys = {periods.month_key(day): day for day in plan.months()}
        self.fields["months"].choices = [
            (key, date_format(keys[key], "M Y") if key in keys else month_label(key))
            for key in sorted({*keys, *self.instance.months})
        ]
        if self.instance.months:
            self.initial["starts_on"] = self.initial["ends_on"] = None
            self.theirs |= {"starts_on": None, "ends_on": None}

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if cleaned.get("months") and (first or last):
            self.add_error("months", _("Tick months or give days, not both: they may not agree."))
        elif first and last and last < first:
            self.add_error("ends_on", _("The last day cannot be before the first."))
        elif cleaned.get("every") and not (cleaned.get("months") or (first and last)):
            self.add_error("every", _("Say in which months, or from which day to which, it is done again."))
        for name, day in (("starts_on", first), ("ends_on", last)):
            if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
                self.add_error(name, _("Is the year mistyped?"))
        return cleaned

    def save(self, commit=True):
        activity = super().save(commit)
        if "post" in self.changed_data and activity.post:
            activity.tell_holder(self.by)
        return activity


def month_label(key):
    """ "July 2026" for "2026-07"."""
    year, month = key.split("-")
    return f"{MONTHS[int(month)]} {year}"


ADDS_UP = [
    (Indicator.AddsUp.SUM, _("They are added up. Visits: 10, 12 and 8 make 30.")),
    (Indicator.AddsUp.LAST, _("The last one counts. Midwives in post: 5, 6 and 6 make 6.")),
    (Indicator.AddsUp.AVERAGE, _("Their average counts. Minutes of waiting: 40, 30 and 20 make 30.")),
]
OF_A_RATIO = _(
    "Of a ratio, what is counted and out of what are added up, each by itself, and then divided: 8 of 10 and 30 of 90 "
    "make 38 of 100, which is 38%. So it is the average, unless the last one counts."
)


class IndicatorForm(ItemForm):
    """An indicator with its targets; the quarters' targets are fields named `target_1` and on."""

    rows = ()

    class Meta:
        model = Indicator
        fields = [
            *("name", "code", "unit", "direction", "numerator", "denominator", "baseline", "target"),
            *("adds_up", "recorded_every", "post", "breakdowns", "standard"),
        ]
        localized_fields = ["baseline", "target"]
        field_classes = {"post": PostField}
        labels = {
            "adds_up": _("How months and quarters come to the year"),
            "recorded_every": _("How often it is recorded"),
            "post": _("Who records it"),
            "breakdowns": _("Also recorded by"),
        }
        help_texts = {"adds_up": OF_A_RATIO}
        widgets = {
            "adds_up": forms.RadioSelect,
            "breakdowns": forms.CheckboxSelectMultiple,
            "standard": forms.HiddenInput,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.recording()
        self.quarters = {f"target_{quarter.number}": quarter for quarter in self.instance.parent.plan_quarters()}
        known = {target.quarter_id: target.value for target in self.instance.targets.all()} if self.instance.pk else {}
        for name, quarter in self.quarters.items():
            self.fields[name] = forms.DecimalField(
                label=str(quarter), required=False, localize=True, max_digits=26, decimal_places=8
            )
            self.theirs[name] = self.initial[name] = known.get(quarter.pk)
            if quarter.is_closed:
                self.fields[name].disabled = True
                self.fields[name].help_text = _("This quarter is closed.")
        for name in ["baseline", "target", *self.quarters]:
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "decimal"})
            self.fields[name].widget.is_localized = True
            if (value := self.initial.get(name)) is not None:
                self.initial[name] = self.theirs[name] = plain(value)
        self.helper.layout = Layout(
            "once",
            "version",
            "standard",
            "name",
            pair("code", "unit", "direction"),
            Fieldset(_("If it is a ratio"), pair("numerator", "denominator")),
            Fieldset(
                _("From where to where"), pair("baseline", "target"), Div(pair(*self.quarters), css_class="quarters")
            ),
            Fieldset(
                _("How it is recorded"),
                pair("recorded_every", "post"),
                *(["breakdowns"] if "breakdowns" in self.fields else []),
                "adds_up",
            ),
            *(["reason"] if "reason" in self.fields else []),
        )

    def recording(self):
        """What may be chosen of how it is recorded. A new one of an activity is recorded by who does that."""
        parent, known = self.instance.parent, self.fields["breakdowns"].queryset
        self.fields["adds_up"].choices = ADDS_UP
        self.fields["post"].queryset = Post.objects.filter(team=parent.workplan.team_id)
        self.fields["post"].empty_label = _("No post yet")
        if not known.exists():
            del self.fields["breakdowns"]
        offered = Q(is_offered=True) | Q(pk=self.instance.standard_id)
        self.fields["standard"].queryset = StandardIndicator.objects.filter(offered)
        if not self.instance.pk:
            self.initial["post"] = self.initial.get("post") or getattr(parent, "post_id", None)

    def clean(self):
        cleaned = super().clean()
        if bool(cleaned.get("numerator")) != bool(cleaned.get("denominator")):
            empty = "denominator" if cleaned.get("numerator") else "numerator"
            self.add_error(empty, _("A ratio needs both: what is counted, and out of what."))
        return cleaned

    def hint(self):
        """What to look at once more: a ratio cannot be added up; the year is neither its quarters' sum nor the last of them."""
        if self.instance.way != self.instance.adds_up and {"adds_up", "numerator"} & {*self.changed_data}:
            return _("A ratio is not added up: its numerators and denominators are, and then divided.")
        if self.instance.adds_up != Indicator.AddsUp.SUM:
            return ""
        year, quarters = self.cleaned_data.get("target"), [self.cleaned_data.get(name) for name in self.quarters]
        missed = quarters_differ(year, quarters)
        if missed is None or year == quarters[-1]:
            return ""
        figures = {"sum": number_format(plain(year + missed)), "year": number_format(plain(year))}
        return _("The quarters add up to %(sum)s, the year says %(year)s. Look whether both are right.") % figures

    def save(self, commit=True):
        indicator = super().save(commit)
        known = {target.quarter_id: target for target in indicator.targets.all()}
        for name, quarter in self.quarters.items():
            if quarter.is_closed:
                continue
            value, target = self.cleaned_data.get(name), known.get(quarter.pk)
            if value is None and target:
                target.delete()
            elif value is not None and (target is None or target.value != value):
                target = target or Target(indicator=indicator, quarter=quarter)
                target.value = value
                target.save()
        return indicator


FORMS = {"objective": ObjectiveForm, "output": OutputForm, "activity": ActivityForm, "indicator": IndicatorForm}

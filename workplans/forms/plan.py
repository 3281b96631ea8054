"""What may be typed into the plan room."""

from crispy_forms.bootstrap import InlineCheckboxes
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout
from django import forms
from django.conf import settings
from django.utils.dates import MONTHS
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext_lazy as _

from teams.models import Post
from teams.once import OnceField
from workplans.forms.crossing import CrossingForm
from workplans.models import Activity, Indicator, Objective, Output, Target, Workplan
from workplans.models.plan import FIRST_YEAR, LAST_YEAR
from workplans.practices import Practice
from workplans.rules import periods
from workplans.rules.completeness import quarters_differ


def day_widget():
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def helper(*rows):
    """A crispy layout without its own form tag: the page has the tag and the buttons."""
    found = FormHelper()
    found.form_tag = False
    found.disable_csrf = False
    found.layout = Layout(*rows)
    return found


def pair(*names):
    """Fields side by side where there is room."""
    return Div(*[Div(Field(name), css_class="col-sm") for name in names], css_class="row")


class BeginForm(forms.Form):
    """The time of a new plan, and what is done next; from an earlier plan only where there is one (`has_earlier`)."""

    BY_HAND, FROM_FILE, FROM_EARLIER = "hand", "file", "earlier"
    HOW = [
        (BY_HAND, _("By hand, line by line")),
        (FROM_FILE, _("From an Excel or CSV file")),
        (FROM_EARLIER, _("From an earlier plan of ours")),
    ]
    once = OnceField()
    starts_on = forms.DateField(label=_("First day"), widget=day_widget())
    ends_on = forms.DateField(
        label=_("Last day"), widget=day_widget(), required=False, help_text=_("Nothing here means a year.")
    )
    how = forms.ChoiceField(
        label=_("How do you want to start?"), widget=forms.RadioSelect, required=False, initial=BY_HAND
    )

    def __init__(self, *args, has_earlier, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["how"].choices = self.HOW if has_earlier else self.HOW[:2]
        self.helper = helper("once", pair("starts_on", "ends_on"), "how")

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last <= first:
            self.add_error("ends_on", _("The last day comes after the first."))
        return cleaned


class WorkplanForm(CrossingForm):
    """A plan's time, and the day on which each quarter after the first begins."""

    class Meta:
        model = Workplan
        fields = ["starts_on", "ends_on", "currency"]
        widgets = {"starts_on": day_widget(), "ends_on": day_widget()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.quarters = [f"quarter_{quarter.number}" for quarter in self.instance.quarters.all()[1:]]
        for name, quarter in zip(self.quarters, self.instance.quarters.all()[1:], strict=True):
            label = _("Quarter %(number)s begins on") % {"number": quarter.number}
            self.fields[name] = forms.DateField(label=label, widget=day_widget(), required=False)
            self.theirs[name] = self.initial[name] = quarter.starts_on
        self.helper = helper(
            "once",
            "version",
            pair("starts_on", "ends_on"),
            "currency",
            Fieldset(
                _("Quarters"),
                HTML(f'<p class="form-text">{_("Leave all of them empty for quarters of three months each.")}</p>'),
                *self.quarters,
            ),
            "reason",
        )

    def spans(self):
        """(first day, last day) of each quarter as typed; three months each where none is."""
        first, last = self.cleaned_data["starts_on"], self.cleaned_data["ends_on"]
        typed = self.typed_quarters()
        return periods.quarters_from([first, *typed.values()], last) if typed else periods.quarters(first, last)

    def typed_quarters(self):
        """{field: day} of the quarters; none where the plan's time was changed and they were left as they are."""
        wanted = {name: self.cleaned_data[name] for name in self.quarters if self.cleaned_data.get(name)}
        as_saved = all(self.cleaned_data.get(name) == self.theirs[name] for name in self.quarters)
        moved = any(self.cleaned_data[name] != self.theirs[name] for name in ("starts_on", "ends_on"))
        return {} if moved and as_saved else wanted

    def clean(self):
        cleaned = super().clean()
        for quarter in self.instance.quarters.filter(is_closed=True):
            if not self.keeps(quarter):
                self.add_error(None, _("%(quarter)s is closed, so its days stay as they are.") % {"quarter": quarter})
        before, typed = self.theirs["currency"], cleaned.get("currency", "").upper()
        if before not in ("", typed) and self.instance.entries.exists():
            words = _("Money was approved or moved in %(currency)s. The plan stays in it.")
            self.add_error("currency", words % {"currency": before})
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if not (first and last) or last <= first:
            return cleaned
        before = first
        for name, day in self.typed_quarters().items():
            if not before < day <= last:
                self.add_error(name, _("This is not after the quarter before it, or not within the plan."))
            before = day
        return cleaned

    def keeps(self, quarter):
        """Whether a quarter has the same days in what was typed."""
        if {"starts_on", "ends_on"} - self.cleaned_data.keys() or not all(
            self.cleaned_data[name] for name in ("starts_on", "ends_on")
        ):
            return True  # something else is wrong
        return self.spans()[quarter.number - 1 : quarter.number] == [(quarter.starts_on, quarter.ends_on)]

    def save(self, commit=True):
        plan = super().save(commit)
        plan.set_quarters(self.spans())
        return plan


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


class PostField(forms.ModelChoiceField):
    def label_from_instance(self, post):
        return post.title


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
        "place",
        "needs_no_money",
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
            "place",
            "needs_no_money",
            "funders",
            "output",
        ]
        field_classes = {"post": PostField}
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


class IndicatorForm(ItemForm):
    """An indicator with its targets; the quarters' targets are fields named `target_1` and on."""

    rows = ()

    class Meta:
        model = Indicator
        fields = ["name", "code", "unit", "direction", "numerator", "denominator", "baseline", "target"]
        localized_fields = ["baseline", "target"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
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
            "name",
            pair("code", "unit", "direction"),
            Fieldset(_("If it is a ratio"), pair("numerator", "denominator")),
            Fieldset(
                _("From where to where"), pair("baseline", "target"), Div(pair(*self.quarters), css_class="quarters")
            ),
            *(["reason"] if "reason" in self.fields else []),
        )

    def clean(self):
        cleaned = super().clean()
        if bool(cleaned.get("numerator")) != bool(cleaned.get("denominator")):
            empty = "denominator" if cleaned.get("numerator") else "numerator"
            self.add_error(empty, _("A ratio needs both: what is counted, and out of what."))
        return cleaned

    def hint(self):
        """What to look at once more: the year is neither the sum of its quarters nor the last of them."""
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


def plain(value):
    """A decimal without the zeros that the database pads it with: 55.0000 is 55."""
    value = value.normalize()
    return value.quantize(1) if value == value.to_integral() else value


FORMS = {"objective": ObjectiveForm, "output": OutputForm, "activity": ActivityForm, "indicator": IndicatorForm}


class FilterForm(forms.Form):
    """What of a plan is shown. Anything that cannot be read is left aside, as a mistyped address would be."""

    MISSING = [
        ("money", _("No money yet")),
        ("source", _("Money nobody gives yet")),
        ("responsible", _("Nobody named")),
        ("dates", _("No dates")),
        ("indicator", _("Output not measured")),
        ("ready", _("Waits for something")),
    ]
    q = forms.CharField(label=_("Words"), required=False, max_length=100, widget=forms.SearchInput)
    practice = forms.ChoiceField(label=_("Practice"), required=False)
    post = forms.ChoiceField(label=_("Responsible"), required=False)
    quarter = forms.ChoiceField(label=_("Quarter"), required=False)
    missing = forms.ChoiceField(label=_("Still missing"), required=False)
    soon = forms.IntegerField(required=False, min_value=1, max_value=366, widget=forms.HiddenInput)

    def __init__(self, data, plan, responsible):
        super().__init__(data)
        self.fields["practice"].choices = [("", _("All")), *Practice.choices]
        self.fields["post"].choices = [("", _("All")), *responsible]
        numbers = [(str(quarter.number), str(quarter)) for quarter in plan.quarters.all()]
        self.fields["quarter"].choices = [("", _("All")), *numbers]
        self.fields["missing"].choices = [("", _("All")), *self.MISSING]
        for name in ["practice", "post", "quarter", "missing"]:
            self.fields[name].widget.attrs["class"] = "form-select"
        self.fields["q"].widget.attrs["class"] = "form-control"

    def wanted(self):
        """The filters that are set, by name."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}


def first_days(plans, today):
    """(first, last day) to propose for a team's next plan: after its latest, else the installation's running year."""
    latest = plans.order_by("-ends_on").first()
    first = latest.ends_on + periods.DAY if latest else periods.year_holding(today, *settings.YEAR_STARTS)
    return first, periods.year_from(first)

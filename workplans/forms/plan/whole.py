"""What may be typed about a whole plan: its beginning, its time, and what of it is shown."""

from crispy_forms.layout import HTML, Fieldset
from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from teams.once import OnceField
from workplans.forms.crossing import CrossingForm
from workplans.forms.plan.layout import day_widget, helper, pair
from workplans.models import Entry, Occasion, Workplan
from workplans.practices import Practice
from workplans.rules import periods
from workplans.rules.recording import Calendar
from workplans.written import period_in_words

NAMED = 3
"""So many times with values are named where the plan's days cannot be changed because of them."""


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
        if not self.errors:
            self.keep_what_was_recorded()
        return cleaned

    def keep_what_was_recorded(self):
        """Refuse days with which a value would be of another time or of none, or a quarter that was talked about another."""
        plan, before = self.instance, self.instance.calendar()
        rows = [(number, *days) for number, days in enumerate(self.spans(), start=1)]
        after = Calendar(self.cleaned_data["starts_on"], self.cleaned_data["ends_on"], rows)
        known = set(Entry.figures.of_indicators().standing().filter(workplan=plan).values_list("period", flat=True))
        moved = [key for key in before.by_key if key in known and not after.keeps(before.by_key[key])]
        if moved:
            words = _(
                "Values are recorded for %(times)s, and with these days they would be of another time. Leave the days as"
                " they are, or take those values back first."
            )
            times = [str(period_in_words(key)) for key in moved[:NAMED]]
            self.add_error(None, words % {"times": ", ".join(times) + ("…" if len(moved) > NAMED else "")})
        talked = plan.quarters.filter(Q(agreements__isnull=False) | Q(explanations__isnull=False)).distinct()
        for quarter in talked.filter(is_closed=False):
            if not self.keeps(quarter):
                words = _("Something was agreed or explained on the page of %(quarter)s, so its days stay as they are.")
                self.add_error(None, words % {"quarter": quarter})

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
        Occasion.objects.lay_out_all(plan)
        return plan


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
    PROGRESS = [
        ("late", pgettext_lazy("work", "Late")),
        ("stuck", pgettext_lazy("progress", "Stuck")),
        ("silent", _("Nothing reported")),
    ]
    q = forms.CharField(label=_("Words"), required=False, max_length=100, widget=forms.SearchInput)
    practice = forms.ChoiceField(label=_("Practice"), required=False)
    post = forms.ChoiceField(label=_("Responsible"), required=False)
    quarter = forms.ChoiceField(label=_("Quarter"), required=False)
    missing = forms.ChoiceField(label=_("Still missing"), required=False)
    progress = forms.ChoiceField(label=_("How far"), required=False)
    soon = forms.IntegerField(required=False, min_value=1, max_value=366, widget=forms.HiddenInput)

    def __init__(self, data, plan, responsible):
        super().__init__(data)
        self.fields["practice"].choices = [("", _("All")), *Practice.choices]
        self.fields["post"].choices = [("", _("All")), *responsible]
        numbers = [(str(quarter.number), str(quarter)) for quarter in plan.quarters.all()]
        self.fields["quarter"].choices = [("", _("All")), *numbers]
        self.fields["missing"].choices = [("", _("All")), *self.MISSING]
        self.fields["progress"].choices = [("", _("All")), *self.PROGRESS]
        for name in ["practice", "post", "quarter", "missing", "progress"]:
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

"""What may be typed about a team's vision and its challenge."""

from decimal import Decimal
from zlib import crc32

from crispy_forms.layout import Fieldset
from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext_lazy as _

from assessments.models import Challenge, MonthValue, Vision
from teams.once import OnceField
from workplans.forms.crossing import CrossingForm
from workplans.forms.plan import day_widget, pair
from workplans.forms.plan import helper as layout
from workplans.rules import periods
from workplans.written import plain

MONTHS_BEFORE = 12
"""So many months before a challenge was begun its result may be recorded too: often they are known."""
TOO_LARGE = Decimal(10) ** 14


class FocusForm(CrossingForm):
    """A form whose fields follow each other, with `once`, `version` and `reason` where they belong."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 3

    @property
    def helper(self):
        return layout("once", "version", *self.rows(), *(["reason"] if "reason" in self.fields else []))

    def rows(self):
        return [name for name in self.fields if name not in {"once", "version", "reason"}]

    def offer(self, name, value):
        """Let `value` stand in a field; what is compared when two people cross is what is saved."""
        self.initial[name] = value

    def figures(self, *names):
        """Let decimals be typed as people write them where they are."""
        for name in names:
            self.fields[name].localize = True
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "decimal"})
            self.fields[name].widget.is_localized = True
            if (value := self.initial.get(name)) is not None:
                self.initial[name] = self.theirs[name] = plain(value)


class ProposalForm(FocusForm):
    """A proposal for the vision."""

    class Meta:
        model = Vision
        fields = ["text"]


class AgreeForm(forms.Form):
    """The vision that a team agrees on. `current` is the one it has, None where it has none.

    The form carries which one it was filled from. Where another was agreed on meanwhile, `crossing` shows it, as a
    CrossingForm does, and sending the form again means to replace that one too.
    """

    once = OnceField()
    filled_from = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = Vision._meta.get_field("text").formfield(label=_("Our vision"))

    def __init__(self, data, current, text):
        super().__init__(data, initial={"text": text, "filled_from": current.pk if current else None})
        self.current, self.crossing = current, None
        self.fields["text"].widget.attrs["rows"] = 4
        self.helper = layout("once", "filled_from", "text")

    def clean(self):
        cleaned = super().clean()
        unknown = self.current and cleaned.get("filled_from") != self.current.pk
        if unknown and cleaned.get("text") != self.current.text:
            label = self.fields["text"].label
            self.crossing = {
                "by": self.current.agreed_by,
                "at": self.current.agreed_on,
                "fields": [(label, self.current.text, self["text"].data)],
            }
            data = self.data.copy()
            data["filled_from"] = str(self.current.pk)
            self.data = data
            self.add_error(None, _("Another vision was agreed on meanwhile. Compare both above, then decide together."))
        return cleaned


class AskForm(forms.Form):
    """Until when a team says how far its vision is everyone's own."""

    once = OnceField()
    closes_on = forms.DateField(
        label=_("Last day to answer"),
        widget=day_widget(),
        help_text=_("It closes on the day after, or once everybody has answered; never earlier."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = layout("once", "closes_on")


class PartForm(FocusForm):
    """Some fields of a challenge. Whoever writes another part meanwhile crosses nobody: all may write in one meeting."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        values = [getattr(self.instance, name) for name in self._meta.fields]
        self.initial["version"] = self.saved_version = crc32(repr(values).encode())


def part_form(*names):
    """The form for fields that need no rules of their own."""
    return forms.modelform_factory(Challenge, form=PartForm, fields=names)


class QuestionForm(PartForm):
    """The question; where none is written, one is made of the result and of what stands in the way."""

    class Meta:
        model = Challenge
        fields = ["question"]

    def __init__(self, *args, proposed="", **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.question:
            self.offer("question", proposed)


class ResultForm(PartForm):
    """The measurable result. It may be written bit by bit."""

    class Meta:
        model = Challenge
        fields = ["result", "numerator", "denominator", "unit", "baseline", "target", "reached_by"]
        widgets = {"reached_by": day_widget(), "result": forms.Textarea}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.figures("baseline", "target")

    def rows(self):
        return [
            "result",
            Fieldset(_("If it is a ratio"), pair("numerator", "denominator")),
            Fieldset(_("From where to where"), "unit", pair("baseline", "target"), "reached_by"),
        ]

    def clean(self):
        cleaned = super().clean()
        if bool(cleaned.get("numerator")) != bool(cleaned.get("denominator")):
            empty = "denominator" if cleaned.get("numerator") else "numerator"
            self.add_error(empty, _("A ratio needs both: what is counted, and out of what."))
        baseline, day = cleaned.get("baseline"), cleaned.get("reached_by")
        if baseline is not None and baseline == cleaned.get("target"):
            self.add_error("target", _("Baseline and target are the same: nothing would change."))
        if day and day <= timezone.localdate() and "reached_by" in self.changed_data:
            self.add_error("reached_by", _("This day is past. Choose a day that is still to come."))
        return cleaned


PARTS = {
    "mission": part_form("mission"),
    "result": ResultForm,
    "situation": part_form("situation"),
    "question": QuestionForm,
    "coach": part_form("coach"),
}
"""The forms of a challenge's own fields, by the word of their address."""


class ValueForm(FocusForm):
    """The result of a month: counted and out of how many where it is a ratio, else as it is.

    `taken` is the result that the month has already, where that is what is wrong.
    """

    month = forms.ChoiceField(label=_("Month"))

    class Meta:
        model = MonthValue
        fields = ["month", "counted", "out_of", "value", "note"]

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.taken = None
        challenge = self.instance.challenge
        for name in ["value"] if challenge.is_ratio else ["counted", "out_of"]:
            del self.fields[name]
        if challenge.is_ratio:
            for name, label in (("counted", challenge.numerator), ("out_of", challenge.denominator)):
                self.fields[name].label, self.fields[name].required = capfirst(label), True
            self.figures("counted", "out_of")
        else:
            self.fields["value"].label = capfirst(challenge.result) or self.fields["value"].label
            self.fields["value"].help_text = challenge.unit
            self.figures("value")
        first = periods.add_months(challenge.begun_on.replace(day=1), -MONTHS_BEFORE)
        months = {first, *periods.months(first, today), *([self.instance.month] if self.instance.pk else [])}
        self.fields["month"].choices = [
            (month.isoformat(), date_format(month, "YEAR_MONTH_FORMAT")) for month in sorted(months, reverse=True)
        ]
        if self.instance.pk:
            self.initial["month"] = self.theirs["month"] = self.instance.month.isoformat()

    def clean(self):
        cleaned = super().clean()
        others = self.instance.challenge.values.exclude(pk=self.instance.pk)
        self.taken = others.filter(month=cleaned["month"]).first() if cleaned.get("month") else None
        if self.taken:
            self.add_error("month", _("This month has a result already: change that one."))
        if self.instance.challenge.is_ratio:
            self.work_out(cleaned.get("counted"), cleaned.get("out_of"))
        return cleaned

    def work_out(self, counted, out_of):
        """Put the ratio of both into the result."""
        if counted is not None and counted < 0:
            self.add_error("counted", _("This cannot be less than nothing."))
        elif out_of is not None and out_of <= 0:
            self.add_error("out_of", _("This has to be more than nothing."))
        elif None not in (counted, out_of):
            percent = self.instance.challenge.unit.strip() == "%"
            value = counted / out_of * (100 if percent else 1)
            if value >= TOO_LARGE:
                self.add_error("counted", _("This is far more than it is out of. Is one of the two mistyped?"))
            else:
                self.instance.value = value.quantize(Decimal("0.1" if percent else "0.0001"))


class PlanForm(forms.Form):
    """Where in `plans` a challenge's result is to be followed: under a new objective, or under one that is there."""

    once = OnceField()
    where = forms.ChoiceField(label=_("Where in the workplan"))

    def __init__(self, data, plans):
        super().__init__(data)
        self.plans = {f"plan-{plan.pk}": (plan, None) for plan in plans}
        choices = []
        for plan in plans:
            under = [(f"objective-{one.pk}", Truncator(one.name).chars(80)) for one in plan.objective_set.all()]
            self.plans |= {f"objective-{one.pk}": (plan, one) for one in plan.objective_set.all()}
            choices.append((str(plan), [(f"plan-{plan.pk}", _("As a new objective")), *under]))
        self.fields["where"].choices = choices
        self.helper = layout("once", "where")

    def chosen(self):
        """(workplan, objective or None)."""
        return self.plans[self.cleaned_data["where"]]


class EndForm(forms.Form):
    """What was learned."""

    once = OnceField()
    learned = forms.CharField(
        label=_("What did we learn?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What helped, what did not, what we would do again. It stays readable with the challenge."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = layout("once", "learned")

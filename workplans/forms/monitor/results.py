"""Which results are shown, which entries are listed, and why something is otherwise than planned."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from workplans.forms.crossing import CrossingForm
from workplans.forms.plan import helper
from workplans.models import Entry, Explanation, Workplan
from workplans.models.monitor.kinds import COUNTED
from workplans.written import STATES

LARGEST_KEY = 2**63 - 1
"""No database keeps a larger one."""


class ResultsForm(forms.Form):
    """Which of a plan's results are shown, in which order. All is optional; what cannot be read is left aside."""

    quarter = forms.ChoiceField(label=_("Quarter"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    post = forms.ChoiceField(label=_("Post"), required=False)
    objective = forms.ChoiceField(label=_("Objective"), required=False)
    kind = forms.ChoiceField(
        label=_("What"),
        required=False,
        choices=[("", _("All")), ("indicator", _("Indicators")), ("activity", _("Activities"))],
    )
    q = forms.CharField(label=_("Words"), required=False, max_length=100, widget=forms.SearchInput)
    by = forms.ChoiceField(
        label=_("Order"), required=False, choices=[("", _("As in the plan")), ("state", _("Off track first"))]
    )

    def __init__(self, data, results):
        super().__init__(data)
        posts = {one.post: one.who for one in results.lines if one.post}
        objectives = [one for one in results.places if one.kind == "objective"]
        everything = [("", _("All"))]
        choices = {
            "quarter": [(str(one.number), str(one)) for one in results.quarters],
            "state": everything + [(state, capfirst(words)) for state, words in STATES.items()],
            "post": everything + sorted(((str(key), title) for key, title in posts.items()), key=lambda one: one[1]),
            "objective": everything + [(str(one.item.pk), short(one)) for one in objectives],
        }
        for name, some in choices.items():
            self.fields[name].choices = some
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-control" if name == "q" else "form-select"
        if len(objectives) < 2:
            del self.fields["objective"]
        self.initial["quarter"] = str(results.number)
        if "quarter" not in data:
            self.data = {**data.dict(), "quarter": str(results.number)}

    def wanted(self):
        """The filters that are set, by name."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value and name != "quarter"}


def short(place):
    """An objective in a list to choose from."""
    name = place.item.name
    return f"{place.number} {name if len(name) <= 60 else name[:59] + '…'}"


class EntriesForm(forms.Form):
    """Which entries of a plan are listed."""

    quarter = forms.ChoiceField(label=_("Quarter"), required=False)
    kind = forms.ChoiceField(label=_("What"), required=False)
    corrected = forms.BooleanField(label=_("With what was corrected or taken back"), required=False)
    indicator = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_KEY, widget=forms.HiddenInput)
    activity = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_KEY, widget=forms.HiddenInput)
    upto = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data, quarters):
        super().__init__(data)
        self.numbers = {one.number for one in quarters}
        self.fields["quarter"].choices = [("", _("All")), *((str(one.number), str(one)) for one in quarters)]
        kinds = [Entry.Kind.VALUE, *COUNTED]
        self.fields["kind"].choices = [("", _("All")), *((kind.value, capfirst(kind.label)) for kind in kinds)]
        for name in ("quarter", "kind"):
            self.fields[name].widget.attrs["class"] = "form-select"
        self.fields["corrected"].widget.attrs["class"] = "form-check-input"

    def wanted(self):
        """The filters that are set, by name; the numbers of quarters are whole ones."""
        self.is_valid()
        found = {name: value for name, value in self.cleaned_data.items() if value}
        if "quarter" in found:
            found["quarter"] = int(found["quarter"])
            found.pop("upto", None)
        if found.get("upto") not in self.numbers:
            found.pop("upto", None)
        return found


class ExplanationForm(CrossingForm):
    """Why an indicator or an activity differs in a quarter from what was planned, and what is done about it."""

    class Meta:
        model = Explanation
        fields = ["why", "what_next"]
        widgets = {"why": forms.Textarea(attrs={"rows": 4}), "what_next": forms.Textarea(attrs={"rows": 3})}
        labels = {"why": _("Why is it so?"), "what_next": _("What do we do about it?")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = ["once", "version", "why", "what_next"]
        self.helper = helper(*rows, *(["reason"] if "reason" in self.fields else []))

    def clean(self):
        cleaned = super().clean()
        quarter = self.instance.quarter
        try:
            Workplan.objects.hold_for(quarter.workplan_id, [quarter.ends_on])
        except ValidationError as error:
            self.add_error(None, error.messages)
        return cleaned

"""The structures and systems that a plan needs: which, whether they are there, and what waits for them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from teams.models import Post
from teams.once import OnceField
from workplans.forms.crossing import CrossingForm
from workplans.forms.organise.fields import one_line
from workplans.forms.plan import day_widget, helper, pair
from workplans.models import Readiness, Structure
from workplans.queries.numbers import numbered


class BeginReadinessForm(forms.Form):
    """Which of the list in the admin this plan needs, and others in one's own words, a line each."""

    once = OnceField()
    structures = forms.MultipleChoiceField(
        label=_("What does this plan need?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label=_("What else? A line each."), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, known, **kwargs):
        super().__init__(*args, **kwargs)
        rows = [one for one in Structure.objects.all() if one.words.casefold() not in known]
        self.fields["structures"].choices = [(one.words, f"{one.words}. {one.asks}") for one in rows]
        if not rows:
            del self.fields["structures"]
        self.helper = helper("once", *(["structures"] if rows else []), "others")

    def clean(self):
        cleaned = super().clean()
        lines = [one_line(line) for line in cleaned.get("others", "").splitlines()]
        if too_long := [line for line in lines if len(line) > 120]:
            self.add_error("others", _("This is too long for a name: “%(text)s…”") % {"text": too_long[0][:40]})
        self.names = [*cleaned.get("structures", []), *(line for line in lines if line)]
        if not self.names and not self.errors:
            self.add_error(None, _("Tick at least one, or write one down."))
        return cleaned


class ReadinessForm(CrossingForm):
    """One structure or system; the activities that wait for it by their numbers, as the plan's page has them."""

    numbers = forms.CharField(
        label=_("Activities that wait for it"),
        required=False,
        help_text=_("By their numbers as in the workplan, with commas: 1.1.2, 1.2.1"),
    )

    class Meta:
        model = Readiness
        fields = ["name", "state", "post", "due_on", "note"]
        widgets = {"due_on": day_widget(), "note": forms.Textarea(attrs={"rows": 2}), "state": forms.RadioSelect}

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        self.had_post = self.instance.post_id
        self.fields["post"].queryset = Post.objects.filter(team=self.instance.workplan.team_id)
        self.activities = numbered(self.instance.workplan)[1]
        waiting = set(self.instance.activities.values_list("pk", flat=True)) if self.instance.pk else set()
        numbers = ", ".join(one.number for one in self.activities if one.activity.pk in waiting)
        self.initial["numbers"] = self.theirs["numbers"] = numbers
        rows = ["once", "version", "name", "state", pair("post", "due_on"), "note", "numbers"]
        self.helper = helper(*rows, *(["reason"] if "reason" in self.fields else []))

    def clean_name(self):
        return one_line(self.cleaned_data["name"])

    def clean_numbers(self):
        by_number: dict[str, list] = {}
        for one in self.activities:
            by_number.setdefault(one.number.casefold(), []).append(one.activity)
        numbers = [one_line(part) for part in self.cleaned_data["numbers"].replace(";", ",").split(",")]
        unknown = [number for number in numbers if number and number.casefold() not in by_number]
        if unknown:
            words = _("No activity of this plan has this number: %(numbers)s")
            raise forms.ValidationError(words % {"numbers": ", ".join(unknown)})
        self.waiting = [activity for number in numbers if number for activity in by_number[number.casefold()]]
        return self.cleaned_data["numbers"]

    def clean(self):
        cleaned = super().clean()
        others = Readiness.objects.filter(workplan=self.instance.workplan_id).exclude(pk=self.instance.pk)
        if cleaned.get("name") and others.filter(name__iexact=cleaned["name"]).exists():
            self.add_error("name", _("This plan has it in its list already."))
        return cleaned

    def save(self, commit=True):
        found = super().save(commit)
        if {one.pk for one in self.waiting} != set(found.activities.values_list("pk", flat=True)):
            found.activities.set(self.waiting)
        if found.post_id and found.post_id != self.had_post and found.state != Readiness.State.IN_PLACE:
            found.tell_holder(self.by)
        return found


class WaitsForm(forms.Form):
    """Which of the plan's structures and systems one activity waits for."""

    once = OnceField()
    readiness = forms.ModelMultipleChoiceField(
        Readiness.objects.none(), label=_("It waits for"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, activity, **kwargs):
        super().__init__(*args, **kwargs)
        self.activity = activity
        self.fields["readiness"].queryset = activity.workplan.readiness.all()
        self.initial["readiness"] = list(activity.readiness.values_list("pk", flat=True))
        self.helper = helper("once", "readiness")

    def save(self):
        """Tick and untick; the history is that of the structure or system."""
        ticked = set(self.cleaned_data["readiness"])
        for one in self.fields["readiness"].queryset.prefetch_related("activities"):
            waits = self.activity in one.activities.all()
            if one in ticked and not waits:
                one.activities.add(self.activity)
            elif waits and one not in ticked:
                one.activities.remove(self.activity)

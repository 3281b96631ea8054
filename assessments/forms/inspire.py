"""Forms about what a team commits itself to."""

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from assessments.models import Commitment
from teams.models import Post
from teams.once import OnceField
from workplans.forms.crossing import CrossingForm
from workplans.forms.plan import PostField, day_widget, helper, pair
from workplans.rules import periods

FARTHEST = 60
"""Months ahead, from where on a day is taken for a mistyped one."""


class HeldPostField(PostField):
    def label_from_instance(self, post):
        """Its title, and who holds it."""
        if not post.holders:
            return str(_("%(post)s (vacant)") % {"post": post.title})
        return f"{post.title} ({post.holders[0].user.name})"


class CommitmentForm(CrossingForm):
    """What, which post of the team, by when."""

    class Meta:
        model = Commitment
        fields = ["name", "post", "due_on"]
        field_classes = {"post": HeldPostField}
        widgets = {"due_on": day_widget()}

    def __init__(self, *args, by, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.by, self.today = by, today
        self.fields["name"].widget.attrs |= {"rows": 3, "autofocus": not self.instance.pk}
        self.fields["post"].queryset = Post.objects.filter(team=self.instance.team).with_holder(today)
        self.fields["post"].empty_label = _("Choose a post")
        if not self.instance.pk:
            self.initial["due_on"] = periods.add_months(today, 1)
        self.helper = helper("once", "version", "name", pair("post", "due_on"), *self.fields.keys() & {"reason"})

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if "due_on" in self.changed_data or not self.instance.pk:
            if day < self.today:
                raise forms.ValidationError(_("This day is past. By when will it be done?"))
            if day > periods.add_months(self.today, FARTHEST):
                raise forms.ValidationError(_("Is the year mistyped?"))
        return day

    def save(self, commit=True):
        commitment = super().save(commit)
        if "post" in self.changed_data:
            commitment.tell_holder(self.by)
        return commitment


class IntoPlanForm(forms.Form):
    """Under which of `outputs` a commitment becomes an activity; where there is one, it is that."""

    once = OnceField()

    def __init__(self, data, outputs, objective):
        super().__init__(data)
        by_key = {str(output.pk): output for output in outputs}
        likely = [key for key, output in by_key.items() if output.objective_id == objective]
        only = list(by_key) if len(outputs) == 1 else []
        self.fields["output"] = forms.TypedChoiceField(
            label=_("Which output does it serve?"),
            choices=[("", _("Choose an output")), *by_objective(outputs)],
            coerce=by_key.__getitem__,
            initial=next(iter(only or likely), None),
            widget=forms.HiddenInput if only else forms.Select,
        )
        self.helper = helper("once", "output")


def by_objective(outputs):
    """(objective, [(key, output)]) of `outputs` as choices; with its plan before it where there are several plans."""
    several = len({output.workplan_id for output in outputs}) > 1
    groups: dict[str, list] = {}
    for output in outputs:
        objective = Truncator(output.objective.name).chars(80)
        group = f"{output.workplan}: {objective}" if several else objective
        groups.setdefault(group, []).append((str(output.pk), Truncator(output.name).chars(80)))
    return groups.items()

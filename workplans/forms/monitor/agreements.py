"""What a team agrees on about a quarter: what, who, by when; and what came of it."""

import re

from django import forms
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from teams.models import Post
from teams.once import OnceField
from workplans.forms.crossing import CrossingForm
from workplans.forms.plan import day_widget, helper, pair
from workplans.forms.plan.layout import PostField
from workplans.models import Activity, Agreement, Indicator

OFFERED = 100
"""So many indicators, and so many activities, are offered to choose from."""
ABOUT = re.compile(r"([ia])(\d{1,18})")
KINDS = {"i": ("indicator", Indicator), "a": ("activity", Activity)}


def about_key(agreement):
    """What an agreement is about, as the form says it: "i12" for an indicator, "a34" for an activity, "" for neither."""
    if agreement.indicator_id:
        return f"i{agreement.indicator_id}"
    return f"a{agreement.activity_id}" if agreement.activity_id else ""


def offered(indicators, activities, chosen=""):
    """The choices of what an agreement is about, out of (key, name) pairs: those first that ask for a look.

    `chosen` stays among them, however many there are.
    """
    groups = [(_("Indicators"), "i", list(indicators)), (_("Activities"), "a", list(activities))]
    found = []
    for label, letter, rows in groups:
        choices = [(f"{letter}{key}", Truncator(name).chars(80)) for key, name in rows]
        shown = choices[:OFFERED] + [one for one in choices[OFFERED:] if one[0] == chosen]
        if shown:
            found.append((label, shown))
    return [("", _("nothing in particular")), *found]


class AgreementForm(CrossingForm):
    """What is done, by which post, by when, and about which indicator or activity, if any."""

    about = forms.CharField(label=_("What it is about"), required=False, widget=forms.Select)

    class Meta:
        model = Agreement
        fields = ["text", "post", "due_on"]
        field_classes = {"post": PostField}
        widgets = {"due_on": day_widget(), "text": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, by, choices=None, posts=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.by, self.had_post = by, self.instance.post_id
        plan = self.instance.workplan
        self.fields["post"].queryset = Post.objects.filter(team=plan.team_id).order_by("title", "pk")
        if self.instance.pk:
            self.initial["about"] = self.theirs["about"] = about_key(self.instance)
        chosen = str(self["about"].value() or "")
        if choices is None:
            indicators, activities = (kind.objects.filter(workplan=plan) for _name, kind in KINDS.values())
            choices = offered(indicators.values_list("pk", "name"), activities.values_list("pk", "name"), chosen)
        self.fields["about"].widget.choices = choices
        self.helper = helper("once", "version", "text", pair("post", "due_on"), "about", *self.last())

    def last(self):
        return ["reason"] if "reason" in self.fields else []

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day != self.instance.due_on and day < timezone.localdate():
            raise forms.ValidationError(_("This day is past. By when shall it be done?"))
        return day

    def clean_about(self):
        """What it is about, which has to be in the plan."""
        self.found = {"indicator": None, "activity": None}
        text = self.cleaned_data["about"]
        if not text:
            return text
        named = ABOUT.fullmatch(text)
        row = None
        if named:
            name, kind = KINDS[named[1]]
            row = kind.objects.filter(workplan=self.instance.workplan_id, pk=named[2]).first()
        if row is None:
            raise forms.ValidationError(_("This is not in the plan any more. Choose again."))
        self.found[name] = row
        return text

    def shown(self, name, value):
        """What it is about by its name."""
        if name != "about":
            return super().shown(name, value)
        for _label, rows in self.fields["about"].widget.choices[1:]:
            if str(value) in dict(rows):
                return dict(rows)[str(value)]
        return ""

    def save(self, commit=True):
        """Agree on it; or save what was changed. Raises ValidationError where the plan was closed meanwhile."""
        if not self.instance.pk:
            cleaned = self.cleaned_data
            return Agreement.objects.agree(
                self.instance.quarter, cleaned["text"], cleaned["post"], cleaned["due_on"], self.by, **self.found
            )
        self.instance.indicator, self.instance.activity = self.found["indicator"], self.found["activity"]
        found = super().save(commit)
        if found.post_id != self.had_post:
            found.tell_holder(self.by)
        return found


class SettleForm(forms.Form):
    """What came of what was agreed: done, given up, goes on until another day; with a word where one is needed."""

    GOES_ON = "goes_on"
    STATES = (
        (Agreement.State.DONE, _("Done")),
        (Agreement.State.DROPPED, _("Given up: it cannot be done")),
        (GOES_ON, _("It goes on")),
    )

    once = OnceField()
    outcome = forms.ChoiceField(label=_("What came of it?"), choices=STATES, widget=forms.RadioSelect)
    due_on = forms.DateField(label=_("If it goes on: by when now?"), required=False, widget=day_widget())
    word = forms.CharField(
        label=_("A word on it"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, agreement, **kwargs):
        super().__init__(*args, **kwargs)
        self.agreement = agreement
        self.helper = helper("once", "outcome", "due_on", "word")

    def clean(self):
        cleaned = super().clean()
        outcome, day = cleaned.get("outcome"), cleaned.get("due_on")
        if outcome == self.GOES_ON and "due_on" not in self.errors:
            if day is None:
                self.add_error("due_on", _("Say until when it goes on."))
            elif day < timezone.localdate():
                self.add_error("due_on", _("This day is past. By when shall it be done?"))
        if outcome == Agreement.State.DROPPED and not cleaned.get("word"):
            self.add_error("word", _("Say in a word why it is given up, so that others can learn from it."))
        return cleaned

    def save(self, by):
        """Say so. Raises ValidationError where somebody did before."""
        cleaned = self.cleaned_data
        if cleaned["outcome"] == self.GOES_ON:
            return self.agreement.go_on(cleaned["due_on"], by, cleaned["word"])
        return self.agreement.settle(cleaned["outcome"], by, cleaned["word"])

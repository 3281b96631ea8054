"""What may be typed about how far something is, and where that is corrected or confirmed."""

from django import forms
from django.utils import timezone
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext_lazy as _

from teams.atonce import at_once
from teams.models import Notice, Post
from teams.once import OnceField
from workplans.forms.plan import day_widget, helper
from workplans.models import Entry, Occasion
from workplans.queries.asking import in_the_name_of

State = Entry.State
TAKEN_BACK = ""
LONGEST_REASON = 200
"""So many characters of a reason stand beside what is corrected."""
OF_ONE_DAY = [State.DONE, State.NOT_DONE, State.STUCK]
"""What is done on one day is never half done."""


class ProgressForm(forms.Form):
    """How far an activity, or one of its occasions, is on a day, with a word; whose work it was."""

    once = OnceField()
    occasion = forms.ModelChoiceField(Occasion.objects.none(), label=_("Which time?"), empty_label=None)
    state = forms.ChoiceField(label=_("How far is it?"), widget=forms.RadioSelect)
    on = forms.DateField(label=_("On which day was it so?"), widget=day_widget(), initial=timezone.localdate)
    text = forms.CharField(
        label=_("A word on it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What came of it; or, where it is stuck, what stands in the way."),
    )
    post = forms.ModelChoiceField(Post.objects.none(), label=_("For which post do you report?"), empty_label=None)

    def __init__(self, *args, activity, occasions, posts, **kwargs):
        super().__init__(*args, **kwargs)
        self.activity = activity
        rows = ["once", "occasion", "state", "on", "text", "post"]
        if occasions:
            self.fields["occasion"].queryset = activity.occasions.filter(pk__in=[one.pk for one in occasions])
            self.fields["occasion"].choices = [(one.pk, str(one)) for one in occasions]
        else:
            del self.fields["occasion"]
        if len(posts) > 1:
            self.fields["post"].queryset = Post.objects.filter(pk__in=[post.pk for post in posts])
            self.fields["post"].choices = [(post.pk, in_the_name_of(post)) for post in posts]
        else:
            del self.fields["post"]
        self.posts = posts
        one_day = activity.starts_on is not None and activity.starts_on == activity.ends_on and not occasions
        states = OF_ONE_DAY if one_day else list(State)
        self.fields["state"].choices = [(state.value, capfirst(state.label)) for state in states]
        self.helper = helper(*[name for name in rows if name in self.fields])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("state") == State.STUCK and not cleaned.get("text"):
            self.add_error("text", _("Say in a few words what stands in the way."))
        return cleaned

    def save(self, by):
        """The Entry; ValidationError where it cannot be written."""
        typed = self.cleaned_data
        post = typed.get("post") or next(iter(self.posts), None)
        about = {"occasion": typed.get("occasion"), "post": post}
        return Entry.objects.report(self.activity, typed["state"], by, typed["on"], typed["text"], **about)


class CorrectionForm(forms.Form):
    """What an entry should have said, with the reason; or that it should not have been written at all."""

    once = OnceField()
    state = forms.ChoiceField(label=_("What it should say"), widget=forms.RadioSelect, required=False)
    on = forms.DateField(label=_("On which day was it so?"), widget=day_widget())
    text = forms.CharField(
        label=_("A word on it"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    reason = forms.CharField(
        label=_("Why is it corrected?"),
        max_length=LONGEST_REASON,
        help_text=_("It stands beside what was written first."),
    )

    def __init__(self, *args, entry, reason="", **kwargs):
        kwargs["initial"] = {"state": entry.state, "on": entry.on, "text": entry.text, "reason": reason}
        super().__init__(*args, **kwargs)
        self.entry = entry
        nothing = (TAKEN_BACK, _("Nothing: it should not have been written"))
        self.fields["state"].choices = [*((state.value, capfirst(state.label)) for state in State), nothing]
        self.helper = helper("once", "state", "on", "text", "reason")

    def save(self, by):
        typed = self.cleaned_data
        return Entry.objects.correct(self.entry, by, typed["reason"], typed["state"], typed["on"], typed["text"])


class ConfirmEntryForm(forms.Form):
    """That what `entry` says is done is done indeed, or not yet (the button `not_yet`): then with a word on what is missing."""

    once = OnceField()
    text = forms.CharField(
        label=_("Anything to say with it?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Where it is not done yet: what is missing?"),
    )

    def __init__(self, *args, entry, **kwargs):
        super().__init__(*args, **kwargs)
        self.entry = entry
        self.is_not_yet = "not_yet" in self.data
        self.helper = helper("once", "text")

    def clean_text(self):
        text = self.cleaned_data["text"]
        if self.is_not_yet and not text:
            raise forms.ValidationError(_("Say what is missing."))
        if self.is_not_yet and len(text) > LONGEST_REASON:
            words = _("Say it in %(most)s characters at most.") % {"most": LONGEST_REASON}
            raise forms.ValidationError(words)
        return text

    def save(self, by):
        """Confirm it, or take it back; ValidationError where it was corrected or confirmed by now."""
        if self.is_not_yet:
            self.take_back(by, self.cleaned_data["text"])
        else:
            Entry.objects.confirm(self.entry, by, self.cleaned_data["text"])

    @at_once
    def take_back(self, by, reason):
        """Let what was reported before count again; who reported is told, or who was asked for it."""
        entry = self.entry
        before = entry.about.state if entry.about and entry.about.state != State.DONE else TAKEN_BACK
        Entry.objects.correct(entry, by, reason, before)
        if entry.delegation and entry.is_an_answer:
            return  # told by what it answers
        name = Truncator(entry.activity.name).chars(120)
        facts = {"activity": name, "time": entry.time, "person": by.name, "text": reason}
        Notice.objects.tell([entry.by], "work_not_yet", by=by, url=entry.get_absolute_url(), **facts)


class ShownForm(forms.Form):
    """Which activities and occasions of a plan are listed, in which order. All is optional; nonsense shows all."""

    LATE_FIRST, BY_MONTH = "", "month"
    LATE, NOTHING, OPEN = "late", "nothing", "open"

    post = forms.ChoiceField(label=_("Post"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    by = forms.ChoiceField(
        label=_("Order"), required=False, choices=[(LATE_FIRST, _("Late or stuck first")), (BY_MONTH, _("By month"))]
    )

    def __init__(self, data, *, posts):
        super().__init__(data)
        self.fields["post"].choices = [("", _("All posts")), *posts]
        kinds = [(self.LATE, _("Late")), (self.NOTHING, _("Nothing reported yet")), (self.OPEN, _("Not settled"))]
        states = [(state.value, capfirst(state.label)) for state in State]
        self.fields["state"].choices = [("", _("All states")), *kinds, *states]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"

    @property
    def wanted(self):
        """{name: value} of what is chosen and can be understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

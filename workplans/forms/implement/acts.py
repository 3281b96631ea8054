"""What may be typed where somebody answers, reports, confirms or gives back what was asked: a form for each act."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from teams.once import OnceField
from workplans.forms.implement.delegating import WorkForm, day_to_come, until_the_plan_ends
from workplans.forms.plan import day_widget, helper
from workplans.models import Entry
from workplans.rules import delegating


class WordForm(forms.Form):
    """A word with an act, or as the act."""

    once = OnceField()
    text = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    label = _("Anything to say with it?")
    is_needed = False

    helper: FormHelper

    def __init__(self, data=None, *, delegation, **kwargs):
        super().__init__(data, **kwargs)
        self.delegation = delegation
        self.fields["text"].label = self.label
        self.fields["text"].required = self.is_needed
        self.helper = helper("once", *[name for name in self.fields if name != "once"])

    @property
    def word(self):
        return self.cleaned_data["text"]


class AcceptForm(WordForm):
    def do(self, by):
        self.delegation.accept(by, self.word)


class AgreeForm(WordForm):
    def do(self, by):
        self.delegation.agree(by, self.word)


class RefuseForm(WordForm):
    label, is_needed = _("Why not?"), True

    def do(self, by):
        self.delegation.refuse(by, self.word)


class DeclineForm(WordForm):
    label, is_needed = _("Why not? Say it as it is; nobody is blamed."), True

    def do(self, by):
        self.delegation.decline(by, self.word)


class HandBackForm(WordForm):
    label, is_needed = _("Why does it come back, and how far is it?"), True

    def do(self, by):
        self.delegation.hand_back(by, self.word)


class ConfirmForm(WordForm):
    def do(self, by):
        self.delegation.confirm(by, self.word)


class NotYetForm(WordForm):
    label, is_needed = _("What is missing?"), True

    def do(self, by):
        Entry.objects.refuse(self.delegation, by, self.word)


class WithdrawForm(WordForm):
    label = _("Why? Who was asked reads it.")

    def do(self, by):
        self.delegation.withdraw(by, self.word)


class SayForm(WordForm):
    label, is_needed = _("Your word or question"), True

    def do(self, by):
        self.delegation.say(by, self.word)


class AskForm(WordForm):
    """Help, or another date: one of both at least."""

    label = _("What help do you need, or why another date?")
    is_needed = True
    wanted_on = forms.DateField(
        label=_("Until when could you do it?"),
        required=False,
        widget=day_widget(),
        help_text=_("Leave it empty where the date is not what you need."),
    )

    def __init__(self, data=None, *, delegation, **kwargs):
        super().__init__(data, delegation=delegation, **kwargs)
        until_the_plan_ends(self.fields["wanted_on"], delegation.workplan)

    def clean_wanted_on(self):
        day = day_to_come(self.cleaned_data["wanted_on"])
        self.delegation.refuse_day(day)
        if day and day == self.delegation.due_on:
            raise forms.ValidationError(_("That is the date already."))
        return day

    def do(self, by):
        self.delegation.ask(by, self.word, self.cleaned_data["wanted_on"])


class AnswerForm(WordForm):
    """What who asked answers: the date that is wanted, or another, and other words for what is expected."""

    label = _("Your answer")
    due_on = forms.DateField(label=_("By when, from now on?"), required=False, widget=day_widget())
    expected = forms.CharField(
        label=_("What is expected, from now on?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data=None, *, delegation, **kwargs):
        wanted = delegation.wanted_on or delegation.due_on
        kwargs["initial"] = {"due_on": wanted, "expected": delegation.expected}
        super().__init__(data, delegation=delegation, **kwargs)
        self.order_fields(["once", "text", "due_on", "expected"])
        until_the_plan_ends(self.fields["due_on"], delegation.workplan)

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        self.delegation.refuse_day(day)
        return day if day == self.delegation.due_on else day_to_come(day)

    def clean(self):
        cleaned = super().clean()
        same = cleaned.get("expected") == self.delegation.expected and cleaned.get("due_on") == self.delegation.due_on
        if not self.errors and same and not cleaned.get("text"):
            self.add_error("text", _("Say something, or give another date."))
        return cleaned

    def do(self, by):
        typed, was = self.cleaned_data, self.delegation
        due_on = typed["due_on"] if typed["due_on"] != was.due_on else None
        expected = typed["expected"] if typed["expected"] != was.expected else None
        was.answer(by, typed["text"], due_on=due_on, expected=expected)


class ReportForm(WordForm):
    """That it is done, with a word on the result and, where that is written down as progress, the day."""

    label, is_needed = _("What came of it?"), True
    on = forms.DateField(label=_("On which day?"), widget=day_widget(), initial=timezone.localdate)

    def __init__(self, data=None, *, delegation, **kwargs):
        super().__init__(data, delegation=delegation, **kwargs)
        self.is_of_many = delegation.occasion_id is None and delegation.activity.occasions.exists()
        if self.is_of_many:
            del self.fields["on"]
            self.helper = helper("once", "text")

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come. Report what has happened."))
        return day

    def do(self, by):
        """All times of a recurring activity were reported one by one: then it is the whole that is said to be done."""
        one = self.delegation
        if self.is_of_many:
            one.report_done(by, self.word)
            return
        about = {"occasion": one.occasion, "delegation": one, "post": one.post}
        Entry.objects.report(one.activity, Entry.State.DONE, by, self.cleaned_data["on"], self.word, **about)


class PassOnForm(WorkForm):
    """Asking another post to do it in one's place."""

    text = forms.CharField(
        label=_("Anything to say with it?"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    after = ("text",)

    def __init__(self, data=None, *, delegation, **kwargs):
        initial = {"expected": delegation.expected, "due_on": delegation.due_on, "freedom": delegation.freedom}
        super().__init__(data, initial=initial, **kwargs)
        self.delegation = delegation
        until_the_plan_ends(self.fields["due_on"], delegation.workplan)

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        self.delegation.refuse_day(day)
        return day if day == self.delegation.due_on else super().clean_due_on()

    def do(self, by):
        self.delegation.pass_on(self.wanted, by, self.cleaned_data["text"], **self.asks)


FORMS: dict[str, Any] = {
    delegating.AGREE: AgreeForm,
    delegating.REFUSE: RefuseForm,
    delegating.ACCEPT: AcceptForm,
    delegating.DECLINE: DeclineForm,
    delegating.ASK: AskForm,
    delegating.ANSWER: AnswerForm,
    delegating.HAND_BACK: HandBackForm,
    delegating.PASS_ON: PassOnForm,
    delegating.REPORT: ReportForm,
    delegating.CONFIRM: ConfirmForm,
    delegating.NOT_YET: NotYetForm,
    delegating.WITHDRAW: WithdrawForm,
    delegating.SAY: SayForm,
}
BUTTONS = {
    delegating.AGREE: _("We agree"),
    delegating.REFUSE: _("We do not agree"),
    delegating.ACCEPT: _("I can do it"),
    delegating.DECLINE: _("I cannot take it"),
    delegating.ASK: _("I need help or another date"),
    delegating.ANSWER: _("Answer"),
    delegating.HAND_BACK: _("Hand it back"),
    delegating.PASS_ON: _("Pass it on"),
    delegating.REPORT: _("It is done"),
    delegating.CONFIRM: _("Confirm that it is done"),
    delegating.NOT_YET: _("Not yet"),
    delegating.WITHDRAW: _("Take it back"),
    delegating.SAY: _("Say or ask something"),
}
"""What a button says that does the act, and the page on which it is done; in the order in which they stand."""
AT_ONCE = {delegating.ACCEPT, delegating.AGREE}
"""Done by one press."""
GOES_ON = [delegating.AGREE, delegating.ACCEPT, delegating.REPORT, delegating.ANSWER, delegating.CONFIRM]
"""The acts with which it goes on: the first that is possible is the button that stands out."""
SELDOM = {delegating.HAND_BACK, delegating.PASS_ON, delegating.WITHDRAW, delegating.SAY}
"""The acts that fold away where others stand beside them."""
SEND = {delegating.ASK: _("Send"), delegating.SAY: _("Send")}
"""What the button under a form says, where that is other than what leads to it."""
SAID = {
    delegating.ASK: _("Sent."),
    delegating.ANSWER: _("Sent."),
    delegating.SAY: _("Sent."),
    delegating.HAND_BACK: _("Handed back."),
    delegating.WITHDRAW: _("Taken back."),
}
"""What is said once it is done, where that is shorter than whose turn it is."""

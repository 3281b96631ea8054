"""What may be typed where a figure is corrected, verified or doubted."""

from django import forms
from django.utils.translation import gettext_lazy as _

from teams.atonce import at_once
from teams.once import OnceField
from workplans.forms.monitor.readings import RecordForm, bring, initial_of, reading_in
from workplans.forms.plan import helper
from workplans.models import Entry


class CorrectForm(RecordForm):
    """What a figure should have said, with the reason; or that it should not have been recorded at all.

    Where somebody doubts it (`doubts`), also that it is right.
    """

    CHANGE, TAKE_BACK, KEEP = "change", "take_back", "keep"

    what = forms.ChoiceField(
        label=_("What was wrong?"),
        choices=[
            (CHANGE, _("It should say something else")),
            (TAKE_BACK, _("It should not have been recorded: take it back")),
        ],
        initial=CHANGE,
        widget=forms.RadioSelect,
    )

    def __init__(self, data=None, files=None, *, last, doubts=(), carried=None, **kwargs):
        initial = {"text": last.text, "source": last.source, **initial_of(last.reading)}
        for said in last.parts.all():
            initial |= initial_of(said.reading, f"p{said.part_id}_")
        super().__init__(data, files, indicator=last.indicator, last=last, initial=initial, **kwargs)
        self.carried = {name: carried[name][:60] for name in self.numbers if carried and name in carried}
        if not self.is_bound:
            self.initial = {**self.initial, **self.carried}
        if not last.reading.is_known:
            del self.fields["what"]  # what was taken back is not taken back again
            self.fields["reason"].label = _("Why is it recorded again?")
            self.lay_out()
        elif doubts:
            self.fields["what"].choices = [
                *self.fields["what"].choices,
                (self.KEEP, _("Nothing: it is right as it is")),
            ]
            self.fields["reason"].label = _("Why is it corrected, or why is it right?")

    def before_numbers(self):
        return ["what"] if "what" in self.fields else []

    @property
    def takes_back(self):
        """Whether it is sent to take the figure back."""
        return self.cleaned_data.get("what") == self.TAKE_BACK

    @property
    def keeps(self):
        """Whether it is sent to say that the figure is right, which somebody doubts."""
        return self.cleaned_data.get("what") == self.KEEP

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("what") == self.KEEP:
            beside = {"once", "seen", "what", "reason", "sure", "evidence", "text"}
            is_other_word = cleaned.get("text", "").split() != self.last.text.split()
            if is_other_word or set(self.changed_data) - beside:
                words = _("You changed something below as well. If it is right, leave it; else say what it should be.")
                self.add_error("what", words)
        return cleaned

    @at_once
    def save(self, by):
        """The Entry that takes its place. Raises as RecordForm."""
        if self.keeps:
            entry = self.last
            Entry.figures.answer(self.last, by, self.cleaned_data["reason"])
        elif not self.takes_back:
            reading = reading_in(self.cleaned_data)
            if not reading.numbers():
                raise forms.ValidationError(_("Write a number, or take it back."), code="value")
            entry = Entry.figures.correct(self.last, by, self.cleaned_data["reason"], reading, **self.facts)
        else:
            entry = Entry.figures.correct(self.last, by, self.cleaned_data["reason"])
        bring(self.cleaned_data.get("evidence"), entry, by)
        return entry


class VerifyForm(forms.Form):
    """That what was recorded is right, said by somebody else, with a word; or that it is not, with a word on why.

    `says` is the button that was pressed. `seen` is the key of what stood there when the page was made, so that nobody says it of what they have not seen.
    """

    WRONG = "wrong"

    once = OnceField()
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("A word on it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "For example: checked against the register. If it is not right, write what is wrong: who recorded it is told."
        ),
    )

    def __init__(self, *args, entry, **kwargs):
        super().__init__(*args, **kwargs)
        self.entry = entry
        self.fields["seen"].initial = entry.pk
        self.helper = helper("once", "seen", "text")

    @property
    def is_doubt(self):
        return self.data.get("says") == self.WRONG

    def clean(self):
        cleaned = super().clean() or {}
        if self.is_doubt and not cleaned.get("text"):
            self.add_error("text", _("Write a word on what is not right."))
        if cleaned.get("seen") != self.entry.pk:
            self.data = {**self.data.dict(), "seen": str(self.entry.pk)}
            self.add_error(None, _("This was corrected meanwhile. Look again."))
        return cleaned

    def save(self, by):
        """The Entry that says it. Raises ValidationError where it cannot be said."""
        verb = Entry.figures.doubt if self.is_doubt else Entry.figures.verify
        return verb(self.entry, by, self.cleaned_data["text"])

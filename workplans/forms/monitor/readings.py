"""What may be typed of one value, and of what was held and whom it reached."""

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from teams.atonce import at_once
from teams.exchange.unreadable import Unreadable
from teams.once import OnceField
from workplans.exchange.evidence import MOST_BYTES, look_at, too_large
from workplans.forms.monitor.numbers import NumberField
from workplans.forms.organise.fields import one_line, text_field
from workplans.forms.plan import day_widget, helper
from workplans.models import Doubted, Entry, Evidence, Impossible
from workplans.rules.figures import NAMES, Reading, parts_add_up
from workplans.written import labels_of, plain

WHY = _("A word on it, or why it is right")
LONGEST_REASON = 200
LONGEST_SOURCE = 200
ACCEPT = "image/jpeg,image/png,image/webp,application/pdf,.docx,.xlsx"


def number_fields(indicator, prefix="", of=""):
    """{name: field} of a Reading of `indicator`, in its own words; of None it is one number. `of` is whose it is."""
    labels = labels_of(indicator) if indicator else {"value": _("Value")}
    if of:
        labels = {name: f"{of}: {label}" if len(labels) > 1 else of for name, label in labels.items()}
    return {prefix + name: NumberField(label=label) for name, label in labels.items()}


def reading_in(typed, prefix=""):
    """The Reading of what was typed."""
    return Reading(*[typed.get(prefix + name) for name in NAMES])


def initial_of(reading, prefix=""):
    """{name: number} of a Reading, without the zeros that pad it."""
    numbers = {name: getattr(reading, name) for name in NAMES}
    return {prefix + name: plain(number) for name, number in numbers.items() if number is not None}


class EvidenceField(forms.FileField):
    """A photo or document, looked at before it is kept: what it cleans to is a Looked, or None."""

    def __init__(self, **more):
        more.setdefault("label", _("Photo or document that shows it"))
        more.setdefault(
            "help_text", _("JPEG, PNG, WebP, PDF, Word or Excel, 5 MB at most. Where a photo was taken is left out.")
        )
        super().__init__(allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ACCEPT}), **more)

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if not file:
            return None
        looked = looked_at(file)
        if isinstance(looked, Unreadable):
            raise forms.ValidationError(str(looked)) from looked
        return looked


def looked_at(file):
    """The Looked of what was brought, or the Unreadable that says why it cannot be kept: each file is looked at once."""
    if not hasattr(file, "looked"):
        try:
            if file.size > MOST_BYTES:
                raise too_large()
            file.looked = look_at(file.read(), file.name)
        except Unreadable as error:
            file.looked = error
    return file.looked


def look_first(request):
    """Look at the photo or document that a form brings, before a transaction begins: a photo can take long."""
    if file := request.FILES.get("evidence"):
        looked_at(file)


class EvidenceForm(forms.Form):
    """A photo or document beside what was recorded."""

    once = OnceField()
    evidence = EvidenceField()

    def __init__(self, *args, entry, **kwargs):
        super().__init__(*args, **kwargs)
        self.entry = entry
        self.helper = helper("once", "evidence")

    def save(self, by):
        return Evidence.objects.bring(self.entry, by, **self.cleaned_data["evidence"].facts)


class RecordForm(forms.Form):
    """The value of `indicator` for `period`, with its parts, a word, where it comes from, and what shows it.

    `last` is the last of its line, where somebody recorded it by now: then it is a correction, with a reason. `seen` is
    the key of what stood there when the page was made, so that nobody writes over unseen.
    """

    once = OnceField()
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    sure = forms.BooleanField(label=_("It is right"), required=False)
    text = forms.CharField(
        label=_("A word on it"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    source = text_field(_("Where it comes from"), LONGEST_SOURCE)
    reason = text_field(_("Why is it corrected?"), LONGEST_REASON)
    evidence = EvidenceField(required=False)

    def __init__(self, data=None, files=None, *, indicator, period=None, last=None, breakdowns=(), **kwargs):
        super().__init__(data, files, **kwargs)
        self.indicator, self.period, self.last = indicator, period, last
        self.breakdowns = [(one, list(one.parts.all())) for one in breakdowns]
        self.numbers = number_fields(indicator)
        self.fields |= self.numbers
        for _breakdown, parts in self.breakdowns:
            for part in parts:
                self.fields |= number_fields(indicator, f"p{part.pk}_", part.words)
        self.fields["source"].required = False
        self.fields["source"].help_text = _("For example: maternity register.")
        self.fields["reason"].required = last is not None
        self.fields["reason"].help_text = _("It stands beside what was written first.")
        self.fields["seen"].initial = last.pk if last else 0
        self.is_doubted = "sure" in self.data
        if self.is_doubted:
            self.fields["text"].label = WHY
        self.crossed = None
        self.lay_out()

    def lay_out(self):
        """The fields in the order of the page."""
        parts = [
            Fieldset(
                breakdown.words,
                *[name for part in some for name in self.fields if name.startswith(f"p{part.pk}_")],
                css_class="breakdown",
                **self.sum_of(breakdown),
            )
            for breakdown, some in self.breakdowns
        ]
        doubted = ["sure"] if self.is_doubted else []
        reason = ["reason"] if self.last else []
        rows = ["once", "seen", *self.before_numbers(), *self.numbers, *parts, *doubted, "text", *reason]
        self.helper = helper()
        self.helper.layout = Layout(*rows, "source", *(["evidence"] if "evidence" in self.fields else []))

    def sum_of(self, breakdown):
        """What is said beside the parts of a breakdown while they are typed; nothing where they come to no whole."""
        facts = self.indicator.is_ratio, self.indicator.adds_up, self.indicator.unit
        if not parts_add_up(*facts):
            return {}
        words = {
            "data_sum": pgettext("parts of a whole", "Together: %(parts)s of %(whole)s")
            % {"parts": "#parts", "whole": "#whole"}
        }
        words["data_over"] = _now("More than the whole: look again.")
        words["data_fewer"] = _now("Less than the whole. If some are not known, say so in a word.")
        return words

    def before_numbers(self):
        return []

    def clean(self):
        cleaned = super().clean() or {}
        if cleaned.get("sure") and not (cleaned.get("text") or cleaned.get("reason")):
            self.add_error("text", _("Write a word on why it is right."))
        if self.last and cleaned.get("seen") != self.last.pk:
            self.cross()
        cleaned["source"] = one_line(cleaned.get("source"))
        ask_for_file_again(self)
        return cleaned

    def cross(self):
        """Show what somebody else recorded meanwhile; sent again, it is a correction of that."""
        self.crossed = self.last
        self.data = {**self.data.dict(), "seen": str(self.last.pk)}
        words = _(
            "%(person)s recorded this meanwhile: %(value)s. Yours is below and not saved yet. If yours is right, say why."
        )
        value = self.last.in_words or _now("taken back")
        self.add_error(None, words % {"person": self.last.by.name, "value": value})

    def refused(self, error):
        """Let the form come back with why it could not be written, in words, beside its field where there is one."""
        if isinstance(error, Doubted):
            self.is_doubted = True
            self["text"].label = WHY  # the box was made before, with its other label
        if isinstance(error, Impossible):
            for at, words in error.told:
                self.add_error(at if at in self.fields else None, words)
        if isinstance(error, Doubted):
            self.add_error(None, error.last)
        if not isinstance(error, Impossible):
            at = {"value": next(iter(self.numbers)), "ratio": "denominator"}.get(getattr(error, "code", ""))
            self.add_error(at if at in self.fields else None, error.messages)
        ask_for_file_again(self)
        self.lay_out()

    @property
    def facts(self):
        """What is recorded besides the number."""
        typed = self.cleaned_data
        parts = {part: reading_in(typed, f"p{part.pk}_") for _breakdown, some in self.breakdowns for part in some}
        return {"parts": parts, "sure": typed["sure"], "text": typed["text"], "source": typed["source"]}

    @at_once
    def save(self, by):
        """The Entry, its evidence with it. ValidationError where it cannot be written, Doubted where it looks wrong."""
        reading = reading_in(self.cleaned_data)
        if self.last:
            entry = Entry.figures.correct(self.last, by, self.cleaned_data["reason"], reading, **self.facts)
        else:
            entry = Entry.figures.record(self.indicator, self.period, by, reading, **self.facts)
        bring(self.cleaned_data.get("evidence"), entry, by)
        return entry


def ask_for_file_again(form):
    """Say beside the box for a photo or document that what was chosen is not kept, where the form comes back.

    No browser sends a file twice by itself, nor may a page fill that box.
    """
    if form.errors and (looked := form.cleaned_data.get("evidence")):
        form.add_error("evidence", _now("Choose %(file)s again, please: it was not kept.") % {"file": looked.name})


def bring(looked, entry, by):
    """Put what was chosen beside the entry, if anything was."""
    if looked:
        Evidence.objects.bring(entry, by, **looked.facts)


class CountForm(forms.Form):
    """How often an activity was held on a day and how many people it reached; one of the two will do."""

    once = OnceField()
    on = forms.DateField(label=_("On which day?"), widget=day_widget(), initial=timezone.localdate)
    held = NumberField(label=_("How many times was it held?"), mode="numeric")
    reached = NumberField(label=_("How many people did it reach?"), mode="numeric")
    text = forms.CharField(
        label=_("A word on it"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    source = text_field(_("Where it comes from"), LONGEST_SOURCE)
    evidence = EvidenceField(required=False)

    def __init__(self, *args, activity, **kwargs):
        super().__init__(*args, **kwargs)
        self.activity = activity
        self.fields["source"].required = False
        self.fields["source"].help_text = _("For example: attendance list.")
        self.helper = helper("once", "on", "held", "reached", "text", "source", "evidence")

    def clean(self):
        cleaned = super().clean()
        for name in ("held", "reached"):
            number = cleaned.get(name)
            if number is not None and not (0 < number <= 10**12 and number == int(number)):
                self.add_error(name, _("Write a whole number above zero."))
        if not self.errors and cleaned.get("held") is None and cleaned.get("reached") is None:
            self.add_error("held", _("Say how many times it was held, or how many people it reached."))
        ask_for_file_again(self)
        return cleaned

    def refused(self, error):
        """Let the form come back with why it could not be written, beside the day where that is why."""
        self.add_error("on" if getattr(error, "code", "") in ("day", "closed") else None, error.messages)
        ask_for_file_again(self)

    @at_once
    def save(self, by):
        """The entries. ValidationError where they cannot be written."""
        typed = self.cleaned_data
        more = {"text": typed["text"], "source": one_line(typed["source"])}
        kinds = {"held": Entry.Kind.HELD, "reached": Entry.Kind.REACHED}
        found = [
            Entry.figures.tally(self.activity, kind, typed[name], by, typed["on"], **more)
            for name, kind in kinds.items()
            if typed.get(name) is not None
        ]
        bring(typed.get("evidence"), found[0], by)
        return found

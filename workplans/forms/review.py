"""What may be typed into the review room: reasons, remarks, a scan of a paper that was signed."""

from crispy_forms.helper import FormHelper
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from teams.once import OnceField
from workplans.forms.plan import day_widget, helper
from workplans.models import PaperApproval, Remark

SCANS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
"""How the files begin that a scan may be."""
MOST_BYTES = 5 * 1024 * 1024


class WhyForm(forms.Form):
    """A reason, or a note, where something is done to a plan as a whole."""

    once = OnceField()
    why = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)

    helper: FormHelper

    def __init__(self, *args, label, needed=True, help_text="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["why"].label = label
        self.fields["why"].required = needed
        self.fields["why"].help_text = help_text
        self.helper = helper(*self.fields)


class QuarterForm(WhyForm):
    """A quarter is closed or opened again: which of the two the page asked, so that a slow form does not do the other."""

    CLOSE, OPEN = "close", "open"

    wanted = forms.ChoiceField(choices=[(CLOSE, CLOSE), (OPEN, OPEN)], widget=forms.HiddenInput)


class DecideForm(WhyForm):
    """A decision on what the page showed: the version `number`, while the plan is with the unit `step`.

    Where another version was sent, or the plan was passed on, since the page was made, it comes back with what was typed
    and asks whether that was looked at; only then it counts for `version` as it waits with `plan.reviewer` now.
    """

    number = forms.IntegerField(widget=forms.HiddenInput)
    step = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data, *args, plan, version, initial=None, **kwargs):
        now = {"number": version.number, "step": plan.reviewer_id}
        mark = f"{version.number}-{plan.reviewer_id}"
        shown = {name: data.get(name, "") for name in now} if data else {}
        self.is_crossed = bool(shown) and shown != {name: str(value) for name, value in now.items()}
        if self.is_crossed:
            data = data.copy()
            if data.get("looked") == mark:
                data.setlist("number", [str(version.number)])
                data.setlist("step", [str(plan.reviewer_id)])
                self.is_crossed = False
            else:
                data.pop("looked", None)
        super().__init__(data, *args, initial={**(initial or {}), **now}, **kwargs)
        if self.is_crossed:
            self.fields["looked"] = forms.BooleanField(
                label=_("I have looked at %(version)s, with %(unit)s now")
                % {"version": version, "unit": plan.reviewer.name},
                widget=forms.CheckboxInput(attrs={"value": mark}),
                error_messages={"required": _("Another version was sent meanwhile, or it was passed on. Look first.")},
            )
        self.helper = helper(*self.fields)


class ApproveForm(DecideForm):
    """Approving; `asks_money` where nothing stands in the way of writing the money down as approved too."""

    with_money = forms.BooleanField(
        label=_("The money is approved as it is asked"),
        required=False,
        help_text=_("It is written down for every activity. Leave it empty where the money is decided on elsewhere."),
    )

    def __init__(self, *args, asks_money, **kwargs):
        super().__init__(*args, label=_("Anything to say with it?"), needed=False, **kwargs)
        if not asks_money:
            del self.fields["with_money"]
        self.helper = helper(*self.fields)


class RemarkForm(forms.ModelForm):
    """A remark on an item, or on the whole plan."""

    once = OnceField()

    class Meta:
        model = Remark
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("once", "text")


class ReplyForm(forms.Form):
    """What is said to a remark; who reviews says, too, whether it is answered. The team's reply marks it as answered."""

    once = OnceField()
    text = forms.CharField(label=_("Your reply"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)
    state = forms.ChoiceField(label=_("The remark is"), choices=Remark.State, widget=forms.RadioSelect)

    def __init__(self, *args, reviews, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].required = not reviews
        if not reviews:
            del self.fields["state"]
            self.fields["text"].help_text = _("Your reply marks the remark as answered. Who reviews can open it again.")
        self.helper = helper(*self.fields)

    @property
    def wanted(self):
        """The state of the remark after it: answered, where the team replies."""
        return self.cleaned_data.get("state") or Remark.State.ANSWERED


class PaperForm(forms.ModelForm):
    """A paper that was signed: who, when, and its scan."""

    once = OnceField()
    file = forms.FileField(label=_("Scan or photo"), help_text=_("PDF, JPEG or PNG, 5 MB at most."))

    class Meta:
        model = PaperApproval
        fields = ["signed_by", "signed_on"]
        widgets = {"signed_on": day_widget()}
        help_texts = {"signed_by": _("Name and office, as on the paper.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = ""
        self.helper = helper("once", "signed_by", "signed_on", "file")

    def clean_signed_on(self):
        day = self.cleaned_data["signed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 5 MB. Scan it again with fewer dots per inch."))
        begins = file.read(8)
        file.seek(0)
        self.kind = next((kind for start, kind in SCANS.items() if begins.startswith(start)), "")
        if not self.kind:
            raise forms.ValidationError(_("This is neither a PDF nor a JPEG or PNG image."))
        return file

    def facts(self):
        """What is kept of the paper, its scan with it."""
        file = self.cleaned_data["file"]
        facts = {name: self.cleaned_data[name] for name in ("signed_by", "signed_on")}
        return facts | {"name": file.name[:255], "kind": self.kind, "content": file.read()}


class CompareForm(forms.Form):
    """Which two versions are compared: numbers, NOW for the plan as it stands, or LAST for last year's."""

    NOW, LAST = "now", "last"

    def __init__(self, data, numbers, has_last):
        versions = [(str(number), _("Version %(number)s") % {"number": number}) for number in numbers]
        last = [(self.LAST, _("Last year's plan"))] if has_last else []
        now = [(self.NOW, _("The plan as it stands now"))]
        super().__init__(data)
        self.fields["of"] = forms.ChoiceField(label=_("Compare"), choices=[*last, *versions, *now])
        self.fields["to"] = forms.ChoiceField(label=_("with"), choices=[*now, *versions])
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"

    def titles(self):
        """What the two that are compared are called."""
        return [dict(self.fields[name].choices)[self.cleaned_data[name]] for name in ("of", "to")]

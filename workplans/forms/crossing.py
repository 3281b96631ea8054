"""When two people change the same thing: who saves second sees both versions and decides."""

from django import forms
from django.utils.translation import gettext_lazy as _

from teams.once import OnceField


class CrossingForm(forms.ModelForm):
    """A form for a Versioned model. The view locks the row before it builds the form.

    `crossing` is None, or says who saved in between and lists (label, theirs, yours) of what differs; the form then
    comes back with what was typed and the newest version, so that saving it again means "keep mine".
    """

    beside = frozenset({"once", "version", "reason"})
    """Fields in which two people do not cross: what is typed there is no part of what stands already."""
    once = OnceField()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=_("Why this change"), required=False, max_length=200, help_text=_("Optional; stays in the history.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.crossing = None
        self.saved_version = self.instance.version
        self.theirs = {}
        if self.instance.pk:
            self.initial = {**self.initial, "version": self.saved_version}
            self.theirs = {name: self.get_initial_for_field(field, name) for name, field in self.fields.items()}
        else:
            del self.fields["reason"]

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and cleaned.get("version") != self.saved_version:
            self.meet_crossing()
        return cleaned

    def meet_crossing(self):
        compared = [
            (field.label, self.shown(name, self.theirs[name]), self.yours(name))
            for name, field in self.fields.items()
            if name not in self.beside
        ]
        differing = [(label, theirs, yours) for label, theirs, yours in compared if theirs != yours]
        if not differing:
            return
        last = self.instance.history.select_related("history_user").first()
        self.crossing = {
            "by": last.history_user if last else None,
            "at": last.history_date if last else None,
            "fields": differing,
        }
        data = self.data.copy()
        data[self.add_prefix("version")] = str(self.saved_version)
        self.data = data
        self.add_error(
            None,
            _("Somebody saved this while you were writing. Nothing of yours is lost: compare both above, then decide."),
        )

    def yours(self, name):
        """What was typed, in the same words; as it stands where it cannot be read."""
        return (
            self.shown(name, self.cleaned_data[name])
            if name in self.cleaned_data
            else str(self[name].data or "").strip()
        )

    def shown(self, name, value):
        """A field's value in the words that a page would use for it."""
        field = self.fields[name]
        if isinstance(field, forms.ModelMultipleChoiceField):
            return ", ".join(sorted(field.label_from_instance(one) for one in value or []))
        if isinstance(field, forms.ModelChoiceField):
            chosen = value if hasattr(value, "pk") else field.queryset.filter(pk=value).first() if value else None
            return field.label_from_instance(chosen) if chosen else ""
        if isinstance(field, forms.MultipleChoiceField):
            words = dict(field.choices)  # type: ignore[arg-type]  # ours are lists of pairs
            return ", ".join(str(words.get(one, one)) for one in value or [])
        if isinstance(field, forms.ChoiceField):
            words = dict(field.choices)  # type: ignore[arg-type]
            return str(words.get(value, value or ""))
        if isinstance(field, forms.BooleanField):
            return _("yes") if value else _("no")
        if value is None or value == "":
            return ""
        if isinstance(field, forms.DecimalField):
            return field.widget.format_value(value.quantize(1) if value == value.to_integral() else value.normalize())
        return str(field.widget.format_value(value) if hasattr(value, "isoformat") else value)

    def save(self, commit=True):
        reason = self.cleaned_data.get("reason")
        if reason:
            self.instance._change_reason = reason
        return super().save(commit)


def saved(form):
    """Save `form` if it is valid and nobody crossed it; whether that was done."""
    if not form.is_valid():
        return False
    form.save()
    return True

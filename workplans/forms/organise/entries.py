"""Money that moves: what may be typed about approvals, cuts, releases, advances, spending and accounts."""

from datetime import timedelta
from decimal import Decimal

from crispy_forms.layout import Div
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from teams.models import Post
from teams.once import OnceField
from workplans.forms.organise.fields import figure_field, one_line
from workplans.forms.plan import day_widget, helper, pair
from workplans.models import Activity, FundingSource, MoneyEntry
from workplans.models.organise.entries import Paper

Kind = MoneyEntry.Kind
BEFORE_PLAN = timedelta(days=366)
"""Money may be approved or arrive so long before the plan begins."""


class PaperForm(forms.Form):
    """What every entry rests on: its day and the reference of the paper behind it."""

    once = OnceField()
    on = forms.DateField(label=_("On"), widget=day_widget(), initial=timezone.localdate)
    reference = forms.CharField(
        label=_("Reference"),
        max_length=80,
        help_text=_("The number of the letter, voucher or receipt, so that others find it."),
    )

    def __init__(self, *args, plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.plan = plan

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come. Write it down once it happened."))
        if day < self.plan.starts_on - BEFORE_PLAN:
            raise forms.ValidationError(_("This is more than a year before the plan begins."))
        return day

    def clean_reference(self):
        return one_line(self.cleaned_data["reference"])

    def paper(self, by):
        """The Paper that was typed."""
        return Paper(
            self.cleaned_data["on"], self.cleaned_data["reference"], by, one_line(self.cleaned_data.get("reason"))
        )


class EntryForm(PaperForm):
    """Money released, advanced or spent for one activity."""

    kind = forms.ChoiceField(
        label=_("What happened?"),
        widget=forms.RadioSelect,
        choices=[
            (Kind.RELEASED.value, _("Released: the money is here")),
            (Kind.ADVANCED.value, _("Advanced: somebody holds it and accounts for it later")),
            (Kind.SPENT.value, _("Spent: paid out, with a receipt")),
        ],
    )
    source = forms.ModelChoiceField(FundingSource.objects.all(), label=_("From the source"))
    post = forms.ModelChoiceField(Post.objects.none(), label=_("Who holds the advance?"), required=False)
    holder = forms.CharField(label=_("or in words, who holds it"), max_length=120, required=False)

    def __init__(self, *args, activity, **kwargs):
        super().__init__(*args, plan=activity.workplan, **kwargs)
        self.fields["amount"] = figure_field(_("Amount"), required=True, least="0.01")
        self.fields["post"].queryset = Post.objects.filter(team=self.plan.team_id)
        asked = [one.source_id for one in activity.allocations.all() if one.source_id]
        if len(asked) == 1:
            self.initial.setdefault("source", asked[0])
        self.helper = helper("once", "kind", pair("source", "amount"), pair("post", "holder"), pair("on", "reference"))

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        cleaned["holder"] = one_line(cleaned.get("holder"))
        held = cleaned.get("post") or cleaned["holder"]
        if cleaned.get("kind") == Kind.ADVANCED and not held and not self.has_error("post"):
            self.add_error("post", _("Who holds it? Somebody has to account for an advance."))
        if cleaned.get("kind") and cleaned["kind"] != Kind.ADVANCED and held:
            cleaned["post"], cleaned["holder"] = None, ""
        return cleaned

    def save(self, activity, by):
        """The entry."""
        facts = self.cleaned_data
        about = {"post": facts["post"], "holder": facts["holder"]}
        return MoneyEntry.objects.write(
            activity, facts["source"], facts["kind"], facts["amount"], self.paper(by), **about
        )


class AccountForm(PaperForm):
    """Accounting for an advance: what was spent, with receipts, and what came back."""

    def __init__(self, *args, advance, still_open, **kwargs):
        super().__init__(*args, plan=advance.workplan, **kwargs)
        self.advance, self.still_open = advance, still_open
        self.fields["spent"] = figure_field(_("Spent, with receipts"))
        self.fields["returned"] = figure_field(_("Returned"))
        self.helper = helper("once", pair("spent", "returned"), pair("on", "reference"))

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        if self.errors:
            return cleaned
        cleaned["spent"], cleaned["returned"] = (cleaned.get(name) or Decimal(0) for name in ("spent", "returned"))
        together = cleaned["spent"] + cleaned["returned"]
        if not together:
            self.add_error("spent", _("How much was spent, and how much returned?"))
        elif together > self.still_open:
            self.add_error("spent", _("Together this is more than is open of this advance."))
        if cleaned.get("on") and cleaned["on"] < self.advance.on:
            self.add_error("on", _("The advance was given on a later day."))
        return cleaned


class CorrectForm(forms.Form):
    """What an entry should have said, and why it did not."""

    once = OnceField()
    reason = forms.CharField(label=_("Why?"), max_length=200, help_text=_("It stays beside the correction."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"] = figure_field(_("The right amount"), required=True)
        self.fields["to"].help_text = _("Write 0 if it never happened.")
        self.helper = helper("once", "to", "reason")


class TryForm(forms.Form):
    """What to try out: by source, and as a share or an amount. It is sent by GET and changes nothing."""

    activity = forms.ModelChoiceField(Activity.objects.none(), required=False, widget=forms.HiddenInput)
    source = forms.ModelChoiceField(FundingSource.objects.none(), required=False, label=_("Source"))
    quarter = forms.ChoiceField(required=False, label=_("Activities"))

    def __init__(self, data, *, plan, sources, share_label):
        super().__init__(data)
        self.fields["activity"].queryset = plan.activity_set.all()
        self.fields["source"].queryset = FundingSource.objects.filter(pk__in=sources)
        self.fields["source"].empty_label = _("All sources")
        self.fields["quarter"].choices = [("", pgettext_lazy("activities", "all"))] + [
            (str(quarter.number), _("of %(quarter)s") % {"quarter": quarter}) for quarter in plan.quarters.all()
        ]
        for name in ("source", "quarter"):
            self.fields[name].widget.attrs["class"] = "form-select"
        self.fields["share"] = figure_field(share_label, digits=5, least="0.01", most=100)
        self.fields["amount"] = figure_field(_("or an amount"), least="0.01")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("share") and cleaned.get("amount"):
            self.add_error("amount", _("A share or an amount, not both: empty one of them."))
        elif not (self.errors or cleaned.get("share") or cleaned.get("amount")):
            self.add_error("share", _("How much? A share, or an amount."))
        return cleaned


class ActForm(PaperForm):
    """Doing what was tried out. `tried` says what was shown, so that nothing else is done."""

    reason = forms.CharField(label=_("Why?"), max_length=200, required=False)
    tried = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, plan, tried, reason_needed, **kwargs):
        super().__init__(*args, plan=plan, **kwargs)
        self.tried = tried
        self.initial["tried"] = tried
        self.fields["reason"].required = reason_needed
        self.helper = helper("once", "tried", pair("on", "reference"), Div("reason"))

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("tried") != self.tried:
            self.add_error(
                None, _("Something changed since you looked. This is how it stands now: look again, then decide.")
            )
            data = self.data.copy()
            data["tried"] = self.tried
            self.data = data
        return cleaned

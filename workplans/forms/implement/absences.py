"""What may be typed about who is away and who covers."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from teams.models import Post
from teams.once import OnceField
from workplans.forms.plan import day_widget, helper, pair
from workplans.models import Absence
from workplans.models.plan import LAST_YEAR
from workplans.queries.asking import who_has

LONGEST = timedelta(days=800)
"""Who is away for longer has left the post."""


class AbsenceForm(forms.Form):
    """From when to when a post's holder is away, and which post of the team does its work meanwhile.

    `posts` are the others of the team, as `with_who` reads them.
    """

    once = OnceField()
    cover = forms.ModelChoiceField(
        Post.objects.none(), label=_("Who does the work meanwhile?"), empty_label=_("Choose a post")
    )
    starts_on = forms.DateField(label=_("First day"), widget=day_widget(), initial=timezone.localdate)
    ends_on = forms.DateField(label=_("Last day"), widget=day_widget())
    note = forms.CharField(
        label=_("What should who covers know?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, posts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cover"].queryset = posts
        self.fields["cover"].label_from_instance = lambda post: f"{post.title} ({who_has(post)})"
        self.helper = helper("once", "cover", pair("starts_on", "ends_on"), "note")

    def clean_cover(self):
        cover = self.cleaned_data["cover"]
        if not cover.held_by:
            raise forms.ValidationError(_("Nobody holds this post today, so the work would wait. Choose another."))
        return cover

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day cannot be before the first."))
        elif last and last < timezone.localdate():
            self.add_error("ends_on", _("This is over already. Say who covers from today on."))
        elif last and (last.year > LAST_YEAR or (first and last - first > LONGEST)):
            self.add_error("ends_on", _("Is the year mistyped?"))
        return cleaned

    def save(self, post, by):
        """The Absence; ValidationError where that cannot be."""
        typed = self.cleaned_data
        return Absence.objects.begin(post, typed["cover"], typed["starts_on"], typed["ends_on"], by, typed["note"])


class EndForm(forms.Form):
    """The last day of an absence that ends early."""

    once = OnceField()
    on = forms.DateField(label=_("Which is the last day away?"), widget=day_widget())

    def __init__(self, *args, absence, **kwargs):
        yesterday = timezone.localdate() - timedelta(days=1)
        kwargs["initial"] = {"on": max(yesterday, absence.starts_on)}
        super().__init__(*args, **kwargs)
        self.absence = absence
        self.helper = helper("once", "on")

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day > self.absence.ends_on:
            raise forms.ValidationError(_("This makes it longer. Write down a second absence for the days after it."))
        if day < self.absence.starts_on:
            raise forms.ValidationError(_("It began later than that. Take it away as a whole instead."))
        return day

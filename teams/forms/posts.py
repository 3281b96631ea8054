"""What may be typed about posts and who holds them."""

from datetime import timedelta

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from teams.access import people_helped, people_to_place
from teams.models import Holding, Post
from teams.once import OnceField

SOME = 10


def day_field(label, help_text=""):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, help_text=help_text, widget=widget, initial=timezone.localdate)


def bare_helper():
    """A crispy layout without a form tag: the page has the tag and the button."""
    found = FormHelper()
    found.form_tag = False
    return found


class AssignForm(forms.Form):
    """Who holds `post` from a day on; `offers` is the id of the page's list of people."""

    once = OnceField()
    person = forms.CharField(
        label=_("Who"),
        max_length=120,
        help_text=_("Name, user name or phone number of somebody whom you look after."),
        widget=forms.TextInput(attrs={"list": "offers", "autocomplete": "off", "autocapitalize": "none"}),
    )
    on = day_field(_("From"))

    def __init__(self, *args, post, by, **kwargs):
        super().__init__(*args, **{"auto_id": "assign_%s", **kwargs})
        self.post, self.by = post, by
        self.helper = bare_helper()

    def clean_person(self):
        """The one person that the words mean: those looked after by any name, others by their user name alone."""
        words = self.cleaned_data["person"]
        allowed = people_to_place(self.by)
        if one := allowed.known_as(words).filter(pk__in=people_helped(self.by).values("pk")).first():
            return one
        if one := allowed.filter(username__iexact=words).first():
            return one
        found = allowed.filter(pk__in=people_helped(self.by).values("pk"))
        for word in words.split():
            found = found.filter(name__icontains=word)
        people = list(found[: SOME + 1])
        if len(people) == 1:
            return people[0]
        if len(people) > SOME:
            raise ValidationError(_("Many people are called so. Type the user name of the one you mean."))
        if people:
            named = ", ".join(f"{one.name} ({one.username})" for one in people)
            raise ValidationError(
                _("Several people are called so. Type the user name of the one you mean: %(people)s.")
                % {"people": named}
            )
        raise ValidationError(
            _(
                "Nobody whom you look after is called so. Somebody who holds no post now can be named by the exact user "
                "name; somebody new is added to the team with “Add a person”."
            )
        )

    def assigned(self):
        """Give the post to the person, if that can be; whether it was done."""
        if not self.is_valid():
            return False
        try:
            Holding.objects.assign(self.post, self.cleaned_data["person"], self.cleaned_data["on"], by=self.by)
        except ValidationError as refused:
            self.add_error(None, refused)
        return not self.errors


MOST_BACK = timedelta(days=7)
"""A post that ends is written down at most so late."""


class EndForm(forms.Form):
    """The last day of a holding; what has not begun is taken back instead, whatever the day."""

    once = OnceField()
    on = day_field(_("Last day"))

    def __init__(self, *args, holding, **kwargs):
        super().__init__(*args, **{"auto_id": f"end_{holding.pk}_%s", **kwargs})
        self.holding = holding
        self.to_come = holding.starts_on > timezone.localdate()
        if self.to_come:
            del self.fields["on"]
        self.helper = bare_helper()

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on < self.holding.starts_on:
            raise ValidationError(_("The last day cannot be before the first."))
        # Who may help somebody sign in follows from these days: what is long over stays as it was.
        earliest = timezone.localdate() - MOST_BACK
        if self.holding.ends_on and self.holding.ends_on < earliest:
            raise ValidationError(_("This ended long ago and stays as it is. Give the post anew instead."))
        if on < earliest:
            raise ValidationError(_("A last day may be a week ago at most."))
        Holding(pk=self.holding.pk, post=self.holding.post, starts_on=self.holding.starts_on, ends_on=on).clean()
        return on

    def end(self, by):
        self.holding.end(timezone.localdate() if self.to_come else self.cleaned_data["on"], by=by)


class PostForm(forms.ModelForm):
    """A post's title and role, of those that its place knows."""

    once = OnceField()

    class Meta:
        model = Post
        fields = ["title", "role"]

    def __init__(self, *args, **kwargs):
        what = "change" if kwargs["instance"].pk else "add"
        super().__init__(*args, **{"auto_id": f"{what}_%s", **kwargs})
        roles = Post.TEAM_ROLES if self.instance.team else Post.UNIT_ROLES
        self.fields["role"] = forms.ChoiceField(
            label=self.fields["role"].label, choices=[(role.value, role.label) for role in roles]
        )
        self.helper = bare_helper()

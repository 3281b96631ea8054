"""What may be typed about other people's accounts, and by who comes in for the first time."""

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from teams.access import people_helped
from teams.forms.account import PhoneField
from teams.forms.units import SeenForm
from teams.models import Holding, Pass, Post, User
from teams.models.people import USERNAME
from teams.once import OnceField


class PersonForm(SeenForm):
    """Who somebody is; `by` is told by name of people they look after alone, where something is taken."""

    class Meta:
        model = User
        fields = ["name", "phone", "email", "username", "language"]
        field_classes = {"phone": PhoneField}

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        if "language" in self.fields:
            languages = [("", _("The language of the browser")), *settings.LANGUAGES]
            self.fields["language"] = forms.ChoiceField(
                label=self.fields["language"].label, choices=languages, required=False
            )

    def clean_phone(self):
        return self.free("phone")

    def clean_email(self):
        return self.free("email")

    def clean_username(self):
        return self.free("username")

    def free(self, name):
        """What was typed into the field `name`, if no other account has it."""
        typed = self.cleaned_data[name]
        others = User.objects.exclude(pk=self.instance.pk).filter(**{f"{name}__iexact": typed})
        if typed and (known := people_helped(self.by).filter(pk__in=others.values("pk")).first()):
            raise ValidationError(
                _("%(name)s (user name %(username)s) has this already. Is it the same person?")
                % {"name": known.name, "username": known.username}
            )
        if typed and others.exists():
            raise ValidationError(
                _(
                    "Another account has this, which you do not look after. If it is the same person, ask whoever "
                    "looks after the accounts above you."
                )
            )
        return typed


class NewPersonForm(PersonForm):
    """A new person with a post of `team`: one that is vacant, or a new one."""

    username = forms.CharField(
        label=_("User name"),
        required=False,
        max_length=60,
        validators=[USERNAME],
        help_text=_("To sign in with. Left empty, it is made of the name."),
        widget=forms.TextInput(attrs={"autocapitalize": "none"}),
    )
    post = forms.ModelChoiceField(
        label=_("Post"), queryset=Post.objects.none(), required=False, empty_label=_("A new post, named below")
    )
    title = forms.CharField(
        label=_("Title of the new post"),
        required=False,
        max_length=120,
        help_text=_("For example: midwife in charge. Only if no vacant post fits."),
    )
    role = forms.ChoiceField(label=_("Role in the new post"), initial=Post.Role.MEMBER)

    class Meta(PersonForm.Meta):
        fields = ["name", "phone", "email", "username"]

    def __init__(self, *args, team, **kwargs):
        super().__init__(*args, **kwargs)
        self.team = team
        taken = Holding.objects.since(timezone.localdate()).values("post")
        self.fields["post"].queryset = team.posts.exclude(pk__in=taken)
        self.fields["role"].choices = [(role.value, role.label) for role in Post.TEAM_ROLES]

    def clean_username(self):
        name = self.cleaned_data.get("name")
        if name and not self.cleaned_data["username"]:
            return User.objects.free_username(name)
        return super().clean_username()

    def clean(self):
        cleaned = super().clean()
        post, title = cleaned.get("post"), cleaned.get("title")
        if post and title:
            self.add_error("title", _("Choose a vacant post, or name a new one: not both."))
        elif not post and not title and not self.errors.get("post"):
            self.add_error("title", _("Which post does this person hold? Choose a vacant one, or name a new one."))
        return cleaned

    def invite(self):
        """Save the person with the post; the one-time link for them."""
        new = Post(team=self.team, title=self.cleaned_data["title"], role=self.cleaned_data["role"])
        return Pass.objects.invite(self.instance, self.cleaned_data["post"] or new, self.by)


class CodeForm(forms.Form):
    """A name, and the code that goes with it."""

    once = OnceField()
    name = forms.CharField(
        label=_("User name, e-mail address or phone number"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    code = forms.CharField(
        label=_("One-time code"),
        max_length=20,
        help_text=_("Eight letters and digits, for example 7KQM-2XWP. Small letters are fine."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False


class NewPasswordForm(SetPasswordForm):
    """A password of one's own, twice."""

    once = OnceField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = _("New password")
        self.fields["new_password2"].label = _("The same password again")
        self.fields["new_password1"].help_text = _(
            "At least eight letters, digits or signs. Three or four words that do not belong together are easy to keep "
            "in mind and hard to guess. Not your name, and nothing that many people use."
        )
        self.fields["new_password2"].help_text = ""
        self.helper = FormHelper()
        self.helper.form_tag = False

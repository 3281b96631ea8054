"""What people type about themselves."""

from datetime import time

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from teams.models import User
from teams.models.people import bare_name, bare_phone
from teams.once import OnceField


class SignInForm(AuthenticationForm):
    """One box for whichever name a person remembers."""

    username = forms.CharField(
        label=_("User name, e-mail address or phone number"),
        max_length=254,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "username", "autocapitalize": "none"}),
    )
    error_messages = {
        "invalid_login": _(
            "That name and password do not belong together. Look at capital letters, and whether the phone put a "
            "space after the name. After several wrong tries you have to wait a quarter of an hour."
        ),
        "inactive": _("This account is closed."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_username(self):
        """However a name is written, it has as many tries."""
        return bare_name(self.cleaned_data["username"])


class PhoneField(forms.CharField):
    """A phone number, typed with whatever spaces and hyphens."""

    def to_python(self, value):
        return bare_phone(super().to_python(value) or "") or self.empty_value

    def widget_attrs(self, widget):
        return {"inputmode": "tel"}


class AccountForm(forms.ModelForm):
    """What a person may change about their own account."""

    once = OnceField()

    class Meta:
        model = User
        fields = ["name", "email", "phone", "language", "reminds", "mails", "mail_hour"]
        field_classes = {"phone": PhoneField}
        widgets = {"phone": forms.TextInput(attrs={"autocomplete": "tel"}), "reminds": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        languages = [("", _("The language of the browser")), *settings.LANGUAGES]
        self.fields["language"] = forms.ChoiceField(
            label=self.fields["language"].label, choices=languages, required=False
        )
        self.fields["reminds"].help_text = _(
            "Whatever you choose, you are told what somebody asks of you and waits for, and what others leave late for "
            "a week."
        )
        if settings.SENDS_MAIL:
            self.fields["mails"].help_text = _("They go to the e-mail address above, where there is one.")
            self.fields["mail_hour"] = forms.TypedChoiceField(
                label=_("E-mail not before"),
                choices=[(hour, time_format(time(hour), "TIME_FORMAT")) for hour in range(24)],
                coerce=int,
                help_text=_("By this clock it is %(time)s now. Compare it with your watch.")
                % {"time": time_format(timezone.localtime(), "TIME_FORMAT")},
            )
        else:
            del self.fields["mails"], self.fields["mail_hour"]
        reminders = [name for name in ("reminds", "mails", "mail_hour") if name in self.fields]
        self.helper = FormHelper()
        heading = format_html('<span class="h6">{}</span>', _("Reminders"))
        self.helper.layout = Layout("once", "name", "email", "phone", "language", Fieldset(heading, *reminders))
        self.helper.add_input(Submit("send", _("Save"), css_class="btn-go"))


class OwnPasswordForm(PasswordChangeForm):
    """The old password, and the new one twice."""

    once = OnceField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("send", _("Change my password"), css_class="btn-go"))

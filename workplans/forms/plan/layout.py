"""How fields stand in a form, and how days, posts and figures are typed."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms


def day_widget():
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def helper(*rows):
    """A crispy layout without its own form tag: the page has the tag and the buttons."""
    found = FormHelper()
    found.form_tag = False
    found.disable_csrf = False
    found.layout = Layout(*rows)
    return found


def pair(*names):
    """Fields side by side where there is room."""
    return Div(*[Div(Field(name), css_class="col-sm") for name in names], css_class="row")


class PostField(forms.ModelChoiceField):
    def label_from_instance(self, post):
        return post.title

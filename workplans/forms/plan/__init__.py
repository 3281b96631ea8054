"""What may be typed into the plan room."""

from workplans.forms.plan.items import FORMS
from workplans.forms.plan.layout import PostField, day_widget, helper, pair
from workplans.forms.plan.whole import BeginForm, FilterForm, WorkplanForm, first_days

__all__ = [
    "FORMS",
    "BeginForm",
    "FilterForm",
    "PostField",
    "WorkplanForm",
    "day_widget",
    "first_days",
    "helper",
    "pair",
]

"""How the figures of a challenge are written on a page."""

from django import template

from assessments.challengepage import figure

register = template.Library()


@register.filter
def with_unit(value, unit):
    """ "41%", "12 days"; "–" where nothing is known."""
    return "–" if value is None else figure(value, unit)

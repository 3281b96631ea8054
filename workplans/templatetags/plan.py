"""How figures and addresses of a plan are written on a page."""

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workplans.written import figure, money

register = template.Library()
register.filter("money", money)
register.filter("figure", figure)

LACKS = {
    "money": lambda: _("No money yet"),
    "responsible": lambda: _("Nobody named"),
    "dates": lambda: _("No dates"),
    "indicator": lambda: _("Not measured yet"),
}
KINDS = {
    "objective": lambda: _("Objective"),
    "output": lambda: _("Output"),
    "activity": lambda: _("Activity"),
    "indicator": lambda: _("Indicator"),
}
ADD = {
    "objective": lambda: _("Add an objective"),
    "output": lambda: _("Add an output"),
    "activity": lambda: _("Add an activity"),
    "indicator": lambda: _("Add an indicator"),
}


@register.filter
def in_currency(amount, plan):
    """An amount with the plan's currency behind it, where the plan names one."""
    return f"{money(amount)} {plan.currency}".strip()


@register.filter
def of_hundred(percentage):
    """A whole percentage as the reader writes it; a dash where there is none."""
    return "–" if percentage is None else _("%(n)s%%") % {"n": figure(percentage)}


@register.filter
def days(value):
    """A number of days, to a tenth."""
    return figure(round(value, 1)) if value else "–"


@register.filter
def lack(key):
    """What is missing, in the words of the outline."""
    return LACKS[key]()


@register.filter
def kind_word(kind):
    """ "Objective", "Output" … for the word of an address."""
    return KINDS[kind]()


@register.filter
def add_word(kind):
    """What the button says that adds one of `kind`."""
    return ADD[kind]()


@register.filter
def letter(day):
    """The month's first letter, for the head of a narrow column."""
    return date_format(day, "M")[:1]


@register.simple_tag(takes_context=True)
def with_all_open(context):
    """The page's query string with everything open; folded again where it is."""
    query = context["request"].GET.copy()
    if query.pop("fold", None) != ["all"]:
        query["fold"] = "all"
    return query.urlencode()


@register.simple_tag(takes_context=True)
def with_arranging(context):
    """The page's query string with arrows to change the order; without them where they are."""
    query = context["request"].GET.copy()
    if not query.pop("arrange", None):
        query["arrange"] = "1"
    return query.urlencode()


@register.simple_tag(takes_context=True)
def fold_query(context, key):
    """The page's query string with the fold `key` turned over."""
    query = context["request"].GET.copy()
    flipped = set(context["flipped"]) ^ {key}
    if flipped:
        query["fold"] = ".".join(sorted(flipped))
    else:
        query.pop("fold", None)
    return query.urlencode()


@register.filter
def in_words(text):
    """A text of the library in the reader's language, where it is one of the first ones and was left as it was."""
    return _(text) if text else ""

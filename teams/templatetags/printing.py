"""Long tables: rows that are alike are rendered once, and what each says for itself is filled in.

    {% load printing %}
    {% printed row in output.rows %}<tr><td><a href="{% url "…" row.pk %}">{{ row.name }}</a>{% if row.is_late %} late{% endif %}</td></tr>
    {% endprinted %}

A row has `own`, a dict of the texts and keys that it alone has, ready to print, and `alike`, a NamedTuple of what else its looks
depend on. All rows with the same `alike`, and with something or nothing in the same places of `own`, are rendered once. A text
of `own` can be asked for and printed, a key put into an address, and nothing else be done with them. What stands around the tag has to be the same for all rows of the page.

**Why:** a template asks, escapes, localises and reverses one cell after the other, which costs more than all else of a
page with 300 rows.
"""

import re
import secrets
from html import escape

from django import template
from django.utils.safestring import mark_safe

register = template.Library()

FIRST_KEY = 10**17 + secrets.randbelow(10**15) * 100
"""Stands where a key will be, since an address takes nothing but a number: one that nobody has typed."""
HOLE = re.compile("\0(\\w+)\0")


class NotPrintable(Exception):
    """A template asks of a row what it does not have."""


class Look:
    """A row as its template sees it: what rows like it have in common, and holes where each has something of its own."""

    def __init__(self, row):
        self.alike = row.alike._asdict()
        self.holes: dict[str, str | int] = {}
        for place, (name, value) in enumerate(row.own.items()):
            hole = FIRST_KEY + place if isinstance(value, int) else mark_safe(f"\0{name}\0")
            self.holes[name] = hole if value else value

    def __getitem__(self, name):
        if name in self.alike:
            return self.alike[name]
        if name not in self.holes:
            raise NotPrintable(f"A row has no {name}")
        return self.holes[name]

    def pattern_of(self, text):
        """(the rendered `text` as `%` takes it, the names of what is filled into it, in order)."""
        for name, hole in self.holes.items():
            if isinstance(hole, int) and hole:
                text = text.replace(str(hole), f"\0{name}\0")
        between, names = HOLE.split(text)[::2], HOLE.findall(text)
        return "%s".join(part.replace("%", "%%") for part in between), names


class PrintedNode(template.Node):
    def __init__(self, name, rows, nodelist):
        self.name, self.rows, self.nodelist = name, rows, nodelist

    def render(self, context):
        patterns = context.render_context.setdefault(self, {})
        found = []
        for row in self.rows.resolve(context):
            look = row.alike, *map(bool, row.own.values())
            if look not in patterns:
                seen = Look(row)
                with context.push(**{self.name: seen}):
                    patterns[look] = seen.pattern_of(self.nodelist.render(context))
            pattern, names = patterns[look]
            values = [row.own[name] for name in names]
            # What is safe is of another type; so is a key.
            found.append(pattern % tuple([escape(value) if type(value) is str else value for value in values]))
        return mark_safe("".join(found))


@register.tag
def printed(parser, token):
    """The rows of a list, as the module says."""
    try:
        _tag, name, _in, rows = token.split_contents()
    except ValueError as error:
        raise template.TemplateSyntaxError("{% printed row in rows %}") from error
    nodelist = parser.parse(["endprinted"])
    parser.delete_first_token()
    return PrintedNode(name, parser.compile_filter(rows), nodelist)

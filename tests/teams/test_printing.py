"""Rows that are rendered once and filled in look as if each had been rendered by itself."""

from typing import NamedTuple

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils.safestring import mark_safe

from teams.templatetags.printing import NotPrintable


class Alike(NamedTuple):
    late: bool
    lacks: tuple = ()


class Row(NamedTuple):
    alike: Alike
    own: dict


ROWS = [
    Row(Alike(late), {"pk": pk, "name": name, "note": note})
    for late, pk, name, note in [
        (True, 5, "Births & deaths", ""),
        (True, 1234567, "100% of <villages>", mark_safe("<b>now</b>")),
        (False, 8, "%(name)s %s \\0", ""),
        (True, 9, "Boats", "soon"),
    ]
]
INSIDE = (
    '<li><a href="{% url "workplans:plan_item" "activity" row.pk %}">{{ row.name }}</a>'
    "{% if row.late %} late{% else %} 5%{% endif %}{% if row.note %} ({{ row.note }}){% endif %}{{ row.pk|stringformat:'d' }}</li>"
)


def render(text, rows):
    return Template("{% load printing %}" + text).render(Context({"rows": rows}))


def one_by_one(row):
    """A row as a plain loop renders it."""
    return row.alike._asdict() | row.own


def test_rows_are_as_a_loop_prints_them():
    printed = render("{% printed row in rows %}" + INSIDE + "{% endprinted %}", ROWS)
    assert printed == render("{% for row in rows %}" + INSIDE + "{% endfor %}", [one_by_one(row) for row in ROWS])
    assert "100% of &lt;villages&gt;" in printed
    assert "<b>now</b>" in printed


def test_rows_that_are_alike_are_rendered_once():
    asked = []
    context = {"rows": ROWS * 3, "ask": lambda: asked.append(1) or ""}
    Template("{% load printing %}{% printed row in rows %}{{ ask }}{{ row.name }}{% endprinted %}").render(
        Context(context)
    )
    assert len(asked) == 3, "late, late with a note, in time"


def test_what_a_row_does_not_have_is_not_silently_nothing():
    with pytest.raises(NotPrintable):
        render("{% printed row in rows %}{{ row.title }}{% endprinted %}", ROWS)
    with pytest.raises(TemplateSyntaxError):
        render("{% printed rows %}{% endprinted %}", ROWS)

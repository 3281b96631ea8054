"""Reads a list that was brought: its table, and what it comes to with what was chosen and answered so far."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from teams.exchange.listheadings import KNOWS
from teams.exchange.peopleplan import PeoplePlan, read_people
from teams.exchange.questions import Asking
from teams.exchange.sheets import Book, open_book
from teams.exchange.tables import Table, find_table
from teams.exchange.unitplan import UnitPlan, read_units
from teams.exchange.unitsteps import steps_of
from teams.exchange.unreadable import Unreadable
from teams.models import Holding, ListFile, Post, Team, Unit, User

Stamp = tuple[int, ...]


@dataclass
class Read:
    """What a list comes to. `stamp` tells whether anything it depends on was changed since."""

    plan: UnitPlan | PeoplePlan
    asking: Asking
    stamp: Stamp


def stamp() -> Stamp:
    """Another one after every change of units, teams, people, posts and who holds them."""
    models = (Unit, Team, User, Post, Holding)
    last = [model.history.order_by("-history_id").values_list("history_id", flat=True).first() for model in models]
    return tuple(found or 0 for found in last)


def book_of(brought: ListFile) -> Book:
    if brought.content is None:
        raise Unreadable(_("This file was brought more than 30 days ago and is no longer kept. Bring it again."))
    return open_book(bytes(brought.content), brought.name)


def table_of(brought: ListFile, sheet: str = "", header_row: int | None = None) -> Table:
    """The table of a list, in the sheet and under the row that are given, else where it seems to be."""
    return find_table(book_of(brought), KNOWS[brought.kind], sheet, header_row)


def read_list(brought: ListFile, by: User, today: date, answers: dict[str, str]) -> Read:
    """What a list comes to for `by`. Raises Unreadable where its columns were not chosen, or it cannot be used so."""
    choices = brought.choices
    if not choices:
        raise Unreadable(_("Say first what the columns are."))
    seen, asking = stamp(), Asking(answers)
    table = table_of(brought, choices["sheet"], choices["header_row"])
    columns = {int(index): role for index, role in choices["roles"].items()}
    plan: UnitPlan | PeoplePlan
    if brought.is_of_units:
        levels = {int(index): name for index, name in choices["levels"].items()}
        plan = read_units(table, steps_of(columns, levels, brought.unit), brought.unit, asking)
    else:
        assert brought.unit is not None
        plan = read_people(table, columns, brought.unit, by, today, asking)
    return Read(plan, asking, seen)

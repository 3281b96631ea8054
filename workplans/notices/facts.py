"""Facts of notices, as they stand in a sentence in the reader's language."""

from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, number_format


def on_day(facts):
    """The facts with the day in the reader's writing."""
    return {**facts, "day": date_format(date.fromisoformat(facts["day"]), "DATE_FORMAT")}


def from_above(facts):
    """The facts with the post's team behind it for who stands above: they may have many teams."""
    is_above = facts["stage"] == "above" and facts["post"] and facts.get("team")
    return on_day({**facts, "post": f"{facts['post']}, {facts['team']}"} if is_above else facts)


def amount_of(facts):
    """The facts with the amount in the reader's writing and the currency behind it."""
    amount = Decimal(facts["amount"])
    written = number_format(amount, decimal_pos=0 if amount == amount.to_integral() else 2)
    return {**facts, "amount": f"{written} {facts.get('currency', '')}".strip()}

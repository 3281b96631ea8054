"""What every tile of home is made of: a word, what qualifies it, the facts in sentences, and the next step."""

from dataclasses import dataclass

from django.urls import reverse

from lmframework import scores
from lmframework.models import Guide


@dataclass(frozen=True)
class Step:
    """What to do next: a link's words and its address."""

    text: str
    url: str


@dataclass(frozen=True)
class Tile:
    """A practice on home: its word, what qualifies it, the facts in sentences, and the next step."""

    guide: Guide
    state: scores.State
    small: str
    facts: list[str]
    step: Step


def asked(guide):
    """What a practice asks, as a tile's facts; none where its guide has no words."""
    return [guide.asks] if guide.asks else []


def explained(guide):
    """Where a practice is explained, with the questions to talk about."""
    return Step(str(guide.about), f"{reverse('lmframework:home_how')}#{guide.key}")

"""What one heading says, by its words alone. `columns.py` looks at all headings together and decides."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from teams.exchange.folding import fold, plain
from teams.exchange.sheets import Value
from workplans.exchange import header_words as words
from workplans.exchange.header_words import STOP


@dataclass(frozen=True)
class Guess:
    """What a heading may be: `kind` in the list below, about `level` of the plan; `sure` from 0 to 2.

    Kinds: name, code, indicator, unit, baseline, target, quarter, responsible, programme, place, start, end, month,
    money, total, gap, funders, remarks, other.
    """

    kind: str
    level: str = ""
    sure: int = 2
    quarter: int = 0
    months: tuple[int, ...] = ()
    week: bool = False
    source: str = ""
    scale: int = 1
    currency: str = ""


OTHER = Guess("other")


@lru_cache(maxsize=4096)
def guess(header: Value) -> Guess:
    """What a heading says by itself. Never raises; what is not recognised is `other`."""
    if isinstance(header, date):
        return Guess("month", months=(header.month,))
    text = header if isinstance(header, str) else ""
    tokens = fold(text[:200]).split()
    if not tokens or len(tokens) > 15 or _is_item(text):
        return OTHER
    return _month(tokens) or _about_work(tokens) or _about_money(text, tokens) or _about_plan(text, tokens) or OTHER


def level_of(tokens: list[str]) -> str:
    """The level of the plan that a text's words name, the first of them: objective, output, action, activity, subactivity."""
    for place, token in enumerate(tokens):
        for level, names in words.LEVELS.items():
            if token in names:
                if level in ("activity", "action") and place and tokens[place - 1] in words.DEEPER:
                    return "subactivity"
                if level == "action" and any(word.startswith(("strateg", "estrateg")) for word in tokens):
                    return "output"
                return level
    return ""


def _is_item(text: str) -> bool:
    """Whether a text is no heading, but an item under one: "Activity 1.2.1: Repair the pump"."""
    found = re.match(r"\W*([^\W\d]+)\W{0,3}\d[\d.]*\s*[:.)–—-]+\s*[^\W\d]", text)
    return bool(found and level_of([fold(found[1])]))


def _shared_level(text: str) -> str:
    """The lowest of several levels whose names head one column together: "Objective / Output / Activity"; else ""."""
    found = [level_of(fold(part).split()) for part in re.split(r"[/|,;&+\n]|\s(?:and|et|e|y)\s", text) if fold(part)]
    return max(found, key=list(words.LEVELS).index) if len(set(found)) > 1 and all(found) else ""


def _month(tokens: list[str]) -> Guess | None:
    parts = [part for token in tokens for part in re.findall(r"[^\W\d_]+|\d+", token)]
    found = [words.MONTHS[part] for part in parts if part in words.MONTHS]
    quarter = any(part in words.QUARTER for part in parts)
    allowed = all(
        part in words.MONTHS or part.isdigit() or part in words.WEEK or part in STOP or part in words.QUARTER
        for part in parts
    )
    if not found or not allowed or len(found) > 3:
        return None
    if len(found) == 1:
        return Guess("month", months=(found[0],), week=any(part.isdigit() and len(part) < 3 for part in parts))
    first, last = found[0], found[-1]
    span = tuple((first - 1 + step) % 12 + 1 for step in range((last - first) % 12 + 1))
    if quarter or len(span) <= 6:
        return Guess("month", months=span)
    return None


def _about_work(tokens: list[str]) -> Guess | None:
    """Who, when, and whatever else a plan tells that has no place of its own."""
    said = set(tokens)
    is_money = bool(said & words.MONEY) or " ".join(tokens) in words.KNOWN_SOURCES
    if said & words.RESPONSIBLE and not said & {"type", "tipo"}:
        return Guess(
            "responsible",
            sure=2 if not said & words.CODE else 1,
            level="programme" if said & words.UNITS_OF_PEOPLE else "",
        )
    if said & words.OTHER_THINGS and not (is_money and said & words.OTHER_THINGS <= {"estado", "publico"}):
        return OTHER
    if said & words.REMARKS:
        return Guess("remarks")
    plain_words = words.DATE | STOP | words.NAME | words.YEAR | set().union(*words.LEVELS.values())
    if said & words.START and said <= plain_words | words.START:
        return Guess("start")
    if said & words.END and said <= plain_words | words.END | words.TARGET:
        return Guess("end")
    if said & words.DATE - STOP - words.NAME - {"on"}:
        return OTHER
    return None


def _about_money(text: str, tokens: list[str]) -> Guess | None:
    said = set(tokens)
    if said & words.GAP:
        return Guess("gap", scale=_scale(tokens), currency=currency_in(text))
    if said & words.FUNDER or (said & words.SOURCE and (said & words.MONEY or said <= words.SOURCE | STOP)):
        return Guess("funders") if not said & words.CODE else OTHER
    if said & words.PARTNER and said <= words.PARTNER | words.MONEY | STOP | {"funding"}:
        return Guess("funders")
    bare = _without_currency(text)
    known = fold(bare) in words.KNOWN_SOURCES
    if (not known and bare == text and not said & (words.MONEY | words.TOTAL)) or _is_baseline(said):
        return None
    if said & words.GRANTED or _quarter(tokens) or (said & words.UNIT and said & words.MONEY):
        return OTHER
    if said & (words.INDICATOR | words.TARGET):
        return None
    source = bare.strip() if known else _source(bare)
    level = "known" if known or fold(source) in words.KNOWN_SOURCES else ""
    kind = "money" if source else "total"
    return Guess(kind, level=level, source=source, scale=_scale(tokens), currency=currency_in(text))


def _about_plan(text: str, tokens: list[str]) -> Guess | None:
    if shared := _shared_level(text):
        return Guess("name", shared, sure=1)
    said, level = set(tokens), level_of(tokens)
    quarter = _quarter(tokens)
    if _is_baseline(said):
        return Guess("baseline", level) if not said & words.YEAR else OTHER
    if quarter:
        rest = (
            said
            - words.TARGET
            - words.QUARTER
            - set(words.ORDINALS)
            - STOP
            - words.YEAR
            - set().union(*words.LEVELS.values())
        )
        rest = {word for word in rest if not re.fullmatch(r"(q|t|tri|trim|qtr)?\d+", word)} - words.NAME
        return Guess("quarter", level, quarter=quarter) if not rest else OTHER
    if said & words.TARGET:
        return Guess("target", level)
    if said & words.INDICATOR:
        if said & words.CODE:
            return OTHER
        return Guess("unit", level) if said & (words.UNIT | words.MEASURE) else Guess("indicator", level)
    if said & words.MEASURE or said <= words.UNIT:
        return Guess("unit", level, sure=2 if said & words.MEASURE else 1)
    if said & words.PLACE:
        return Guess("place")
    if (
        said & words.CODE
        and said <= words.CODE | STOP | words.NAME | set().union(*words.LEVELS.values()) | words.DEEPER
    ):
        return Guess(
            "code", level, sure=2 if level or said & {"code", "codigo", "codigos", "cod", "ref", "reference"} else 0
        )
    if level:
        known = words.NAME | STOP | words.DEEPER | set().union(*words.LEVELS.values())
        unknown = [token for token in tokens if token not in known and not token.isdigit()]
        return Guess("name", level, sure=2 if not unknown else 1) if len(unknown) <= 3 else OTHER
    if said <= words.UNITS_OF_PEOPLE | STOP | words.NAME and said & words.UNITS_OF_PEOPLE:
        return Guess("programme")
    return Guess("name", sure=0) if said <= words.NAME | STOP and said - STOP else None


def _is_baseline(said: set[str]) -> bool:
    return bool(said & {"baseline", "base"}) or bool(
        said & words.BASELINE and said & {"valeur", "valor", "value", "situation", "situacao", "situacion"}
    )


def _quarter(tokens: list[str]) -> int:
    """The quarter, 1 to 4, that a heading names; 0 if none."""
    for place, token in enumerate(tokens):
        joined = re.fullmatch(r"(?:q|t|tri|trim|qtr|quarter|trimestre)0?([1-4])", token)
        if joined:
            return int(joined[1])
        if token in words.QUARTER:
            near = tokens[place + 1 : place + 2] + tokens[max(place - 1, 0) : place]
            for other in near:
                if other in words.ORDINALS:
                    return words.ORDINALS[other]
    return 0


def _scale(tokens: list[str]) -> int:
    return next((words.THOUSANDS[token] for token in tokens if token in words.THOUSANDS), 1)


def currency_in(text: str) -> str:
    """The code of the currency that a text names ("Custo (MT)" is MZN), or ""."""
    for token in re.findall(r"[a-z]*\$|[€£₦]|[^\W\d_]+", plain(text)):
        if token in words.CURRENCIES:
            return words.CURRENCIES[token]
    return ""


def _without_currency(text: str) -> str:
    """A heading without the currency that it ends with in brackets, which makes it one of money: "GAVI (MZN)"."""
    ending = re.search(r"\s*[(\[]([^()\[\]]+)[)\]]\s*$", text)
    return text[: ending.start()] if ending and currency_in(ending[1]) else text


def _source(text: str) -> str:
    """The name of the source in a money column's heading: "financiamento_fundo_global" is "fundo global"."""
    skip = words.MONEY | {"total", "totals", "totais", "totaux"} | words.YEAR | words.ASKED
    skip |= (
        set(words.CURRENCIES) | set(words.THOUSANDS) | set().union(*words.LEVELS.values()) | {"programa", "programme"}
    )
    edges = STOP | {"from", "by", "per", "in"}
    parts = [part for part in re.split(r"[\s_]+", text.strip()) if fold(part)]
    kept: list[str] = []
    for place, part in enumerate(parts):
        if fold(" ".join(parts[place:])) in words.KNOWN_SOURCES:  # "Fonds Mondial" keeps its "Fonds"
            return " ".join(parts[place:])
        folded = set(fold(part).split())
        if not folded <= skip and not re.fullmatch(r"(19|20)\d\d", fold(part)):
            kept.append(part)
    while kept and fold(kept[0]) in edges:
        kept.pop(0)
    while kept and fold(kept[-1]) in edges:
        kept.pop()
    source = " ".join(kept).strip(" -–:,;()/")
    return "" if set(fold(source).split()) <= words.TOTAL else source

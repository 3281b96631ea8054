"""A plan as tables of texts: what a workbook shows in its cells, and what its cells are compared by when it comes back.

Each sheet is {key of a row: {column: text}}; a key is "activity-12", as the plan's rows are called for good. Texts are
the ones that a person would type: a figure as a plain number, a day as year-month-day, a choice by its word.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from workplans.models import Activity, Indicator, Readiness
from workplans.rules import periods

PLAN, INDICATORS, MONEY, READINESS = SHEETS = ("plan", "indicators", "money", "readiness")
YES_OR_NO = ("needs_no_money", "is_confirmed_by_others")
NOBODY = ""
"""The source that stands for money that nobody gives yet, before its column is headed."""
MARK = "x"


@dataclass
class Table:
    """One sheet: its columns, {name: heading}, those that nobody changes there, and its rows by key."""

    name: str
    columns: dict[str, str]
    fixed: frozenset[str]
    rows: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self):
        """No two headings are the same, since a file's columns are known by them."""
        seen: set[str] = set()
        for name in self.columns:
            while self.columns[name] in seen:
                self.columns[name] += " (2)"
            seen.add(self.columns[name])


def key_of(item):
    return f"{item['kind']}-{item['key']}"


def words_of(model, name):
    """{stored value: word} of a field with choices."""
    return {value: str(word) for value, word in model._meta.get_field(name).flatchoices}


def yes(value):
    return _("yes") if value else ""


def tables(plan, version, readiness):
    """{sheet: Table} of what is planned in `plan`, out of its snapshot, and of its `readiness`."""
    return {
        PLAN: plan_table(plan, version),
        INDICATORS: indicators_table(version),
        MONEY: money_table(version),
        READINESS: readiness_table(readiness),
    }


def plan_table(plan, version):
    months = [periods.month_key(day) for day in plan.months()]
    table = Table(
        PLAN,
        {
            "number": _("Number"),
            "kind": _("What it is"),
            "code": _("Code"),
            "name": _("Name"),
            "practice": _("Practice"),
            "responsible": _("Responsible"),
            "place": _("Place"),
            "starts_on": _("From"),
            "ends_on": _("To"),
            "every": _("Done again"),
            "is_confirmed_by_others": _("Somebody else confirms"),
            "needs_no_money": _("Needs no money"),
            "funders": _("Funders, in words"),
            **{f"m{month}": month for month in months},
        },
        frozenset({"number", "kind"}),
    )
    practices, again = words_of(Activity, "practice"), words_of(Activity, "every")
    kinds = kind_words()
    for item in version["items"]:
        if item["kind"] == "indicator":
            continue
        fields = item["fields"]
        row = {"number": item["number"], "kind": kinds[item["kind"]], "code": fields["code"], "name": fields["name"]}
        if item["kind"] == "activity":
            row |= {
                "practice": practices[fields["practice"]],
                "responsible": version["posts"].get(str(fields["post"]), "") or fields["responsible"],
                "place": fields["place"],
                "starts_on": fields["starts_on"] or "",
                "ends_on": fields["ends_on"] or "",
                "every": again.get(fields["every"], ""),
                "is_confirmed_by_others": yes(fields["is_confirmed_by_others"]),
                "needs_no_money": yes(fields["needs_no_money"]),
                "funders": fields["funders"],
                **{f"m{month}": MARK if month in fields["months"] else "" for month in months},
            }
        table.rows[key_of(item)] = row
    return table


def kind_words():
    return {"objective": _("Objective"), "output": _("Output"), "activity": _("Activity")}


def vocabulary(posts):
    """What may stand in columns with a choice, in the language that is active: {column: {folded word: value}}."""

    def folded(words):
        return {word.casefold(): value for value, word in words.items()}

    return {
        "practice": folded(words_of(Activity, "practice")),
        "every": {"": ""} | folded(words_of(Activity, "every")),
        "direction": folded(words_of(Indicator, "direction")),
        "adds_up": folded(words_of(Indicator, "adds_up")),
        "recorded_every": folded(words_of(Indicator, "recorded_every")),
        "state": folded(words_of(Readiness, "state")),
        **{key: {"": False, _("yes").casefold(): True, _("no").casefold(): False} for key in YES_OR_NO},
        **dict.fromkeys(("post", "recorded_by"), {"": None} | {post.title.casefold(): post for post in posts}),
        "kind": folded(kind_words()),
        "activity": _("Activity").casefold(),
    }


def indicators_table(version):
    quarters = {str(number): _("Quarter %(n)s") % {"n": number} for number, _first, _last in version["quarters"]}
    table = Table(
        INDICATORS,
        {
            "number": _("Number"),
            "of": _("Measures"),
            "code": _("Code"),
            "name": _("Indicator"),
            "unit": _("Unit"),
            "direction": _("Direction"),
            "numerator": _("Numerator"),
            "denominator": _("Denominator"),
            "adds_up": _("Months and quarters"),
            "recorded_every": _("Recorded"),
            "recorded_by": _("Who records it"),
            "baseline": _("Baseline"),
            "target": _("Target for the year"),
            **{f"q{number}": words for number, words in quarters.items()},
        },
        frozenset({"number", "of"}),
    )
    chosen = {name: words_of(Indicator, name) for name in ("direction", "adds_up", "recorded_every")}
    names = {(item["kind"], item["key"]): item["fields"]["name"] for item in version["items"]}
    for item in version["items"]:
        if item["kind"] != "indicator":
            continue
        fields = item["fields"]
        table.rows[key_of(item)] = {
            "number": item["number"],
            "of": names[tuple(fields["above"])],
            **{name: fields[name] for name in ("code", "name", "unit", "numerator", "denominator")},
            **{name: words.get(fields.get(name), "") for name, words in chosen.items()},
            "recorded_by": version["posts"].get(str(fields.get("post")), ""),
            "baseline": fields["baseline"] or "",
            "target": fields["target"] or "",
            **{f"q{number}": fields["targets"].get(number) or "" for number in quarters},
        }
    return table


def money_table(version):
    table = Table(
        MONEY,
        {
            "number": _("Number"),
            "name": _("Activity"),
            **{f"s{key}": name for key, name in version["sources"].items()},
            f"s{NOBODY}": _("Nobody gives it yet"),
        },
        frozenset({"number", "name"}),
    )
    for item in version["items"]:
        if item["kind"] == "activity":
            money = item["fields"]["money"]
            table.rows[key_of(item)] = {
                "number": item["number"],
                "name": item["fields"]["name"],
                **{f"s{key}": money.get(key, "") for key in [*version["sources"], NOBODY]},
            }
    return table


def readiness_table(readiness):
    states = words_of(Readiness, "state")
    table = Table(
        READINESS,
        {
            "name": _("Structure or system"),
            "state": _("Is it there?"),
            "post": _("Who makes it so"),
            "due_on": _("By when"),
            "note": _("What is missing"),
        },
        frozenset(),
    )
    for one in readiness:
        table.rows[f"readiness-{one.pk}"] = {
            "name": one.name,
            "state": states[one.state],
            "post": one.post.title if one.post else "",
            "due_on": one.due_on.isoformat() if one.due_on else "",
            "note": one.note,
        }
    return table

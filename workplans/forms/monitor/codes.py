"""What may be said of codes of another system: what each stands for, and which place of a file is ours."""

from collections.abc import Sequence
from hashlib import sha256

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from teams.once import FIELD, OnceField
from workplans.models import Mapping

MOST_LISTED = 100
"""With more choices, what a code stands for is typed with suggestions and not chosen from a list."""
A_PAGE = 20
LONGEST_GROUP = 100
MOST_MEANINGS = 4
"""So many things one code stands for at most."""
LIKELY = pgettext_lazy("group of indicators", "Likely")
NOTHING = Mapping.Fills.NOTHING.value
ALSO = "also"
"""The name of the button that asks for one more meaning of a code."""
TWICE = _("This is said twice of one code. Leave one of them open.")
ALSO_NOTHING = [("", pgettext_lazy("what a code stands for", "open"))]
UNDECIDED = [("", pgettext_lazy("what a code stands for", "open")), (NOTHING, _("Nothing: it is not in our plan"))]


def token_of(known_by):
    """What a code and its detail are called in the names of fields."""
    return sha256("\x1f".join(known_by).encode()).hexdigest()[:16]


def meanings_of(groups):
    """[(group, [(value, words)])] of all that a code may fill in `groups` of indicators: each has words of its own."""
    taken: dict[str, int] = {}
    return [(name[:LONGEST_GROUP], [each for one in those for each in of_one(one, taken)]) for name, those in groups]


def of_one(one, taken):
    """[(value, words)] of what a code may fill of one indicator; `taken` counts its name."""
    name = f"{one.code} {one.name}".strip()[:120]
    taken[name] = taken.get(name, 0) + 1
    name += f" ({taken[name]})" if taken[name] > 1 else ""
    if not one.is_ratio:
        return [(f"{one.pk}:value", name)]
    return [
        (f"{one.pk}:numerator", _("%(name)s: the numerator") % {"name": name}),
        (f"{one.pk}:denominator", _("%(name)s: the denominator") % {"name": name}),
        (f"{one.pk}:value", _("%(name)s: the ratio itself") % {"name": name}),
    ]


def value_of(guess):
    """A Guess as the value of a choice."""
    return f"{guess.indicator}:{guess.fills}" if guess else ""


class MeaningField(forms.CharField):
    """What a code stands for: chosen from a list, what is likely first; typed, with suggestions, where the list would be too long for a phone.

    `first` are (value, words) of no indicator, `groups` as of `meanings_of`, `likely` values of them.
    """

    def __init__(self, first, groups, described, initial="", likely=()):
        words_of = {value: str(words) for _group, those in groups for value, words in those}
        self.words_of = {value: str(words) for value, words in first} | words_of
        self.value_of = {words.casefold(): value for value, words in self.words_of.items()}
        self.is_listed = len(self.words_of) <= MOST_LISTED
        offered = [(value, words_of[value]) for value in likely if value in words_of]
        attrs = {"aria-label": described}
        widget: forms.Widget
        if self.is_listed:
            rest = [(group, [one for one in those if one not in offered]) for group, those in groups]
            rest = [(group, those) for group, those in rest if those]
            choices = [*first, (LIKELY, offered), *rest] if offered else [*first, *rest]
            widget = forms.Select(attrs={**attrs, "class": "form-select"}, choices=choices)
        else:
            initial = self.words_of.get(initial, initial) if initial else ""
            attrs |= {"class": "form-control", "list": "meanings", "autocomplete": "off"}
            widget = forms.TextInput(attrs=attrs)
        super().__init__(required=False, initial=initial, widget=widget, max_length=None if self.is_listed else 400)
        if offered and not initial:
            shown = offered[:1] if self.is_listed else offered
            self.help_text = _("Perhaps: %(names)s") % {"names": " · ".join(words for _value, words in shown)}

    def clean(self, value):
        text = super().clean(value)
        if not text or text in self.words_of:
            return text
        if found := self.value_of.get(text.casefold()):
            return found
        begun = [value for words, value in self.value_of.items() if text.casefold() in words]
        if len(begun) == 1:
            return begun[0]
        if self.is_listed:  # a page was open while its indicator was taken out of the plan
            raise forms.ValidationError(_("This indicator is no longer in the plan. Choose another."))
        raise forms.ValidationError(_("Choose one of the suggestions."))


def part_field(parts, described, initial=""):
    """Of which part a code is: of none of them where it is of the whole."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for one in parts:
        groups.setdefault(one.breakdown.words, []).append((one.pk, one.words))
    return forms.TypedChoiceField(
        choices=[("", _("the whole")), *groups.items()],
        coerce=int,
        empty_value=None,
        required=False,
        initial=initial,
        widget=forms.Select(attrs={"class": "form-select", "aria-label": described}),
    )


class SaysMeanings:
    """What forms over the codes of one plan share: the choices, and writing down what was chosen.

    `suggestions` are the words that are suggested where a code is typed.
    """

    suggestions: Sequence[str] = ()

    def know(self, codes):
        self.codes = codes
        self.groups = meanings_of(codes.groups)

    def meaning_field(self, first, described, initial="", likely=()):
        field = MeaningField(first, self.groups, described, initial, likely)
        self.suggestions = [] if field.is_listed else [words for words in field.words_of.values() if words]
        return field

    def fit(self, chosen, part):
        """Words on why a code cannot be of that part of what was chosen; "" where it can."""
        if not part or chosen in ("", NOTHING):
            return ""
        indicator = self.codes.indicators[int(chosen.partition(":")[0])]
        mine = {each.pk for each in indicator.breakdowns.all()}
        return (
            "" if self.codes.parts[part].breakdown_id in mine else _("This indicator is not broken down in this way.")
        )

    def said(self, chosen, part):
        """What was chosen, as Mapping.objects.say takes it."""
        if chosen == NOTHING:
            return {"fills": Mapping.Fills.NOTHING}
        key, _colon, fills = chosen.partition(":")
        part = self.codes.parts[part] if part else None
        return {"fills": fills, "indicator": self.codes.indicators[int(key)], "part": part}


class CodesForm(SaysMeanings, forms.Form):
    """What the codes on one page of a file stand for, as guessed or as somebody says, and which place is ours."""

    once = OnceField()
    unit = forms.ChoiceField(
        label=_("Which of these is yours?"),
        error_messages={"required": _("Say which place is yours. Values of several are never added up.")},
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    rest = forms.BooleanField(
        label=_("All codes of this file that are left open are not in our plan. They are not asked about again."),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(self, codes, asked, units, unit, data=None, typed=None):
        """`asked` are Asked codes; `units` {key: name} of the file's places, `unit` the one that is probably ours.

        `typed` is what was sent where nothing is to be said yet: it asks for one more meaning of a code (ALSO).
        """
        super().__init__(data, initial={name: value for name, value in (typed or {}).items() if name != FIELD})
        self.know(codes)
        sent = data or typed or {}
        self.rows = [self.add_row(one, sent) for one in asked]
        if units:
            self.fields["unit"].choices = [("", _("Choose")), *sorted(units.items(), key=lambda one: one[1].casefold())]
            self.fields["unit"].initial = unit
        else:
            del self.fields["unit"]

    def add_row(self, one, sent):
        """What is asked of one code: `means`, [(what it stands for, of which part, how both are called)]."""
        token = token_of(one.known_by)
        count = 1
        while f"means_{token}_{count + 1}" in sent and count < MOST_MEANINGS:
            count += 1
        count = min(count + (sent.get(ALSO) == token), MOST_MEANINGS)
        means = [self.add_meaning(one, f"{token}_{number}" if number > 1 else token) for number in range(1, count + 1)]
        return {"asked": one, "token": token, "means": means, "has_more": count < MOST_MEANINGS}

    def add_meaning(self, one, name):
        is_first = name == token_of(one.known_by)
        guess, words = one.guess if is_first else None, {"code": one.words}
        described = _("What “%(code)s” stands for") if is_first else _("What “%(code)s” stands for as well")
        likely = [value_of(each) for each in one.offered]
        field = self.meaning_field(UNDECIDED if is_first else ALSO_NOTHING, described % words, value_of(guess), likely)
        field.help_text = field.help_text if is_first else ""
        self.fields[f"means_{name}"] = field
        if not self.codes.parts_in_use:
            return {"means": self[f"means_{name}"], "part": None, "name": name}
        described = _("Of which part “%(code)s” is") if is_first else _("Of which part “%(code)s” is as well")
        part = next((each.part for each in one.offered), None) if is_first else None
        self.fields[f"part_{name}"] = part_field(self.codes.parts_in_use, described % words, part or "")
        return {"means": self[f"means_{name}"], "part": self[f"part_{name}"], "name": name}

    def clean(self):
        cleaned = super().clean()
        for row in self.rows:
            seen: set[tuple[str, int | None]] = set()
            for name in (one["name"] for one in row["means"]):
                chosen, part = cleaned.get(f"means_{name}", ""), cleaned.get(f"part_{name}")
                if problem := self.fit(chosen, part):
                    self.add_error(f"part_{name}", problem)
                about = (chosen.partition(":")[0], part)
                if chosen and (about in seen or (seen and NOTHING in {chosen, *(each for each, _part in seen)})):
                    self.add_error(f"means_{name}", TWICE)
                seen |= {about} if chosen else set()
        return cleaned

    def save(self, team, by, others):
        """Remember what was said; of `others`, the codes on other pages, too, where the rest is said to be nothing."""
        said = {}
        rest = [{"fills": NOTHING}] if self.cleaned_data["rest"] else []
        for row in self.rows:
            one = row["asked"]
            names = [each["name"] for each in row["means"]]
            pairs = [(self.cleaned_data.get(f"means_{name}"), self.cleaned_data.get(f"part_{name}")) for name in names]
            if meanings := [self.said(chosen, part) for chosen, part in pairs if chosen] or rest:
                said[one.known_by] = [{"name": one.name, **facts} for facts in meanings]
        for one in others if rest else []:
            said[one.known_by] = [{"name": one.name, **facts} for facts in rest]
        if said:
            Mapping.objects.say_of_many(team, said, by)


class MappingForm(SaysMeanings, forms.Form):
    """What one code stands for from now on, or, with `also`, what else it stands for."""

    once = OnceField()

    def __init__(self, mapping, codes, data=None, also=False):
        super().__init__(data)
        self.mapping, self.also = mapping, also
        self.know(codes)
        now = None if also else codes.meaning_of(mapping)
        others = [one for one in codes.meanings[mapping.known_by] if one.indicator and one != now]
        self.others = {(one.indicator, one.part) for one in others}
        chosen = f"{now.indicator.pk}:{now.fills}" if now and now.indicator else ""
        first = [] if also or others else UNDECIDED[1:]
        if mapping.fills == NOTHING:
            chosen = NOTHING
        likely = [value_of(one) for one in codes.guesser.offered(mapping.code, mapping.name, mapping.detail)]
        self.fields["means"] = self.meaning_field([("", _("Choose")), *first], _("Stands for"), chosen, likely)
        self.fields["means"].help_text = ""
        self.fields["means"].required = True
        self.fields["means"].label = _("Stands for as well") if also else _("Stands for")
        part = "" if also else mapping.part_id or ""
        self.fields["part"] = part_field(codes.parts_in_use, _("Of which part"), part)
        self.fields["part"].label = _("Of which part")

    def clean(self):
        cleaned = super().clean()
        chosen, part = cleaned.get("means", ""), cleaned.get("part")
        if problem := self.fit(chosen, part):
            self.add_error("part", problem)
        elif chosen and chosen != NOTHING:
            facts = self.said(chosen, part)
            if (facts["indicator"], facts["part"]) in self.others:
                self.add_error("means", _("This code stands for that already."))
        return cleaned

    def save(self, by):
        """Remember it. Raises ValidationError where something else was said of the code meanwhile."""
        said = self.said(self.cleaned_data["means"], self.cleaned_data["part"])
        if self.also:
            Mapping.objects.say_also(self.mapping.team, self.mapping.known_by, by, **said)
        else:
            self.mapping.stand_for(by, said["fills"], said.get("indicator"), said.get("part"))

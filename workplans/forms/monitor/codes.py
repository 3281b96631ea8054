"""What may be said of codes of another system: what each stands for, and which place of a file is ours."""

from hashlib import sha256

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from teams.once import OnceField
from workplans.models import Mapping

MOST_LISTED = 100
"""With more choices, what a code stands for is typed with suggestions and not chosen from a list."""
A_PAGE = 20
NOTHING = Mapping.Fills.NOTHING.value
UNDECIDED = [("", pgettext_lazy("what a code stands for", "open")), (NOTHING, _("Nothing: it is not in our plan"))]


def token_of(known_by):
    """What a code and its detail are called in the names of fields."""
    return sha256("\x1f".join(known_by).encode()).hexdigest()[:16]


def meanings_of(indicators):
    """[(value, words)] of all that a code may fill in `indicators`: each has words of its own."""
    found: list[tuple[str, str]] = []
    taken: dict[str, int] = {}
    for one in indicators:
        name = f"{one.code} {one.name}".strip()[:120]
        taken[name] = taken.get(name, 0) + 1
        name += f" ({taken[name]})" if taken[name] > 1 else ""
        if one.is_ratio:
            found.append((f"{one.pk}:numerator", _("%(name)s: the numerator") % {"name": name}))
            found.append((f"{one.pk}:denominator", _("%(name)s: the denominator") % {"name": name}))
            found.append((f"{one.pk}:value", _("%(name)s: the ratio itself") % {"name": name}))
        else:
            found.append((f"{one.pk}:value", name))
    return found


class MeaningField(forms.CharField):
    """What a code stands for: chosen from a list; typed, with suggestions, where the list would be too long for a phone."""

    def __init__(self, meanings, described, initial=""):
        self.words_of = {value: str(words) for value, words in meanings}
        self.value_of = {words.casefold(): value for value, words in self.words_of.items()}
        self.is_listed = len(meanings) <= MOST_LISTED
        attrs = {"aria-label": described}
        widget: forms.Widget
        if self.is_listed:
            widget = forms.Select(attrs={**attrs, "class": "form-select"}, choices=meanings)
        else:
            initial = self.words_of.get(initial, initial) if initial else ""
            attrs |= {"class": "form-control", "list": "meanings", "autocomplete": "off"}
            widget = forms.TextInput(attrs=attrs)
        super().__init__(required=False, initial=initial, widget=widget, max_length=None if self.is_listed else 400)

    def clean(self, value):
        text = super().clean(value)
        if not text or text in self.words_of:
            return text
        if found := self.value_of.get(text.casefold()):
            return found
        begun = [value for words, value in self.value_of.items() if text.casefold() in words]
        if len(begun) == 1:
            return begun[0]
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
    """What forms over the codes of one plan share: the choices, and writing down what was chosen."""

    def know(self, codes):
        self.codes = codes
        self.meanings = [*UNDECIDED, *meanings_of(codes.indicators.values())]

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

    def __init__(self, codes, asked, units, unit, data=None):
        """`asked` are Asked codes; `units` {key: name} of the file's places, `unit` the one that is probably ours."""
        super().__init__(data)
        self.know(codes)
        self.rows = [self.add_row(one) for one in asked]
        if units:
            self.fields["unit"].choices = [("", _("Choose")), *sorted(units.items(), key=lambda one: one[1].casefold())]
            self.fields["unit"].initial = unit
        else:
            del self.fields["unit"]

    def add_row(self, one):
        guess, token = one.guess, token_of(one.known_by)
        chosen = f"{guess.indicator}:{guess.fills}" if guess else ""
        words = {"code": one.words}
        self.fields[f"means_{token}"] = MeaningField(self.meanings, _("What “%(code)s” stands for") % words, chosen)
        if self.codes.parts_in_use:
            described = _("Of which part “%(code)s” is") % words
            self.fields[f"part_{token}"] = part_field(self.codes.parts_in_use, described, guess.part if guess else "")
        return {
            "asked": one,
            "means": self[f"means_{token}"],
            "part": self[f"part_{token}"] if self.codes.parts_in_use else None,
        }

    @property
    def suggestions(self):
        """The words that are suggested where a code is typed."""
        return [words for _value, words in self.meanings[1:]] if len(self.meanings) > MOST_LISTED else []

    def clean(self):
        cleaned = super().clean()
        for row in self.rows:
            token = token_of(row["asked"].known_by)
            if problem := self.fit(cleaned.get(f"means_{token}", ""), cleaned.get(f"part_{token}")):
                self.add_error(f"part_{token}", problem)
        return cleaned

    def save(self, team, by, others):
        """Remember what was said; of `others`, the codes on other pages, too, where the rest is said to be nothing."""
        said = {}
        for row in self.rows:
            one = row["asked"]
            token = token_of(one.known_by)
            chosen = self.cleaned_data.get(f"means_{token}", "")
            chosen = chosen or (NOTHING if self.cleaned_data["rest"] else "")
            if chosen:
                facts = self.said(chosen, self.cleaned_data.get(f"part_{token}"))
                said[one.known_by] = {"name": one.name, **facts}
        for one in others if self.cleaned_data["rest"] else []:
            said[one.known_by] = {"name": one.name, "fills": Mapping.Fills.NOTHING}
        if said:
            Mapping.objects.say_of_many(team, said, by)


class MappingForm(SaysMeanings, forms.Form):
    """What one code stands for from now on."""

    once = OnceField()

    def __init__(self, mapping, codes, data=None):
        super().__init__(data)
        self.mapping = mapping
        self.know(codes)
        now = codes.meanings[mapping.known_by]
        chosen = f"{now.indicator.pk}:{now.fills}" if now.indicator else NOTHING if mapping.fills == NOTHING else ""
        self.fields["means"] = MeaningField(self.meanings[1:], _("Stands for"), chosen)
        self.fields["means"].required = True
        self.fields["means"].label = _("Stands for")
        self.fields["part"] = part_field(codes.parts_in_use, _("Of which part"), mapping.part_id or "")
        self.fields["part"].label = _("Of which part")

    @property
    def suggestions(self):
        return [words for _value, words in self.meanings[1:]] if len(self.meanings) > MOST_LISTED + 1 else []

    def clean(self):
        cleaned = super().clean()
        if problem := self.fit(cleaned.get("means", ""), cleaned.get("part")):
            self.add_error("part", problem)
        return cleaned

    def save(self, by):
        said = self.said(self.cleaned_data["means"], self.cleaned_data["part"])
        self.mapping.stand_for(by, said["fills"], said.get("indicator"), said.get("part"))

"""Forms of a reflection: opening a round, and answering it."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from assessments.models import Round
from assessments.models.box import WORD_LENGTH
from assessments.models.statements import EIGHT
from teams.once import OnceField
from workplans.forms.plan import day_widget, helper


class NeighboursField(forms.ModelMultipleChoiceField):
    """Teams to share a round with, each with how many people it has; `counts` is {team key: people}."""

    counts: dict[int, int] = {}

    def label_from_instance(self, team):
        count = self.counts.get(team.pk, 0)
        return ngettext("%(team)s, %(count)s person", "%(team)s, %(count)s people", count) % {
            "team": team.name,
            "count": count,
        }


class RoundForm(forms.Form):
    """Until when a round takes answers, and, for a team of too few people, with which neighbours it is shared."""

    once = OnceField()
    closes_on = forms.DateField(
        label=_("Last day for answers"),
        widget=day_widget(),
        help_text=_("A week is usual. It closes on the day after, or once everybody has answered; never earlier."),
    )
    neighbours = NeighboursField(
        label=_("Neighbours to reflect with"), queryset=None, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data, *, team, neighbours, counts, closes_on):
        super().__init__(data, initial={"closes_on": closes_on})
        self.team = team
        if counts.get(team.pk, 0) < settings.REFLECTION_FEWEST:
            self.fields["neighbours"].queryset = neighbours
            self.fields["neighbours"].counts = counts
        else:
            del self.fields["neighbours"]
        self.helper = helper(*self.fields)

    def open(self, by):
        """The round that it opens, or None where that may not be: the form then says why."""
        typed = self.cleaned_data
        try:
            return Round.objects.open(self.team, by, typed["closes_on"], typed.get("neighbours", ()))
        except ValidationError as refused:
            self.add_error(None, refused)
            return None


class WordField(forms.CharField):
    """A sentence: line breaks are blanks in it, and a browser counts no more letters than this field does."""

    def to_python(self, value):
        return " ".join((super().to_python(value) or "").split())


class AnswerForm(forms.Form):
    """A mark for each question of the round `asked`, and a sentence on each practice for who wants to write one."""

    once = OnceField()

    def __init__(self, data, asked):
        super().__init__(data)
        self.asked = asked
        self.about_vision = asked.kind == Round.Kind.VISION
        for number, text in enumerate(asked.texts(), start=1):
            self.fields[f"mark_{number}"] = forms.TypedChoiceField(
                label=_("How far is this vision yours?") if self.about_vision else text,
                choices=asked.scale.choices,
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose one, please. “I cannot say” is an answer too.")},
            )
        for practice in asked.practices:
            self.fields[f"word_{practice}"] = WordField(
                label=_("What would make it more yours?")
                if self.about_vision
                else _("One sentence on this, if you like"),
                required=False,
                max_length=WORD_LENGTH,
                widget=forms.Textarea,
            )

    @cached_property
    def steps(self):
        """(a practice's name, its questions, its sentence, the name of the practice after it) in order."""
        questions: dict[str, list] = {}
        for number, question in enumerate(self.asked.questions, start=1):
            questions.setdefault(question["practice"], []).append(self[f"mark_{number}"])
        names = [dict(EIGHT)[practice] for practice in questions]
        sentences = [self[f"word_{practice}"] for practice in questions]
        return list(zip(names, questions.values(), sentences, [*names[1:], ""], strict=True))

    @property
    def missing(self):
        """The questions that have no answer yet."""
        return [self[name] for name in self.fields if name.startswith("mark_") and name in self.errors]

    @property
    def marks(self):
        return [mark for name, mark in self.cleaned_data.items() if name.startswith("mark_")]

    @property
    def words(self):
        """{practice: sentence}"""
        return {practice: self.cleaned_data[f"word_{practice}"] for practice in self.asked.practices}

"""What may be typed about units and teams."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from teams.exchange.folding import fold
from teams.models import Level, Team, Unit
from teams.once import OnceField


class SeenForm(forms.ModelForm):
    """A form that carries the version it was filled from. The view holds the tree before it builds the form.

    `crossing` is None, or says who saved in between and lists (label, theirs, yours) of what differs; sending the form
    that comes back means "keep mine".
    """

    once = OnceField()
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.crossing = None
        self.last = self.instance.history.select_related("history_user").first() if self.instance.pk else None
        self.initial["seen"] = self.last and self.last.pk
        self.theirs = {name: str(getattr(self.instance, name, "") or "") for name in self._meta.fields}

    @property
    def helper(self):
        """All fields, in a form whose tag and buttons the page has."""
        helper = FormHelper()
        helper.form_tag = False
        helper.layout = Layout(*self.fields)
        return helper

    def clean(self):
        cleaned = super().clean()
        if self.last and cleaned.get("seen") != self.last.pk:
            self.meet_crossing(cleaned)
        return cleaned

    def meet_crossing(self, cleaned):
        compared = [
            (field.label, self.theirs[name], str(cleaned.get(name) or ""))
            for name, field in self.fields.items()
            if name in self.theirs
        ]
        differing = [(label, theirs, yours) for label, theirs, yours in compared if theirs != yours]
        if not differing:
            return
        self.crossing = {"by": self.last.history_user, "at": self.last.history_date, "fields": differing}
        self.data = {**self.data.dict(), "seen": str(self.last.pk)}
        self.add_error(None, _("Somebody saved this while you were writing. Compare both, then decide."))

    def _update_errors(self, errors):
        """What the model says of a field that the form does not show is said of the whole."""
        words = errors.error_dict if hasattr(errors, "error_dict") else {}
        hidden = [one for name, found in words.items() if name not in self.fields for one in found]
        shown = {name: found for name, found in words.items() if name in self.fields}
        super()._update_errors(ValidationError(shown) if words else errors)  # type: ignore[misc]
        for one in hidden:
            self.add_error(None, one)

    def saved(self):
        """Save if it is valid, nobody crossed it, and the tree allows it still; whether that was done."""
        if not self.is_valid():
            return False
        try:
            with transaction.atomic():
                self.save()
        except ValidationError as refused:
            self._update_errors(refused)
            return False
        return True


class UnitForm(SeenForm):
    """A unit's name and code, and the unit it belongs to where it may be moved: `homes` is not None."""

    class Meta:
        model = Unit
        fields = ["name", "code", "parent"]

    def __init__(self, *args, homes=None, may_be_top=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("As the ministry numbers it, if it does. It finds the unit again in files.")
        if homes is None:
            del self.fields["parent"]
            return
        unit, parent = self.instance, self.fields["parent"]
        above = homes.filter(level__rank__lt=unit.level.rank).exclude(path__startswith=unit.path)
        parent.queryset = above.select_related("level").order_by("level__rank", "name")
        parent.label_from_instance = lambda one: f"{one.name} ({one.level})"
        parent.required = not may_be_top
        parent.empty_label = _("Nothing: it is at the top") if may_be_top else None

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())

    def clean(self):
        cleaned = super().clean()
        name, parent = cleaned.get("name"), cleaned.get("parent", self.instance.parent)
        namesakes = Unit.objects.filter(parent=parent, name__iexact=name).exclude(pk=self.instance.pk)
        if name and namesakes.exists():
            self.add_error("name", _("There is a unit of this name here already."))
        return cleaned


class NewUnitForm(UnitForm):
    """A unit below another, or at the top: of a level that there is, or of a new one below all others."""

    level = forms.ModelChoiceField(Level.objects.none(), label=_("Level"), required=False)
    new_level = forms.CharField(
        label=_("Name of the new level"),
        max_length=60,
        required=False,
        help_text=_("Only if none of the levels fits. A new level stands below all others."),
    )
    own_team = forms.BooleanField(
        label=_("With a team of its own"),
        help_text=_("A team works to one workplan: a facility's staff, a district health team."),
        required=False,
        initial=True,
    )
    team_name = forms.CharField(
        label=_("Name of the team"), max_length=120, required=False, help_text=_("Nothing here: the unit's name.")
    )
    field_order = ["once", "seen", "name", "code", "level", "new_level", "own_team", "team_name"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        above = self.instance.parent
        levels = Level.objects.filter(rank__gt=above.level.rank) if above else Level.objects.all()
        level = self.fields["level"]
        level.queryset, level.empty_label = levels, _("A new level, named below")
        usual = levels.filter(units__parent=above).annotate(n=Count("units")).order_by("-n").first() or levels.first()
        self.initial["level"] = usual
        if not levels:
            del self.fields["level"]
            self.fields["new_level"].required = True
        if not Level.objects.exists():
            self.initial["new_level"] = _("Country")

    def clean(self):
        cleaned = super().clean()
        name = " ".join((cleaned.get("new_level") or "").split())
        alike = [level for level in Level.objects.all() if name and fold(level.name) == fold(name)]
        level = cleaned.get("level") or next((one for one in alike if one in self.allowed()), None)
        if alike and not level:
            self.add_error("new_level", _("This level stands above. Levels go down: choose another name."))
        elif level is None and not name and not self.errors:
            self.add_error("new_level", _("Choose a level, or name a new one."))
        cleaned["new_level"] = "" if level else name
        if level:
            self.instance.level = level
        return cleaned

    def allowed(self):
        return self.fields["level"].queryset if "level" in self.fields else ()

    def save(self, commit=True):
        if self.cleaned_data["new_level"]:
            self.instance.level = Level.objects.add_below(self.cleaned_data["new_level"])
        unit = super().save(commit)
        if self.cleaned_data["own_team"]:
            name = self.cleaned_data["team_name"] or unit.name
            Team.objects.create(unit=unit, name=name, code=Team.objects.free_code(name))
        return unit


class TeamForm(SeenForm):
    """A team's name, and its code once it has one."""

    class Meta:
        model = Team
        fields = ["name", "code"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            del self.fields["code"]
            self.initial["name"] = "" if self.instance.unit.teams.exists() else self.instance.unit.name

    def save(self, commit=True):
        self.instance.code = self.instance.code or Team.objects.free_code(self.instance.name)
        return super().save(commit)

"""What may be typed where a post is asked to do something, or something that was asked is passed on."""

from crispy_forms.bootstrap import StrictButton
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from teams.models import Post
from teams.once import OnceField
from workplans.forms.plan import day_widget, helper
from workplans.models import Delegation, Occasion
from workplans.models.plan import LAST_YEAR
from workplans.queries.asking import MOST_FOUND, found_elsewhere, in_a_list

Freedom = Delegation.Freedom
HANDS = [
    (Freedom.DECIDE.value, _("Decide, then inform: you do it as you see fit, and say what you did.")),
    (Freedom.ASK.value, _("Ask first: you say what you want to do, and wait for an answer before you do it.")),
    (Freedom.ADVISE.value, _("Advise only: you find out what is best and say so; who asked decides.")),
]


def until_the_plan_ends(field, plan):
    """Let the calendar of a `field` for a day offer none after `plan`."""
    field.widget.attrs["max"] = plan.ends_on.isoformat()


def day_to_come(day):
    """`day`, by which something is to be done; ValidationError for one that is past, or whose year is mistyped."""
    if day and day < timezone.localdate():
        raise forms.ValidationError(_("This day is past. By when can it be done?"))
    if day and day.year > LAST_YEAR:
        raise forms.ValidationError(_("Is the year mistyped?"))
    return day


class WorkForm(forms.Form):
    """A post, of the own team out of a list or of another team by a search, and what is asked of it.

    `posts` are those that may be asked, as `with_work` reads them; those of `team` stand in the list.
    """

    once = OnceField()
    post = forms.ModelChoiceField(Post.objects.none(), required=False)
    elsewhere = forms.CharField(
        label=_("or a post of another team"),
        required=False,
        max_length=80,
        help_text=_(
            "A part of its title, its team or its place, then search. The lead of its team has to agree first."
        ),
    )
    other = forms.ModelChoiceField(
        Post.objects.none(), label=_("Which of these?"), required=False, widget=forms.RadioSelect, empty_label=None
    )
    expected = forms.CharField(
        label=_("What is expected?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What is there when it is done? For example: 6 midwives trained, with the list of names."),
    )
    due_on = forms.DateField(label=_("By when?"), required=False, widget=day_widget())
    freedom = forms.ChoiceField(
        label=_("How much may they decide?"), choices=HANDS, widget=forms.RadioSelect, initial=Freedom.DECIDE.value
    )
    may_pass_on = forms.BooleanField(
        label=_("It may be passed on"),
        required=False,
        help_text=_("Whoever is asked may ask another post to do it instead, and still answers for it."),
    )
    post_label = pgettext_lazy("work", "Who does it?")
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    def __init__(self, data=None, *, posts, team, **kwargs):
        searched = (data or {}).get("elsewhere", "").strip()
        if data and "search" in data and searched:
            # A search is no sending: what was typed comes back, without a word about what is missing still.
            kwargs["initial"] = {**kwargs.get("initial", {}), **data.dict(), "may_pass_on": "may_pass_on" in data}
            data = None
        super().__init__(data, **kwargs)
        own, others = posts.filter(team=team), posts.exclude(team=team).select_related("team__unit")
        self.fields["post"].label = self.post_label
        self.fields["post"].queryset = own
        self.fields["post"].label_from_instance = in_a_list
        self.fields["post"].empty_label = translated("Choose a post of %(team)s") % {"team": team.name}
        found = found_elsewhere(others, searched) if searched else []
        self.found = len(found)
        if found:
            self.fields["other"].queryset = others
            self.fields["other"].choices = [(post.pk, f"{in_a_list(post)}, {post.team.name}") for post in found]
            words = ngettext("%(n)s post found. Choose it:", "%(n)s posts found. Choose one:", self.found)
            self.fields["other"].label = words % {"n": self.found}
            if self.found == MOST_FOUND:
                self.fields["other"].help_text = _("There may be more: write more of its title, and search again.")
        else:
            del self.fields["other"]
            if searched:
                self.fields["elsewhere"].help_text = _("No post nearby is called so. Try a part of the team's name.")
        search = StrictButton(translated("Search"), type="submit", name="search", value="1", css_class="btn-quiet mb-3")
        elsewhere = ("elsewhere", search, *(["other"] if found else []))
        hand = ("freedom", "may_pass_on")
        rows = (*self.before, "post", *elsewhere, "expected", "due_on", *hand, *self.after)
        self.helper = helper("once", *rows)

    def clean_due_on(self):
        return day_to_come(self.cleaned_data["due_on"])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("post") and cleaned.get("other"):
            self.add_error("post", _("Choose one post: of your team, or of another."))
        elif not (cleaned.get("post") or cleaned.get("other")):
            words = _("Choose one of the posts that were found.") if self.found else _("Choose who is asked.")
            self.add_error("other" if self.found else "post", words)
        return cleaned

    @property
    def wanted(self):
        """The post that was chosen."""
        return self.cleaned_data["post"] or self.cleaned_data["other"]

    @property
    def asks(self):
        """What is asked, as the verbs of Delegation take it."""
        return {name: self.cleaned_data[name] for name in ("expected", "due_on", "freedom", "may_pass_on")}


class DelegateForm(WorkForm):
    """Asking a post to do an activity, or one occasion of it; as which post, where the person has several that may."""

    occasion = forms.ModelChoiceField(
        Occasion.objects.none(), label=_("Which time?"), required=False, empty_label=_("All of it")
    )
    from_post = forms.ModelChoiceField(Post.objects.none(), label=_("As which post do you ask?"), empty_label=None)

    def __init__(self, *args, activity, occasions, mine, **kwargs):
        self.before = ("occasion",) if occasions else ()
        self.after = ("from_post",) if len(mine) > 1 else ()
        initial = kwargs.setdefault("initial", {})
        chosen = next((one for one in occasions if str(one.pk) == str(initial.get("occasion"))), None)
        last = chosen.ends_on if chosen else activity.ends_on
        if last and last >= timezone.localdate():
            initial.setdefault("due_on", last)
        super().__init__(*args, **kwargs)
        self.activity, self.mine = activity, mine
        until_the_plan_ends(self.fields["due_on"], activity.workplan)
        if occasions:
            self.fields["occasion"].queryset = activity.occasions.filter(pk__in=[one.pk for one in occasions])
            self.fields["occasion"].choices = [("", _("All of it")), *((one.pk, str(one)) for one in occasions)]
        else:
            del self.fields["occasion"]
        if len(mine) > 1:
            self.fields["from_post"].queryset = Post.objects.filter(pk__in=[post.pk for post in mine])
        else:
            del self.fields["from_post"]

    def clean(self):
        cleaned = super().clean()
        try:
            self.activity.refuse_due(cleaned.get("due_on"), cleaned.get("occasion"))
        except ValidationError as error:
            self.add_error("due_on", error)
        return cleaned

    def save(self, activity, by):
        """The Delegation; ValidationError where it cannot be asked."""
        from_post = self.cleaned_data.get("from_post") or next(iter(self.mine), None)
        about = {"occasion": self.cleaned_data.get("occasion"), "from_post": from_post}
        return Delegation.objects.offer(activity, self.wanted, by, **about, **self.asks)

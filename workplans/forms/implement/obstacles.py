"""What may be typed about what stands in the way: what it is and why, whom to ask for help, what was done about it."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from teams.models import Post
from teams.once import OnceField
from workplans.access import acting_posts, posts_to_ask_for_help
from workplans.forms.crossing import CrossingForm
from workplans.forms.plan import day_widget, helper
from workplans.models import Obstacle, ObstacleStep
from workplans.models.implement import WHYS
from workplans.queries.asking import who_has, with_who
from workplans.queries.obstacles import places_of, posts_with_names
from workplans.rules.obstacles import ASKED_AGAIN

FARTHEST = timedelta(days=366)
"""From so far ahead on, a day on which to ask again is taken for a mistyped one."""
AGAIN = _("And why is that? (%(number)s of %(most)s)")


def box(rows=3):
    return forms.Textarea(attrs={"rows": rows})


def why_label(number):
    """What is asked for the answer `number` to "why?"."""
    return AGAIN % {"number": number, "most": WHYS} if number > 1 else _("Why is that so?")


class WordsForm(CrossingForm):
    """What stands in the way and the answers to "why?", each about the one before; gaps in between are closed up."""

    asks = WHYS
    """So many answers can be typed."""

    class Meta:
        model = Obstacle
        fields = ["name"]
        widgets = {"name": box()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.whys = [f"why_{number}" for number in range(1, self.asks + 1)]
        known = dict(zip(self.whys, self.instance.whys, strict=False))
        self.fields.pop("reason", None)  # one "why" too many
        for number, name in enumerate(self.whys, start=1):
            self.fields[name] = forms.CharField(
                label=why_label(number),
                required=False,
                max_length=300,
                help_text="" if number > 1 else _("Go on as far as it helps."),
            )
            self.initial[name] = self.theirs[name] = known.get(name, "")

    @property
    def helper(self):
        return helper(*self.fields)

    def answers(self):
        """The answers to "why?", in order."""
        return [self.cleaned_data[name] for name in self.whys if self.cleaned_data[name]]

    def save(self, commit=True):
        self.instance.whys = self.answers() + self.instance.whys[self.asks :]
        return super().save(commit)


class PostToAskField(forms.ChoiceField):
    """A post that may be asked for help, under the place that it is of; the value is the post itself."""

    def __init__(self, **kwargs):
        super().__init__(label=_("Who can help?"), **kwargs)
        self.posts = {}

    def offer(self, user, team, today):
        """Let it be one that `team` may ask, but none for which `user` acts: two queries."""
        posts = posts_to_ask_for_help(team).exclude(pk__in=[post.pk for post in acting_posts(user)])
        found = list(posts_with_names(posts, today))
        self.posts = {str(post.pk): post for post in found}
        groups = [(name, [(str(post.pk), named(post)) for post in some]) for name, some in places_of(found, team)]
        self.choices = [("", _("Choose a post")), *groups]

    def clean(self, value):
        return self.posts.get(super().clean(value))


def named(post):
    """Its title, and who holds it today."""
    if not post.holders:
        return str(_("%(post)s (vacant)") % {"post": post.title})
    return f"{post.title} ({', '.join(holding.user.name for holding in post.holders)})"


class TellForm(WordsForm):
    """What stands in the way, said for the first time: one sentence; why, and whom to ask for help, if they like."""

    asks = 1
    beside = CrossingForm.beside | {"asked", "help_wanted"}
    asked = PostToAskField(required=False, help_text=_("Optional. You can ask later, too."))
    help_wanted = forms.CharField(label=_("What help do you need?"), required=False, max_length=2000, widget=box(2))

    def __init__(self, *args, by, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["name"].label = _("What stands in the way?")
        self.fields["name"].help_text = _("One sentence, as it is, without blaming anybody.")
        self.fields["why_1"].help_text = _("Optional.")
        self.fields["asked"].offer(by, self.instance.team, today)
        self.order_fields(["once", "version", "name", *self.whys, "asked", "help_wanted"])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("help_wanted") and not cleaned.get("asked") and "asked" not in self.errors:
            self.add_error("asked", _("Say who can help with that."))
        return cleaned

    def report(self, **about):
        """Write a new obstacle down, as a report of who typed it."""
        facts = {"whys": self.answers(), "help_wanted": self.cleaned_data["help_wanted"]}
        facts |= {"asked": self.cleaned_data["asked"], **about}
        return Obstacle.objects.report(self.instance.team, self.cleaned_data["name"], self.by, **facts)

    def save(self, commit=True):
        """Put into words what was reported without; and ask for help, where that is wanted."""
        found = super().save(commit)
        if self.cleaned_data["asked"]:
            found.ask(self.cleaned_data["asked"], self.by, self.cleaned_data["help_wanted"])
        return found


class ActForm(forms.Form):
    """One thing that is done about an obstacle, with a word on it. `act` does it."""

    once = OnceField()
    text = forms.CharField(max_length=2000, widget=box())
    title = button = done = _("Say something")
    send: Any = None
    """What the button under the form says, where that is other than what leads to it."""
    asks = _("What do you want to say?")
    needed = True

    def __init__(self, data, *, obstacle, by, today):
        super().__init__(data)
        self.obstacle, self.by, self.today = obstacle, by, today
        self.fields["text"].label, self.fields["text"].required = self.asks, self.needed
        self.prepare()

    def prepare(self):
        """Set up what more it has."""

    @property
    def helper(self):
        return helper(*self.fields)

    @property
    def word(self):
        """What was typed."""
        return self.cleaned_data["text"]

    def act(self):
        raise NotImplementedError


class AskForm(ActForm):
    """Asking a post for help."""

    title, button, done = _("Ask for help"), _("Ask for help"), _("They are told.")
    asks = _("What help do you need?")
    asked = PostToAskField()
    field_order = ["once", "asked", "text"]

    def prepare(self):
        self.fields["asked"].offer(self.by, self.obstacle.team, self.today)
        self.initial["text"] = self.obstacle.help_wanted

    def act(self):
        self.obstacle.ask(self.cleaned_data["asked"], self.by, self.word)


class AnswerForm(ActForm):
    """What who was asked does, or why they cannot."""

    title, button, done = _("Answer"), _("Answer"), _("The team is told.")
    asks = _("What will you do, or why can you not?")

    def act(self):
        self.obstacle.answer(self.by, self.word)


class AgainForm(ActForm):
    """With the day on which to ask whether it helped."""

    ask_again_on = forms.DateField(label=_("When do we ask whether it helped?"), required=False, widget=day_widget())

    def prepare(self):
        self.initial["ask_again_on"] = self.today + ASKED_AGAIN

    def clean_ask_again_on(self):
        day = self.cleaned_data["ask_again_on"]
        if day and day <= self.today:
            raise forms.ValidationError(_("Choose a day that is still to come."))
        if day and day > self.today + FARTHEST:
            raise forms.ValidationError(_("This is more than a year ahead. Choose an earlier day."))
        return day or self.today + ASKED_AGAIN


class ChangeForm(AgainForm):
    """What was changed in the way of working."""

    title, button, done = _("What did we change?"), _("Say what we changed"), _("Saved.")
    send = _("Send")
    asks = _("What did you change in the way of working?")

    def act(self):
        self.obstacle.change(self.by, self.word, self.cleaned_data["ask_again_on"])


class JudgeForm(AgainForm):
    """Whether what was changed has helped."""

    title, button, done = _("Did it help?"), _("Say whether it helped"), _("Saved.")
    send = _("Send")
    asks, needed = _("A word on that"), False
    how = forms.ChoiceField(
        label=_("Did what you changed help?"),
        widget=forms.RadioSelect,
        choices=[
            (ObstacleStep.Act.HELPED, pgettext_lazy("did it help?", "Yes, it is solved")),
            (ObstacleStep.Act.HELPED_PARTLY, pgettext_lazy("did it help?", "Partly")),
            (ObstacleStep.Act.DID_NOT_HELP, pgettext_lazy("did it help?", "No")),
        ],
    )
    field_order = ["once", "how", "text", "ask_again_on"]

    def prepare(self):
        super().prepare()
        self.fields["ask_again_on"].label = _("Where it is not solved: when do we ask again?")

    def act(self):
        self.obstacle.judge(self.cleaned_data["how"], self.by, self.word, self.cleaned_data["ask_again_on"])


class SolveForm(ActForm):
    """It stands in the way no more."""

    title, button, done = _("Is it solved?"), _("It is solved"), _("Solved. Well done.")
    asks, needed = _("What solved it?"), False

    def act(self):
        self.obstacle.solve(self.by, self.word)


class ReopenForm(ActForm):
    """It is in the way again."""

    title, button, done = _("Is it in the way again?"), _("Open it again"), _("It is open again.")
    asks = _("What happened?")

    def act(self):
        self.obstacle.reopen(self.by, self.word)


class SayForm(ActForm):
    """A word about it."""

    done, send = _("Saved."), _("Send")

    def act(self):
        self.obstacle.say(self.by, self.word)


class BecauseForm(ActForm):
    """The next answer to "why?", about the last."""

    title, button, done = _("Why is that so?"), _("Say why"), _("Saved.")
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=WHYS)

    def prepare(self):
        number = len(self.obstacle.whys) + 1
        self.initial["number"] = number
        self.fields["text"] = forms.CharField(label=why_label(number), max_length=300)

    def act(self):
        self.obstacle.because(self.by, self.word, self.cleaned_data["number"])


class GiveForm(ActForm):
    """Letting another post see to it: one of the team, or of the team of the post that sees to it now."""

    title, button, done = _("Who sees to it?"), _("Let another post see to it"), _("Saved. They are told.")
    send = _("Save")
    asks, needed = _("What should they know?"), False
    post = forms.ModelChoiceField(
        Post.objects.none(), label=_("Who sees to it from now on?"), empty_label=_("Choose a post")
    )
    field_order = ["once", "post", "text"]

    def prepare(self):
        now = self.obstacle.post
        teams = {self.obstacle.team_id, now.team_id if now else None} - {None}
        others = Post.objects.filter(team__in=teams).exclude(pk__in=[now.pk] if now else [])
        self.fields["post"].queryset = with_who(others, self.today).select_related("team").order_by("title", "pk")
        self.fields["post"].label_from_instance = self.named

    def named(self, post):
        """Its title, its team where that is another one, and who holds or covers it today."""
        title = post.title if post.team_id == self.obstacle.team_id else f"{post.title}, {post.team.name}"
        return f"{title} ({who_has(post)})"

    def act(self):
        self.obstacle.give(self.cleaned_data["post"], self.by, self.word)


ACTS = {
    "answer": AnswerForm,
    "ask": AskForm,
    "because": BecauseForm,
    "change": ChangeForm,
    "give": GiveForm,
    "judge": JudgeForm,
    "solve": SolveForm,
    "reopen": ReopenForm,
    "say": SayForm,
}
"""The forms by the word of their address, in the order in which a page offers them."""

"""What may be typed where a post is handed over: a note and who takes it over, for each thing that is open."""

from django import forms
from django.utils.translation import gettext_lazy as _

from teams.models import Post
from teams.once import OnceField
from workplans.handover import hand_over
from workplans.queries.asking import who_has

MOST_LOST = 100
"""So many notes without a place are shown at most."""


class HandoverForm(forms.Form):
    """A note on the whole; and for each of `things` (Open) a note, and the post that takes it over if it does not stay.

    `posts` are the others of the team, as `with_who` reads them.
    """

    once = OnceField()
    note = forms.CharField(
        label=_("What should who comes after know?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control"}),
    )

    def __init__(self, *args, things, posts, **kwargs):
        super().__init__(*args, **kwargs)
        self.things = things
        self.lost = self.typed_about_others(things)
        """The notes that were typed about what is no longer open, which somebody settled meanwhile."""
        self.posts = {str(post.pk): post for post in posts}
        stays = ("", _("It stays with the post"))
        others = [(key, f"{post.title} ({who_has(post)})") for key, post in self.posts.items()]
        for one in things:
            note = forms.Textarea(attrs={"rows": 1, "class": "form-control"})
            self.fields[f"note-{one.mark}"] = forms.CharField(
                label=_("Note"), required=False, max_length=2000, widget=note
            )
            if one.may_pass:
                choose = forms.Select(attrs={"class": "form-select"})
                self.fields[f"to-{one.mark}"] = forms.ChoiceField(
                    label=_("Who takes it over"), required=False, choices=[stays, *others], widget=choose
                )

    def typed_about_others(self, things):
        """The words in boxes that stand for nothing that is open; none before anything was sent."""
        known = {f"note-{one.mark}" for one in things}
        notes = [name for name in self.data if name.startswith("note-") and name not in known]
        return [word for name in notes[:MOST_LOST] if (word := self.data[name].strip()[:2000])]

    def clean(self):
        cleaned = super().clean()
        if self.lost:
            self.add_error(None, _("Somebody settled some of this meanwhile, so your notes on it have no place."))
        return cleaned

    def rows(self):
        """[(Open, the box of its note, the box of who takes it over or None)]."""
        return [(one, self[f"note-{one.mark}"], self.box(f"to-{one.mark}")) for one in self.things]

    def choice_of(self, mark):
        """The name of the box in which was chosen who takes over the thing called `mark`; None where there is none."""
        name = f"to-{mark}"
        return name if name in self.fields else None

    def box(self, name):
        return self[name] if name in self.fields else None

    def save(self, post, by):
        """The Handover; RefusedError where something cannot be passed on."""
        typed = self.cleaned_data
        notes = {one.mark: typed[f"note-{one.mark}"] for one in self.things}
        chosen = {one.mark: typed.get(f"to-{one.mark}") for one in self.things}
        passed: dict[str, Post] = {mark: self.posts[key] for mark, key in chosen.items() if key}
        return hand_over(post, by, typed["note"], notes, passed)

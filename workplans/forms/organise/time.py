"""The days a month that each post has for what is planned."""

from django import forms

from teams.once import OnceField
from workplans.forms.organise.fields import figure_field


class TimeForm(forms.Form):
    """A figure for each of `posts`."""

    once = OnceField()

    def __init__(self, data=None, *, posts):
        super().__init__(data)
        self.posts = posts
        for post in posts:
            name = f"days_{post.pk}"
            self.fields[name] = figure_field(post.title, digits=4, places=1, required=True, most=31)
            self.initial[name] = post.days_a_month

    def rows(self):
        """The field of each post."""
        return [self[f"days_{post.pk}"] for post in self.posts]

    def save(self):
        """Keep what changed; the post's history has the rest."""
        for post in self.posts:
            days = self.cleaned_data[f"days_{post.pk}"]
            if days != post.days_a_month:
                post.days_a_month = days
                post.save()

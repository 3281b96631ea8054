"""Whom to remind: who acts for a post on a day, and who stands above them; each thing in its own words."""

from collections import defaultdict
from datetime import datetime, time

from django.utils import timezone

from teams.models import Post
from teams.reminding import Above, Reminder, holders
from workplans.models import Absence


class AtWork:
    """Who acts for some posts on a day: who covers them while their holder is away, else who holds them: two queries, none for none.

    An absence is of who held the post when it was written: who took the post over since then is at work.
    """

    def __init__(self, posts, day):
        """`posts` are keys; None among them is nobody's."""
        posts = set(posts) - {None}
        away = Absence.objects.on(day).filter(post__in=posts).of_another(day).order_by()
        found = list(away.values_list("post", "cover", "is_of_another")) if posts else []
        self.covers = {post: cover for post, cover, _of_another in found}
        self.back = {post for post, _cover, of_another in found if of_another}
        self.held = holders(posts | set(self.covers.values()), day)

    def of(self, post):
        """The people for the key of one of the posts; where nobody holds the covering one, who is away."""
        covering, holding = self.held.get(self.covers.get(post), []), self.held.get(post, [])
        return (holding or covering) if post in self.back else (covering or holding)

    def all_of(self, post):
        """Who holds the post with the key `post`, and who covers it."""
        return [*self.held.get(post, []), *self.held.get(self.covers.get(post), [])]


class AboveAtWork(Above):
    """Who stands above whom, as in teams, with who covers a lead in their place: five queries, none for no team."""

    def __init__(self, teams, day):
        super().__init__(teams, day)
        if not teams:
            return
        posts = Post.objects.filter(team__in=teams, role=Post.Role.LEAD).order_by("pk")
        by_team = dict(posts.values_list("pk", "team"))
        at_work = AtWork(by_team, day)
        self.leads = defaultdict(list)
        for post, team in by_team.items():
            self.leads[team] += [one for one in at_work.of(post) if one not in self.leads[team]]


def remind_each(told, kind, *, thing, **facts):
    """A Reminder of `thing`, (what it is called in the key, its own key, its page), for everybody in `told`.

    `told` is [(people, Occasion or None)]: who is told once which stage is reached.
    """
    about, pk, url = thing
    for people, occasion in told:
        for person in people if occasion else ():
            stage, on = occasion
            yield Reminder(to=person, kind=kind, about=about, pk=pk, stage=stage, on=on, url=url, facts=facts)


def moments(first, last):
    """The moments at which the day `first` begins and `last` ends, for what is stored to the second."""
    return tuple(timezone.make_aware(datetime.combine(*both)) for both in ((first, time.min), (last, time.max)))

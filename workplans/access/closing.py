"""What is closed with a quarter, and who may open it again: said on a page before anybody types."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from teams.models import Post, Unit
from teams.reminding import holders
from workplans.access.plan import may_reopen
from workplans.models import Quarter

MOST = 3
"""So many of those who may open it are named, the nearest first."""


@dataclass(frozen=True)
class Closed:
    """The closed quarters that a page is about, and who may open them again."""

    quarters: list[Quarter]
    openers: list[str]
    """By post and name, the nearest first."""
    may_open: bool
    """Whether the reader may."""

    @property
    def names(self):
        """What its quarters are called, one after the other."""
        return ", ".join(str(one) for one in self.quarters)

    @property
    def number(self):
        """The number of its quarter; None where it has several."""
        return self.quarters[0].number if len(self.quarters) == 1 else None


def closed_to(user, plan, days):
    """The Closed of the quarters of `plan` in which `days` lie; None where all of them are open, without a query for it."""
    quarters = plan.closed_on(days)
    return Closed(quarters, openers_of(plan), may_reopen(user, plan)) if quarters else None


def openers_of(plan):
    """Who may open a closed quarter of `plan` again, as `may_reopen` has it: who supervises the team, else its leads.

    A post that nobody holds today is named only where nobody holds one. Three queries at most.
    """
    units = list(Unit.objects.above(plan.team.unit))
    place = {unit.pk: at for at, unit in enumerate(units)}
    above = Post.objects.filter(unit__in=place, role=Post.Role.SUPERVISOR).order_by("pk")
    posts = sorted(above, key=lambda post: place[post.unit_id])
    posts = posts or list(Post.objects.filter(team=plan.team_id, role=Post.Role.LEAD).order_by("pk"))
    held = holders([post.pk for post in posts], timezone.localdate())
    named = [post for post in posts if post.pk in held] or posts
    return [in_words(post, held.get(post.pk, [])) for post in named[:MOST]]


def in_words(post, people):
    """A post with who holds it."""
    if not people:
        return _("%(post)s (nobody holds this post today)") % {"post": post.title}
    names = ", ".join(person.name for person in people)
    return pgettext("a post and who holds it", "%(post)s (%(people)s)") % {"post": post.title, "people": names}

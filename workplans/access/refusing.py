"""What a page says that refuses somebody: in plain words who may do that, and whom to ask."""

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from teams.access import Role, may_edit
from teams.models import Post
from workplans.rules import delegating


def refuse(who_may, posts):
    """Raise PermissionDenied with `who_may`, a sentence, and whom to ask: who holds one of `posts` today."""
    held = posts.with_holder(timezone.localdate()).order_by("title", "pk")
    names = [f"{holding.user.name} ({post.title})" for post in held for holding in post.holders]
    if not names:
        nobody = _("Nobody holds that post today: ask who leads the team, or who supervises it.")
        raise PermissionDenied(f"{who_may} {nobody}")
    ask(who_may, names)


def ask(who_may, names):
    """Raise PermissionDenied with `who_may`, and with the `names` of whom to ask, where there are any."""
    whom = _("Ask %(names)s.") % {"names": ", ".join(names)} if names else ""
    raise PermissionDenied(f"{who_may} {whom}".strip())


def leads_of(team):
    """The posts that lead `team`."""
    return Post.objects.filter(team=team, role=Role.LEAD)


def refuse_act(user, delegation, act):
    """Refuse an act of `delegation` to `user`, whose role it is not."""
    role = delegating.DOES.get(act)
    if role == delegating.CONFIRMER and delegation.needs_another:
        refuse_confirming(delegation.workplan.team, has_part=user.pk in delegation.involved())
    if role == delegating.LEAD:
        words = _("Only who leads %(team)s says whether its posts may be asked.")
        refuse(words % {"team": delegation.post.team.name}, leads_of(delegation.post.team))
    if role == delegating.HOLDER:
        words = _("Only who holds the post “%(post)s”, or covers it, may do this.")
        refuse(words % {"post": delegation.post.title}, Post.objects.filter(pk=delegation.post_id))
    askers = [person.name for person in delegation.askers()]
    if role == delegating.CONFIRMER:
        ask(_("Only who asked for it may say whether it is done."), askers)
    if role == delegating.CHAIN:
        ask(_("Only who asked for it, and who was asked, may write here."), askers)
    ask(_("Only who asked for it may do this."), askers)


def refuse_confirming(team, *, has_part):
    """Refuse to confirm what was reported in a plan of `team`: to who has a part in it, or is not of the team."""
    if has_part:
        words = _(
            "You have a part in this. Somebody of the team who has none, or who supervises it, says whether it is done."
        )
    else:
        words = _("Only others of %(team)s, and who supervises it, may say whether it is done.")
    refuse(words % {"team": team.name}, leads_of(team))


def refuse_cover(post):
    """Refuse to say who is away or to hand over `post`."""
    words = _(
        "Only who holds the post “%(post)s”, and who leads %(team)s, may say that it is covered, or hand it over."
    )
    refuse(words % {"post": post.title, "team": post.team.name}, leads_of(post.team))


def refuse_report(activity):
    """Refuse to report how far `activity` is."""
    team = activity.workplan.team
    words = _("Only %(team)s, and who was asked to do this, may report how far it is.")
    refuse(words % {"team": team.name}, leads_of(team))


def refuse_correction(entry):
    """Refuse to correct the report `entry`."""
    words = _("Only %(person)s, who reported this, and who leads %(team)s may correct it.")
    team = entry.workplan.team
    refuse(words % {"person": entry.by.name, "team": team.name}, leads_of(team))


def refuse_asking(activity):
    """Refuse to ask a post to do `activity`."""
    team = activity.workplan.team
    words = _("Only who leads %(team)s, and who is responsible for this activity, may ask others to do it.")
    refuse(words % {"team": team.name}, leads_of(team))


def refuse_obstacle(user, obstacle, act):
    """Refuse `act` about `obstacle` to `user`: it is another's to do, or it is solved, or answered, by now."""
    if may_edit(user, obstacle.team) and not obstacle.is_open:
        raise PermissionDenied(_("This is solved by now. Open it again if it is in the way."))
    if may_edit(user, obstacle.team) and act == "reopen":
        raise PermissionDenied(_("This is in the way already."))
    if act == "answer" and obstacle.asked is None:
        raise PermissionDenied(_("Nobody is asked for help with this now. If they were, they have answered."))
    if act == "answer":
        words = _("Only the post that was asked for help, “%(post)s”, may answer.")
        refuse(words % {"post": obstacle.asked.title}, Post.objects.filter(pk=obstacle.asked_id))
    refuse(_("Only %(team)s may do this.") % {"team": obstacle.team.name}, leads_of(obstacle.team))


def refuse_naming(team):
    """Refuse to say what stands in the way of `team`."""
    refuse(_("Only %(team)s itself says what stands in its way.") % {"team": team.name}, leads_of(team))

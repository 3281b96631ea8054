"""Who may delegate, answer, report, help and hand over; what of that a person may see."""

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from teams.access import Role, first_or_404, may_edit, may_lead, standing, supervises, team_to_read, teams_to_read
from teams.models import Post, Unit
from teams.prepared import Prepared
from workplans.access.plan import item_to_read
from workplans.access.refusing import (
    refuse_act,
    refuse_asking,
    refuse_confirming,
    refuse_correction,
    refuse_cover,
    refuse_naming,
    refuse_obstacle,
    refuse_report,
)
from workplans.models import Absence, Activity, Delegation, Entry, Handover, Obstacle, ObstacleStep, Occasion
from workplans.queries.involved import without_part
from workplans.rules import delegating


@Prepared
def acting(user, today):
    """The posts for which somebody acts on a day, with where they are."""
    return Absence.objects.acting_posts(user, today).select_related("team__unit", "unit")


def acting_posts(user):
    """The posts for which `user` acts today, held or covered, read once a request."""
    if not hasattr(user, "_acting_posts"):
        user._acting_posts = acting(user=user.pk, today=timezone.localdate()) if user.is_authenticated else []
    return user._acting_posts


def acts_for(user, post):
    """Whether `user` holds or covers `post` today; never where it is None."""
    return post is not None and any(post.pk == one.pk for one in acting_posts(user))


def teams_led(user):
    """The keys of the teams whose lead's post `user` holds or covers today."""
    return {post.team_id for post in acting_posts(user) if post.role == Role.LEAD}


def read_or(user, path, mine):
    """The condition for what is of teams that `user` reads, or is otherwise `mine`; nothing is left out of everything."""
    read = teams_to_read(user, path)
    return read | mine if read else read


def delegations_to_read(user):
    """The delegations that `user` sees: of plans that they read, and all of a chain in which they have a part."""
    mine = Q(post__in=acting_posts(user)) | Q(from_post__in=acting_posts(user)) | Q(post__team__in=teams_led(user))
    chains = Delegation.objects.filter(mine | Q(from_post=None, asked_by=user)).order_by()
    firsts = chains.annotate(first=Coalesce("chain", "pk")).values("first")
    return Delegation.objects.filter(read_or(user, "workplan__team__", Q(pk__in=firsts) | Q(chain__in=firsts)))


def delegation_to_read(request, pk):
    """The delegation `pk`, or 404."""
    seen = delegations_to_read(request.user).select_related(
        "workplan__team__unit",
        "activity__post",
        "occasion",
        "post__team__unit",
        "from_post__team",
        "asked_by",
        "parent",
    )
    return first_or_404(seen.filter(pk=pk))


def delegation_to_act(request, pk, act):
    """The delegation `pk` for who may do `act` with it, 403 for others who see it and once the plan is closed, or 404.

    Whether it stands where that can be done is for the act itself to say.
    """
    delegation = delegation_to_read(request, pk)
    if delegating.DOES.get(act) not in roles_in(request.user, delegation):
        refuse_act(request.user, delegation, act)
    delegation.workplan.refuse_if_closed()
    return delegation


def roles_in(user, delegation):
    """The roles of rules/delegating.py that `user` has in `delegation`."""
    if standing(user).superuser:
        return set(delegating.DOES.values())
    team, roles = delegation.workplan.team, set()
    if acts_for(user, delegation.post):
        roles.add(delegating.HOLDER)
    if delegation.post.team_id in teams_led(user):
        roles.add(delegating.LEAD)
    if user.pk in {person.pk for person in delegation.askers()}:
        roles.add(delegating.ASKER)
    if not delegation.needs_another:
        roles |= {delegating.CONFIRMER} if delegating.ASKER in roles else set()
    elif (may_edit(user, team) or supervises(user, team.unit)) and user.pk not in delegation.involved():
        roles.add(delegating.CONFIRMER)
    if roles or Delegation.objects.chain_of(delegation).filter(
        Q(post__in=acting_posts(user)) | Q(from_post__in=acting_posts(user))
    ):
        roles.add(delegating.CHAIN)
    return roles


def acts_in(user, delegation):
    """What `user` can do with `delegation` now, in the order of rules/delegating.py."""
    if delegation.workplan.is_closed:
        return []
    roles = roles_in(user, delegation)
    return delegating.possible(delegation.state, roles, may_pass_on=delegation.may_pass_on)


def may_delegate(user, activity):
    """Whether `user` may ask a post to do `activity`: who leads the team, or acts for its responsible post."""
    team = activity.workplan.team
    leads = may_lead(user, team) or team.pk in teams_led(user)
    return not activity.workplan.is_closed and (leads or acts_for(user, activity.post))


def activity_to_delegate(request, pk):
    """The activity `pk` for who may ask a post to do it, 403 for others who read it and once closed, or 404."""
    activity = item_to_read(request, "activity", pk)
    activity.workplan.refuse_if_closed()
    if not may_delegate(request.user, activity):
        refuse_asking(activity)
    return activity


def posts_from_which(user, activity):
    """The posts as which `user` may ask for `activity`: its responsible one before those in the team's lead."""
    team = activity.workplan.team_id
    mine = [post for post in acting_posts(user) if post.pk == activity.post_id]
    return mine + [
        post for post in acting_posts(user) if post.role == Role.LEAD and post.team_id == team and post not in mine
    ]


def posts_to_delegate(user, activity):
    """The posts that `user` may ask to do `activity`, of the team itself, of those beside, above and below it.

    Not those for which `user` acts.
    """
    own = activity.workplan.team
    return posts_around(own).exclude(pk__in=[post.pk for post in acting_posts(user)])


def posts_to_pass_on(delegation):
    """The posts that may do in its place what `delegation` asks: around its team, but for those of the chain."""
    links = Delegation.objects.chain_of(delegation).values_list("post", "from_post")
    return posts_around(delegation.post.team).exclude(pk__in={key for link in links for key in link if key})


def posts_around(team):
    """The posts of `team`, of the teams of the units below and above its own, and of its neighbours."""
    unit = team.unit
    near = Q(team=team) | Q(team__unit__path__startswith=unit.path) | Q(team__unit__parent=unit.parent_id)
    near |= Q(team__unit__in=Unit.objects.above(unit).order_by().values("pk"))
    return Post.objects.filter(near, team__isnull=False).select_related("team")


def posts_to_ask_for_help(team):
    """The posts that may be asked for help: of the team itself, of the teams above it, and who supervises it."""
    above = Unit.objects.above(team.unit).order_by().values("pk")
    return Post.objects.filter(
        Q(team=team) | Q(team__unit__in=above) | Q(unit__in=above, role=Role.SUPERVISOR)
    ).select_related("team", "unit")


def may_report(user, activity, occasion=None):
    """Whether `user` may report progress of `activity`: who writes in the team, or does it because they were asked.

    Of an `occasion`, where one is named: who was asked for another one does not report this one.
    """
    if activity.workplan.is_closed:
        return False
    if may_edit(user, activity.workplan.team):
        return True
    under = delegations_under(user, activity)
    return (under.filter(Q(occasion=occasion) | Q(occasion=None)) if occasion else under).exists()


def delegations_under(user, activity):
    """What of `activity` the posts for which `user` acts are asked to do, and may report.

    Who acts for none in a team costs no query.
    """
    mine = [post for post in acting_posts(user) if post.team_id]
    return Delegation.objects.reportable().filter(activity=activity, post__in=mine)


def delegation_under(user, activity):
    """The first of what of `activity` is asked of the posts for which `user` acts, or None."""
    return delegations_under(user, activity).order_by("pk").first()


def activity_to_report(request, pk, occasion=None):
    """The activity `pk` for who may report its progress, 403 for others who read it and once closed, or 404.

    With an `occasion`, for who may report that one.
    """
    asked = delegations_to_read(request.user).order_by().values("activity")
    seen = Activity.objects.filter(read_or(request.user, "workplan__team__", Q(pk__in=asked)), pk=pk)
    activity = first_or_404(seen.select_related("workplan__team__unit", "post"))
    activity.workplan.refuse_if_closed()
    if not may_report(request.user, activity, occasion):
        refuse_report(activity)
    return activity


def occasions_to_report(user, activity):
    """The occasions of `activity` that `user` may report, in order: all, or those that their posts were asked for."""
    found = activity.occasions.order_by("starts_on")
    if may_edit(user, activity.workplan.team):
        return found
    asked = set(delegations_under(user, activity).values_list("occasion", flat=True))
    return found if None in asked else found.filter(pk__in=asked)


def posts_to_report_for(user, activity):
    """The posts for which `user` may report progress of `activity`: theirs in its team, and those that were asked."""
    asked = set(delegations_under(user, activity).values_list("post", flat=True))
    team = activity.workplan.team_id
    return [post for post in acting_posts(user) if post.team_id == team or post.pk in asked]


def occasion_to_report(request, pk):
    """The occasion `pk`, with its activity, as `activity_to_report`."""
    occasion = first_or_404(Occasion.objects.filter(pk=pk))
    occasion.activity = activity_to_report(request, occasion.activity_id, occasion)
    return occasion


def progress_to_correct(request, pk):
    """The report `pk` for who wrote it or leads the team, 403 for others who read it and once closed, or 404."""
    entry = report_to_read(request, pk)
    if entry.by_id != request.user.pk and not may_lead(request.user, entry.workplan.team):
        refuse_correction(entry)
    entry.workplan.refuse_if_closed()
    return entry


def progress_to_confirm(request, pk):
    """The report `pk` for who may confirm it, 403 for others who read it, for who has a part in it and once closed."""
    entry = report_to_read(request, pk)
    team = entry.workplan.team
    if entry.is_an_answer:
        if delegating.CONFIRMER not in roles_in(request.user, entry.delegation):
            refuse_act(request.user, entry.delegation, delegating.CONFIRM)
    else:
        involved = entry.involved() if entry.activity.is_confirmed_by_others else {entry.by_id}
        has_part = request.user.pk in involved
        if has_part or not (may_edit(request.user, team) or supervises(request.user, team.unit)):
            refuse_confirming(team, has_part=has_part)
    entry.workplan.refuse_if_closed()
    return entry


def reports_to_confirm(user, activity):
    """The keys of the reports on `activity` that `user` may confirm; none where nobody else has to: six queries."""
    team = activity.workplan.team
    if not activity.is_confirmed_by_others or activity.workplan.is_closed:
        return set()
    if not (may_edit(user, team) or supervises(user, team.unit)):
        return set()
    return without_part(activity, user.pk, {post.pk for post in acting_posts(user)})


def report_to_read(request, pk):
    """The report of progress `pk` of a plan or a delegation that the person reads, or 404."""
    mine = delegations_to_read(request.user).values("pk")
    seen = Entry.objects.progress().filter(read_or(request.user, "workplan__team__", Q(delegation__in=mine)), pk=pk)
    return first_or_404(
        seen.select_related("workplan__team__unit", "activity__post", "occasion", "delegation__post", "by", "post")
    )


def obstacles_to_read(user):
    """The obstacles that `user` sees: of teams that they read, and those in which they have a part.

    That is what a post of theirs was asked about or sees to, and what they reported themselves.
    """
    if standing(user).superuser:
        return Obstacle.objects.all()
    asked = Q(asked__in=acting_posts(user)) | Q(steps__about__in=acting_posts(user))
    own = (
        Q(post__in=acting_posts(user)) | Q(recorded__by=user) | Q(steps__act=ObstacleStep.Act.REPORTED, steps__by=user)
    )
    mine = Obstacle.objects.filter(asked | own if user.is_authenticated else asked).order_by().values("pk")
    return Obstacle.objects.filter(read_or(user, "team__", Q(pk__in=mine)))


def obstacle_to_read(request, pk):
    """The obstacle `pk`, or 404."""
    seen = obstacles_to_read(request.user).select_related(
        "team__unit", "activity__workplan", "occasion", "post", "asked"
    )
    return first_or_404(seen.filter(pk=pk))


def obstacle_to_act(request, pk, act):
    """The obstacle `pk` for who may do `act` (a verb of Obstacle), 403 for others who see it, or 404."""
    obstacle = obstacle_to_read(request, pk)
    if act not in acts_on(request.user, obstacle):
        refuse_obstacle(request.user, obstacle, act)
    return obstacle


def acts_on(user, obstacle):
    """The verbs of Obstacle that `user` can do with it now; "words" is changing what it says of itself.

    Who was asked for help, and who supervises the team, can say a word whatever the state. Who reported it, or sees to
    it, from another team says what it is, asks for help and lets another post see to it; the rest is the team's.
    """
    helps = standing(user).superuser or acts_for(user, obstacle.asked)
    writes = may_edit(user, obstacle.team)
    found = ["answer"] if helps and obstacle.is_open and obstacle.asked else []
    if writes:
        open_ = ["ask", "because", "change", "give", "judge", "solve", "words"]
        found += open_ if obstacle.is_open else ["reopen"]
    own = not writes and (acts_for(user, obstacle.post) or was_reported_by(user, obstacle))
    if own and obstacle.is_open:
        found += ["ask", "give", "words"]
    speaks = writes or helps or own or supervises(user, obstacle.team.unit) or was_asked(user, obstacle)
    return [*found, "say"] if speaks else found


def was_reported_by(user, obstacle):
    """Whether `user` said that this stands in the way: they wrote it down, or reported progress that is stuck for it."""
    reported = obstacle.steps.filter(act=ObstacleStep.Act.REPORTED, by=user.pk)
    return reported.exists() or obstacle.recorded.filter(by=user.pk).exists()


def was_asked(user, obstacle):
    """Whether a post for which `user` acts was ever asked for help with `obstacle`."""
    return obstacle.steps.filter(about__in=acting_posts(user)).exists()


def may_name_obstacle(user, team):
    """Whether `user` may say what stands in the way of `team`: who writes in its plan."""
    return may_edit(user, team)


def team_to_name_obstacle(request, pk):
    """The team `pk` for who may say what stands in its way, 403 for others who read it, or 404."""
    team = team_to_read(request, pk)
    if not may_name_obstacle(request.user, team):
        refuse_naming(team)
    return team


def post_to_cover(request, pk):
    """The post `pk` for who may say that it is covered: who holds it, and who leads its team; 403 and 404 as for others.

    A post over a unit is nobody's to cover.
    """
    seen = Post.objects.filter(teams_to_read(request.user, "team__"), pk=pk, team__isnull=False)
    post = first_or_404(seen.select_related("team__unit"))
    team = post.team
    leads = may_lead(request.user, team) or post.team_id in teams_led(request.user)
    if not leads and post.pk not in standing(request.user).posts.get(post.team_id, {}):
        refuse_cover(post)
    return post


def posts_to_cover(user, team):
    """The posts of `team` of which `user` may say that they are covered, and which they may hand over."""
    if may_lead(user, team) or team.pk in teams_led(user):
        return Post.objects.filter(team=team)
    return Post.objects.filter(pk__in=standing(user).posts.get(team.pk, {}))


def absence_to_change(request, pk):
    """The absence `pk` for who may say that its post is covered; 403 and 404 as for the post."""
    absence = first_or_404(Absence.objects.select_related("cover").filter(pk=pk))
    absence.post = post_to_cover(request, absence.post_id)
    return absence


def post_to_hand_over(request, pk):
    """The post `pk` for who may hand it over: who holds it, and who leads its team; 403 for who reads, or 404."""
    return post_to_cover(request, pk)


def handover_to_read(request, pk):
    """The handover `pk` of a post in a team that the person reads, or 404."""
    seen = Handover.objects.filter(teams_to_read(request.user, "post__team__"), pk=pk)
    return first_or_404(seen.select_related("post__team__unit", "holder", "by"))

"""Posts, and who holds them from when to when, for who looks after the people of a branch."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from teams.access import holding_to_staff, may_staff_unit, post_to_staff, team_to_staff, unit_to_staff
from teams.forms import AssignForm, EndForm, PostForm
from teams.models import Post
from teams.queries import people_offered, posts_at


def post_list(request, pk):
    """All posts of a team; the one that `?post=` names is open to be changed."""
    return board(request, team_to_staff(request, pk), opened=request.GET.get("post"))


def post_unit_list(request, pk):
    """The posts over a unit; they are changed by who stands above it."""
    return board(request, unit_to_staff(request, pk, change=False), opened=request.GET.get("post"))


@require_POST
def post_add(request, pk):
    """A new post in the team `pk`."""
    return add(request, team_to_staff(request, pk))


@require_POST
def post_unit_add(request, pk):
    """A new post over the unit `pk`."""
    return add(request, unit_to_staff(request, pk))


def add(request, place):
    form = PostForm(request.POST or None, instance=new_post(place))
    if form.is_valid():
        return done(request, form.save(), _("Added: %(name)s") % {"name": form.instance.title})
    return board(request, place, add=form)


@require_POST
def post_assign(request, pk):
    """The post to a person from a day on; who holds it then holds it to the day before."""
    post = post_to_staff(request, pk)
    form = AssignForm(request.POST or None, post=post, by=request.user)
    if form.assigned():
        facts = {"person": form.cleaned_data["person"].name, "post": post.title}
        return done(request, post, _("Given to %(person)s: %(post)s. The work stays with the post.") % facts)
    return board(request, post.place, opened=post.pk, assign=form)


@require_POST
def post_end(request, pk):
    """A last day for the holding `pk`, or none at all where it has not begun."""
    holding = holding_to_staff(request, pk)
    form = EndForm(request.POST or None, holding=holding)
    if form.is_valid():
        form.end(by=request.user)
        return done(request, holding.post, _("Saved. The work stays with the post, for who holds it next."))
    return board(request, holding.post.place, opened=holding.post_id, end=form)


@require_POST
def post_change(request, pk):
    """A post's title and role."""
    post = post_to_staff(request, pk)
    form = PostForm(request.POST or None, instance=post)
    if form.is_valid():
        return done(request, form.save(), _("Saved."))
    return board(request, post.place, opened=pk, change=form)


@require_POST
def post_remove(request, pk):
    """A post that nobody ever held and that has no work goes; any other stays, vacant at most."""
    post = post_to_staff(request, pk)
    place = post.place
    if post.remove():
        messages.success(request, _("Removed: %(name)s") % {"name": post.title})
        return redirect(address_of(place))
    kept = _("It stays, since somebody held it or work belongs to it. End its holder's time, and it is vacant.")
    messages.warning(request, kept)
    return redirect(address_of(place, post))


def address_of(place, post=None):
    """The page of the posts of a team, or over a unit; with `post`, that one open."""
    name = "teams:post_list" if place_of(place) == "team" else "teams:post_unit_list"
    address = reverse(name, args=[place.pk])
    return f"{address}?post={post.pk}#post-{post.pk}" if post else address


def place_of(place):
    """The field of a post that `place` stands in."""
    return place._meta.model_name


def new_post(place):
    role = Post.Role.MEMBER if place_of(place) == "team" else Post.Role.SUPERVISOR
    return Post(role=role, **{place_of(place): place})


def done(request, post, words):
    messages.success(request, words)
    return redirect(f"{address_of(post.place)}#post-{post.pk}")


def board(request, place, opened=None, add=None, assign=None, end=None, change=None):
    """The page of all posts at `place`; the forms that came back with errors stand in place of empty ones."""
    may_change = place_of(place) == "team" or may_staff_unit(request.user, place)
    posts = list(posts_at(place))
    for post in posts:
        own = not request.user.is_superuser and any(term.user_id == request.user.pk for term in post.terms)
        post.may_change = may_change and not own
        post.open = post.may_change and str(post.pk) == str(opened)
        if post.open:
            post.assign_form = assign or AssignForm(post=post, by=request.user)
            post.change_form = change or PostForm(instance=post)
            post.ends = [end if end and end.holding.pk == term.pk else EndForm(holding=term) for term in post.terms]
    context = {
        "place": place,
        "is_team": place_of(place) == "team",
        "unit": getattr(place, "unit", place),
        "posts": posts,
        "offered": people_offered(request.user, place) if any(post.open for post in posts) else [],
        "may_change": may_change,
        "add_form": add or PostForm(instance=new_post(place)),
        "add_to": reverse("teams:post_add" if place_of(place) == "team" else "teams:post_unit_add", args=[place.pk]),
        "here": address_of(place),
        "today": timezone.localdate(),
    }
    return render(request, "teams/post/list.html", context)

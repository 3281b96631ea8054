"""Who is away, and which post covers."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from teams.access import team_to_read
from teams.models import Post
from workplans.access import absence_to_change, acting_posts, post_to_cover, posts_to_cover
from workplans.forms.implement.absences import AbsenceForm, EndForm
from workplans.queries.asking import with_who
from workplans.queries.away import absences_of, handovers_of


def implement_absences(request, pk):
    """Who of a team is away when, and which post covers; where one says so, and hands a post over."""
    team = team_to_read(request, pk)
    today = timezone.localdate()
    posts = list(with_who(posts_to_cover(request.user, team), today).order_by("role", "title"))
    held = {post.pk for post in acting_posts(request.user)}
    context = {
        "team": team,
        "absences": absences_of(team, today),
        "handovers": handovers_of(team),
        "mine": [post for post in posts if post.pk in held],
        "others": [post for post in posts if post.pk not in held],
        "changeable": {post.pk for post in posts},
    }
    return render(request, "workplans/implement/absences.html", context)


def implement_absence_add(request, pk):
    """Saying that the holder of the post `pk` is away, and who covers."""
    post = post_to_cover(request, pk)
    others = Post.objects.filter(team=post.team_id).exclude(pk=post.pk)
    form = AbsenceForm(request.POST or None, posts=with_who(others, timezone.localdate()))
    if request.method == "POST" and form.is_valid():
        try:
            form.save(post, request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Written down. Who covers is told, and has this work in their own now."))
            return redirect("workplans:implement_absences", post.team_id)
    return render(request, "workplans/implement/absence_add.html", {"post": post, "team": post.team, "form": form})


def implement_absence_end(request, pk):
    """Letting an absence end early; one that has not begun is taken away."""
    absence = absence_to_change(request, pk)
    team, today = absence.post.team, timezone.localdate()
    has_begun = absence.starts_on < today
    form = EndForm(request.POST or None, absence=absence)
    if request.method == "POST" and ("whole" in request.POST or form.is_valid()):
        before_it = absence.starts_on - timedelta(days=1)
        try:
            absence.end(before_it if "whole" in request.POST else form.cleaned_data["on"], request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Saved."))
            return redirect("workplans:implement_absences", team.pk)
    context = {"absence": absence, "team": team, "form": form, "has_begun": has_begun}
    return render(request, "workplans/implement/absence_end.html", context)

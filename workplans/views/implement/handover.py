"""Handing a post over: all that is open of it, and what came of that."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from teams.models import Post
from workplans.access import acting_posts, handover_to_read, post_to_hand_over
from workplans.forms.implement.handover import HandoverForm
from workplans.handover import KIND_WORDS, RefusedError, open_of
from workplans.queries.asking import who_has, with_who


def implement_handover(request, pk):
    """Everything that is open of the post `pk`, with a note on each and who takes it over; written once."""
    post = post_to_hand_over(request, pk)
    today = timezone.localdate()
    things = open_of(post, today)
    others = with_who(Post.objects.filter(team=post.team_id).exclude(pk=post.pk), today)
    form = HandoverForm(request.POST or None, things=things, posts=others)
    if request.method == "POST" and form.is_valid():
        try:
            found = form.save(post, request.user)
        except RefusedError as error:
            form.add_error(form.choice_of(error.mark), error.messages)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Handed over. Print this page for who comes after, or sign it together."))
            return redirect("workplans:implement_handed_over", found.pk)
    context = {
        "post": post,
        "team": post.team,
        "who": who_has(with_who(Post.objects.filter(pk=post.pk), today)[0]),
        "form": form,
        "groups": grouped(form.rows()),
        "is_mine": post in acting_posts(request.user),
    }
    return render(request, "workplans/implement/handover.html", context)


def grouped(rows):
    """[(words of the kind, rows)] in the order in which they stand."""
    found: dict[str, list] = {}
    for row in rows:
        found.setdefault(row[0].kind, []).append(row)
    return [(KIND_WORDS[kind], some) for kind, some in found.items()]


def implement_handed_over(request, pk):
    """What was written when a post was handed over, to read and to print."""
    handover = handover_to_read(request, pk)
    post = handover.post
    context = {
        "handover": handover,
        "post": post,
        "team": post.team,
        "notes": handover.notes.select_related("passed_to"),
        "groups": grouped([(one,) for one in open_of(post, timezone.localdate())]),
    }
    return render(request, "workplans/implement/handed_over.html", context)

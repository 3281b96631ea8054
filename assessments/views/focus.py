"""Being written."""

from django.http import Http404


def focus_vision(request, pk):
    raise Http404


def focus_vision_propose(request, pk):
    raise Http404


def focus_vision_agree(request, pk):
    raise Http404


def focus_vision_ask(request, pk):
    raise Http404


def focus_vision_change(request, pk):
    raise Http404


def focus_vision_withdraw(request, pk):
    raise Http404


def focus_vision_history(request, pk):
    raise Http404


def focus_challenge(request, pk):
    raise Http404


def focus_challenge_begin(request, pk):
    raise Http404


def focus_challenge_page(request, pk):
    raise Http404


def focus_challenge_history(request, pk):
    raise Http404


def focus_challenge_plan(request, pk):
    raise Http404


def focus_challenge_end(request, pk):
    raise Http404


def focus_obstacle_add(request, pk):
    raise Http404


def focus_obstacle_change(request, pk, obstacle_pk):
    raise Http404


def focus_obstacle_remove(request, pk, obstacle_pk):
    raise Http404


def focus_value_add(request, pk):
    raise Http404


def focus_value_change(request, pk, value_pk):
    raise Http404


def focus_challenge_part(request, pk, part):
    raise Http404

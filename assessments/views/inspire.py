"""Being written."""

from django.http import Http404


def inspire_commitments(request, pk):
    raise Http404


def inspire_commitment_add(request, pk):
    raise Http404


def inspire_commitment(request, pk):
    raise Http404


def inspire_commitment_change(request, pk):
    raise Http404


def inspire_commitment_say(request, pk):
    raise Http404


def inspire_commitment_plan(request, pk):
    raise Http404


def inspire_commitment_remove(request, pk):
    raise Http404


def inspire_commitment_history(request, pk):
    raise Http404

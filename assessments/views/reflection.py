"""Being written."""

from django.http import Http404


def reflection_page(request, pk):
    raise Http404


def reflection_begin(request, pk):
    raise Http404


def reflection_print(request, pk):
    raise Http404


def reflection_answer(request, pk):
    raise Http404


def reflection_open(request, pk):
    raise Http404


def reflection_result(request, pk):
    raise Http404


def reflection_project(request, pk):
    raise Http404


def reflection_share(request, pk):
    raise Http404

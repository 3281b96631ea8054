"""The site, and the page that pages are compared with: our base template with the menu, and nothing in it."""

from django.shortcuts import render
from django.urls import include, path


def empty(request):
    return render(request, "empty.html")


urlpatterns = [path("empty/", empty), path("", include("lmframework.urls"))]

"""A form sent twice acts once.

Every form that writes carries a token (`{% include "_once.html" %}`, or OnceField in a form). The first
request with it acts and leaves a receipt in the same transaction; the same form again with it is sent where the first
was sent. Two at the same moment: the second waits for the first's receipt. A form that somebody went back to and wrote
something else into is another form, and acts.
"""

import json
import uuid
from datetime import timedelta

from django import forms
from django.conf import settings
from django.db import IntegrityError, models
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.crypto import salted_hmac

from teams.atonce import at_once

FIELD = "once"
KEPT_FOR = timedelta(days=7)
"""For so long a form that is sent again is known to have been sent."""


class OnceField(forms.UUIDField):
    """The token as a hidden field of a form; the form's own name for it has to be FIELD."""

    def __init__(self):
        super().__init__(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)


class Receipt(models.Model):
    """That a person's form was acted on, and where it led."""

    token = models.UUIDField()
    content = models.CharField(max_length=64)
    """A keyed digest of what was sent where: it tells the same form from another, and nobody what was typed."""
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    path = models.CharField(max_length=255)
    led_to = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "user", "content"], name="receipt_once")]

    def __str__(self):
        return f"{self.path} → {self.led_to}"


def digest_of(request):
    """What `Receipt.content` keeps of a request."""
    sent = [(name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"]
    files = [(name, [(file.name, file.size) for file in some]) for name, some in request.FILES.lists()]
    return salted_hmac(__name__, json.dumps([request.path, sent, files]), algorithm="sha256").hexdigest()


def acts_once_itself(view):
    """Marks a view that sees to it by itself, since it does long work that no transaction should wrap."""
    view.acts_once_itself = True
    return view


def begins_with(work):
    """Marks a view whose POST begins with long work that no transaction should wrap: `work(request)` does it before one."""

    def mark(view):
        view.begins_with = work
        return view

    return mark


class Nothing(Exception):
    """Raised to take back a transaction in which nothing was done."""

    def __init__(self, response):
        self.response = response


class ActsOnceMiddleware:
    """Wraps the view of a POST that carries a token; one that answers with a page (a form with errors) leaves none."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method != "POST" or not request.user.is_authenticated or hasattr(view, "acts_once_itself"):
            return None
        try:
            token = uuid.UUID(request.POST.get(FIELD, ""))
        except ValueError:
            return None
        form = {"token": token, "user": request.user, "content": digest_of(request)}
        if work := getattr(view, "begins_with", None):
            if earlier := Receipt.objects.filter(**form).first():
                return HttpResponseRedirect(earlier.led_to)
            work(request)
        try:
            with at_once():
                Receipt.objects.filter(user=request.user, at__lt=timezone.now() - KEPT_FOR).delete()
                receipt = Receipt.objects.create(path=request.path[:255], **form)
                response = view(request, *args, **kwargs)
                if response.status_code not in (204, 302):
                    raise Nothing(response)
                receipt.led_to = response.headers.get("Location", request.path)
                receipt.save(update_fields=["led_to"])
        except Nothing as nothing:
            return nothing.response
        except IntegrityError:
            earlier = Receipt.objects.filter(**form).first()
            if earlier is None:
                raise
            return HttpResponseRedirect(earlier.led_to)
        return response

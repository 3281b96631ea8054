"""Coming in with a one-time link or code, for who has no password yet or forgot it.

The link's secret leaves the address bar at once: the session keeps which pass was shown, never its secret. Opening a
link uses nothing up, since messengers open links to show a picture of them.
"""

from axes.utils import reset
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from teams.access import still_lets_in
from teams.forms import CodeForm, NewPasswordForm
from teams.models import Pass
from teams.models.passes import NotOpen
from teams.models.people import bare_name
from teams.once import acts_once_itself

SHOWN = "pass"
BACKEND = "teams.backends.AnyNameBackend"


@login_not_required
@never_cache
@sensitive_variables("token")
def join_link(request, token):
    """Where a one-time link leads: on to choosing a password."""
    return go_on(request, Pass.objects.by_link(token)) or over(request)


@login_not_required
@never_cache
@sensitive_post_parameters()
@acts_once_itself  # a wrong try is counted, whatever becomes of the answer
def join_code(request):
    """A name and a code, where a link cannot be opened."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if response := go_on(request, Pass.objects.by_code(form.cleaned_data["name"], form.cleaned_data["code"])):
            return response
        form.add_error(
            None,
            _(
                "That name and code do not belong together, or the code does not work any more. Look at both once more. "
                "After a few wrong tries a code is dead: ask whoever gave it to you for a new one."
            ),
        )
    return render(request, "teams/join/code.html", {"form": form})


def go_on(request, found):
    """On to choosing a password with the pass `found`, under a new session key; None without one."""
    if found is None or not still_lets_in(found):
        return None
    request.session.cycle_key()
    request.session[SHOWN] = found.pk
    return redirect("teams:join_password")


def over(request):
    """What to do when a link no longer works. Told as an ordinary page, which no proxy puts its own in place of."""
    return render(request, "teams/join/over.html")


@login_not_required
@never_cache
@sensitive_post_parameters()
@acts_once_itself  # the pass itself is good for once, and the person changes in between
def join_password(request):
    """A password of one's own, and in."""
    found = Pass.objects.still_open(request.session.get(SHOWN))
    if found is None or not still_lets_in(found):
        return redirect(settings.LOGIN_REDIRECT_URL) if request.user.is_authenticated else over(request)
    other = request.user if request.user.is_authenticated and request.user != found.user else None
    form = NewPasswordForm(found.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        logout(request)
        try:
            person = found.use(form.cleaned_data["new_password1"])
        except NotOpen:
            return over(request)
        login(request, person, backend=BACKEND)
        for name in filter(None, [person.username, person.email, person.phone]):
            reset(username=bare_name(name))
        messages.success(request, _("Your password is set, and you are signed in."))
        response = redirect(settings.LOGIN_REDIRECT_URL)
        if other:
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response
    return render(request, "teams/join/password.html", {"form": form, "person": found.user, "other": other})

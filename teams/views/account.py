"""Signing in and out, and one's own account."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from teams.forms import AccountForm, OwnPasswordForm, SignInForm
from teams.keeping import FIELD, kept_form
from teams.models import Pass
from teams.queries import is_refused_mail, posts_of

SHOWN_PASSES = 10


@login_not_required
@never_cache
@sensitive_post_parameters()
def account_sign_in(request):
    """Open to everyone. Leads to `next` when that is a page of this site."""
    if request.user.is_authenticated and request.method == "GET":
        return redirect(where_to(request))
    form = SignInForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        login(request, form.get_user())
        for made in Pass.objects.tell(request.user):
            messages.info(request, made.words)
        if kept := kept_form(request):
            path, typed = kept
            shown = [(name, value) for name, value in typed if value and name not in {"once", "version"}]
            return render(request, "teams/account/send_again.html", {"path": path, "typed": typed, "shown": shown})
        return redirect(where_to(request))
    return render(
        request,
        "teams/account/sign_in.html",
        {"form": form, "next": request.GET.get("next", ""), "kept": request.POST.get(FIELD, "")},
    )


def where_to(request):
    """The address asked for by `next`, if it is ours; else home."""
    target = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if ours else resolve_url(settings.LOGIN_REDIRECT_URL)


@require_POST
def account_sign_out(request):
    """Ends the session, and asks the browser to forget the pages it kept."""
    logout(request)
    messages.success(request, _("You are signed out."))
    response = redirect("teams:account_sign_in")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@sensitive_post_parameters()
def account_page(request):
    """Who I am here, my posts, my language."""
    form = AccountForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("teams:account_page")
    if request.method == "POST":
        request.user.refresh_from_db()
    context = {
        "form": form,
        "posts": posts_of(request.user, timezone.localdate()),
        "is_refused_mail": is_refused_mail(request.user),
        "passes": request.user.passes.select_related("made_by")[:SHOWN_PASSES],
        "now": timezone.now(),
    }
    return render(request, "teams/account/page.html", context)


@sensitive_post_parameters()
def account_password(request):
    """A new password, for who knows the old one."""
    form = OwnPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        update_session_auth_hash(request, form.user)
        messages.success(request, _("Your new password is set."))
        return redirect("teams:account_page")
    return render(request, "teams/account/password.html", {"form": form})

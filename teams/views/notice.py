"""The inbox: what a person was told, and the way to what each notice is about."""

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from teams.access import first_or_404

SHOWN = 50


def notice_list(request):
    """One's own notices, the newest first."""
    notices = request.user.notices.select_related("by")
    page = Paginator(notices, SHOWN).get_page(request.GET.get("page"))
    return render(request, "teams/notice/list.html", {"page": page})


@require_POST
def notice_open(request, pk):
    """The notice `pk` is read now; on to what it is about."""
    notice = first_or_404(request.user.notices.filter(pk=pk))
    notice.read()
    return redirect(notice.url or "teams:notice_list")


@require_POST
def notice_read_all(request):
    """All notices of the person are read now."""
    request.user.notices.all().read()
    return redirect("teams:notice_list")

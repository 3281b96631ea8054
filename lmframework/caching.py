"""Who may keep a copy of an answer."""

from django.utils.cache import patch_cache_control


class PrivateMiddleware:
    """What a signed-in person gets is kept by their own browser alone, and asked for anew before it is shown again.

    A view that says otherwise is left alone. It is not `no-store`: the browser's back button has to give back what
    somebody typed. Signing out clears what was kept (see teams/views/account.py).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response.headers:
            patch_cache_control(response, private=True, no_cache=True)
        return response

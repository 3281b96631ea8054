"""The language that a request is answered in."""

from django.conf import settings
from django.utils import translation

COOKIE_AGE = 365 * 24 * 3600


class LanguageMiddleware:
    """The person's own choice, else the cookie left by the language menu, else the browser's wish."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        chosen = request.user.language if request.user.is_authenticated else ""
        language = chosen if chosen in dict(settings.LANGUAGES) else translation.get_language_from_request(request)
        with translation.override(language):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

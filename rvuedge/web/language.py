"""Which language a page speaks: the one that a person chose where the page is translated, English everywhere else."""

import re

from django.conf import settings
from django.http import HttpRequest

ENGLISH = "en"
# The log, and where a person sets things. Every message of these pages is translated; tests hold that.
_TRANSLATED = re.compile(r"/(?:log/(?!import/)|cases/|language/|settings/(?:(?:profile|organisation)/)?$)")


def chosen_language(request: HttpRequest) -> str:
    """Return the language of the account, else of this browser's cookie, else English; what a browser merely accepts decides nothing."""
    kept = request.META.get("rvuedge.language")
    if not isinstance(kept, str):
        kept = request.META["rvuedge.language"] = _chosen(request)
    return kept


def spoken_language(request: HttpRequest) -> str:
    """Return the language of a page's content."""
    return chosen_language(request) if _TRANSLATED.match(request.path) else ENGLISH


def is_offered(language: str) -> bool:
    """Return whether the product speaks a language."""
    return language in dict(settings.LANGUAGES)


def _chosen(request: HttpRequest) -> str:
    if request.path.startswith("/api/"):
        return ENGLISH
    own = ""
    # A request that is refused before anybody is known has no user.
    user = getattr(request, "user", None)
    if settings.SESSION_COOKIE_NAME in request.COOKIES and user is not None and user.is_authenticated:
        own = user.language
    told = own or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return told if is_offered(told) else ENGLISH

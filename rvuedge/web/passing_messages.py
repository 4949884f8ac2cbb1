"""Where a message waits for the next page behind HTTPS: in a cookie that is bound to its host, else in the session."""

from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class _HostCookie(CookieStorage):
    cookie_name = "__Host-messages"


class HostStorage(FallbackStorage):
    """Django's own way with another name of the cookie."""

    storage_classes = (_HostCookie, SessionStorage)

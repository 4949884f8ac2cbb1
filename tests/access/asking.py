"""Asks the product as somebody of the world, and takes back at once what that did."""

import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

from django.conf import settings
from django.contrib.admindocs.views import simplify_regex
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.client import ClientHandler

from tests.access.entry import SIGN_IN, Answer, Entry
from tests.access.world import Thing, World

JSON = "application/json"


class Door(RequestFactory):
    """Sends requests through the whole product, as the test client does, but keeps no copy of what was rendered: thousands are sent."""

    def __init__(self, **options: Any) -> None:
        super().__init__()
        self.handler = ClientHandler(**options)

    def request(self, **request: Any) -> Any:
        return self.handler(super().request(**request).environ)


def address_of(route: str, thing: Thing) -> str:
    """Return the address of an object: the route with its parameters filled in."""
    shown = simplify_regex(route).replace("\\.", ".") if "(?P" in route else "/" + route
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(thing.path[match[1]]), shown)
    return f"{path}?{thing.query}" if thing.query else path


@dataclass(frozen=True, slots=True)
class Asking:
    """One door that anybody of the world may come by."""

    world: World
    door: Door = field(default_factory=lambda: Door(enforce_csrf_checks=False))

    def ask(self, role: str, method: str, address: str, body: Any = None, **options: Any) -> HttpResponse:
        """Return the response to a role: in the session of the world, whatever came before, and far from any limit of tries."""
        self.door.cookies = SimpleCookie()
        if role != "visitor":
            self.door.cookies[settings.SESSION_COOKIE_NAME] = self.world.sessions[role]
        cache.clear()
        with transaction.atomic():
            response: HttpResponse = getattr(self.door, method)(address, body, **options)
            transaction.set_rollback(True)
        return response

    def response(self, role: str, method: str, entry: Entry, thing: Thing) -> HttpResponse:
        """Return the response to a role for a method of an entry."""
        address = address_of(entry.route, thing) + (f"?{entry.query}" if entry.query else "")
        body, options = None, {}
        if method != "get":
            body = entry.body(self.world) if callable(entry.body) else entry.body
            options = {"content_type": JSON, "headers": {"Idempotency-Key": "k"}} if entry.is_json else {}
        return self.ask(role, method, address, body, **options)

    def answer(self, role: str, method: str, entry: Entry, thing: Thing) -> Answer:
        """Return what a role gets for a method of an entry: a status, or that it is sent to the sign-in page."""
        response = self.response(role, method, entry, thing)
        return SIGN_IN if response.status_code == 302 and is_sign_in(response["Location"]) else response.status_code


def is_sign_in(location: str) -> bool:
    """Whether a redirect leads to the sign-in page, of the product or of the Django admin."""
    return location.split("?")[0] in {"/accounts/login/", "/admin/login/"}

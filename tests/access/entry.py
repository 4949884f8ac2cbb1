"""One line of the access matrix: an address, and what each asker gets for each method."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

# An answer is a status; this one is a redirect to the sign-in page.
SIGN_IN = "sign in"
Answer = int | str


@dataclass(frozen=True, slots=True)
class Rights:
    """What a visitor gets, what some get by role or by their relation to the object, and what all others get."""

    visitor: Answer
    others: Answer
    some: Mapping[str, Answer] = field(default_factory=dict)

    def answer_for(self, role: str, relation: str) -> Answer:
        if role == "visitor":
            return self.visitor
        return self.some.get(relation, self.some.get(role, self.others))


@dataclass(frozen=True, slots=True)
class Entry:
    """An address of the URL configuration.

    `holds` names the objects of the world that stand in it; `body` is what is posted, worked out from the world where it names one.
    """

    route: str
    get: Rights
    post: Rights
    put: Rights | None = None
    delete: Rights | None = None
    holds: str = ""
    query: str = ""
    body: Mapping[str, object] | Callable[[Any], Mapping[str, object]] = field(default_factory=dict)
    is_json: bool = False


def everybody(answer: Answer) -> Rights:
    """The same for all."""
    return Rights(answer, answer)


def signed_in(answer: Answer, visitor: Answer = SIGN_IN, **some: Answer) -> Rights:
    """One answer for everybody who signed in, but for some."""
    return Rights(visitor, answer, some)


def only(answer: Answer, *who: str, others: Answer = 404, visitor: Answer = SIGN_IN) -> Rights:
    """Some get an answer, for the others the page does not exist; `who` are roles or relations to the object."""
    return Rights(visitor, others, dict.fromkeys(who, answer))


# A page that only shows; the method is looked at before or after the sign-in.
NO_POST = everybody(405)
NO_POST_SIGNED_IN = signed_in(405)
NO_GET = everybody(405)
NO_GET_SIGNED_IN = signed_in(405)

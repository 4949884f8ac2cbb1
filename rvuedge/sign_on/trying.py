"""What the test of a provider finds, point by point, before anybody has to sign in by it."""

from dataclasses import dataclass
from typing import Any

import requests

from rvuedge.accounts.sealing import CLIENT_SECRET, unseal
from rvuedge.sign_on.discovery import discovered
from rvuedge.sign_on.faults import Fault, SignOnError
from rvuedge.sign_on.fetching import Session, read_json
from rvuedge.sign_on.id_tokens import signing_keys
from rvuedge.sign_on.models import SignOn


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that was tried: its name, whether it holds (None: it cannot be told), and why not."""

    name: str
    holds: bool | None
    fault: str = ""
    about: str = ""


def try_out(sign_on: SignOn, way_back: str) -> tuple[Point, ...]:
    """Return every point in order, up to the first without which the others cannot be asked."""
    with Session() as session:
        try:
            known = discovered(session, sign_on.issuer)
        except SignOnError as error:
            reached = error.fault in (Fault.ISSUER_DIFFERS, Fault.INCOMPLETE)
            first = (Point("reached", True),) if reached else ()
            return (*first, _failed("issuer" if reached else "reached", error))
        return (
            Point("reached", True),
            Point("issuer", True, about=sign_on.issuer),
            _keys(session, known),
            _pkce(known),
            _client(session, known, sign_on, way_back),
            _domains(sign_on),
        )


def _keys(session: requests.Session, known: dict[str, Any]) -> Point:
    try:
        found = signing_keys(read_json(session, known["jwks_uri"]))
    except SignOnError as error:
        return _failed("keys", error)
    return Point("keys", True, about=str(len(found))) if found else Point("keys", False, Fault.NO_KEYS)


def _pkce(known: dict[str, Any]) -> Point:
    """Many providers do PKCE and do not say so: only one that says otherwise lacks it."""
    said = known.get("code_challenge_methods_supported")
    if said is None:
        return Point("pkce", None)
    return Point("pkce", True) if "S256" in said else Point("pkce", False, "no_pkce")


def _client(session: requests.Session, known: dict[str, Any], sign_on: SignOn, way_back: str) -> Point:
    """Ask for a token with a code that was never given: who knows the client refuses the code, who does not refuses the client."""
    secret = unseal(sign_on.sealed_secret, CLIENT_SECRET)
    if secret is None:
        return Point("client", False, Fault.SECRET_UNREADABLE)
    body = {"grant_type": "authorization_code", "code": "none", "redirect_uri": way_back, "code_verifier": "0" * 43}
    as_body = "client_secret_post" in known.get("token_endpoint_auth_methods_supported", ())
    if as_body:
        body |= {"client_id": sign_on.client_id, "client_secret": secret}
    try:
        answer = session.post(known["token_endpoint"], data=body, auth=None if as_body else (sign_on.client_id, secret))
        said = answer.json().get("error", "")
    except SignOnError as error:
        return _failed("client", error)
    except (ValueError, AttributeError):
        return Point("client", None)
    if said in ("invalid_client", "unauthorized_client"):
        return Point("client", False, Fault.CLIENT_REFUSED)
    return Point("client", True if said == "invalid_grant" else None)


def _domains(sign_on: SignOn) -> Point:
    waiting = [domain.name for domain in sign_on.domains.all() if not domain.is_confirmed]
    if waiting:
        return Point("domains", False, "waiting", ", ".join(waiting))
    names = [domain.name for domain in sign_on.domains.all()]
    return Point("domains", True, about=", ".join(names)) if names else Point("domains", False, "no_domain")


def _failed(name: str, error: SignOnError) -> Point:
    return Point(name, False, error.fault.value, error.about)

"""What a provider says of itself, read from its well-known address and held against what was entered."""

from typing import Any

import requests

from rvuedge.sign_on.faults import Fault, SignOnError
from rvuedge.sign_on.fetching import read_json, require_address

WELL_KNOWN = "/.well-known/openid-configuration"
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


def discovered(session: requests.Session, issuer: str) -> dict[str, Any]:
    """Return the addresses of a provider that calls itself as it was entered; raise with the reason where it does not."""
    require_address(issuer)
    found = read_json(session, issuer.rstrip("/") + WELL_KNOWN)
    if found.get("issuer") != issuer:
        raise SignOnError(Fault.ISSUER_DIFFERS, str(found.get("issuer", ""))[:300])
    for name in (*NEEDED, "userinfo_endpoint"):
        address = found.get(name)
        if address is None and name not in NEEDED:
            continue
        if not isinstance(address, str):
            raise SignOnError(Fault.INCOMPLETE, name)
        require_address(address)
    return found

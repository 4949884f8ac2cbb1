"""The ID token of a provider: signature, issuer, audience, time and nonce are checked before anything in it is believed."""

from collections.abc import Mapping
from typing import Any

import jwt

from rvuedge.sign_on.faults import Fault, SignOnError

# Keys of the provider alone sign; a shared secret or no signature at all is refused whatever the token says of itself.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
# By how many seconds the clocks of two machines may differ.
CLOCKS_DIFFER_BY = 60
_NEEDED = ["iss", "sub", "aud", "exp", "iat"]
_FAULTS: tuple[tuple[type[jwt.PyJWTError], Fault], ...] = (
    (jwt.ExpiredSignatureError, Fault.EXPIRED),
    (jwt.ImmatureSignatureError, Fault.EARLY),
    (jwt.InvalidIssuedAtError, Fault.EARLY),
    (jwt.InvalidIssuerError, Fault.ISSUER),
    (jwt.InvalidAudienceError, Fault.AUDIENCE),
)


def verified_claims(token: str, *, keys: Mapping[str, Any], issuer: str, client_id: str, nonce: str) -> dict[str, Any]:
    """Return the claims of a token that holds in every respect; raise with the reason where it does not."""
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key=_key_of(token, keys),
            algorithms=list(ALGORITHMS),
            issuer=issuer,
            audience=client_id,
            leeway=CLOCKS_DIFFER_BY,
            options={"require": _NEEDED},
        )
    except jwt.PyJWTError as error:
        raise SignOnError(next((fault for kind, fault in _FAULTS if isinstance(error, kind)), Fault.SIGNATURE)) from error
    if not nonce or claims.get("nonce") != nonce:
        raise SignOnError(Fault.NONCE)
    # A token for several has to name us as the one that asked (OpenID Connect Core 3.1.3.7).
    if (claims["aud"] != client_id and claims["aud"] != [client_id]) or claims.get("azp", client_id) != client_id:
        raise SignOnError(Fault.AUDIENCE)
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= 191:
        raise SignOnError(Fault.SUBJECT)
    return claims


def signing_keys(keys: Mapping[str, Any]) -> list[jwt.PyJWK]:
    """Return the keys of a provider that may sign a token."""
    try:
        found = jwt.PyJWKSet.from_dict(dict(keys)).keys
    except (jwt.PyJWTError, AttributeError, TypeError, ValueError):
        return []
    return [key for key in found if key.public_key_use in (None, "sig") and key.key_type in ("RSA", "EC", "OKP")]


def _key_of(token: str, keys: Mapping[str, Any]) -> jwt.PyJWK:
    name = jwt.get_unverified_header(token).get("kid")
    fitting = [key for key in signing_keys(keys) if name is None or key.key_id == name]
    if len(fitting) != 1:
        raise SignOnError(Fault.SIGNATURE)
    return fitting[0]

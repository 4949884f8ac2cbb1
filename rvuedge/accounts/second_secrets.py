"""The seeds of authenticator apps and recovery codes as they are stored: sealed, and readable where they were stored before that."""

import base64
import logging
import secrets

from rvuedge.accounts.sealing import SECOND_FACTOR, is_sealed_by_today, seal, unseal

logger = logging.getLogger("rvuedge.accounts")
_MARK = "sealed:"


def sealed(seed: str) -> str:
    """Return a seed as it is stored."""
    return _MARK + seal(seed, SECOND_FACTOR)


def opened(stored: str) -> str:
    """Return the seed; one that no key opens is nobody's, so that no code fits it."""
    if not stored.startswith(_MARK):
        return stored
    seed = unseal(stored.removeprefix(_MARK), SECOND_FACTOR)
    if seed is None:
        logger.error("A second factor was sealed under another SECRET_KEY: nobody signs in by it")
        return base64.b32encode(secrets.token_bytes(20)).decode()
    return seed


def renewed(stored: str) -> str:
    """Return what is stored under the present key; what no key opens stays as it is, for the day on which its key comes back."""
    if not stored.startswith(_MARK):
        return sealed(stored)
    inner = stored.removeprefix(_MARK)
    seed = None if is_sealed_by_today(inner, SECOND_FACTOR) else unseal(inner, SECOND_FACTOR)
    return stored if seed is None else sealed(seed)

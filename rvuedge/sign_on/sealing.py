"""Secrets that have to be read again: encrypted with a key made of SECRET_KEY, so that a copy of the database alone shows none."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_FOR = b"rvuedge client secret"


def seal(secret: str) -> str:
    """Return the secret as it is stored; nothing for nothing."""
    return _box().encrypt(secret.encode()).decode() if secret else ""


def unseal(sealed: str) -> str | None:
    """Return the secret; None where another SECRET_KEY sealed it."""
    if not sealed:
        return ""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _box() -> Fernet:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=_FOR).derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(made))

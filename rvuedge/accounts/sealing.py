"""Secrets that have to be read again: encrypted with a key made of SECRET_KEY, so that a copy of the database alone shows none."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

# What a secret is for; each purpose has a key of its own.
CLIENT_SECRET, SECOND_FACTOR = b"rvuedge client secret", b"rvuedge second factor"


def seal(secret: str, purpose: bytes) -> str:
    """Return the secret as it is stored; nothing for nothing."""
    return _box(settings.SECRET_KEY, purpose).encrypt(secret.encode()).decode() if secret else ""


def unseal(sealed: str, purpose: bytes) -> str | None:
    """Return the secret; None where neither SECRET_KEY nor a former one sealed it."""
    return _opened(sealed, purpose, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


def is_sealed_by_today(sealed: str, purpose: bytes) -> bool:
    """Whether the present SECRET_KEY opens it without a former one."""
    return _opened(sealed, purpose, settings.SECRET_KEY) is not None


def _opened(sealed: str, purpose: bytes, *keys: str) -> str | None:
    if not sealed:
        return ""
    try:
        return MultiFernet([_box(key, purpose) for key in keys]).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _box(key: str, purpose: bytes) -> Fernet:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(made))

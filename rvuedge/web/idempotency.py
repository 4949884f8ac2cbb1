"""Writes that may be sent twice: the first answer is kept under the client's Idempotency-Key and given again.

Behaviour after the IETF draft: missing key 400, other body under the same key 422, same key at the same time 409.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from rvuedge.accounts.models import User
from rvuedge.web.models import IdempotencyKey
from rvuedge.web.problems import InProgress, Unprocessable
from rvuedge.web.statements import Insertion, changed

HEADER = "Idempotency-Key"
MAX_LENGTH = 100
# Whoever works on a request for so long was killed, or loses its claim and stores nothing.
ABANDONED_AFTER = timedelta(seconds=30)
_CLAIM = Insertion(IdempotencyKey, unless='"user_id", "key"')


def answer_once(request: Request, user: User, act: Callable[[], Response]) -> Response:
    """Return the answer of `act`, done once per user and key; a repeat gets the first answer, status included."""
    key = request.headers.get(HEADER, "").strip()
    if not key or len(key) > MAX_LENGTH or "\x00" in key:
        raise ValidationError({HEADER: ["Send a key of 1 to 100 characters that is new for each case, such as its UUID."]})
    digest = _digest(request)
    claim = _claim(user, key, digest)
    if claim is None:
        return _earlier(user, key, digest)
    return _act(claim, act)


def _digest(request: Request) -> str:
    parts = (request.method or "", request.path, repr(request.data))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _claim(user: User, key: str, digest: str) -> IdempotencyKey | None:
    claim = IdempotencyKey(user=user, key=key, request_hash=digest)
    # By itself, not within the transaction of the write: whoever sends the same at the same time sees it at once.
    if _CLAIM.store(claim):
        return claim
    abandoned = IdempotencyKey.objects.filter(user=user, key=key, status=None, created_at__lt=timezone.now() - ABANDONED_AFTER)
    # Another row takes its place, so that a claim that was lost is nowhere any more.
    if abandoned.filter(request_hash=digest).delete()[0] and _CLAIM.store(anew := IdempotencyKey(user=user, key=key, request_hash=digest)):
        return anew
    return None


def _act(claim: IdempotencyKey, act: Callable[[], Response]) -> Response:
    done = False
    try:
        with transaction.atomic():
            response = act()
            if response.status_code < 400:
                if not changed(IdempotencyKey, claim.pk, status=response.status_code, body=response.data):
                    raise InProgress  # somebody else does it: nothing of this is stored
                done = True
        return response
    finally:
        if not done:
            claim.delete()


def _earlier(user: User, key: str, digest: str) -> Response:
    kept = IdempotencyKey.objects.filter(user=user, key=key).first()
    if kept is None or (kept.request_hash == digest and kept.status is None):
        raise InProgress
    if kept.request_hash != digest:
        raise Unprocessable
    return Response(kept.body, status=kept.status)

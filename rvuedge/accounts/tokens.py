"""Tokens for programs: made, shown once, found by hash, with scope and expiry."""

import hashlib
import logging
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from rvuedge.accounts.models import ApiToken, User
from rvuedge.accounts.scope import viewer_who_came
from rvuedge.accounts.second_factor import NO_FACTOR, is_closed_to_programs
from rvuedge.accounts.wall_reach import let_in

logger = logging.getLogger("rvuedge.accounts")
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
_USE_IS_NOTED_EVERY = timedelta(minutes=5)


def hash_of(secret: str) -> str:
    """Return the hash under which a secret is kept; the secret has 256 random bits, so that no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


class TokenAuthentication(BaseAuthentication):
    """Signs in a request that carries `Authorization: Bearer rvu_...`."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        words = get_authorization_header(request).decode("latin-1").split()
        if not words or words[0].lower() != "bearer":
            return None
        now = timezone.now()
        token = ApiToken.objects.select_related("user").filter(secret_hash=hash_of(words[-1])).first()
        if token is None or token.revoked_at or token.expires_at <= now or not token.user.is_active:
            raise AuthenticationFailed("The token is unknown, expired or revoked. Make a new one under Settings.")
        if request.method not in SAFE_METHODS and not token.may_write:
            raise PermissionDenied("This token may only read.")
        if token.last_used_at is None or now - token.last_used_at > _USE_IS_NOTED_EVERY:
            _note_use(token, now)
        let_in(token.user)
        if is_closed_to_programs(request.path, viewer_who_came(request, token.user)):
            raise PermissionDenied(NO_FACTOR)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


def _note_use(token: ApiToken, at: datetime) -> None:
    """Note when a token was used; what cannot be noted is no reason to refuse what was asked."""
    try:
        with transaction.atomic():
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)
    except DatabaseError:
        logger.warning("The use of token %s could not be noted", token.pk)

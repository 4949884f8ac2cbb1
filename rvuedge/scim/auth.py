"""Who asks by SCIM: the provider of one organisation, by its token."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from rvuedge.accounts.models import Organisation
from rvuedge.accounts.tokens import hash_of
from rvuedge.accounts.wall import whole_installation
from rvuedge.accounts.wall_reach import let_in_for
from rvuedge.scim.models import ScimToken

_USE_IS_NOTED_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Client:
    """The provider of an organisation; no person."""

    organisation: Organisation
    is_authenticated: bool = True

    @property
    def pk(self) -> str:
        """The name under which requests are counted."""
        return f"scim-{self.organisation.pk}"


class ScimAuthentication(BaseAuthentication):
    """Lets in a request that carries `Authorization: Bearer rvus_...`."""

    def authenticate(self, request: Request) -> tuple[Client, ScimToken] | None:
        words = get_authorization_header(request).decode("latin-1").split()
        if len(words) != 2 or words[0].lower() != "bearer":
            return None
        now = timezone.now()
        with whole_installation():
            token = ScimToken.objects.select_related("organisation").filter(secret_hash=hash_of(words[1])).first()
        if token is None or token.revoked_at or token.expires_at <= now:
            raise AuthenticationFailed("The token is unknown, expired or revoked. An administrator makes one under Single sign-on.")
        let_in_for(token.organisation_id)
        if token.last_used_at is None or now - token.last_used_at > _USE_IS_NOTED_EVERY:
            ScimToken.objects.filter(pk=token.pk).update(last_used_at=now)
        return Client(token.organisation), token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"

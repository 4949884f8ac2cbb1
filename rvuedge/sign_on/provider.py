"""The provider of an organisation, as the sign-in library asks it; stricter than the library's own in what it believes."""

from functools import cached_property
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse

from rvuedge.sign_on.discovery import discovered
from rvuedge.sign_on.faults import Fault, SignOnError
from rvuedge.sign_on.fetching import read_json
from rvuedge.sign_on.id_tokens import verified_claims


class Asking(OpenIDConnectOAuth2Adapter):
    """Asks one provider: for its addresses, for a token in exchange for a code, and for what it knows of the person."""

    nonce = ""

    @cached_property
    def openid_config(self) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            return discovered(session, self.get_provider().app.settings["server_url"])

    @property
    def basic_auth(self) -> bool:
        """Send the secret in the header where the provider does not say that the body will do."""
        return "client_secret_post" not in self.openid_config.get("token_endpoint_auth_methods_supported", ())

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return str(app.settings["redirect_uri"])

    def get_access_token_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = super().get_access_token_data(*args, **kwargs)
        except SignOnError:
            raise
        except OAuth2Error as error:
            # What the provider answered may quote what we sent, so it goes no further.
            refused = "invalid_client" in str(error) or "unauthorized_client" in str(error)
            raise SignOnError(Fault.CLIENT_REFUSED if refused else Fault.CODE_REFUSED) from None
        except ValueError:
            raise SignOnError(Fault.NOT_JSON, self.access_token_url) from None
        return answer

    def complete_login(self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any) -> SocialLogin:
        known = self.openid_config
        with get_adapter().get_requests_session() as session:
            claims = verified_claims(
                str(kwargs["response"].get("id_token", "")),
                keys=read_json(session, known["jwks_uri"]),
                issuer=known["issuer"],
                client_id=app.client_id,
                nonce=self.nonce,
            )
            # What the token leaves out (addresses and groups, mostly) stands at another address, under the same number.
            if known.get("userinfo_endpoint"):
                more = read_json(session, known["userinfo_endpoint"], {"Authorization": f"Bearer {token.token}"})
                if more.get("sub") != claims["sub"]:
                    raise SignOnError(Fault.SUBJECT)
                claims = more | claims
        found: SocialLogin = self.get_provider().sociallogin_from_response(request, claims)
        found.claims = claims
        return found


class Returning(OAuth2CallbackView):
    """Takes up the sign-in of somebody whom a provider sends back."""

    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[dict[str, Any] | None, HttpResponse | None]:
        state, response = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        return state, response


class OrganisationProvider(OpenIDConnectProvider):
    """The one kind of provider that there is here: OpenID Connect, one for each organisation."""

    id = "organisation"
    oauth2_adapter_class = Asking

    def get_scope(self) -> list[str]:
        return ["openid", "email", "profile"]

    def get_pkce_params(self) -> dict[str, str]:
        self.app.settings["oauth_pkce_enabled"] = True
        params: dict[str, str] = super().get_pkce_params()
        return params

    def extract_uid(self, data: dict[str, Any]) -> str:
        return str(data["sub"])

    def extract_extra_data(self, _data: dict[str, Any]) -> dict[str, Any]:
        """Keep nothing of the claims: they are used for this sign-in."""
        return {}

    def extract_common_fields(self, _data: dict[str, Any]) -> dict[str, Any]:
        return {}

    def extract_email_addresses(self, _data: dict[str, Any]) -> list[Any]:
        """Leave addresses to our own rules."""
        return []


provider_classes = [OrganisationProvider]

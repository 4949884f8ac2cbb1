"""How sign-in behaves here: who may sign up, what too many tries get, and links instead of mail where no mail server is set."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rvuedge.accounts.confirming import ask, confirmed_lately
from rvuedge.accounts.models import User
from rvuedge.accounts.second_factor import first_page
from rvuedge.accounts.second_secrets import opened, sealed

_BY_PASSKEY = "mfa_reauthenticate:webauthn"
_WAYS = {_BY_PASSKEY: gettext_lazy("Use a passkey"), "mfa_reauthenticate": gettext_lazy("Use the app or a recovery code")}
MAIL_WAS_SENT = "account/messages/email_confirmation_sent.txt"


class AccountAdapter(DefaultAccountAdapter):
    """Opens sign-up only where the operator lets it be open, and promises no mail that nobody sends."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy("No account opens with this email address and password. Type both again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.SIGNUP_OPEN)

    def post_login(self, request: HttpRequest, user: User, **more: object) -> HttpResponse:
        """Lead on to what was wanted; who needs a second factor and has none is led to its set-up page first."""
        response: HttpResponse = super().post_login(request, user, **more)
        if isinstance(response, HttpResponseRedirect):
            response["Location"] = first_page(user, response.url)
        return response

    def is_reauthentication_required(self, *, app: str, **more: object) -> bool:
        """Whoever signed in minutes ago sets second factors up without typing the password once more."""
        if app == "allauth.mfa":
            if not confirmed_lately(self.request):
                # The library itself asks nothing of who has neither password nor second factor.
                ask(self.request)
            return False
        required: bool = super().is_reauthentication_required(app=app, **more)
        return required

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, str]]:
        """The ways to confirm; whoever came by a passkey is asked for it first."""
        methods: list[dict[str, str]] = super().get_reauthentication_methods(user)
        for method in methods:
            method["description"] = str(_WAYS.get(method["id"], method["description"]))
        shown = [record.get("type") for record in get_authentication_records(self.request, user)]
        return sorted(methods, key=lambda method: method["id"] != _BY_PASSKEY) if "webauthn" in shown else methods

    def validation_error(self, code: str, *args: object) -> ValidationError:
        """Answer tries beyond the limit with 429, whatever form they came by: password, authenticator app, recovery code, passkey."""
        if code == "too_many_login_attempts":
            raise ImmediateHttpResponse(respond_429(self.request))
        error: ValidationError = super().validation_error(code, *args)
        return error

    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        """Send a mail where a server is set, and make none elsewhere."""
        if settings.MAIL_IS_CONFIGURED:
            super().send_mail(template_prefix, email, context)

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *args: object, **kwargs: object) -> None:
        """Promise no mail where no mail server is set."""
        if message_template == MAIL_WAS_SENT and not settings.MAIL_IS_CONFIGURED:
            messages.info(request, _("No mail is sent here. Your administrator makes a link that confirms the address, under People."))
            return
        super().add_message(request, level, message_template, *args, **kwargs)


class MFAAdapter(DefaultMFAAdapter):
    """Second factors under the product's name, with seeds that a copy of the database alone does not show."""

    def encrypt(self, text: str) -> str:
        return sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        return opened(encrypted_text)

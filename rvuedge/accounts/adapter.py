"""How sign-in behaves here: who may sign up, what too many tries get, and links instead of mail where no mail server is set."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MAIL_WAS_SENT = "account/messages/email_confirmation_sent.txt"


class AccountAdapter(DefaultAccountAdapter):
    """Opens sign-up only where the operator lets it be open, and promises no mail that nobody sends."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy("No account opens with this email address and password. Type both again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.SIGNUP_OPEN)

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
    """Second factors under the product's name."""

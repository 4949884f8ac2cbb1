"""How sign-in behaves here: who may sign up, and links instead of mail where no mail server is set."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Opens sign-up only where the operator lets it be open."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.SIGNUP_OPEN)


class MFAAdapter(DefaultMFAAdapter):
    """Second factors under the product's name."""

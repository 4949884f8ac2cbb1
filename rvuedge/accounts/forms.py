"""Forms about people."""

from allauth.account.forms import SignupForm as BaseSignupForm


class SignupForm(BaseSignupForm):
    """Signs up a clinician who comes alone."""

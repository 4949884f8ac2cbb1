"""Why a sign-in by a provider was not possible, as a word that templates, the audit trail and the test page share."""

from enum import StrEnum

from allauth.socialaccount.providers.oauth2.client import OAuth2Error


class Fault(StrEnum):
    """One reason; `templates/sign_on/_why.html` has a sentence for each."""

    # The way to the provider.
    INSECURE = "insecure"
    PRIVATE = "private"
    UNKNOWN_NAME = "unknown_name"
    UNREACHABLE = "unreachable"
    SLOW = "slow"
    REDIRECTED = "redirected"
    TOO_LARGE = "too_large"
    STATUS = "status"
    NOT_JSON = "not_json"
    # What it says of itself.
    ISSUER_DIFFERS = "issuer_differs"
    INCOMPLETE = "incomplete"
    NO_KEYS = "no_keys"
    SECRET_UNREADABLE = "secret_unreadable"
    CLIENT_REFUSED = "client_refused"
    CODE_REFUSED = "code_refused"
    # What it says of the person.
    STATE = "state"
    CANCELLED = "cancelled"
    SAID_NO = "said_no"
    SIGNATURE = "signature"
    ISSUER = "issuer"
    AUDIENCE = "audience"
    EXPIRED = "expired"
    EARLY = "early"
    NONCE = "nonce"
    SUBJECT = "subject"
    ANOTHER = "another"
    NOT_ANEW = "not_anew"
    # Who may come in.
    OFF = "off"
    NO_EMAIL = "no_email"
    UNVERIFIED = "unverified"
    FOREIGN = "foreign"
    OPERATOR = "operator"
    SUSPENDED = "suspended"
    LEFT = "left"
    ELSEWHERE = "elsewhere"
    NOT_INVITED = "not_invited"
    NO_ROLE = "no_role"


class SignOnError(OAuth2Error):
    """A sign-in that is not possible, with its reason; `about` names an address, a status or a claim, never a secret."""

    def __init__(self, fault: Fault, about: str = "") -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.about = about

"""What belongs to a log and to a person, table by table: what goes with a deleted account, and why the rest stays."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import LogEntry
from django.db.models import Model

from benchmarks.models import PayOffer, PayPlan, Reconciliation, ReportSnapshot, SpecialtyShare
from rvuedge.accounts.models import ApiToken, DeviceSession, Membership
from rvuedge.web.models import IdempotencyKey
from tracking.models import (
    Case,
    CaseLine,
    ChargeColumns,
    ChargeImport,
    Clinician,
    Contract,
    Effort,
    Favourite,
    Leave,
    MonthTotal,
    ProcedureSet,
    SavedFilter,
    Target,
    Training,
    UsualPlace,
)

# The own tools, and what only the person looked at: copies of lines in a comparison would outlive the lines.
GOES_WITH_THE_ACCOUNT: tuple[type[Model], ...] = (
    ChargeColumns,
    Favourite,
    PayOffer,
    ProcedureSet,
    Reconciliation,
    SavedFilter,
    UsualPlace,
)
# Cases of open months go, and with them their lines and what is derived from them.
GOES_WITH_OPEN_MONTHS: tuple[type[Model], ...] = (Case, CaseLine, MonthTotal)
# Where the log stays for closed months, so does what these rest on, each with its reason.
STAYS_WITH_THE_LOG: dict[type[Model], str] = {
    ChargeImport: "cases of closed months name the import that brought them; its file goes",
    Contract: "it says how closed months were counted",
    Effort: "it says what a published percentile was compared by",
    Leave: "it says what a published percentile was compared by",
    PayPlan: "it was agreed with the organisation, and closed months were paid by it",
    ReportSnapshot: "the organisation answers for the reports of closed months",
    SpecialtyShare: "it says what a published percentile was compared with",
    Target: "it says what a published report was compared with",
    Training: "cases of closed months count towards it",
}
GOES_WITH_THE_PERSON: tuple[type[Model], ...] = (EmailAddress, Authenticator, SocialAccount, ApiToken, DeviceSession, IdempotencyKey)
STAYS_WITH_A_NUMBER: dict[type[Model], str] = {
    Clinician: "the log of closed months",
    LogEntry: "what an operator did in the Django admin; the number has no name any more",
    Membership: "ended: it says where the log belongs",
}
# Tables of the installation, of which no row belongs to an organisation.
OF_NO_ORGANISATION: dict[str, str] = {
    "accounts_auditseal": "follows the audit trail, which is exported by its number",
    "accounts_user": "people are exported by their membership",
    "accounts_user_groups": "not used",
    "accounts_user_user_permissions": "not used",
    "account_emailaddress": "signing in",
    "account_emailconfirmation": "signing in",
    "accounts_apitoken": "signing in",
    "accounts_auditentry": "exported by its number of the organisation",
    "accounts_devicesession": "signing in",
    "accounts_organisation": "exported as such",
    "auth_group": "not used",
    "auth_group_permissions": "not used",
    "auth_permission": "not used",
    "codes_catalogueversion": "the catalogue is the same for everybody",
    "codes_feeschedulerow": "official values are the same for everybody",
    "codes_release": "official values are the same for everybody",
    "codes_specialty": "specialties are the same for everybody",
    "django_admin_log": "what the operator of the installation did",
    "django_content_type": "names of tables",
    "django_session": "signing in",
    "mfa_authenticator": "signing in",
    "socialaccount_socialaccount": "signing in",
    "socialaccount_socialapp": "not used",
    "socialaccount_socialtoken": "not used",
    "site_contactmessage": "written by visitors to the operator of the installation",
    "web_idempotencykey": "answers to repeated requests, for a year",
}

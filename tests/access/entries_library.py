"""The access matrix: the pages of the sign-in library; each works on the account of whoever asks, and on no other."""

from tests.access.entry import NO_POST, SIGN_IN, Entry, everybody, only, signed_in
from tests.access.world import LOGS

PASSKEY_HOLDERS = LOGS

ENTRIES = (
    # A form that is empty comes back with its faults.
    Entry("accounts/login/", signed_in(302, 200), signed_in(302, 200)),
    Entry("accounts/logout/", signed_in(200, 302), everybody(302)),
    Entry("accounts/inactive/", everybody(200), NO_POST),
    Entry("accounts/signup/", signed_in(302, 200), signed_in(302, 200)),
    Entry("accounts/reauthenticate/", signed_in(200), signed_in(200)),
    Entry("accounts/email/", signed_in(200), signed_in(302)),
    Entry("accounts/confirm-email/", everybody(200), NO_POST),
    Entry("accounts/password/change/", signed_in(200), signed_in(200)),
    # Everybody here has a password, so the page leads to changing it.
    Entry("accounts/password/set/", signed_in(302), signed_in(302)),
    # No mail server is set, so the page leads away.
    Entry("accounts/password/reset/", signed_in(302), signed_in(302)),
    Entry("accounts/login/code/confirm/", signed_in(302), signed_in(302)),
    Entry(r"accounts/^confirm-email/(?P<key>[-:\w]+)/$", everybody(200), everybody(404), holds="unknown key"),
    Entry("accounts/password/reset/key/done/", everybody(200), NO_POST),
    Entry("accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$", everybody(200), everybody(200), holds="unknown key"),
    Entry("accounts/password/reset/done/", everybody(200), NO_POST),
    Entry("accounts/2fa/", signed_in(200), signed_in(405)),
    # Only in the middle of signing in.
    Entry("accounts/2fa/authenticate/", signed_in(302), signed_in(302)),
    Entry("accounts/2fa/reauthenticate/", signed_in(302), signed_in(302)),
    Entry("accounts/2fa/totp/activate/", signed_in(200), signed_in(200)),
    # Nobody here has an authenticator app, nor recovery codes.
    Entry("accounts/2fa/totp/deactivate/", signed_in(404), signed_in(404)),
    Entry("accounts/2fa/recovery-codes/", signed_in(404), signed_in(405)),
    # Codes stand in for a passkey or an app, so whoever has neither gets none.
    Entry("accounts/2fa/recovery-codes/generate/", signed_in(200), only(302, *PASSKEY_HOLDERS, others=200)),
    Entry("accounts/2fa/recovery-codes/download/", signed_in(404), signed_in(404)),
    Entry("accounts/2fa/webauthn/", signed_in(200), signed_in(405)),
    Entry("accounts/2fa/webauthn/add/", signed_in(200), signed_in(200)),
    Entry("accounts/2fa/webauthn/reauthenticate/", only(200, *PASSKEY_HOLDERS, others=302), only(SIGN_IN, *PASSKEY_HOLDERS, others=302)),
    Entry("accounts/2fa/webauthn/keys/<int:pk>/remove/", only(200, "own"), only(302, "own"), holds="passkey"),
    Entry("accounts/2fa/webauthn/keys/<int:pk>/edit/", only(200, "own"), only(302, "own"), holds="passkey", body={"name": "Watch"}),
    Entry("accounts/2fa/webauthn/login/", signed_in(302), signed_in(302)),
)

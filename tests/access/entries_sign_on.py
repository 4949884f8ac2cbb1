"""The access matrix: single sign-on and provisioning."""

from tests.access.entries_accounts import ADMINISTER, ADMINISTRATORS
from tests.access.entry import NO_GET, NO_POST, Entry, everybody, only, signed_in

KINDS = ("ResourceTypes", "Schemas", "Users", "Groups")

ENTRIES = (
    # A door, open to everybody; which organisation is asked for, and an empty answer comes back.
    Entry("accounts/organisation/", everybody(200), everybody(400)),
    # The provider of the world is at an address that is not asked, which is said.
    Entry("accounts/organisation/<slug:slug>/", everybody(200), everybody(403), holds="sign-on"),
    # Nobody here came by a provider, so nobody confirms by one.
    Entry("accounts/organisation/<slug:slug>/confirm/", signed_in(404), signed_in(404), holds="sign-on"),
    # Nobody began a sign-in.
    Entry("accounts/organisation/<slug:slug>/back/", everybody(400), NO_POST, holds="sign-on"),
    Entry("manage/sign-on/", only(200, *ADMINISTRATORS), only(400, *ADMINISTRATORS)),
    Entry("manage/sign-on/test/", NO_GET, only(200, *ADMINISTRATORS)),
    Entry("manage/sign-on/remove/", NO_GET, ADMINISTER),
    Entry("manage/provisioning/", only(200, *ADMINISTRATORS), only(400, *ADMINISTRATORS)),
    Entry("manage/provisioning/<int:number>/end/", NO_GET, only(302, "administers"), holds="provisioning token"),
    # Whoever signed in is nobody there: a provider comes with the token of its organisation.
    *(Entry(f"scim/v2/{path}", everybody(401), everybody(401)) for path in ("ServiceProviderConfig", *KINDS)),
    *(
        Entry(f"scim/v2/{path}/<str:key>", everybody(401), everybody(401), everybody(401), everybody(401), holds="provisioned")
        for path in KINDS
    ),
)

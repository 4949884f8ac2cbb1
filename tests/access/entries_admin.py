"""The access matrix: the Django admin, which is the operator's alone, and read-only but for two tables of which it may remove."""

from collections.abc import Iterator

from tests.access.entry import SIGN_IN, Answer, Entry, Rights

READ_ONLY = (
    "accounts/user",
    "accounts/organisation",
    "accounts/department",
    "accounts/membership",
    "accounts/invitation",
    "accounts/apitoken",
    "accounts/auditentry",
    "imports/importrun",
    "imports/importissue",
    "codes/release",
    "codes/feeschedulerow",
    "codes/otherschedule",
    "codes/otherfee",
    "codes/specialty",
    "tracking/case",
    "tracking/caseline",
    "tracking/monthtotal",
    "tracking/clinician",
    "tracking/effort",
    "tracking/leave",
    "tracking/target",
    "tracking/favourite",
    "benchmarks/survey",
    "benchmarks/edition",
    "benchmarks/cell",
    "benchmarks/specialtyalias",
    "benchmarks/periodclose",
    "benchmarks/reportsnapshot",
    "benchmarks/reportmail",
    "account/emailaddress",
)
# Lost passkeys, and messages that were answered.
REMOVABLE = ("mfa/authenticator", "site/contactmessage")


def operate(answer: Answer) -> Rights:
    """The operator gets an answer, everybody else is asked to sign in as one."""
    return Rights(SIGN_IN, SIGN_IN, {"operator": answer})


def _pages(model: str, adds: Answer, changes: Answer, removes: Answer) -> Iterator[Entry]:
    at, one = f"admin/{model}/", f"admin/{model}/<path:object_id>/"
    # A form that comes back empty is shown again with its faults; a removal without the confirmation asks for it.
    yield Entry(at, operate(200), operate(200))
    yield Entry(f"{at}add/", operate(adds), operate(adds))
    yield Entry(f"{one}history/", operate(200), operate(200), holds=model)
    yield Entry(f"{one}delete/", operate(removes), operate(removes), holds=model)
    yield Entry(f"{one}change/", operate(200), operate(changes), holds=model)
    yield Entry(one, operate(302), operate(302), holds=model)


ENTRIES = (
    Entry("admin/", operate(200), operate(200)),
    # Signed-in people who are no operators are told so, not asked to sign in again.
    Entry("admin/login/", Rights(SIGN_IN, 403, {"operator": 302}), Rights(SIGN_IN, 403, {"operator": 200})),
    Entry("admin/logout/", Rights(302, 302, {"operator": 405}), Rights(302, 302)),
    Entry("admin/password_change/", operate(200), operate(200)),
    Entry("admin/password_change/done/", operate(200), operate(405)),
    Entry("admin/autocomplete/", operate(403), operate(405)),
    Entry("admin/jsi18n/", operate(200), operate(405)),
    Entry("admin/r/<path:content_type_id>/<path:object_id>/", operate(404), operate(404), holds="shown in admin"),
    Entry("admin/^(?P<app_label>app)/$", operate(200), operate(200), holds="app"),
    Entry("admin/(?P<url>.*)$", operate(404), operate(404), holds="nothing in admin"),
    *(entry for model in READ_ONLY for entry in _pages(model, adds=403, changes=403, removes=403)),
    *(entry for model in REMOVABLE for entry in _pages(model, adds=403, changes=403, removes=200)),
)

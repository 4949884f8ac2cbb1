"""The access matrix: people, settings, doors, and what belongs to no app."""

from tests.access.entry import NO_GET, NO_POST, SIGN_IN, Entry, everybody, only, signed_in
from tests.factories import PASSWORD

ADMINISTRATORS = ("administrator", "strange_administrator")
ADMINISTER = only(302, *ADMINISTRATORS)
NOW_KNOWN = {"name": "Nia New", "career_stage": "attending", "password": PASSWORD}

ORGANISATION = {"name": "Clinic", "time_zone": "America/Chicago", "year_starts_in": "7", "query_days": "10"}

ENTRIES = (
    Entry("", everybody(200), NO_POST),
    Entry("healthz", everybody(200), NO_POST),
    Entry("readyz", everybody(200), NO_POST),
    # No secret is set, so there is nothing.
    Entry("metrics", everybody(404), NO_POST),
    Entry(".well-known/security.txt", everybody(200), NO_POST),
    Entry("manage/status/", only(200, "operator"), NO_POST),
    Entry("sw.js", everybody(200), NO_POST),
    Entry("manifest.webmanifest", everybody(200), NO_POST),
    Entry("offline/", everybody(200), NO_POST),
    Entry("favicon.ico", everybody(302), NO_POST),
    Entry("own-face/face.css", everybody(200), NO_POST),
    # No operator gave a typeface.
    Entry("own-face/face.woff2", everybody(404), NO_POST),
    # Somebody is there already, so there is no set-up; and no organisation is a demo.
    Entry("setup/", everybody(404), everybody(404)),
    Entry("demo/sign-in/", NO_GET, everybody(404), body={"email": "ada.clinician@clinic.example"}),
    # Whoever holds the link may use it; it was handed to one person.
    Entry("invitations/<str:secret>/", everybody(200), everybody(302), holds="invitation link", body=NOW_KNOWN),
    Entry(
        "people/new-password/<str:number>/<str:token>/",
        everybody(200),
        everybody(SIGN_IN),
        holds="password link",
        body={"password": "nine loud herons wade"},
    ),
    # Anybody may read in another language; the choice is kept in a cookie, and with an account where there is one.
    Entry("language/", everybody(200), NO_POST),
    Entry("language/choose/", NO_GET, everybody(302), body={"language": "es", "next": "/log/"}),
    Entry("settings/", signed_in(200), NO_POST),
    Entry("settings/profile/", NO_GET, signed_in(302), body={"name": "Ann", "career_stage": "resident"}),
    Entry("settings/organisation/", NO_GET, ADMINISTER, body=ORGANISATION),
    Entry("settings/tokens/", NO_GET, signed_in(200), body={"name": "Script", "days": "30"}),
    Entry("settings/tokens/<int:number>/end/", NO_GET, only(302, "own"), holds="token"),
    # Who keeps a log has a passkey here, and is led on.
    Entry("settings/second-factor/", signed_in(200, clinician=302, surgeon=302, trainee=302, stranger=302), NO_POST),
    Entry("settings/confirmed/", signed_in(200), NO_POST, query="file=/reports/2026-10.csv"),
    Entry("settings/sessions/", signed_in(200), NO_POST),
    Entry("settings/sessions/<int:number>/end/", NO_GET, only(302, "own"), holds="session"),
    Entry("settings/sessions/end-others/", NO_GET, signed_in(302)),
    # Whoever comes shows once more who they are.
    Entry("settings/account/", signed_in(200), NO_POST),
    Entry("settings/account/delete/", NO_GET, signed_in(302), body={"email": "ada.clinician@clinic.example"}),
    Entry("manage/people/", only(200, *ADMINISTRATORS), NO_POST),
    Entry("manage/people/invite/", NO_GET, only(200, *ADMINISTRATORS), body={"email": "one@clinic.example", "role": "clinician"}),
    Entry("manage/people/invitations/<int:number>/withdraw/", NO_GET, only(302, "administers"), holds="invitation"),
    Entry("manage/people/departments/", NO_GET, ADMINISTER, body={"name": "Pathology"}),
    Entry("manage/people/divisions/", only(200, *ADMINISTRATORS), NO_POST),
    Entry("manage/people/divisions/new/", NO_GET, ADMINISTER, body={"name": "Acute care"}),
    Entry("manage/people/divisions/<int:number>/", NO_GET, only(302, "administers"), holds="division", body={"name": "Acute care"}),
    Entry("manage/people/divisions/<int:number>/end/", NO_GET, only(302, "administers"), holds="division"),
    Entry("manage/people/<int:number>/role/", NO_GET, only(302, "administers"), holds="membership", body={"role": "lead"}),
    Entry("manage/people/<int:number>/end/", NO_GET, only(302, "administers"), holds="membership"),
    Entry("manage/people/<int:number>/return/", NO_GET, only(302, "administers"), holds="membership"),
    Entry("manage/people/<int:number>/reset-link/", NO_GET, only(200, "administers"), holds="membership"),
    Entry("manage/people/<int:number>/confirm-link/", NO_GET, only(200, "administers"), holds="membership"),
    Entry("manage/audit/", only(200, *ADMINISTRATORS), NO_POST),
)

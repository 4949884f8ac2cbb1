"""The access matrix: the ledger, reports, months, editions, and their API."""

from tests.access.entries_accounts import ADMINISTER, ADMINISTRATORS
from tests.access.entry import NO_GET, NO_POST, Entry, only, signed_in

MONTH = "(?P<month>[0-9]{4}-[0-9]{2})"
# A lead reads the published reports of the own department, never its cases.
READS = only(200, "own", "leads", "administers")
ANSWERS = only(302, "own", "leads", "administers")
ADMINISTERED = only(302, "administers")

TIME = "manage/people/<int:number>/time/"
EFFORT = {"effective_from": "2025-01-01", "total_fte": "1", "clinical_fte": "0.8"}
LEAVE = {"first_day": "2025-03-03", "last_day": "2025-03-07", "kind": "holiday"}
SHARES = {"effective_from": "2025-01-01", "specialty1": "gastroenterology", "percent1": "100"}
COMPARISON = {"effective_from": "2025-01-01", "method": "newest"}
TERMS = {"survey_name": "Willow Survey (fictional)", "data_year": "2025", "schedule_year": "2025", "clinician_view": "all_points"}
TARGET = {"effective_from": "2025-01-01", "annual_wrvu": "5200"}

KEEPS = only(200, "clinician", "colleague", "surgeon", "lead", "lead_elsewhere", "trainee", "stranger")
KEPT = only(302, "clinician", "colleague", "surgeon", "lead", "lead_elsewhere", "trainee", "stranger")
OWN, CHANGED = only(200, "own"), only(302, "own")
PLANS = "manage/people/<int:number>/plan/"
OFFER = {
    "title": "An offer",
    "base": "240000",
    "tier_method": "marginal",
    "resets": "year",
    "settled": "quarter",
    "recovery": "carried",
}
PLAN = OFFER | {"effective_from": "2025-01-01", "year_starts_in": "1"}

ENTRIES = (
    Entry("settings/clinical-time/", signed_in(200), NO_POST),
    # A lead sees neither leave nor effort.
    Entry(TIME, only(200, "administers"), NO_POST, holds="membership"),
    Entry(f"{TIME}specialty/", NO_GET, ADMINISTERED, holds="membership"),
    Entry(f"{TIME}specialties/", only(200, "administers"), NO_POST, holds="share"),
    Entry(f"{TIME}specialties/save/", NO_GET, ADMINISTERED, holds="share", body=SHARES),
    Entry(f"{TIME}specialties/<str:day>/remove/", NO_GET, ADMINISTERED, holds="share"),
    Entry(f"{TIME}effort/", NO_GET, ADMINISTERED, holds="membership", body=EFFORT),
    Entry(f"{TIME}effort/<int:row>/", NO_GET, ADMINISTERED, holds="effort", body=EFFORT),
    Entry(f"{TIME}effort/<int:row>/remove/", NO_GET, ADMINISTERED, holds="effort"),
    Entry(f"{TIME}leave/", NO_GET, ADMINISTERED, holds="membership", body=LEAVE),
    Entry(f"{TIME}leave/<int:row>/", NO_GET, ADMINISTERED, holds="leave", body=LEAVE),
    Entry(f"{TIME}leave/<int:row>/remove/", NO_GET, ADMINISTERED, holds="leave"),
    Entry(f"{TIME}targets/", NO_GET, ADMINISTERED, holds="membership", body=TARGET),
    Entry(f"{TIME}targets/<int:row>/", NO_GET, ADMINISTERED, holds="target", body=TARGET),
    Entry(f"{TIME}targets/<int:row>/remove/", NO_GET, ADMINISTERED, holds="target"),
    # What was agreed is for the person and the administrator; an offer is for nobody but the person.
    Entry(PLANS, only(200, "administers"), NO_POST, holds="membership"),
    Entry(f"{PLANS}new/", only(200, "administers"), NO_POST, holds="membership"),
    Entry(f"{PLANS}add/", NO_GET, ADMINISTERED, holds="membership", body=PLAN),
    Entry(f"{PLANS}<int:row>/", only(200, "administers"), NO_POST, holds="pay plan"),
    Entry(f"{PLANS}<int:row>/change/", NO_GET, ADMINISTERED, holds="pay plan", body=PLAN),
    Entry(f"{PLANS}<int:row>/remove/", NO_GET, ADMINISTERED, holds="pay plan"),
    Entry("plan/", signed_in(200), NO_POST),
    # A trainee has no pay to tell of, whatever was entered.
    Entry("plan/arithmetic.csv", only(200, "clinician", "surgeon", "stranger"), NO_POST),
    Entry("plan/compare/", KEEPS, NO_POST),
    Entry("plan/offers/new/", KEEPS, NO_POST),
    Entry("plan/offers/add/", NO_GET, KEPT, body=OFFER),
    Entry("plan/offers/<int:row>/", OWN, NO_POST, holds="pay offer"),
    Entry("plan/offers/<int:row>/change/", NO_GET, CHANGED, holds="pay offer", body=OFFER),
    Entry("plan/offers/<int:row>/remove/", NO_GET, CHANGED, holds="pay offer"),
    Entry("dashboard/", signed_in(200), NO_POST),
    Entry("dashboard/position/", signed_in(200), NO_POST),
    Entry("reports/", signed_in(200), NO_POST),
    Entry(rf"^reports/{MONTH}/$", READS, NO_POST, holds="report"),
    Entry(rf"^reports/{MONTH}\.pdf$", READS, NO_POST, holds="report"),
    Entry(rf"^reports/{MONTH}\.csv$", READS, NO_POST, holds="report"),
    Entry(rf"^reports/{MONTH}\.xlsx$", READS, NO_POST, holds="report"),
    Entry(rf"^reports/{MONTH}/queries/$", READS, NO_POST, holds="report"),
    # A query is raised by whom the report is about, and by nobody else.
    Entry(rf"^reports/{MONTH}/queries/raise/$", NO_GET, CHANGED, holds="report", body={"text": "Is code 45385 complete?"}),
    Entry("reports/queries/<uuid:query_id>/", READS, NO_POST, holds="report query"),
    Entry("reports/queries/<uuid:query_id>/reply/", NO_GET, ANSWERS, holds="report query", body={"text": "It is."}),
    Entry("reports/queries/<uuid:query_id>/close/", NO_GET, ANSWERS, holds="report query"),
    Entry("department/", only(200, "lead", "lead_elsewhere", *ADMINISTRATORS), NO_POST),
    # Whoever leads a division reads its sums: here the lead of Surgery.
    Entry("department/division/", only(200, "lead_elsewhere"), NO_POST),
    Entry("manage/months/", only(200, *ADMINISTRATORS), NO_POST),
    Entry(rf"^manage/months/{MONTH}/$", only(200, *ADMINISTRATORS), NO_POST, holds="month"),
    Entry(rf"^manage/months/{MONTH}/true-up\.csv$", only(200, *ADMINISTRATORS), NO_POST, holds="month"),
    Entry(rf"^manage/months/{MONTH}/pay/$", only(200, *ADMINISTRATORS), NO_POST, holds="month"),
    # What payroll says is told to nobody and kept nowhere.
    Entry(
        rf"^manage/months/{MONTH}/pay/(?P<number>[0-9]{{1,15}})/$",
        NO_GET,
        only(200, "administers"),
        holds="aligned report",
        body={"paid": "250000"},
    ),
    Entry(rf"^manage/months/{MONTH}/preview/$", only(200, *ADMINISTRATORS), NO_POST, holds="month"),
    Entry(rf"^manage/months/{MONTH}/preview/(?P<number>[0-9]{{1,15}})/$", only(200, "administers"), NO_POST, holds="previewed report"),
    Entry(rf"^manage/months/{MONTH}/close/$", NO_GET, ADMINISTER, holds="month"),
    Entry(rf"^manage/months/{MONTH}/publish/$", NO_GET, ADMINISTER, holds="month"),
    Entry(rf"^manage/months/{MONTH}/mail-again/$", NO_GET, ADMINISTER, holds="month"),
    # The month is closed in both organisations.
    Entry(rf"^manage/months/{MONTH}/restate/$", only(200, *ADMINISTRATORS), NO_POST, holds="month"),
    Entry(rf"^manage/months/{MONTH}/restate/confirm/$", NO_GET, ADMINISTER, holds="month", body={"reason": "The contract of January"}),
    # An administrator recounts the own organisation's lines with a release in force; a draft is none.
    Entry("manage/schedules/releases/<int:release_id>/recount/", only(200, *ADMINISTRATORS), NO_POST, holds="active release"),
    Entry("manage/schedules/releases/<int:release_id>/recount/confirm/", NO_GET, ADMINISTER, holds="active release"),
    Entry("manage/benchmarks/", only(200, *ADMINISTRATORS), NO_POST),
    # No file is sent.
    Entry("manage/benchmarks/upload/", NO_GET, only(422, *ADMINISTRATORS)),
    Entry("manage/benchmarks/comparison/", only(200, *ADMINISTRATORS), NO_POST),
    Entry("manage/benchmarks/comparison/save/", NO_GET, ADMINISTER, body=COMPARISON),
    Entry("manage/benchmarks/comparison/<int:policy>/remove/", NO_GET, ADMINISTERED, holds="comparison"),
    Entry("manage/benchmarks/calendar/", only(200, *ADMINISTRATORS), NO_POST),
    Entry("manage/benchmarks/calendar/save/", NO_GET, ADMINISTER, body={"day": "2026-11-27", "state": "closed"}),
    Entry("manage/benchmarks/calendar/<int:row>/remove/", NO_GET, ADMINISTERED, holds="calendar day"),
    Entry("manage/benchmarks/columns/<uuid:table>/", only(200, "administers"), NO_POST, holds="waiting table"),
    # Columns without a choice are told.
    Entry("manage/benchmarks/columns/<uuid:table>/read/", NO_GET, only(422, "administers"), holds="waiting table"),
    Entry("manage/benchmarks/columns/<uuid:table>/drop/", NO_GET, ADMINISTERED, holds="waiting table"),
    Entry("manage/benchmarks/<int:number>/", only(200, "administers"), NO_POST, holds="edition"),
    Entry("manage/benchmarks/<int:number>/activate/", NO_GET, ADMINISTERED, holds="edition"),
    Entry("manage/benchmarks/<int:number>/retire/", NO_GET, ADMINISTERED, holds="edition"),
    Entry("manage/benchmarks/<int:number>/map/", NO_GET, ADMINISTERED, holds="edition", body={"raw_name": "Gastroenterology"}),
    Entry("manage/benchmarks/<int:number>/terms/", only(200, "administers"), NO_POST, holds="edition"),
    Entry("manage/benchmarks/<int:number>/terms/change/", NO_GET, ADMINISTERED, holds="edition", body=TERMS),
    Entry("manage/benchmarks/<int:number>/remove/", NO_GET, ADMINISTERED, holds="edition"),
    Entry("manage/benchmarks/<int:number>/columns/forget/", NO_GET, ADMINISTERED, holds="edition"),
    Entry("api/v1/editions/", signed_in(200, 401), signed_in(405, 401), is_json=True),
    # Whoever keeps no log has no position.
    Entry(
        "api/v1/position/",
        signed_in(200, 401, administrator=404, strange_administrator=404, operator=404),
        signed_in(405, 401),
        is_json=True,
    ),
    Entry("api/v1/plan/", signed_in(200, 401), signed_in(405, 401), is_json=True),
    Entry("api/v1/reports/", signed_in(200, 401), signed_in(405, 401), is_json=True),
)

"""The access matrix: the log, its cases, and their API."""

from tests.access.entries_accounts import ADMINISTER, ADMINISTRATORS
from tests.access.entry import NO_GET, NO_GET_SIGNED_IN, NO_POST, NO_POST_SIGNED_IN, Entry, only, signed_in
from tests.access.world import World

# Administrators and the operator keep no log.
WITHOUT_LOG = {"administrator": 404, "strange_administrator": 404, "operator": 404}
# A page that has nothing to show leads them to the log, which says how to begin one.
TO_THE_LOG = dict.fromkeys(WITHOUT_LOG, 302)
NEW_CASE = {
    "case_id": "3f1d2c3b-4a59-4687-8899-aabbccddeeff",
    "date_of_service": "2026-10-15",
    "place_of_service": "11",
    "entry": "99214",
}


def queued_case(world: World) -> dict[str, object]:
    """A step of a device's queue, for the log of the clinician of the cast."""
    member = world.cast.clinician
    assert member.clinician
    step = {"owner": member.user.pk, "log": member.clinician.pk, "do": "log", "id": NEW_CASE["case_id"]}
    return step | {"case": SENT_CASE}


SENT_CASE = {"date_of_service": "2026-10-15", "lines": [{"code": "99214"}]}
SEES = only(200, "own", "signs", "administers")
CHANGES = only(302, "own")

ENTRIES = (
    Entry("log/", signed_in(200), NO_POST_SIGNED_IN),
    # Who has a place in an organisation may begin a log; who keeps one keeps it.
    Entry("log/begin/", NO_GET_SIGNED_IN, signed_in(302, operator=404), body={"started_on": "2026-01-01"}),
    Entry("log/favourites/", signed_in(200, **WITHOUT_LOG), signed_in(302, **WITHOUT_LOG), body={"more": "99214"}),
    Entry("log/sets/keep/", NO_GET_SIGNED_IN, signed_in(302, **WITHOUT_LOG), body={"name": "scopes", "codes": "45385 45380"}),
    Entry("log/sets/<int:set_id>/remove/", NO_GET_SIGNED_IN, CHANGES, holds="procedure set"),
    Entry("log/deleted/", signed_in(200, **WITHOUT_LOG), NO_POST_SIGNED_IN),
    Entry("log/count/", NO_GET_SIGNED_IN, signed_in(302, **WITHOUT_LOG), body=NEW_CASE | {"count_line": ["99214"], "count": ["2"]}),
    # Who did nothing on that day has nothing to log again.
    Entry(
        "log/copy/",
        NO_GET_SIGNED_IN,
        only(302, "clinician", "surgeon", "trainee", "stranger"),
        body={"day": "2026-10-14", "case_id": NEW_CASE["case_id"]},
    ),
    Entry("log/undo/", NO_GET_SIGNED_IN, signed_in(302, **WITHOUT_LOG), body={"case": [NEW_CASE["case_id"]]}),
    Entry("log/find/", signed_in(200), NO_POST_SIGNED_IN, query="q=colon"),
    Entry("log/preview/", NO_GET_SIGNED_IN, signed_in(200, **WITHOUT_LOG), body=NEW_CASE),
    Entry("log/save/", NO_GET_SIGNED_IN, signed_in(302, **WITHOUT_LOG), body=NEW_CASE),
    Entry("log/index.json", signed_in(200), NO_POST_SIGNED_IN),
    # A step says whose it is: whoever else is signed in does not send it.
    Entry("log/send/", signed_in(405, 401), only(200, "clinician", others=403, visitor=401), body=queued_case, is_json=True),
    Entry("log/again/<uuid:case_id>/", only(200, "own"), NO_POST_SIGNED_IN, holds="case"),
    Entry(r"^log/(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})/$", signed_in(200, **WITHOUT_LOG), NO_POST_SIGNED_IN, holds="day"),
    Entry("log/list/", signed_in(200, **TO_THE_LOG), NO_POST_SIGNED_IN),
    Entry("log/list/keep/", NO_GET_SIGNED_IN, signed_in(302, **WITHOUT_LOG), body={"name": "Scopes", "code": "45385"}),
    Entry("log/list/filters/<int:filter_id>/remove/", NO_GET_SIGNED_IN, CHANGES, holds="saved filter"),
    Entry("log/calendar/", signed_in(302), NO_POST_SIGNED_IN),
    Entry(r"^log/calendar/(?P<month>[0-9]{4}-[0-9]{2})/$", signed_in(200, **WITHOUT_LOG), NO_POST_SIGNED_IN, holds="month"),
    Entry("log/export/", signed_in(200, **TO_THE_LOG), NO_POST_SIGNED_IN),
    Entry("log/export/file/", NO_GET_SIGNED_IN, signed_in(200, **WITHOUT_LOG), body={"format": "csv"}),
    Entry("log/import/", signed_in(200, **TO_THE_LOG), NO_POST_SIGNED_IN),
    Entry("log/import/check/", NO_GET_SIGNED_IN, signed_in(302, **WITHOUT_LOG), body={"text": "7/2/2026 99214", "place": "11"}),
    Entry("log/import/<uuid:run_id>/", only(200, "own"), NO_POST_SIGNED_IN, holds="charge import"),
    # No column is chosen.
    Entry("log/import/<uuid:run_id>/columns/", NO_GET_SIGNED_IN, only(400, "own"), holds="charge import"),
    Entry("log/import/<uuid:run_id>/rendering/", NO_GET_SIGNED_IN, CHANGES, holds="charge import"),
    Entry("log/import/<uuid:run_id>/confirm/", NO_GET_SIGNED_IN, CHANGES, holds="charge import"),
    Entry("log/import/<uuid:run_id>/again/", NO_GET_SIGNED_IN, CHANGES, holds="charge import"),
    Entry("log/import/<uuid:run_id>/discard/", NO_GET_SIGNED_IN, CHANGES, holds="charge import"),
    Entry("log/import/<uuid:run_id>/undo/", NO_GET_SIGNED_IN, CHANGES, holds="charge import"),
    Entry("manage/schedules/releases/<int:release_id>/effect/", only(200, "operator"), NO_POST, holds="release"),
    Entry("manage/policies/", only(200, *ADMINISTRATORS), NO_POST),
    Entry(
        "manage/policies/new/",
        NO_GET,
        ADMINISTER,
        body={"title": "Other rules", "base": "raw", "effective_from": "2026-10-01"},
    ),
    # No choice is sent, so the draft stays as it is.
    Entry("manage/policies/<int:policy_id>/", only(200, "administers"), only(400, "administers"), holds="policy"),
    Entry("manage/policies/<int:policy_id>/preview/", only(200, "administers"), NO_POST, holds="policy"),
    Entry("manage/policies/<int:policy_id>/activate/", NO_GET, only(302, "administers"), holds="policy"),
    Entry("manage/policies/<int:policy_id>/withdraw/", NO_GET, only(302, "administers"), holds="policy"),
    Entry("manage/policies/<int:policy_id>/next/", NO_GET, only(302, "administers"), holds="policy"),
    # No clinician is named.
    Entry("manage/policies/contracts/", NO_GET, only(400, *ADMINISTRATORS)),
    Entry("manage/policies/contracts/<int:contract_id>/remove/", NO_GET, only(302, "administers"), holds="contract"),
    Entry("manage/policies/frozen/", only(200, *ADMINISTRATORS), NO_POST),
    Entry("manage/policies/recount/", only(200, *ADMINISTRATORS), NO_POST),
    Entry("manage/policies/recount/confirm/", NO_GET, ADMINISTER),
    Entry("cases/<uuid:case_id>/", SEES, NO_POST_SIGNED_IN, holds="case"),
    Entry("cases/<uuid:case_id>/edit/", only(200, "own"), NO_POST_SIGNED_IN, holds="case"),
    Entry("cases/<uuid:case_id>/lines/<int:position>/", only(200, "own"), CHANGES, holds="case line", body={"visit": "2"}),
    Entry("cases/<uuid:case_id>/what-if/", SEES, NO_POST_SIGNED_IN, holds="case"),
    Entry("cases/<uuid:case_id>/amend/", NO_GET_SIGNED_IN, CHANGES, holds="case", body=NEW_CASE),
    Entry("cases/<uuid:case_id>/remove/", NO_GET_SIGNED_IN, CHANGES, holds="case"),
    Entry("cases/<uuid:case_id>/restore/", NO_GET_SIGNED_IN, CHANGES, holds="case"),
    # A deleted case is its owner's alone, who may take the deletion back and change nothing else.
    Entry("cases/<uuid:case_id>/", only(200, "own"), NO_POST_SIGNED_IN, holds="deleted case"),
    Entry("cases/<uuid:case_id>/what-if/", only(200, "own"), NO_POST_SIGNED_IN, holds="deleted case"),
    Entry("cases/<uuid:case_id>/edit/", only(404), NO_POST_SIGNED_IN, holds="deleted case"),
    Entry("cases/<uuid:case_id>/amend/", NO_GET_SIGNED_IN, only(409, "own"), holds="deleted case", body=NEW_CASE),
    Entry("cases/<uuid:case_id>/restore/", NO_GET_SIGNED_IN, CHANGES, holds="deleted case"),
    Entry("api/v1/cases/", signed_in(200, 401), signed_in(201, 401, **dict.fromkeys(WITHOUT_LOG, 403)), body=SENT_CASE, is_json=True),
    Entry(
        "api/v1/cases/<uuid:case_id>/",
        only(200, "own", "signs", "administers", visitor=401),
        signed_in(405, 401),
        put=only(200, "own", visitor=401),
        delete=only(204, "own", visitor=401),
        holds="case",
        body=SENT_CASE,
        is_json=True,
    ),
    Entry(
        "api/v1/cases/<uuid:case_id>/",
        only(404, visitor=401),
        signed_in(405, 401),
        put=only(404, visitor=401),
        delete=only(404, visitor=401),
        holds="deleted case",
        body=SENT_CASE,
        is_json=True,
    ),
    Entry("api/v1/totals/", signed_in(200, 401), signed_in(405, 401), is_json=True),
)

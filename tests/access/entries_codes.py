"""The access matrix: the catalogue, official releases, and their API."""

from tests.access.entries_accounts import ADMINISTER, ADMINISTRATORS
from tests.access.entry import NO_GET, NO_POST, Entry, everybody, only

# Official releases belong to the installation. There are two organisations here, so they are the operator's alone.
OPERATE = only(302, "operator")
# A fee table belongs to the organisation that brought it.
OWN_TABLE = only(302, "administers")
DAY = {"effective_from": "2026-10-05"}

ENTRIES = (
    Entry("codes/", everybody(200), NO_POST),
    Entry("codes/category/<slug:slug>/", everybody(200), NO_POST, holds="category"),
    Entry("codes/specialties/", everybody(200), NO_POST),
    Entry("codes/specialties/<slug:slug>/", everybody(200), NO_POST, holds="specialty"),
    Entry("codes/compare/", everybody(200), NO_POST, query="c=45385&c=45380"),
    Entry("sitemap.xml", everybody(200), NO_POST),
    Entry("codes/<code:code>/", everybody(200), NO_POST, holds="code"),
    Entry("manage/schedules/", only(200, "operator"), NO_POST),
    # No file is sent.
    Entry("manage/schedules/check/", NO_GET, only(400, "operator")),
    Entry("manage/schedules/runs/<uuid:run_id>/", only(200, "operator"), NO_POST, holds="import"),
    Entry("manage/schedules/runs/<uuid:run_id>/accept/", NO_GET, OPERATE, holds="import"),
    Entry("manage/schedules/runs/<uuid:run_id>/refuse/", NO_GET, OPERATE, holds="import"),
    Entry("manage/schedules/runs/<uuid:run_id>/again/", NO_GET, OPERATE, holds="import"),
    Entry("manage/schedules/runs/<uuid:run_id>/day/", NO_GET, OPERATE, holds="import", body=DAY),
    Entry("manage/schedules/runs/<uuid:run_id>/activate/", NO_GET, OPERATE, holds="import"),
    Entry("manage/schedules/releases/<int:release_id>/effective/", NO_GET, OPERATE, holds="release", body=DAY),
    Entry("manage/schedules/releases/<int:release_id>/activate/", NO_GET, OPERATE, holds="release"),
    Entry("manage/schedules/releases/<int:release_id>/go-back/", NO_GET, OPERATE, holds="release"),
    Entry("manage/schedules/tables/<int:schedule_id>/effective/", NO_GET, OPERATE, holds="table", body=DAY),
    Entry("manage/schedules/tables/<int:schedule_id>/activate/", NO_GET, OPERATE, holds="table"),
    Entry("manage/schedules/tables/<int:schedule_id>/go-back/", NO_GET, OPERATE, holds="table"),
    # Whether members see official descriptors is said by the organisation that holds the licence.
    Entry("manage/schedules/descriptors/", NO_GET, ADMINISTER),
    Entry("manage/schedules/fees/", only(200, *ADMINISTRATORS), NO_POST),
    # No file is sent, and no column is chosen.
    Entry("manage/schedules/fees/check/", NO_GET, only(400, *ADMINISTRATORS)),
    Entry("manage/schedules/fees/runs/<uuid:run_id>/", only(200, "administers"), NO_POST, holds="fee import"),
    Entry("manage/schedules/fees/runs/<uuid:run_id>/columns/", NO_GET, only(400, "administers"), holds="fee import"),
    Entry("manage/schedules/fees/runs/<uuid:run_id>/answer/", NO_GET, OWN_TABLE, holds="fee import", body=DAY),
    Entry("manage/schedules/fees/runs/<uuid:run_id>/refuse/", NO_GET, OWN_TABLE, holds="fee import"),
    Entry("manage/schedules/fees/<int:schedule_id>/effective/", NO_GET, OWN_TABLE, holds="fee table", body=DAY),
    Entry("manage/schedules/fees/<int:schedule_id>/activate/", NO_GET, OWN_TABLE, holds="fee table"),
    Entry("manage/schedules/fees/<int:schedule_id>/go-back/", NO_GET, OWN_TABLE, holds="fee table"),
    # They are told that only the operator publishes a table; test_fields.py holds that nothing was published.
    Entry("manage/schedules/fees/<int:schedule_id>/publish/", NO_GET, OWN_TABLE, holds="fee table"),
    Entry("api/v1/codes/", everybody(200), NO_POST, query="q=99214", is_json=True),
    Entry("api/v1/^codes/(?P<code>[0-9A-Za-z]{1,10})/$", everybody(200), NO_POST, holds="code", is_json=True),
    Entry("api/v1/schedules/", everybody(200), NO_POST, is_json=True),
    Entry("api/v1/schema/", everybody(200), NO_POST, is_json=True),
    Entry("api/v1/docs/", everybody(200), NO_POST, is_json=True),
)

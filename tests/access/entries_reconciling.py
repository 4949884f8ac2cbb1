"""The access matrix: comparisons of a log with an employer's report, their owner's and, to read, the administrators'."""

from tests.access.entry import NO_GET_SIGNED_IN, NO_POST_SIGNED_IN, Entry, only, signed_in
from tests.access.world_reconciling import SETTINGS, TOTAL

# Whose work is counted for pay: everybody with a log but trainees.
COUNTED = ("clinician", "colleague", "surgeon", "lead", "lead_elsewhere", "stranger")
READS = only(200, "own", "administers")
CHANGES = only(302, "own")

ENTRIES = (
    Entry("reconcile/", signed_in(200), NO_POST_SIGNED_IN),
    # No file is sent.
    Entry("reconcile/check/", NO_GET_SIGNED_IN, only(400, *COUNTED)),
    Entry("reconcile/total/", NO_GET_SIGNED_IN, only(302, *COUNTED), body=TOTAL),
    Entry("reconcile/files/<uuid:run_id>/", only(200, "own"), NO_POST_SIGNED_IN, holds="employer report"),
    # No column is chosen.
    Entry("reconcile/files/<uuid:run_id>/compare/", NO_GET_SIGNED_IN, only(400, "own"), holds="employer report"),
    Entry("reconcile/files/<uuid:run_id>/again/", NO_GET_SIGNED_IN, CHANGES, holds="employer report"),
    Entry("reconcile/files/<uuid:run_id>/discard/", NO_GET_SIGNED_IN, CHANGES, holds="employer report"),
    Entry("reconcile/<uuid:run_id>/", READS, NO_POST_SIGNED_IN, holds="reconciliation"),
    Entry("reconcile/<uuid:run_id>/again/", NO_GET_SIGNED_IN, CHANGES, holds="reconciliation", body=SETTINGS),
    Entry("reconcile/<uuid:run_id>/review/", NO_GET_SIGNED_IN, CHANGES, holds="reconciliation", body={"kind": "missing"}),
    Entry("reconcile/<uuid:run_id>/lines/<int:position>/", NO_GET_SIGNED_IN, CHANGES, holds="reconciled line", body={"state": "disputed"}),
    Entry("reconcile/<uuid:run_id>/dispute.pdf", READS, NO_POST_SIGNED_IN, holds="reconciliation"),
    Entry("reconcile/<uuid:run_id>/dispute.csv", READS, NO_POST_SIGNED_IN, holds="reconciliation"),
)

"""The access matrix: training and places."""

from tests.access.entries_accounts import ADMINISTER, ADMINISTRATORS
from tests.access.entries_tracking import WITHOUT_LOG
from tests.access.entry import NO_GET, NO_GET_SIGNED_IN, NO_POST, NO_POST_SIGNED_IN, Entry, only, signed_in
from tests.access.world_training import SEEN

# A trainee signs nothing; leads and administrators direct the programmes of their department or organisation.
ATTENDS = {"trainee": 404, **WITHOUT_LOG}
TRAINEE = only(200, "trainee")
DIRECTORS = ("lead", "lead_elsewhere", *ADMINISTRATORS)
DIRECTS = only(200, "leads", "administers")
CHANGES = only(302, "leads", "administers")
FACTS = {"role": "surgeon_chief", "level": "assisted", "setting": "clinic"}

ENTRIES = (
    Entry("training/", signed_in(200), NO_POST_SIGNED_IN),
    Entry("training/cases/", TRAINEE, NO_POST_SIGNED_IN),
    Entry("training/cases/untold/", TRAINEE, NO_POST_SIGNED_IN),
    # No case is chosen.
    Entry("training/cases/tell/", NO_GET_SIGNED_IN, only(422, "trainee"), body=FACTS),
    Entry("training/cases/<uuid:case_id>/", only(200, "own"), NO_POST_SIGNED_IN, holds="trained case"),
    Entry("training/cases/<uuid:case_id>/tell/", NO_GET_SIGNED_IN, only(302, "own"), holds="trained case", body=FACTS),
    Entry("training/sheet/", TRAINEE, NO_POST_SIGNED_IN),
    Entry("training/sheet/file/", NO_GET_SIGNED_IN, TRAINEE),
    Entry("training/sheet/typed/", NO_GET_SIGNED_IN, only(302, "trainee")),
    Entry("training/sheet/untyped/", NO_GET_SIGNED_IN, only(302, "trainee")),
    Entry("training/sign-off/", signed_in(200, **ATTENDS), NO_POST_SIGNED_IN),
    # Whoever signs what is not theirs is told that nothing was signed.
    Entry("training/sign-off/sign/", NO_GET_SIGNED_IN, signed_in(302, **ATTENDS), body=lambda _world: {"case": SEEN["case"]}),
    Entry(
        "training/sign-off/<uuid:case_id>/return/",
        NO_GET_SIGNED_IN,
        only(302, "signs"),
        holds="trained case",
        body=lambda _world: {"seen": SEEN["seen"], "reason": "role"},
    ),
    Entry("training/programmes/", only(200, *DIRECTORS), NO_POST),
    # Neither name nor department is sent.
    Entry("training/programmes/new/", NO_GET, only(422, *DIRECTORS)),
    Entry("training/programmes/<int:number>/", DIRECTS, NO_POST, holds="programme"),
    # No trainee is named, and no file is sent.
    Entry("training/programmes/<int:number>/enrol/", NO_GET, only(422, "leads", "administers"), holds="programme"),
    Entry("training/programmes/<int:number>/check/", NO_GET, only(422, "leads", "administers"), holds="programme"),
    Entry("training/case-sets/<int:number>/", DIRECTS, NO_POST, holds="case set"),
    Entry("training/case-sets/<int:number>/activate/", NO_GET, CHANGES, holds="case set"),
    Entry("training/case-sets/<int:number>/retire/", NO_GET, CHANGES, holds="case set"),
    Entry("training/trainees/<int:number>/", DIRECTS, NO_POST, holds="training"),
    Entry("training/trainees/<int:number>/leave/", NO_GET, CHANGES, holds="training"),
    Entry("log/places/", signed_in(200, **WITHOUT_LOG), NO_POST_SIGNED_IN),
    Entry("log/places/keep/", NO_GET_SIGNED_IN, signed_in(302, **WITHOUT_LOG), body={"day_0": "22"}),
    Entry("manage/places/", only(200, *ADMINISTRATORS), NO_POST),
    Entry("manage/places/new/", NO_GET, ADMINISTER, body={"name": "Annex", "place_of_service": "22"}),
    Entry("manage/places/<int:number>/close/", NO_GET, only(302, "administers"), holds="work place"),
)

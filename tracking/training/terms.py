"""What a trainee says of a case beside its codes: role, level of responsibility, setting; and why a case comes back unsigned."""

from enum import StrEnum

# A cap of a category names a role, a level, or this.
SIMULATED = "simulated"


class TraineeRole(StrEnum):
    """The part that a trainee had in a case, as case logs of residencies name it."""

    SURGEON_CHIEF = "surgeon_chief"
    SURGEON_JUNIOR = "surgeon_junior"
    TEACHING_ASSISTANT = "teaching_assistant"
    FIRST_ASSISTANT = "first_assistant"
    PRIMARY = "primary"
    STUDENT = "student"


class Responsibility(StrEnum):
    """How far a trainee did it: schools ask students for the first three, residencies supervise by steps."""

    OBSERVED = "observed"
    ASSISTED = "assisted"
    PERFORMED_DIRECTLY = "performed_directly"
    PERFORMED_INDIRECTLY = "performed_indirectly"


class Setting(StrEnum):
    """Where trainees learn: a coarser word than the place of service of a bill."""

    OPERATING_ROOM = "operating_room"
    INPATIENT = "inpatient"
    CLINIC = "clinic"
    EMERGENCY = "emergency"
    INTENSIVE_CARE = "intensive_care"
    LABOR = "labor"
    COMMUNITY = "community"
    SIMULATION = "simulation"


class ReturnReason(StrEnum):
    """What an attending wants corrected; a choice, so that nobody writes about a patient."""

    ROLE = "role"
    RESPONSIBILITY = "responsibility"
    PROCEDURE = "procedure"
    DAY_OR_PLACE = "day_or_place"
    SIMULATED = "simulated"
    NOT_WITH_ME = "not_with_me"


class SignState(StrEnum):
    """Where a case stands between a trainee and the attending."""

    UNADDRESSED = "unaddressed"
    WAITING = "waiting"
    CHANGED = "changed"
    RETURNED = "returned"
    SIGNED = "signed"


ROLES = tuple(str(role) for role in TraineeRole)
RESPONSIBILITIES = tuple(str(level) for level in Responsibility)
CAPPABLE = (*ROLES, *RESPONSIBILITIES, SIMULATED)

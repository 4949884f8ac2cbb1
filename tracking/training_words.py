"""The words for what is said of a trainee's case."""

from django.utils.translation import gettext_lazy as _

from tracking.training.terms import Responsibility, ReturnReason, Setting, SignState, TraineeRole

ROLE_WORDS = {
    TraineeRole.SURGEON_CHIEF: _("Surgeon chief"),
    TraineeRole.SURGEON_JUNIOR: _("Surgeon junior"),
    TraineeRole.TEACHING_ASSISTANT: _("Teaching assistant"),
    TraineeRole.FIRST_ASSISTANT: _("First assistant"),
    TraineeRole.PRIMARY: _("Primary clinician"),
    TraineeRole.STUDENT: _("Student"),
}
LEVEL_WORDS = {
    Responsibility.OBSERVED: _("Observed"),
    Responsibility.ASSISTED: _("Assisted"),
    Responsibility.PERFORMED_DIRECTLY: _("Performed, attending beside me"),
    Responsibility.PERFORMED_INDIRECTLY: _("Performed, attending at hand"),
}
SETTING_WORDS = {
    Setting.OPERATING_ROOM: _("Operating room"),
    Setting.INPATIENT: _("Inpatient ward"),
    Setting.CLINIC: _("Clinic"),
    Setting.EMERGENCY: _("Emergency department"),
    Setting.INTENSIVE_CARE: _("Intensive care"),
    Setting.LABOR: _("Labor and delivery"),
    Setting.COMMUNITY: _("Community"),
    Setting.SIMULATION: _("Simulation center"),
}
REASON_WORDS = {
    ReturnReason.ROLE: _("The role is another"),
    ReturnReason.RESPONSIBILITY: _("The level of responsibility is another"),
    ReturnReason.PROCEDURE: _("The procedure is another"),
    ReturnReason.DAY_OR_PLACE: _("The day or the place is another"),
    ReturnReason.SIMULATED: _("Real or simulated is the other way round"),
    ReturnReason.NOT_WITH_ME: _("This was not with me"),
}
STATE_WORDS = {
    SignState.UNADDRESSED: _("Without an attending"),
    SignState.WAITING: _("Wait for the attending"),
    SignState.CHANGED: _("Changed since, wait again"),
    SignState.RETURNED: _("Came back"),
    SignState.SIGNED: _("Signed"),
}

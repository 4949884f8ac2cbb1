"""What a claim says of a line beside its code, modifiers, units and place: who did it, what was charged, how long it took."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Provider(StrEnum):
    """Who bills (payment rules 2.8)."""

    PHYSICIAN = "physician"
    NONPHYSICIAN = "npp"
    NURSE_PRACTITIONER = "nurse_practitioner"
    PHYSICIAN_ASSISTANT = "physician_assistant"
    CLINICAL_NURSE_SPECIALIST = "clinical_nurse_specialist"
    DIETITIAN = "dietitian"
    CLINICAL_SOCIAL_WORKER = "clinical_social_worker"
    CERTIFIED_NURSE_MIDWIFE = "certified_nurse_midwife"
    CLINICAL_PSYCHOLOGIST = "clinical_psychologist"


@dataclass(frozen=True, slots=True)
class AnesthesiaCare:
    """Time and circumstances of an anesthetic; `base_units` where no list of base units is loaded."""

    minutes: int | None = None
    base_units: Decimal | None = None
    concurrent: int | None = None
    is_present_at_induction: bool = False
    physical_status: str = ""
    physical_status_units: Decimal | None = None
    qualifying: tuple[str, ...] = ()
    qualifying_units: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Care:
    """The hand-over dates of post-operative care (modifier 55): the day of surgery, the first and the last day of one's own care."""

    surgery: date
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Facts:
    """The rest of a claim line; what is not known keeps its default.

    `days_of_care` are this clinician's days of the post-operative period (modifier 55), or `care` the dates they are counted from;
    `reviewed_factor` is what a reviewer allowed of a service that is paid by report (22, 52, 53, 66), `encounter` tells visits of
    one day apart.
    """

    charge: Decimal | None = None
    provider: Provider = Provider.PHYSICIAN
    is_incident_to: bool = False
    substantive_portion: Provider | None = None
    is_documented: bool = False
    days_of_care: int | None = None
    reviewed_factor: Decimal | None = None
    encounter: str = ""
    anesthesia: AnesthesiaCare | None = None
    care: Care | None = None

    def days_within(self, global_days: int) -> int | None:
        """Return the own days of a post-operative period of so many days: as told, else by the hand-over dates; None where unknown."""
        if self.days_of_care is None and self.care is not None:
            return days_of_care(self.care.surgery, self.care.first, self.care.last, global_days)
        return self.days_of_care


NO_FACTS = Facts()


def days_of_care(surgery: date, first: date, last: date, global_days: int) -> int:
    """Return how many days of the post-operative period lie between two hand-over dates, both counted.

    The period is the `global_days` days after the day of surgery (Pub 100-04 ch. 12 s. 40.4).
    """
    begins = max(1, (first - surgery).days)
    ends = min(global_days, (last - surgery).days)
    return max(0, ends - begins + 1)

"""Why a code counts as it does, said from its facts: the lane's own reason, made true for this code."""

from collections.abc import Mapping
from datetime import date

from codes.fees import Status
from codes.lanes import Lane
from codes.page import CodePage
from codes.words import LANE_REASONS

_OF_STATUS: Mapping[str, str] = {
    Status.STATUTORY_EXCLUSION: "The law keeps this service out of the physician schedule (status X), and no loaded schedule prices it.",
    Status.EXCLUDED_BY_REGULATION: "CMS keeps this service out of the physician schedule (status E), and no loaded schedule prices it.",
    Status.NON_COVERED: "Medicare does not cover this service (status N), and no loaded schedule prices it.",
    Status.NOT_VALID_FOR_MEDICARE: "Medicare does not take this code: it wants another one for the service (status I).",
}
_DENTAL_UNLISTED = (
    "Medicare's schedule does not list this dental code and sets no work value for any. The service is paid from a dental fee "
    "schedule and is kept in dollars."
)
_DENTAL_NOT_VALID = (
    "Medicare does not take this code (status I), and no dental code has a work value. The service is paid from a dental fee "
    "schedule and is kept in dollars."
)
_TECHNICAL_ALONE = "The schedule pays equipment, staff or supplies for this service and sets no physician work."
_SUPPLY = "A supply whose payment is part of another service, or that Medicare excludes (status P), so it carries no credit of its own."
_HOSPITAL_ALONE = (
    "Only the hospital's outpatient schedule lists this code: the hospital reports it for what it uses. It carries no work value "
    "and no fee of a clinician."
)
_NATIONAL_ALONE = "CMS lists this national code, and no loaded schedule has a value or a fee for it."
_LIMIT_ALONE = "Of the loaded tables only that of the unit limits lists this code: there is no value and no fee for it."
_UNLISTED = "The physician fee schedule does not list this code, so there is no work value; another schedule on file does."


def reason_of(page: CodePage) -> str:
    """Return in one or two sentences why the code counts as it does."""
    status = page.main.row.status if page.main else ""
    if page.lane is Lane.UNKNOWN:
        return _of_unknown(page)
    if page.lane is Lane.EXCLUDED:
        return _OF_STATUS.get(status, LANE_REASONS[Lane.EXCLUDED])
    if page.lane is Lane.DENTAL:
        return _of_dental(page, status)
    if page.lane is Lane.BUNDLED and status == Status.BUNDLED_OR_EXCLUDED_SUPPLY:
        return _SUPPLY
    if page.lane is Lane.TECHNICAL and not page.has_values:
        return _TECHNICAL_ALONE
    return LANE_REASONS[page.lane]


def _of_unknown(page: CodePage) -> str:
    last, national = page.last_listed, page.national
    if page.hospital_fee is not None and last is None:
        return _HOSPITAL_ALONE
    if page.clinician_fees:
        return _UNLISTED
    if national is not None and national.terminated_on is not None and national.is_ended(page.on):
        return f"CMS ended this code on {_day(national.terminated_on)}."
    if last is not None and page.release is not None and page.is_beyond_sample:
        return f"No official release of {page.release.year} is active, and the sample holds few codes. {last.title} lists this one."
    if last is not None and page.release is not None:
        return f"{page.release.title} does not list this code. The last loaded release that does is {last.title}."
    if page.history:
        return f"The releases in force today do not list this code; {page.history[-1].title} does."
    if national is not None:
        return f"{_NATIONAL_ALONE} {national.pricing}".strip()
    return _LIMIT_ALONE if page.limit else LANE_REASONS[Lane.UNKNOWN]


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _of_dental(page: CodePage, status: str) -> str:
    if not page.rows:
        return _DENTAL_UNLISTED
    return _DENTAL_NOT_VALID if status == Status.NOT_VALID_FOR_MEDICARE else LANE_REASONS[Lane.DENTAL]

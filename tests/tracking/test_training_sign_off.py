"""RVU Edge says where a case stands between trainee and attending, and puts cases in the order of typing."""

from datetime import UTC, date, datetime

import pytest

from tracking.training.sign_off import sign_state
from tracking.training.typing_sheet import TypedCase, grouped


def at(hour: int) -> datetime:
    return datetime(2026, 11, 23, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("attending", "changed", "signed", "returned", "state"),
    [
        (False, 8, None, None, "unaddressed"),
        (True, 8, None, None, "waiting"),
        (True, 8, 9, None, "signed"),
        (True, 9, 9, None, "signed"),
        # Corrected after the signature: it no longer holds.
        (True, 10, 9, None, "changed"),
        (True, 8, None, 9, "returned"),
        (True, 10, None, 9, "waiting"),
        # An attending who left keeps the signature that was given.
        (False, 8, 9, None, "signed"),
        (False, 10, 9, None, "unaddressed"),
    ],
)
def test_lets_a_signature_hold_for_what_was_signed(
    attending: bool, changed: int, signed: int | None, returned: int | None, state: str
) -> None:
    found = sign_state(
        has_attending=attending,
        changed_at=at(changed),
        signed_at=at(signed) if signed else None,
        returned_at=at(returned) if returned else None,
    )
    assert found == state


def typed(case: str, day: int, code: str, role: str = "surgeon_junior", attending: str = "Dr. A", year: int = 2) -> TypedCase:
    return TypedCase(
        case, date(2026, 9, day), year, attending, "21", "operating_room", role, "performed_directly", False, code, code, (), (), False
    )


def test_groups_cases_by_what_a_form_keeps_from_one_to_the_next() -> None:
    cases = [
        typed("d", 4, "44970", attending="Dr. B"),
        typed("c", 3, "47562"),
        typed("b", 2, "49505", "first_assistant"),
        typed("a", 9, "44970"),
        typed("e", 1, "47562", year=1),
    ]
    assert [[case.case for case in group.cases] for group in grouped(cases)] == [["e"], ["b"], ["c", "a"], ["d"]]
    assert [group.first.attending for group in grouped(cases)] == ["Dr. A", "Dr. A", "Dr. A", "Dr. B"]


def test_groups_nothing_as_nothing() -> None:
    assert grouped([]) == ()

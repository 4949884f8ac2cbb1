"""RVU Edge judges a modifier by each value that a field of the row may have: the tables of the record layout, value by value."""

from dataclasses import replace

import pytest

from codes.fees import FeeRow
from tests.tracking.claims import RVU26C, changed, line, valued
from tracking.wrvu.credit import value_claim
from tracking.wrvu.misplaced import misfit
from tracking.wrvu.presets import CMS_PARALLEL
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import Reason


def row(code: str = "93000", **fields: str) -> FeeRow:
    """A row of medicine whose fields tell nothing, but for those that are given."""
    plain = {"global_days": "XXX", "pctc_indicator": "0", "multiple_procedure": "0", "bilateral": "0", "status": "A"}
    return replace(changed("27447", **(plain | fields)), code=code)


# Layout, GLOB DAYS: 000, 010 and 090 are periods of procedures; MMM is maternity; XXX, YYY and ZZZ are none. PCTC IND: 1 to 4, 6
# and 8 are tests or have a technical part; 0, 5, 7 and 9 do not tell. MULT PROC: 4 to 7 are pools of tests, 1 to 3 ranks, 9 no concept.
@pytest.mark.parametrize(
    ("field", "named", "not_named"),
    [
        ("global_days", "000 010 090", "MMM XXX YYY ZZZ"),
        ("pctc_indicator", "1 2 3 4 6 8", "0 5 7 9"),
        ("multiple_procedure", "4 5 6 7", "0 1 2 3 9"),
    ],
)
@pytest.mark.parametrize("modifier", ["24", "25", "57", "FS", "GE"])
def test_tells_what_is_no_visit(modifier: str, field: str, named: str, not_named: str) -> None:
    assert {value: misfit(modifier, row(**{field: value})) for value in named.split()} == {one: (field, one) for one in named.split()}
    assert [misfit(modifier, row(**{field: value})) for value in not_named.split()] == [None] * len(not_named.split())
    assert misfit(modifier, row("99213", **{field: named.split()[0]})) is None


def test_tells_what_is_ranked() -> None:
    found = {value: misfit("51", row(multiple_procedure=value)) for value in "012345679"}
    assert found == {value: None if value in "123" else ("multiple_procedure", value) for value in "012345679"}
    assert misfit("51", row(multiple_procedure="2", global_days="ZZZ")) == ("global_days", "ZZZ")
    # Status B and N: Medicare pays nothing for it, so that 9 says nothing of how other payers rank it.
    assert [misfit("51", row(multiple_procedure="9", status=status)) for status in "BN"] == [None, None]
    assert [misfit("51", row(multiple_procedure="9", status=status)) for status in "AJRT"] == [("multiple_procedure", "9")] * 4


def test_tells_what_is_no_anesthetic() -> None:
    for modifier in ["23", "AA", "AD", "G8", "G9", "P1", "P2", "P3", "P4", "P5", "P6", "QK", "QS", "QX", "QY", "QZ"]:
        assert misfit(modifier, row()) == ("status", "A")
        assert misfit(modifier, row("00142", status="J")) is None
        assert [misfit(modifier, row(code, status="B")) for code in ("99100", "99116", "99135", "99140")] == [None] * 4
        assert misfit(modifier, row("99105", status="B")) == ("status", "B")


def test_tells_where_parts_of_a_body_do_not_go() -> None:
    fingers = "E1 E2 E3 E4 F1 F2 F3 F4 F5 F6 F7 F8 F9 FA LC LD LM RC RI T1 T2 T3 T4 T5 T6 T7 T8 T9 TA 47 63"
    for modifier in fingers.split():
        assert misfit(modifier, row("26410", global_days="090")) is None
        assert misfit(modifier, row("00142", status="J")) == ("status", "J")
        assert misfit(modifier, row("99213")) == ("code", "99213")


@pytest.mark.parametrize("modifier", ["22", "53", "58", "76", "77", "78", "79"])
def test_tells_what_a_visit_does_not_take(modifier: str) -> None:
    assert misfit(modifier, row("99213")) == ("code", "99213")
    assert misfit(modifier, row("99391")) == ("code", "99391")
    assert misfit(modifier, row("27447")) is None


@pytest.mark.parametrize("modifier", ["52", "59"])
def test_lets_what_is_done_in_parts_take_52_and_59(modifier: str) -> None:
    """Preventive visits 99381 to 99429, examinations for others 99450 to 99459, management by the month 99484 to 99499."""
    first_and_last = [99381, 99429, 99450, 99459, 99484, 99499]
    assert [misfit(modifier, row(str(code))) for code in first_and_last] == [None] * 6
    beside = [99380, 99430, 99449, 99460, 99483]
    assert [misfit(modifier, row(str(code))) for code in beside] == [("code", str(code)) for code in beside]
    # HCPCS codes are no numbers.
    assert misfit(modifier, row("G0438")) is None


def test_tells_what_has_no_sides() -> None:
    assert misfit("LT", row(bilateral="9")) == ("bilateral", "9")
    assert misfit("RT", row("00142", bilateral="9", status="J")) == ("bilateral", "9")
    assert [misfit("LT", row(bilateral=value)) for value in "0123"] == [None] * 4
    # Drugs (E) and laboratory (X) keep theirs.
    assert [misfit("RT", row("J0585", bilateral="9", status=status)) for status in "EX"] == [None, None]


def test_tells_what_is_no_therapy() -> None:
    for modifier in ("CQ", "CO"):
        assert misfit(modifier, row("00142", status="J")) == ("status", "J")
        assert [misfit(modifier, row(global_days=days)) for days in ("010", "090")] == [("global_days", "010"), ("global_days", "090")]
        # Casts and wound care may be therapy.
        assert misfit(modifier, row("97597", global_days="000")) is None
        assert {value for value in "012345679" if misfit(modifier, row(pctc_indicator=value))} == set("12346")
        assert misfit(modifier, row(pctc_indicator="8")) == ("pctc_indicator", "8")
        assert misfit(modifier, row("99213")) == ("code", "99213")


def test_judges_no_dental_code() -> None:
    assert misfit("25", row("D1553", global_days="000")) is None


def test_remarks_nothing_beside_a_refusal() -> None:
    (item,) = valued("00142-ZZ")
    assert Reason.UNKNOWN_MODIFIER in item.flags
    assert Reason.ANESTHESIA_ROLE_MISSING not in item.flags


def test_judges_credit_alone_where_payment_has_no_row() -> None:
    """No release holds on the day, and the contract freezes one: 27447 has global 090 there, of which payment knows nothing."""
    (item,) = value_claim([line("27447-25")], Terms(None, CMS_PARALLEL, frozen=(RVU26C,)))
    assert (str(item.credit), item.payment) == ("19.1100", None)
    assert Reason.MODIFIER_MISPLACED in item.flags
    assert item.payment_flags == (Reason.NO_RELEASE,)

"""RVU Edge reads worked examples of any id and topic, and says of each row whether the engine agrees."""

import io
from pathlib import Path

import pytest

from rvuedge.lib.worked import FAIL, PASS, UNSUPPORTED, Report, Result
from tests.tracking.claims import GOLDEN
from tracking.wrvu.example_results import check_rows
from tracking.wrvu.examples import COLUMNS, read_examples

HEAD = ",".join(COLUMNS)
PUBLISHED = "golden/worked-examples.csv"


def row(keys: str, line: str = "1", code: str = "44140", **cells: str) -> str:
    """Return a row of the file; what is not said is empty."""
    said = {"id": "X01", "year": "2026", "line": line, "code": code, "units": "1", "other_inputs": keys, **cells}
    return ",".join(f'"{said.get(name, "")}"' for name in COLUMNS)


def report(*rows: str) -> Report:
    found, issues = read_examples("\n".join((HEAD, *rows)))
    assert not issues
    return check_rows(found)


def only(*rows: str) -> Result:
    (result,) = report(*rows).results
    return result


PLAIN = "status=verified;claim=1;policy=medicare;basis=amount"


def priced(keys: str = PLAIN, payment: str = "100.00", **cells: str) -> str:
    return row(keys, fee_or_total_rvu="100.00", expected_payment=payment, **cells)


def test_passes_examples_of_every_topic() -> None:
    found, issues = read_examples((GOLDEN / "examples.csv").read_text(encoding="utf-8"))
    assert not issues
    checked = check_rows(found)
    missed = [(result.row.id, result.row.line) for result in checked.results if result.outcome != PASS]
    assert missed == [("Z01", "3")]
    assert checked.holds
    assert {name: outcome for name, outcome in checked.examples.items() if outcome != PASS} == {"Z01": FAIL}


def test_passes_every_published_example(official_files: Path) -> None:
    found, issues = read_examples((official_files / PUBLISHED).read_text(encoding="utf-8"))
    assert not issues
    checked = check_rows(found)
    assert checked.holds
    assert (len(checked.examples), len(checked.results)) == (45, 102)
    assert {result.row.status for result in checked.results if result.outcome != PASS} <= {"derived", "disputed", "recalled"}


def test_tells_what_is_printed_and_what_is_computed() -> None:
    result = only(priced(payment="100.01"))
    assert (result.outcome, result.expected, result.computed) == (FAIL, {"payment": "100.01"}, {"payment": "100.00"})
    assert result.reason == "payment differs"


def test_says_why_nothing_could_be_computed() -> None:
    result = only(priced(f"{PLAIN}", modifiers="53"))
    assert (result.outcome, result.computed, result.reason) == (FAIL, {"payment": None}, "payment differs: stopped_without_row")
    result = only(row(f"{PLAIN};expected_time_units=4"))
    assert result.reason == "time_units differs: no_amount"
    assert only(row(PLAIN, expected_factor="1")).reason == "factor differs: no_amount"
    assert only(row(f"{PLAIN};expected_medicare_80pct=4")).computed == {"medicare_80pct": None}
    assert only(row(f"{PLAIN};basis=none".replace("basis=amount;", ""), expected_factor="1")).computed == {"factor": None}


def test_cuts_a_quotient_without_end() -> None:
    rows = (
        row(f"{PLAIN.replace('verified', 'input')};charge=1", fee_or_total_rvu="3.00"),
        row(PLAIN, "total", "", expected_factor="0.3333"),
    )
    assert only(*rows).computed == {"factor": "0.33333333"}


def test_compares_within_a_tolerance_and_to_the_places_printed() -> None:
    assert only(priced(f"{PLAIN};tolerance=0.02", "100.02")).outcome == PASS
    assert only(priced(f"{PLAIN};tolerance=0.02", "100.03")).outcome == FAIL
    assert only(row(f"{PLAIN};expected_unreduced=100", "total"), priced(f"{PLAIN.replace('verified', 'input')}")).outcome == PASS


def test_reports_nothing_of_inputs_and_advisories_and_of_rows_without_an_outcome() -> None:
    assert report(priced("status=input;basis=amount"), priced("status=advisory;basis=amount", "7"), row(PLAIN)).results == ()


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        (f"{PLAIN};colour=red;shade=7", "unknown key colour, shade"),
        ("status=verified;policy=generous;basis=amount", "unknown value policy=generous"),
        (f"{PLAIN};provider=podiatrist", "unknown value provider=podiatrist"),
        ("claim=1;policy=medicare;basis=amount", "no status"),
    ],
)
def test_never_passes_a_row_that_is_not_understood(keys: str, reason: str) -> None:
    result = only(priced(keys))
    assert (result.outcome, result.reason) == (UNSUPPORTED, reason)
    assert report(priced(keys)).examples == {"X01": UNSUPPORTED}
    assert report(priced(keys)).holds == ("status=verified" not in keys)


def test_never_passes_a_claim_with_a_line_that_is_not_understood() -> None:
    results = report(priced(), priced("status=input;colour=red", line="2"), row(PLAIN, "total", "", expected_payment="150")).results
    assert {(result.outcome, result.reason) for result in results} == {(UNSUPPORTED, "line 2: unknown key colour")}


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ((row(PLAIN, "total", expected_payment="1"),), "the claim has no lines"),
        ((priced("status=input"), row(f"{PLAIN};of=7", "subtotal", expected_payment="1")), "the lines it names are not in the claim"),
        ((priced(f"{PLAIN};anes_cf=20"), priced("status=input;anes_cf=21", line="2")), "lines of one claim differ in anes_cf"),
        ((priced(), priced("status=input;cf=2", line="2")), "lines of one claim differ in cf of 44140"),
        ((priced(mult_ind="2"), priced("status=input", line="2", mult_ind="3")), "lines of one claim differ in mult_ind of 44140"),
        ((priced(f"{PLAIN};work=1;pe=2;mp=3"),), "work, pe and mp of 44140 do not add up to 100.00"),
        ((priced(f"{PLAIN};gpci_pe=0.9"),), "work, pe, mp of line 1 missing"),
        ((priced(modifiers="54"),), "pre, intra of line 1 missing"),
        ((priced(modifiers="55"),), "post of line 1 missing"),
        ((priced(mult_ind="5"), priced("status=input", line="2", mult_ind="5")), "pe of line 1 missing"),
        (
            (priced(mult_ind="3", endo_base="44388"), priced("status=input", line="2", code="44389", mult_ind="3", endo_base="44388")),
            "the value of the endoscopic base is missing",
        ),
    ],
)
def test_says_what_keeps_a_claim_from_being_valued(rows: tuple[str, ...], reason: str) -> None:
    result = only(*rows)
    assert (result.outcome, result.reason) == (UNSUPPORTED, reason)


def test_judges_credit_where_only_the_fee_of_a_base_is_missing() -> None:
    keys = "status=verified;claim=1;policy=medicare;basis=amount;base_work=3.00"
    first = row(keys, work_rvu="4.00", mult_ind="3", endo_base="44388", expected_wrvu="4.00")
    second = row(keys.replace("verified", "input"), "2", "44389", work_rvu="3.50", mult_ind="3", endo_base="44388")
    assert only(first, second).outcome == PASS


def test_gives_an_example_the_outcome_of_the_rows_that_decide() -> None:
    derived = priced("status=derived;claim=2;basis=amount", "7", line="2")
    assert report(priced(), derived).examples == {"X01": PASS}
    assert report(derived, priced("status=recalled;claim=3;basis=amount", line="3")).examples == {"X01": FAIL}


@pytest.mark.parametrize(
    ("text", "field", "message"),
    [
        ("", "columns", "The first line must name the columns"),
        (HEAD, "file", "no rows"),
        (f"{HEAD}\n{row(PLAIN)},1", "columns", "more cells"),
        (f"{HEAD}\n{row(PLAIN, work_rvu='1,5')}", "work_rvu", "Write a number"),
        (f"{HEAD}\n{row(PLAIN, expected_factor='half')}", "expected_factor", "Write a number"),
        (f"{HEAD}\n{row(PLAIN, line='first')}", "line", "total or subtotal"),
        (f"{HEAD}\n{row(PLAIN, units='1.5')}", "units", "Write a whole number"),
        (f"{HEAD}\n{row('status')}", "status", "Write key=value"),
        (f"{HEAD}\n{row('status=verified;claim=1;claim=2')}", "claim", "there twice"),
        (f"{HEAD}\n{row('status=probable')}", "status", "Write one of verified"),
        (f"{HEAD}\n{row('status=verified;cf=much')}", "cf", "Write a number"),
        (f"{HEAD}\n{row('status=verified;work_2020=much')}", "work_2020", "Write a number"),
        (f"{HEAD}\n{row('status=verified;minutes=1.5')}", "minutes", "Write a whole number"),
        (f"{HEAD}\n{row('status=verified;of=1 b')}", "of", "numbers with spaces"),
        (f"{HEAD}\n{row('status=verified;dos=2026-02-30')}", "dos", "YYYY-MM-DD"),
    ],
)
def test_refuses_a_file_with_line_and_field(text: str, field: str, message: str) -> None:
    rows, issues = read_examples(text)
    assert rows == ()
    assert [issue.field for issue in issues] == [field]
    assert message in issues[0].message


def test_names_every_fault_at_once() -> None:
    _, issues = read_examples("\n".join((HEAD, row("status=verified;cf=much", units="x"), row("claim"))))
    assert [(issue.line, issue.field) for issue in issues] == [(2, "units"), (2, "cf"), (3, "claim")]


def test_reads_rows_whatever_ends_their_lines() -> None:
    text = io.StringIO(f"{HEAD}\r\n{priced()}\r\n").getvalue()
    rows, issues = read_examples(text)
    assert (len(rows), issues) == (1, ())

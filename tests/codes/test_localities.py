"""RVU Edge knows the payment localities of each year, and the year that a file holds for."""

from datetime import date

import pytest

from codes.cms.findings import Findings
from codes.cms.localities import STATE_OF, Locality, by_contractor, by_state, check_contractors, check_localities, state_named
from codes.cms.years import agreed_year, first_of, month_of_name, only_year_in, titled, year_of_name


@pytest.mark.parametrize(("year", "count"), [(2020, 112), (2023, 112), (2024, 109), (2026, 109), (2027, 109), (None, 112)])
def test_knows_as_many_localities_as_the_files_of_a_year_have(year: int | None, count: int) -> None:
    assert (len(by_state(year)), len(by_contractor(year))) == (count, count)


def test_knows_every_locality_by_contractor_and_by_state() -> None:
    assert {(state, number) for (_mac, number), state in STATE_OF.items()} == by_state(2020)
    assert (STATE_OF["01182", "18"], STATE_OF["13292", "04"], STATE_OF["09202", "50"]) == ("CA", "NY", "VI")


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("CALIFORNIA", "CA"),
        ("  New  York ", "NY"),
        ("HAWAII/GUAM", "HI"),
        ("Hawaii, Guam", "HI"),
        ("DISTRICT OF COLUMBIA", "DC"),
        ("PR", "PR"),
        ("GUAM", None),
        ("", None),
    ],
)
def test_names_a_state_by_its_name_or_letters(name: str, state: str | None) -> None:
    assert state_named(name) == state


def test_misses_no_ended_locality_in_a_file_that_names_no_year() -> None:
    for found, known in ((by_state(2026), by_state(None)), (by_contractor(2026), by_contractor(None))):
        findings = Findings()
        check_localities(found, known, None, findings)
        assert findings.count == 0


def test_refuses_many_new_localities_even_of_a_year_to_come() -> None:
    for count, is_refused in ((10, False), (11, True)):
        findings = Findings()
        new = {("CA", str(number)) for number in range(80, 80 + count)}
        check_localities(by_state(2028) | new, by_state(2028), 2028, findings)
        assert (findings.count, findings.has_errors) == (1, is_refused)


def test_remarks_on_contractors_only_where_the_locality_is_known() -> None:
    findings = Findings()
    check_contractors((Locality("01182", "CA", "18"), Locality("01112", "CA", "99"), Locality("09202", "FL", "04")), findings)
    assert [issue.value for issue in findings.shown()] == ["09202"]


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("GPCI2025.csv", 2025),
        ("25LOCCO.xlsx", 2025),
        ("RVU26D/ANES.csv", 2026),
        ("rvu20a_anes.csv.gz", 2020),
        ("ANES26.txt", 2026),
        ("report 12345.csv", None),
        ("gpci.csv", None),
    ],
)
def test_reads_the_year_of_a_name(name: str, year: int | None) -> None:
    assert year_of_name(name) == year


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("OPPSCAP_Oct.csv", 10),
        ("OPPSCAP_JAN26.txt", 1),
        ("RVU25B/OPPSCAP.csv", 4),
        ("oppscap april 2026.csv", 4),
        ("OCTAVIA.csv", None),
        ("oppscap.csv", None),
    ],
)
def test_reads_the_quarter_of_a_name(name: str, month: int | None) -> None:
    assert month_of_name(name) == month


def test_believes_the_file_before_its_name_and_no_file_with_two_years() -> None:
    findings = Findings()
    assert [agreed_year({2025}, "", findings), agreed_year(set(), "GPCI2024.csv", findings), agreed_year(set(), "", findings)] == [
        2025,
        2024,
        None,
    ]
    assert findings.count == 0
    assert agreed_year({2025}, "GPCI2026.csv", findings) == 2025
    assert (findings.count, findings.has_errors) == (1, False)
    assert agreed_year({2025, 2026}, "", findings) is None
    assert findings.has_errors


@pytest.mark.parametrize(
    ("text", "years"),
    [("Final CY 2026 factors", {2026}), ("from 2025 to 2026", set()), ("factor of 20.3178", set()), ("contractor 20262", set())],
)
def test_takes_a_year_from_words_only_where_they_name_one(text: str, years: set[int]) -> None:
    assert only_year_in(text) == years


def test_words_a_title_as_far_as_quarter_and_year_are_known() -> None:
    assert [titled("Caps", 2025, 10), titled("Caps", 2025), titled("Caps", None, 10), titled("Caps", None)] == [
        "Caps October 2025",
        "Caps 2025",
        "Caps October",
        "Caps",
    ]
    assert (first_of(2025, 10), first_of(2025), first_of(None)) == (date(2025, 10, 1), date(2025, 1, 1), None)

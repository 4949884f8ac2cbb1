"""What must hold of every cell: order, range, ratios, groups, spreads."""

import pytest

from rvuedge.lib.issues import Severity
from tests.benchmarks.tables import GASTRO, table

GROUPED = "specialty,metric,percentile,value,group_count\n"


def found(body: str, head: str = "") -> list[tuple[int | None, str, str]]:
    file = table(body, head) if head else table(body)
    return [(issue.line, issue.field, str(issue.severity)) for issue in file.issues]


def test_finds_nothing_in_a_sound_table() -> None:
    assert found(GASTRO) == []


def test_refuses_percentiles_that_fall() -> None:
    assert found("Gastroenterology,wrvu,25,5100,\nGastroenterology,wrvu,50,5000,\n") == [(2, "value", "error")]


def test_lets_percentiles_stand_still() -> None:
    assert found("Gastroenterology,wrvu,25,5000,\nGastroenterology,wrvu,50,5000,\n") == []


@pytest.mark.parametrize(
    ("metric", "value", "is_fine"),
    [
        ("wrvu", 499, False),
        ("wrvu", 500, True),
        ("wrvu", 30000, True),
        ("wrvu", 30001, False),
        ("tcc", 29999, False),
        ("tcc", 3000000, True),
    ],
)
def test_refuses_a_median_outside_its_range(metric: str, value: int, is_fine: bool) -> None:
    assert found(f"Gastroenterology,{metric},50,{value},\n") == ([] if is_fine else [(2, "value", "error")])


def test_warns_of_a_rate_that_pay_and_work_do_not_allow() -> None:
    # Pay 400,000 to 600,000 over work 5,000 to 8,000: between 400000/8000 = 50 and 600000/5000 = 120.
    body = "A,tcc,25,400000,\nA,tcc,90,600000,\nA,wrvu,25,5000,\nA,wrvu,90,8000,\nA,cf,50,{rate},\n"
    assert found(body.format(rate=50)) == []
    assert found(body.format(rate="49.99")) == [(6, "value", "warning")]


def test_warns_of_fewer_than_five_groups() -> None:
    assert found("A,wrvu,50,5000,4\n", GROUPED) == [(2, "group_count", "warning")]
    assert found("A,wrvu,50,5000,5\n", GROUPED) == []


def test_warns_of_one_spread_under_many_specialties() -> None:
    # Every 75th is 1.2 times the median.
    lines = [f"S{number},wrvu,50,{number * 1000},\nS{number},wrvu,75,{number * 1200},\n" for number in range(3, 8)]
    assert [severity for _, _, severity in found("".join(lines))] == ["warning"]
    assert found("".join(lines[:4])) == []


def test_a_warning_does_not_refuse() -> None:
    file = table("A,wrvu,50,5000,4\n", GROUPED)
    assert not file.is_refused and file.issues[0].severity is Severity.WARNING

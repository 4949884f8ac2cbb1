"""RVU Edge knows which claims of a remittance stand: replaced, voided, reversed, told again, or another claim under the same number.

A claim of the cases is "status/payer/number of the payer/frequency codes@day"; all of them have one number of the clinic (CLP01).
A fifth word is the payer's number of the claim that it corrects (REF*F8).
"""

import csv
from itertools import groupby
from pathlib import Path

import pytest

from tests.tracking.extracts import read, shown
from tests.tracking.test_remittances import ISA

FILE = Path(__file__).parents[1] / "golden" / "remittances" / "claims.csv"
with FILE.open(encoding="utf-8", newline="") as _file:
    CASES = list(csv.DictReader(_file))


def segments(claim: str) -> list[str]:
    header, *lines = claim.split()
    status, _payer, control, frequency, *original = header.split("/")
    told = [f"CLP*ACCT1*{status}*100*50**MB*{control}*11*{frequency}", *(f"REF*F8*{number}" for number in original)]
    for line in lines:
        code, day = line.split("@")
        told += [f"SVC*HC:{code.replace('-', ':')}*50*25**1", f"DTM*472*202610{int(day):02}"]
    return told


def remittance(claims: str) -> str:
    """A file with a transaction for each run of claims of one payer."""
    text, number = [ISA + "GS*HP*A*B*20261020*1200*1*X*005010X221A1"], 0
    for payer, group in groupby(claims.split(" | "), key=lambda claim: claim.split("/")[1]):
        number += 1
        body = [f"N1*PR*{payer}", "N1*PE*RIVERSIDE CLINIC*XX*1888888884", *(one for claim in group for one in segments(claim))]
        text += [f"ST*835*{number:04}", *body, f"SE*{len(body) + 2}*{number:04}"]
    return "~".join([*text, f"GE*{number}*1", "IEA*1*000000001"]) + "~"


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_counts_the_claims_that_stand(case: dict[str, str]) -> None:
    found = read(remittance(case["claims"]))
    assert not [issue for issue in found.issues if issue.severity == "error"]
    assert sorted(word for one in found.cases for word in shown(one)[2]) == case["expected"].split(), case["title"]


def test_says_that_lines_were_replaced_and_that_a_number_was_used_again() -> None:
    told = [one.message for one in read(remittance(CASES[2]["claims"])).issues]
    assert "2 lines are replaced by a later claim of the same number; the later one counts." in told
    told = [one.message for one in read(remittance(CASES[12]["claims"])).issues]
    assert "1 claims bear a number that the same payer accepted another claim under; each counts." in told

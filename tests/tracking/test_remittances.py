"""RVU Edge reads of a remittance (835) what was billed, once, and says what it leaves out; the people in it are made up."""

import json

import pytest

from tests.tracking.extracts import GOLDEN, kept, read, shown

ISA = "ISA*00*          *00*          *ZZ*EXAMPLEPAYER   *ZZ*RIVERSIDECLINIC*261020*1200*^*00501*000000001*0*P*:~"
GOLD = (GOLDEN / "remittance.835").read_text(encoding="utf-8")
PATIENT = "NM1*QC*1*DOE*JANE****MI*1EG4TE5MK73"
CLAIM = "CLP*ACCT900100*1*100*70**MB*PCN900100*11*1"
VISIT = ("SVC*HC:99213*100*70**1", "DTM*472*20261009")
REVERSAL = ("CLP*ACCT900100*22*-100*-70**MB*PCN900100*11*1", PATIENT, "SVC*HC:99213*-100*-70**1", "DTM*472*20261009")


def file(*segments: str, count: int | None = None) -> str:
    """A whole file around the segments of claims, each told without its end."""
    body = ["N1*PE*RIVERSIDE CLINIC*XX*1888888884", *segments]
    ends = [f"SE*{count or len(body) + 2}*0001", "GE*1*1", "IEA*1*000000001"]
    return ISA + "~".join(["GS*HP*A*B*20261020*1200*1*X*005010X221A1", "ST*835*0001", *body, *ends]) + "~"


def units(*segments: str) -> list[str]:
    return [word for case in read(file(CLAIM, PATIENT, *segments)).cases for word in shown(case)[2]]


def told(content: str) -> list[tuple[int | None, str, str, str]]:
    return [(one.line, one.field, str(one.severity), one.message) for one in read(content).issues]


@pytest.mark.parametrize(
    ("line", "read_as"),
    [
        ("SVC*HC:99213*100*70", "99213"),
        ("SVC*HC:99213*100*70**3", "99213x3"),
        ("SVC*HC:99213*100*70**1**3", "99213x3"),
        ("SVC*HC:99213*100*0**0**2", "99213x2"),
        ("SVC*HC:99213*100*0**0", "99213"),
        ("SVC*HC:20610:RT:59:XS:76*100*70**1", "20610-RT-59-XS-76"),
        ("SVC*HC:99213*100*70**1*HC:99214:25", "99214-25"),
        ("SVC*N4:00000000000*100*70**1*HC:J0585", "J0585"),
        ("SVC*AD:D1553*100*70**1", "D1553"),
        ("SVC*HC:00142:QZ*900*600**45", "00142-QZ"),
        ("SVC*HC:99213*100*70*0960*1", "99213"),
    ],
)
def test_reads_the_procedure_and_units_that_were_billed(line, read_as):
    assert units(line, "DTM*472*20261009") == [read_as]


@pytest.mark.parametrize(
    ("days", "day"),
    [
        (("DTM*232*20261005", "SVC*HC:99213*1*1", "DTM*472*20261009"), "2026-10-09"),
        (("DTM*232*20261005", "DTM*233*20261007", "DTM*050*20261020", "SVC*HC:99213*1*1"), "2026-10-05"),
        (("DTM*232*20261005", "SVC*HC:99213*1*1", "DTM*150*20261006", "DTM*151*20261007"), "2026-10-06"),
    ],
)
def test_takes_the_day_of_the_line_before_that_of_the_claim(days, day):
    assert [shown(case)[0] for case in read(file(CLAIM, PATIENT, *days)).cases] == [day]


def test_refuses_a_line_without_a_day():
    assert told(file(CLAIM, "SVC*HC:99213*1*1"))[0][:3] == (6, "date_of_service", "error")


@pytest.mark.parametrize(
    ("by", "who"),
    [
        ((), "1888888884"),
        (("NM1*82*1*CLINICIAN*ADA****XX*1999999984",), "1999999984"),
        (("NM1*82*1*CLINICIAN*ADA",), "ADA CLINICIAN"),
    ],
)
def test_knows_who_rendered_a_claim(by, who):
    found = read(file(CLAIM, *by, *VISIT, "REF*SY*123456789"))
    assert found.reader and list(found.reader.people) == [who]


def test_takes_who_rendered_a_line_before_who_rendered_the_claim():
    found = read(file(CLAIM, "NM1*82*1*CLINICIAN*ADA", *VISIT, "REF*HPI*1777777774", "SVC*HC:20610*1*1", "DTM*472*20261009"))
    assert found.reader and set(found.reader.people) == {"1777777774", "ADA CLINICIAN"}


@pytest.mark.parametrize(
    ("claims", "codes", "reversed_"),
    [
        ((CLAIM, *VISIT, *REVERSAL), [], 1),
        ((CLAIM, *VISIT, *REVERSAL, CLAIM, *VISIT), ["99213"], 1),
        ((*REVERSAL, CLAIM, *VISIT), ["99213"], 0),
        ((*REVERSAL, CLAIM.replace("900100", "900101"), *VISIT), [], 1),
        ((CLAIM.replace("*1*100", "*4*100"), *VISIT), ["99213"], 0),
        ((CLAIM.replace("*1*100", "*4*100"), *VISIT, CLAIM, *VISIT), ["99213"], 0),
        ((CLAIM, *VISIT, CLAIM.replace("*1*100", "*2*100"), *VISIT), ["99213"], 0),
        ((CLAIM, *VISIT, *VISIT), ["99213", "99213"], 0),
        ((CLAIM.replace("ACCT900100", "0"), *VISIT, CLAIM.replace("ACCT900100", "0"), *VISIT), ["99213", "99213"], 0),
    ],
    ids=[
        "a reversal takes its claim back",
        "a correction counts in its place",
        "what an earlier file told is corrected",
        "a reversal alone takes a like charge back",
        "a denied line was billed",
        "denied, then paid",
        "a second payer",
        "twice in one claim",
        "claims without a number are apart",
    ],
)
def test_counts_what_stands_once(claims, codes, reversed_):
    found = read(file(*claims))
    assert [word for case in found.cases for word in shown(case)[2]] == codes
    assert found.matcher and found.matcher.reversed == reversed_


def test_keeps_a_reversal_that_takes_back_what_the_file_does_not_have():
    _kept, text, _findings = kept(file(*REVERSAL).encode())
    assert [row.split(",")[4:6] for row in text.splitlines()] == [["99213", "-1"]]


@pytest.mark.parametrize(
    ("segments", "line", "why"),
    [
        ((CLAIM, PATIENT), 6, "without service lines"),
        ((CLAIM, PATIENT, "SVC*N4:00000000000*100*70"), 8, "NDC"),
        ((CLAIM, PATIENT, "SVC*HP:AAA00*100*70"), 8, "no HCPCS code"),
        ((CLAIM, PATIENT, "SVC*HC:45385*100*70*0750*1"), None, "1 lines are a facility's own"),
        ((CLAIM, PATIENT, "SVC*NU:0120*100*70"), None, "1 lines are a facility's own"),
        ((CLAIM.replace("*1*100", "*25*100"), PATIENT, "SVC*HC:45385*100*70"), None, "1 claims are predeterminations"),
        ((CLAIM, "SVC*HC:99213*9*5**1*HC:99214", "DTM*472*20261009", "SVC*HC:20610*0*5**1*HC:99214"), None, "1 lines are parts"),
        ((CLAIM, *VISIT, CLAIM, *VISIT), None, "1 lines are told again"),
        ((*REVERSAL, CLAIM, *VISIT), None, "1 lines take back what an earlier file told"),
        ((CLAIM, "SVC*HC:99213*1*1", "DTM*150*20261006", "DTM*151*20261007"), None, "1 lines run over several days"),
        ((CLAIM, "SVC*HC:00142*1*1**45", "DTM*472*20261009"), None, "1 lines count minutes"),
        ((CLAIM, "SVC*HC:99213*1*0**0", "DTM*472*20261009"), None, "1 lines tell no units but 0"),
    ],
)
def test_says_what_it_leaves_out_and_what_it_keeps_in_another_way(segments, line, why):
    found = [one for one in told(file("LX*1", *segments)) if one[2] == "warning"]
    assert [(one[0], why in one[3]) for one in found] == [(line, True)]


def test_a_day_behind_a_line_that_is_left_out_is_not_that_of_the_line_before():
    found = read(file(CLAIM, *VISIT, "SVC*N4:00000000000*1*1", "DTM*472*20261015", "REF*HPI*1777777774"))
    assert [shown(case)[0] for case in found.cases] == ["2026-10-09"]
    assert found.reader and list(found.reader.people) == ["1888888884"]


@pytest.mark.parametrize(
    "content",
    [
        GOLD.replace("*", "|").replace(":", ">").replace("~\n", "!\n").replace("^", "`"),
        GOLD.replace("\n", ""),
        GOLD.replace("\n", "\r\n"),
        GOLD.replace("~\n", "\n"),
        "\ufeff" + GOLD,
    ],
    ids=["other signs", "one line", "windows ends", "lines as ends", "with mark"],
)
def test_reads_every_separator_that_the_isa_declares(content):
    assert read(content).cases and read(content).text.count("\n") == read(GOLD).text.count("\n")
    assert [shown(case) for case in read(content).cases] == [shown(case) for case in read(GOLD).cases]


@pytest.mark.parametrize(
    ("content", "line", "why"),
    [
        (GOLD[: GOLD.index("IEA*1")], None, "its last segment IEA is missing"),
        (GOLD[: GOLD.index("PLB*") + 9], 70, "within a segment"),
        (GOLD[: GOLD.index("SE*")] + "GE*1*1~IEA*1*000000001~", 71, "began in segment 3 ends early"),
        (file(CLAIM, *VISIT, count=9), 8, "Segments were lost or added"),
        (GOLD.replace("005010X221A1", "004010X091A1"), 2, "another guide than 005010X221A1"),
        (GOLD.replace("ST*835", "ST*820"), 3, "no remittance (835)"),
        (GOLD.replace("GS*HP", "GS*RA").replace("ST*835", "ST*820"), 3, "another X12 transaction than claims"),
        (file(CLAIM, *VISIT) + ISA.replace("*", "|"), 11, "with other separators"),
        (file(CLAIM, *VISIT) + ISA, None, "its last segment IEA is missing"),
        (file(), None, "no service lines that can be compared"),
        (file(CLAIM, "X" * 200_000), 6, "longer than 64 KB"),
    ],
)
def test_tells_what_is_wrong_with_a_file_and_in_which_segment(content, line, why):
    found = [one for one in told(content) if one[2] == "error"]
    assert found and found[0][0] == line and why in found[0][3]


def test_keeps_nothing_of_a_patient_in_rows_or_messages():
    content = GOLD.replace("SVC*HC:45385*500", "SVC*N4:00012345678*500").replace("IEA*1*000000001~", "")
    found = read(content)
    said = (found.text + json.dumps(found.kept.stored()) + str(found.issues)).upper()
    secret = ("DOE", "JANE", "ROE", "RICHARD", "POE", "ACCT", "PCN", "1EG4", "0012345", "123456789", "LINE9", "MA01")
    assert not [word for word in secret if word in said]

"""RVU Edge explains the codes that people use most: its sample, dentistry and the daily work of the specialties."""

import csv
from collections import Counter

import pytest

from codes.texts import CATALOGUE, load_specialties, load_texts

# What each specialty reports day by day, as clinicians of the specialty would list it.
DAILY_WORK = {
    "gastroenterology": "45385 45380 45378 43239 43235 45381 45390 43249 43248 43251 43274 43264 43246 91110 46221 G0105 G0121",
    "cardiology": "93000 93010 93306 93308 93015 93018 78452 93458 92928 93351 93312 93280 93294 93224 93228 92960 93880",
    "family-medicine": "99213 99214 99203 99204 99396 99395 G0439 G2211 20610 17110 69210 11200 20552 11730 90471 96372 81003 G0444",
    "internal-medicine": "99213 99214 99215 99204 99396 G0438 G0439 G2211 99490 99495 99496 99497 93000 90471 20610 69210",
    "hospital-medicine": "99221 99222 99223 99231 99232 99233 99238 99239 99291 99497 36556 49083 32555 62270",
    "geriatrics": "99483 99497 G0439 99308 99309 99495 99496 99490 G0444 E0143",
    "emergency-medicine": "99282 99283 99284 99285 99291 12001 12002 12011 10060 31500 36556 29125 29515 30901 32551 92950 99152 93010",
    "critical-care": "99291 99292 99233 31500 36556 36620 76937 32551 32555 94002 92950 31600 31622 31624",
    "orthopaedic-surgery": "27447 27130 29881 29827 29826 20610 20611 27236 27245 25607 27814 23472 20680 73562 73030 29075 99203 99213",
    "hand-surgery": "26055 64721 29848 25607 25609 25600 20550 20600 29075 L3908",
    "general-surgery": "47562 47563 44970 49505 49650 49591 49593 44140 44120 19301 10060 11042 36561 45378 60240 43281",
    "anesthesiology": "00790 00840 00812 00811 00731 00813 00142 00400 01214 01402 01400 01630 01967 01961 36620 64415 64447",
    "diagnostic-radiology": "71045 71046 70450 71250 71260 71275 74176 74177 77067 77063 77066 76700 76705 76536 76770 70553 73721",
    "dermatology": "11102 11103 11104 11105 17000 17003 17004 17110 17262 11301 11402 11602 11642 11900 17311 17312 14040 99213",
    "ophthalmology": "66984 66982 67028 92014 92012 92004 92134 92133 92083 92250 92136 66821 65855 15823",
    "otolaryngology": "31231 31575 31237 69210 69436 42820 42826 30140 30520 31254 31255 31267 30901 92557 92567",
    "urology": "52000 52332 52310 52356 52352 52601 52235 50590 55250 55707 55866 51741 51798 51702 81003",
    "obstetrics-gynecology": "59400 59510 59409 59514 59426 59025 76805 76815 76817 76830 58100 58300 58558 58571 57454 57460 11981 G0101",
    "neurology": "95816 95819 95720 95886 95885 95909 95910 95911 64615 62270 95810 70551 99483 99204 99205",
    "psychiatry": "90792 90791 90833 90836 90834 90837 90832 90853 90839 90870 90785 99204 96127",
    "physical-medicine": "95886 95885 95909 95911 20553 20552 20611 64483 62323 64493 27096 64615 97110 97161",
    "pain-medicine": "62323 62321 64483 64484 64493 64494 64490 64635 64636 27096 20553 20552 64405 62322",
    "pulmonology": "31622 31624 31628 31652 32555 94010 94060 94726 94729 94618 95810 95811 99291 94002 71250",
    "nephrology": "90935 90937 90945 90960 90961 90966 36902 36821 99232 99215 76770 99457",
    "hematology-oncology": "96413 96415 96417 96365 96367 96372 96374 96375 96401 96411 96360 96361 38222 99215 99205 J9271",
    "rheumatology": "20600 20605 20610 20611 76882 96365 96413 99204 77080 J1745 J3301 89060 86580",
    "allergy-immunology": "95004 95024 95044 95076 95115 95117 95165 94010 94060 31231",
    "plastic-surgery": "19318 19357 14040 14060 15100 15260 13101 13132 12032 11402 11642 15823 26055 64721",
    "vascular-surgery": "35301 36475 36478 36821 36902 27880 93880 93922 93970 93971 11042 36561",
    "neurosurgery": "22551 22853 22633 22612 63030 63047 63048 61510 64721 72148 72141",
    "pediatrics": "99391 99392 99393 99394 99381 99213 90460 90461 96110 96127 92551 99173 87880 94640 99460 99462 54150 99188",
    "podiatry": "11720 11721 11055 11056 11730 11750 11042 20550 28285 28296 73630 73610 29540 L4361",
    "physical-therapy": "97110 97112 97140 97530 97116 97161 97162 97535 97150 97010 G0283 97597",
    "occupational-therapy": "97165 97166 97535 97530 97110 97112 97140 97150 97129 L3908",
    "pathology": "88305 88304 88307 88309 88312 88341 88342 88331 88360 88112 88173 85060 84165",
    "pediatric-dentistry": "D0120 D0145 D0272 D1120 D1206 D1208 D1351 D1354 D1510 D2391 D2930 D3220 D7140 D9230",
    "oral-surgery": "D7140 D7210 D7220 D7230 D7240 D7510 D9222 D9223 D9239 D9243 D0330 D6010",
}
FEWEST_SPECIALTIES, FEWEST_CODES = 20, 10
FACT_FILES = ("facts_2024.csv", "facts_2025.csv", "facts_2026.csv", "fees.csv", "hcpcs.csv")


def _sample_codes() -> set[str]:
    rows = [row for name in FACT_FILES for row in csv.DictReader((CATALOGUE / name).open(encoding="ascii", newline=""))]
    return {row["code"] for row in rows}


def test_explains_at_least_400_codes() -> None:
    assert len(load_texts()) >= 400
    assert list(load_texts()) == sorted(load_texts())


def test_explains_every_code_of_the_sample_and_has_facts_for_every_text() -> None:
    assert set(load_texts()) == _sample_codes()


def test_explains_at_least_60_dental_codes_in_each_part_of_a_practice() -> None:
    dental = [text for text in load_texts().values() if text.code.startswith("D")]
    assert len(dental) >= 60
    assert {text.category for text in dental} >= {
        "Dental, diagnostic",
        "Dental, preventive",
        "Dental, restorative",
        "Dental, endodontics",
        "Dental, periodontics",
        "Dental, prosthodontics",
        "Dental, oral surgery",
        "Dental, orthodontics",
        "Dental, anesthesia and sedation",
    }


@pytest.mark.parametrize("specialty", DAILY_WORK)
def test_explains_the_daily_work_of_a_specialty(specialty: str) -> None:
    texts, codes = load_texts(), DAILY_WORK[specialty].split()
    assert [code for code in codes if code not in texts] == []
    named = [code for code in codes if specialty in texts[code].specialties]
    assert len(named) >= FEWEST_CODES, named


def test_names_at_least_20_specialties_on_at_least_10_codes_each() -> None:
    counts = Counter(specialty for text in load_texts().values() for specialty in text.specialties)
    assert set(DAILY_WORK) <= set(load_specialties())
    assert len(DAILY_WORK) >= FEWEST_SPECIALTIES
    assert [specialty for specialty in DAILY_WORK if counts[specialty] < FEWEST_CODES] == []

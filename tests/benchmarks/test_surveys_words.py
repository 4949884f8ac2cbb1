"""The words of survey tables: percentiles, metrics, numbers, suppressed values, names of specialties."""

from decimal import Decimal

import pytest

from benchmarks.surveys.amounts import read_amount, read_count
from benchmarks.surveys.publishers import names_real_survey
from benchmarks.surveys.specialty_names import map_names, proposal_for
from benchmarks.surveys.vocabulary import Moment, column_of, cut_of, is_suppressed, metric_of, percentile_of

OURS = {"general-surgery": "General surgery", "orthopaedic-surgery": "Orthopaedic surgery", "family-medicine": "Family medicine"}


@pytest.mark.parametrize(
    ("text", "percentile"),
    [
        ("p25", 25),
        ("25th", 25),
        ("25th %ile", 25),
        ("_25_tile", 25),
        ("25th Percentile", 25),
        ("Median", 50),
        ("P_90", 90),
        ("50.0", 50),
        ("1st", 1),
    ],
)
def test_reads_every_way_of_writing_a_percentile(text: str, percentile: int) -> None:
    assert percentile_of(text) == Decimal(percentile)


@pytest.mark.parametrize(("text", "moment"), [("Mean", Moment.MEAN), ("Stdev", Moment.DEVIATION), ("SD", Moment.DEVIATION)])
def test_keeps_mean_and_deviation_apart_from_percentiles(text: str, moment: Moment) -> None:
    assert percentile_of(text) is moment


@pytest.mark.parametrize("text", ["", "0", "0.25", "100", "p", "-25", "25th quartile", "twenty"])
def test_takes_no_other_word_for_a_percentile(text: str) -> None:
    assert percentile_of(text) is None


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("wRVU", "wrvu"),
        ("Physician Work RVUs", "wrvu"),
        ("Total Cash Compensation", "compensation"),
        ("Compensation to Work RVUs Ratio", "compensation_per_wrvu"),
        ("TCC per Work RVU", "compensation_per_wrvu"),
        ("Total RVUs", "total_rvu"),
    ],
)
def test_knows_the_usual_names_of_a_metric(text: str, metric: str) -> None:
    assert metric_of(text) == metric


def test_takes_no_unknown_metric_for_a_known_one() -> None:
    assert metric_of("RVU") is None


@pytest.mark.parametrize(
    ("text", "field"), [("Percent_Number", "percentile"), ("amount", "value"), ("Provider Count", "n"), ("n_orgs", "group_count")]
)
def test_knows_the_usual_names_of_a_column(text: str, field: str) -> None:
    assert column_of(text) == field


@pytest.mark.parametrize("text", ["", "  ", "*", "**", "-", "N/A", "ISD", "id", "\u2014"])
def test_knows_the_signs_of_a_suppressed_value(text: str) -> None:
    assert is_suppressed(text)


def test_takes_no_zero_for_suppressed() -> None:
    assert not is_suppressed("0")


@pytest.mark.parametrize(
    ("text", "value"),
    [("4700", "4700.0000"), ("4,700", "4700.0000"), ("$ 1,234,567.5", "1234567.5000"), ("52.12345", "52.1235"), ("\xa04 ", "4.0000")],
)
def test_reads_numbers_with_dollars_and_commas(text: str, value: str) -> None:
    assert read_amount(text) == Decimal(value)


@pytest.mark.parametrize("text", ["4.700,5", "47,00", "1,23", "-5", "(5)", "4e3", "NaN", "4700 wRVU", "50%", "٤٧٠٠", "1 234"])
def test_forgives_no_other_number(text: str) -> None:
    assert read_amount(text) is None


def test_reads_whole_counts() -> None:
    assert (read_count("1,200"), read_count("12.5"), read_count("30+")) == (1200, None, None)


@pytest.mark.parametrize(("text", "label"), [("National", ""), ("All", ""), ("", ""), ("Midwest", "Midwest")])
def test_folds_the_words_for_everybody_into_one_cut(text: str, label: str) -> None:
    assert cut_of(text) == label


@pytest.mark.parametrize("raw", ["general-surgery", "GENERAL SURGERY", "Surgery: General", "general  surgery"])
def test_maps_a_name_by_code_name_and_word_order(raw: str) -> None:
    assert map_names([raw], OURS, {}) == {raw: "general-surgery"}


def test_maps_either_spelling() -> None:
    assert map_names(["Orthopedic Surgery"], OURS, {}) == {"Orthopedic Surgery": "orthopaedic-surgery"}


def test_leaves_a_name_that_is_only_alike_to_a_person() -> None:
    assert map_names(["Surgery: General (trauma)", "Family Medicine (without OB)"], OURS, {}) == {}
    assert proposal_for("Family Medicine (without OB)", OURS) == "family-medicine"
    assert proposal_for("Zoology", OURS) == ""


def test_follows_what_a_person_confirmed_before_any_name() -> None:
    assert map_names(["FM clinic", "Family medicine"], OURS, {"FM Clinic": "family-medicine"}) == {"FM clinic": "family-medicine"}


def test_gives_one_of_our_specialties_one_name() -> None:
    assert map_names(["Surgery: General", "General surgery"], OURS, {}) == {"General surgery": "general-surgery"}


@pytest.mark.parametrize("name", ["MGMA", "mgma-2025.csv", "AMGA Survey", "Sullivan Cotter physician survey", "SullivanCotter"])
def test_knows_the_names_of_real_surveys(name: str) -> None:
    assert names_real_survey("x", name)


def test_takes_an_invented_survey_for_no_real_one() -> None:
    assert not names_real_survey("harbourlight", "Harbourlight Demonstration Survey (fictional)", "harbourlight.csv")

"""The words of survey tables: columns, metrics, percentiles, suppressed values and cuts of everybody."""

import re
from decimal import Decimal
from enum import StrEnum

SPECIALTY, METRIC, PERCENTILE, VALUE = "specialty", "metric", "percentile", "value"
PROVIDERS, GROUPS, CUT = "n", "group_count", "region"

_COLUMNS = {
    SPECIALTY: "specialty, speciality, specialty name, provider specialty, survey specialty",
    METRIC: "metric, measure, measure name, metric name, variable, benchmark metric",
    PERCENTILE: "percentile, percentiles, percent number, percentile number, pctile, ptile, tile, pct, statistic, stat",
    VALUE: "value, amount, benchmark value, metric value",
    PROVIDERS: "n, provider count, providers, number of providers, n providers, n incumbents, incumbents, count",
    GROUPS: "group count, groups count, groups, number of groups, n groups, n orgs, orgs, organizations",
    CUT: (
        "region, geographic region, geography, cut, area, ownership, practice ownership, academic, academic status, "
        "provider type, years in specialty, fte basis"
    ),
}
_COLUMN_OF = {word: field for field, words in _COLUMNS.items() for word in words.split(", ")}

_METRICS = {
    "wrvu": "wrvu, wrvus, work rvu, work rvus, physician work rvu, physician work rvus, work relative value units",
    "total_rvu": "total rvu, total rvus, trvu, trvus",
    "compensation": "tcc, total compensation, total cash compensation, compensation, comp, total comp, total pay",
    "compensation_per_wrvu": (
        "cf, conversion factor, tcc per work rvu, tcc per wrvu, compensation per wrvu, compensation per work rvu, comp per wrvu, "
        "compensation to work rvus ratio, compensation to work rvu ratio, compensation to physician work rvus ratio, "
        "total compensation per work rvu, total compensation per wrvu, comp wrvu, compensation wrvu, tcc wrvu"
    ),
    "base_salary": "base salary, base pay, base compensation",
    "collections": "collections, professional collections, collections for professional charges",
    "gross_charges": "gross charges, charges, professional gross charges",
    "encounters": "encounters, total encounters, patient encounters, visits",
    "collections_per_wrvu": "collections per wrvu, collections per work rvu, collections to work rvus ratio",
    "wrvu_per_encounter": "wrvu per encounter, work rvus per encounter, work rvus to encounters ratio",
    "asa_units": "asa units, asa unit, total asa units",
    "production": "production, dental production",
}
_METRIC_OF = {word: metric for metric, words in _METRICS.items() for word in words.split(", ")}
METRICS = tuple(_METRICS)

_SUPPRESSED = frozenset({"", "*", "**", "***", "-", "--", "\u2013", "\u2014", "n/a", "na", "#n/a", "isd", "id"})
_EVERYBODY = frozenset(
    {"", "all", "everybody", "all regions", "all respondents", "national", "nationwide", "overall", "united states", "us", "usa"}
)
# The publisher's own default kind of person is nobody's special cut.
_USUAL_PEOPLE = frozenset({"staff physician", "staff physicians", "physician", "physicians"})
_NUMBER = r"([0-9]{1,2}(?:\.[0-9]{1,2})?)"
_PERCENTILE = re.compile(rf"(?:p|percentile) ?{_NUMBER}|{_NUMBER} ?(?:st|nd|rd|th)?(?: ?(?:%ile|%tile|percentile|pctile|ptile|tile))?")
_MEANS = frozenset({"mean", "average", "avg"})
_DEVIATIONS = frozenset({"sd", "std", "stdev", "std dev", "standard deviation"})


class Moment(StrEnum):
    """A statistic beside the percentiles."""

    MEAN = "mean"
    DEVIATION = "standard deviation"


def tidy(text: str) -> str:
    """Return a cell with single blanks and none around it; no-break and zero-width blanks count."""
    return " ".join(text.replace("\u200b", " ").replace("\ufeff", " ").split())


def plain(text: str) -> str:
    """Return a word as the lists here spell it: small letters, blanks in place of underscores, hyphens and full stops at its end."""
    return tidy(re.sub(r"[_\-/]+", " ", text)).casefold().rstrip(".:")


def column_of(header: str) -> str | None:
    """Return the field that a header cell names; None for a column that is not read."""
    return _COLUMN_OF.get(plain(header))


def metric_of(text: str) -> str | None:
    """Return our name of a metric; None for one that is not known."""
    return _METRIC_OF.get(plain(text))


def is_suppressed(text: str) -> bool:
    """Whether a cell says that too few answered; such a value is unknown, never 0."""
    return tidy(text).casefold() in _SUPPRESSED


def cut_of(text: str) -> str:
    """Return the label of a cut; "" for everybody."""
    return "" if plain(text) in _EVERYBODY | _USUAL_PEOPLE else tidy(text)


def percentile_of(text: str) -> Decimal | Moment | None:
    """Return a percentile above 0 and below 100, the mean or the deviation; None for any other word."""
    word = plain(text)
    if word in _MEANS:
        return Moment.MEAN
    if word in _DEVIATIONS:
        return Moment.DEVIATION
    if word in {"median", "med"}:
        return Decimal(50)
    match = None if text.strip().startswith("-") else _PERCENTILE.fullmatch(word)
    if match is None:
        return None
    number = Decimal(match[1] or match[2])
    # A sheet that formats 25% stores 0.25: no survey publishes a percentile below the first.
    return number if number >= 1 else None

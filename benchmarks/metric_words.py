"""What the metrics and the columns of surveys are called on pages, and which metrics are dollars."""

from django.utils.translation import gettext_lazy as _

from benchmarks.surveys import vocabulary as words
from benchmarks.surveys.columns import NOT_READ

METRIC_WORDS = {
    "wrvu": _("wRVU"),
    "total_rvu": _("Total RVU"),
    "compensation": _("Total pay"),
    "compensation_per_wrvu": _("Pay per wRVU"),
    "base_salary": _("Base pay"),
    "collections": _("Collections"),
    "gross_charges": _("Gross charges"),
    "encounters": _("Encounters"),
    "collections_per_wrvu": _("Collections per wRVU"),
    "wrvu_per_encounter": _("wRVU per encounter"),
    "asa_units": _("ASA units"),
    "production": _("Dental production"),
}
IN_DOLLARS = frozenset(
    {
        "compensation",
        "compensation_per_wrvu",
        "base_salary",
        "collections",
        "gross_charges",
        "collections_per_wrvu",
        "production",
    }
)

_COLUMNS = {
    NOT_READ: _("not read"),
    words.SPECIALTY: _("specialty"),
    words.METRIC: _("metric"),
    words.PERCENTILE: _("percentile"),
    words.VALUE: _("value"),
    words.PROVIDERS: _("number of providers"),
    words.GROUPS: _("number of groups"),
    words.CUT: _("region or another cut"),
}


def percentile_words(at: str) -> str:
    """Return a column's percentile as tables head it; the mean and the deviation are called by their names."""
    return f"P{at}" if at.isdigit() else at


def column_words(role: str) -> str:
    """Return what a column of a survey's table holds, as somebody said of it: specialty, wRVU P25, not read."""
    metric, is_point, at = role.partition("@")
    if not is_point:
        return str(_COLUMNS.get(role, role))
    return " ".join(word for word in (str(METRIC_WORDS.get(metric, metric)), percentile_words(at)) if word)

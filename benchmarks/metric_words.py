"""What the metrics of surveys are called on pages, and which of them are dollars."""

from django.utils.translation import gettext_lazy as _

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

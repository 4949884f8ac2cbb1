"""RVU Edge says of every kind of row without a border of its own what keeps it within somebody's."""

from django.apps import apps

from tests.access.test_visible_to import rows_of

# Rows of ours without a border of their own, and the row or the rule that keeps them within somebody's.
_BY_ITS_IMPORT = "read by an import, which is an organisation's: a worker reads it and nobody is signed in"
_OWN = "one's own alone: read from the user, or from the own clinician"
_OFFICIAL = "official or our own words, the same for everybody"
_OF_A_TABLE = "read through a table that is visible, or that everybody may see"
WITHOUT_A_BORDER = {
    "accounts.User": "read through a membership, which has the border",
    "accounts.Organisation": "read through a membership",
    "accounts.ApiToken": _OWN,
    "accounts.DeviceSession": _OWN,
    "accounts.AuditSeal": "hashes; read with the entry that they seal",
    "web.IdempotencyKey": _OWN,
    "imports.ImportIssue": "read through its import, which has the border",
    "sign_on.SignOnDomain": "read through the sign-on of the organisation",
    "scim.Provisioned": "read through the token of the organisation",
    "site.ContactMessage": "the operator's alone, in the admin",
    "codes.Release": _OFFICIAL,
    "codes.CatalogueVersion": _OFFICIAL,
    "codes.FeeScheduleRow": _OFFICIAL,
    "codes.Specialty": _OFFICIAL,
    "codes.ColumnMapping": _BY_ITS_IMPORT,
    **dict.fromkeys(
        (
            "codes.OtherFee",
            "codes.LocalityIndex",
            "codes.AnesthesiaFactor",
            "codes.AnesthesiaBase",
            "codes.LocalityCounties",
            "codes.ZipLocality",
            "codes.PriceCap",
            "codes.NationalCode",
            "codes.PairEdit",
            "codes.UnitLimit",
        ),
        _OF_A_TABLE,
    ),
    "tracking.ChargeColumns": _OWN,
    "tracking.Favourite": _OWN,
    "tracking.CaseCategory": "read through its set, which has the border",
    "benchmarks.QueryMessage": "read through its query, which has the border",
    "benchmarks.Cut": "read through its edition, which has the border",
    "benchmarks.Cell": "read through its edition",
    "benchmarks.Point": "read through its edition",
    "benchmarks.SpecialtyAlias": "read through its survey, which has the border",
}


def test_has_a_border_for_every_kind_of_row_or_says_why_it_needs_none() -> None:
    """A kind of row that is new has `visible_to`, or stands above with what keeps it within a border."""
    ours = [model for model in apps.get_models() if model.__module__.partition(".")[0] in {"rvuedge", "codes", "tracking", "benchmarks"}]
    assert {model._meta.label for model in ours if not hasattr(rows_of(model), "visible_to")} == set(WITHOUT_A_BORDER)

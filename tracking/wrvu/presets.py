"""The policies that always exist, and those that start from a published table of multipliers."""

from dataclasses import replace
from decimal import Decimal

from tracking.wrvu.policy import Policy, RankBasis, TimeRounding

ONE = Decimal(1)

CMS_PARALLEL = Policy(name="cms_parallel", source="CMS payment rules, the same factors on work")
NO_RANK = replace(
    CMS_PARALLEL,
    name="no_rank",
    source="CMS payment rules without multiple-procedure and endoscopy reductions",
    ranking=RankBasis.NONE,
    folds_endoscopy=False,
)
# Work as printed times units, no reduction of any kind; also for codes that Medicare does not use.
RAW = Policy(
    name="raw",
    directs=ONE,
    counts_work_not_used_by_medicare=True,
    source="work RVU of the row times units",
    ranking=RankBasis.NONE,
    folds_endoscopy=False,
    sides=None,
    bundles_injections=False,
    gates_second_surgeons=False,
    assistant=ONE,
    minimum_assistant=ONE,
    assistant_without_resident=ONE,
    assistant_nonphysician=ONE,
    co_surgeon=ONE,
    team=ONE,
    splits_global_package=False,
    return_to_operating_room=ONE,
    reduced=ONE,
    stopped=ONE,
)
# How Medicare pays: the rules of the payment track.
MEDICARE = replace(
    CMS_PARALLEL,
    name="medicare",
    source="CMS Pub 100-04 chapter 12; CMS record layout RVU25D.pdf",
    pre_operative_care=Decimal(0),
    stopped=None,
    nonphysician=Decimal("0.85"),
    social_worker=Decimal("0.75"),
    shared_by_nonphysician=Decimal("0.85"),
    therapy_assistant=Decimal("0.85"),
)


def _percent(printed: str) -> Decimal:
    """Return the factor of a percentage of full value, as a table prints it."""
    return Decimal(printed) / 100


# Where a table prints no number for a modifier, the factor of CMS-parallel stays.
CANCER_CENTRE = replace(
    CMS_PARALLEL,
    name="cancer_centre",
    source="price file of a large cancer centre (payment)",
    increased=_percent("150"),
    stopped=_percent("20"),
    surgical_care=_percent("75"),
    pre_operative_care=_percent("10"),
    team=_percent("62.5"),
    assistant_nonphysician=_percent("12"),
)
SPINE_OPINION = replace(
    CMS_PARALLEL, name="spine_opinion", source="Becker's Spine, opinion on wRVU: 51 at 100 percent", ranking=RankBasis.NONE
)
REGENCE = replace(
    CMS_PARALLEL, name="regence", source="Regence and Asuris payment policies: 56 is not paid", pre_operative_care=_percent("0")
)
BLUE_CROSS_IDAHO = replace(CMS_PARALLEL, name="blue_cross_idaho", source="Blue Cross of Idaho payment policy: 50 at 150, then 75; 51 at 50")
UNITED_COMMUNITY = replace(
    CMS_PARALLEL,
    name="united_community",
    source="UnitedHealthcare Community Plan, the option 100, 50, then 25 percent",
    ladder=(ONE, _percent("50"), _percent("25")),
)
HEALTH_NET_MEDI_CAL = replace(
    CMS_PARALLEL,
    name="health_net_medi_cal",
    source="Health Net Medi-Cal payment policy",
    co_surgeon=_percent("62"),
    assistant=_percent("20"),
)
SECURITY_HEALTH_PLAN = replace(
    CMS_PARALLEL,
    name="security_health_plan",
    source="Security Health Plan payment policy",
    assistant=_percent("20"),
    assistant_nonphysician=_percent("16"),
)
MICHIGAN = replace(
    CMS_PARALLEL,
    name="michigan_workers_comp",
    source="Michigan workers' compensation rule: assistant physician 20, 81 and physician assistant 13",
    assistant=_percent("20"),
    minimum_assistant=_percent("13"),
    assistant_without_resident=_percent("20"),
    assistant_nonphysician=_percent("13"),
)
WISCONSIN_CATARACT = replace(
    CMS_PARALLEL,
    name="wisconsin_cataract",
    source="Wisconsin Medicaid, cataract, before 2020: 54 at 80 percent",
    surgical_care=_percent("80"),
)
ORTHOPAEDIC_NEWSLETTER = replace(
    CMS_PARALLEL,
    name="orthopaedic_newsletter",
    source="AAPC newsletters: 54 at 70 percent, 30 left for 55",
    surgical_care=_percent("70"),
    post_operative_care=_percent("30"),
)
OPEN_REPRICER = replace(
    CMS_PARALLEL,
    name="open_repricer",
    source="public code of a repricer: 50 at 150, 52 at 50; anesthesia in whole units, with units for risk",
    time_rounding=TimeRounding.WHOLE_UP,
    counts_risk_units=True,
)
SHARED_VISIT_80 = replace(
    CMS_PARALLEL,
    name="shared_visit_80",
    source="published suggestion: 80 percent of a shared visit to the physician",
    shared_by_physician=_percent("80"),
    shared_by_nonphysician=_percent("20"),
)

PUBLISHED = (
    CANCER_CENTRE,
    SPINE_OPINION,
    REGENCE,
    BLUE_CROSS_IDAHO,
    UNITED_COMMUNITY,
    HEALTH_NET_MEDI_CAL,
    SECURITY_HEALTH_PLAN,
    MICHIGAN,
    WISCONSIN_CATARACT,
    ORTHOPAEDIC_NEWSLETTER,
    OPEN_REPRICER,
    SHARED_VISIT_80,
)
PRESETS = {policy.name: policy for policy in (CMS_PARALLEL, NO_RANK, RAW, *PUBLISHED)}

"""RVU Edge pays by who billed, and credits the one who did the work."""

from dataclasses import replace
from decimal import Decimal

import pytest

from codes.lanes import FeeKind
from tests.tracking.claims import RVU26C, line
from tracking.wrvu.credit import value_claim
from tracking.wrvu.facts import Facts, Provider
from tracking.wrvu.policy import Policy
from tracking.wrvu.presets import CMS_PARALLEL, SHARED_VISIT_80
from tracking.wrvu.terms import SetFee, Terms
from tracking.wrvu.types import Item, Reason, Step

NURSE = Provider.NURSE_PRACTITIONER


def billed(text: str, place: str = "11", policy: Policy = CMS_PARALLEL, **facts: object) -> Item:
    return value_claim([line(text, place, Facts(**facts))], Terms(RVU26C, policy))[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("provider", "payment"),
    [
        (Provider.PHYSICIAN, "95.19"),
        (Provider.NONPHYSICIAN, "80.91"),  # 95.192565 x 0.85
        (Provider.NURSE_PRACTITIONER, "80.91"),
        (Provider.PHYSICIAN_ASSISTANT, "80.91"),
        (Provider.CLINICAL_NURSE_SPECIALIST, "80.91"),
        (Provider.DIETITIAN, "80.91"),
        (Provider.CLINICAL_SOCIAL_WORKER, "71.39"),  # x 0.75
        (Provider.CERTIFIED_NURSE_MIDWIFE, "95.19"),
        (Provider.CLINICAL_PSYCHOLOGIST, "95.19"),
    ],
)
def test_pays_each_kind_of_clinician_its_share_and_credits_all_alike(provider: Provider, payment: str) -> None:
    item = billed("99213", provider=provider)
    assert (str(item.payment), str(item.credit)) == (payment, "1.3000")


def test_credits_by_kind_where_the_policy_does() -> None:
    policy = replace(CMS_PARALLEL, nonphysician=Decimal("0.85"), social_worker=Decimal("0.75"))
    assert str(billed("99213", policy=policy, provider=NURSE).credit) == "1.1050"
    assert str(billed("99213", policy=policy, provider=Provider.CLINICAL_SOCIAL_WORKER).credit) == "0.9750"


def test_pays_services_incident_to_a_physician_in_full_in_an_office_only() -> None:
    office, hospital = (billed("99213", place, provider=NURSE, is_incident_to=True) for place in ("11", "22"))
    assert (str(office.payment), office.payment_flags) == ("95.19", ())
    assert (str(hospital.payment), hospital.payment_flags) == ("48.83", (Reason.INCIDENT_TO_IN_FACILITY,))  # 57.449548 x 0.85
    policy = replace(CMS_PARALLEL, incident_to=Decimal(0))
    assert billed("99213", policy=policy, provider=NURSE, is_incident_to=True).steps[-1].rule == "incident_to"
    assert billed("99213-25", policy=policy, is_incident_to=True).credit == Decimal("1.3")  # a physician is incident to nobody
    assert str(billed("99213", provider=Provider.NONPHYSICIAN, is_incident_to=True).payment) == "95.19"


def test_names_in_each_step_who_decided() -> None:
    """2.85 x 33.4009 = 95.192565 and 2.11 x 33.4009 = 70.475899, times 0.85; 1.3 x 0.5."""
    (step,) = (step for step in billed("99213", provider=NURSE).payment_steps if step.rule == "provider")
    assert step == Step("provider", Decimal("95.192565"), Decimal("80.91368025"), "provider", "nurse_practitioner")
    visit = billed("99232-FS", "21", substantive_portion=Provider.NONPHYSICIAN)
    assert visit.payment_steps[-1] == Step("shared_visit", Decimal("70.475899"), Decimal("59.90451415"), "substantive_portion", "npp")
    half = replace(CMS_PARALLEL, incident_to=Decimal("0.5"), teaching=Decimal("0.5"))
    incident = billed("99213", policy=half, provider=NURSE, is_incident_to=True)
    assert incident.steps[-1] == Step("incident_to", Decimal("1.30"), Decimal("0.650"), "provider", "nurse_practitioner")
    for modifier in ("GC", "GE"):
        taught = billed(f"99213-{modifier}", policy=half)
        assert taught.steps[-1] == Step("teaching", Decimal("1.30"), Decimal("0.650"), "modifier", modifier)


def test_takes_no_share_of_an_amount_of_another_schedule_nor_of_what_has_none() -> None:
    """A contract's own 150.00 stays 150.00; what Medicare does not price by the schedule stays without an amount."""
    terms = Terms(RVU26C, CMS_PARALLEL, fees={("Q9999", ""): SetFee("Contract", FeeKind.PAYER, Decimal("150.00"))})
    priced, unpriced = (value_claim([line(code, facts=Facts(provider=NURSE))], terms)[0] for code in ("Q9999", "D1553"))
    assert [priced.payment, unpriced.payment] == [Decimal("150.00"), None]
    assert not {"provider"} & {step.rule for item in (priced, unpriced) for step in item.payment_steps}


def test_takes_the_share_of_teaching_on_a_procedure_too() -> None:
    """GE is for visits: on a procedure it is named, and counts all the same. 22.03 x 0.5."""
    half = replace(CMS_PARALLEL, teaching=Decimal("0.5"))
    assert [str(billed(f"44140-{modifier}", "22", half).credit) for modifier in ("GC", "GE")] == ["11.0150", "11.0150"]


def test_names_the_place_that_does_not_fit_who_billed() -> None:
    hospital = billed("99213", "22", provider=NURSE, is_incident_to=True)
    found = [step for step in hospital.payment_steps if step.rule == "incident_to_in_facility"]
    assert [(step.field, step.value) for step in found] == [("place_of_service", "22")]
    office = billed("99232-FS", "11")
    found = [step for step in office.payment_steps if step.rule == "shared_visit_in_office"]
    assert [(step.field, step.value) for step in found] == [("place_of_service", "11")]


@pytest.mark.parametrize(
    ("portion", "provider", "payment", "assumed"),
    [
        (Provider.PHYSICIAN, Provider.PHYSICIAN, "70.48", False),
        (Provider.PHYSICIAN, NURSE, "70.48", False),
        (Provider.NONPHYSICIAN, Provider.PHYSICIAN, "59.90", False),  # 70.475899 x 0.85
        (Provider.NONPHYSICIAN, NURSE, "59.90", False),
        (None, Provider.PHYSICIAN, "70.48", True),
        (None, NURSE, "59.90", True),
    ],
)
def test_pays_a_shared_visit_by_its_substantive_portion_once(
    portion: Provider | None, provider: Provider, payment: str, assumed: bool
) -> None:
    item = billed("99232-FS", "21", substantive_portion=portion, provider=provider)
    assert (str(item.payment), str(item.credit)) == (payment, "1.5900")
    assert (Reason.SUBSTANTIVE_PORTION_ASSUMED in item.payment_flags) == assumed
    assert item.flags == ()
    assert [step.rule for step in item.steps] == ["row"]  # all of the credit to the biller is no share


def test_flags_a_shared_visit_outside_a_facility() -> None:
    item = billed("99232-FS", "11", substantive_portion=Provider.PHYSICIAN)
    assert (item.flags, item.payment_flags[-1]) == ((Reason.SHARED_VISIT_IN_OFFICE,), Reason.SHARED_VISIT_IN_OFFICE)


def test_splits_the_credit_of_a_shared_visit_where_the_policy_does() -> None:
    portion = Provider.PHYSICIAN
    physician = billed("99232-FS", "21", SHARED_VISIT_80, substantive_portion=portion)
    nurse = billed("99232-FS", "21", SHARED_VISIT_80, substantive_portion=portion, provider=NURSE)
    assert (str(physician.credit), str(nurse.credit)) == ("1.2720", "0.3180")  # 1.59 x 0.8, x 0.2


def test_takes_the_share_of_an_assistant_at_surgery_once() -> None:
    item = billed("44140-AS", "22", provider=Provider.PHYSICIAN_ASSISTANT)
    assert str(item.payment) == "170.03"  # 37.43 x 0.136 x 33.4009
    assert [step.rule for step in item.payment_steps] == ["fee", "assistant"]


@pytest.mark.parametrize("modifier", ["GC", "GE"])
def test_credits_the_attending_in_full_unless_the_policy_says_otherwise(modifier: str) -> None:
    assert str(billed(f"99213-{modifier}").credit) == "1.3000"
    assert str(billed(f"99213-{modifier}", policy=replace(CMS_PARALLEL, teaching=Decimal("0.5"))).credit) == "0.6500"


@pytest.mark.parametrize("modifier", ["CQ", "CO"])
def test_pays_an_assistant_in_therapy_85_percent(modifier: str) -> None:
    item = billed(f"97110-{modifier}")
    assert (str(item.payment), str(item.credit)) == ("24.70", "0.4500")  # 0.87 x 33.4009 x 0.85
    assert item.payment_steps[-1] == Step("therapy_assistant", Decimal("29.058783"), Decimal("24.69996555"), "modifier", modifier)
    assert [step.rule for step in item.steps] == ["row"]  # credit has no such share, so no step

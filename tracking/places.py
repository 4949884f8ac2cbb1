"""Places of service that a log offers: the CMS place of service codes, named in our own words."""

from django.utils.translation import gettext_lazy as _

from tracking.wrvu.resolve import FACILITY_PLACES

OFFICE = "11"
PLACES = (
    ("11", _("Office")),
    ("22", _("Hospital outpatient, on campus")),
    ("19", _("Hospital outpatient, off campus")),
    ("21", _("Hospital inpatient")),
    ("23", _("Emergency department")),
    ("24", _("Ambulatory surgery center")),
    ("10", _("Telehealth, patient at home")),
    ("02", _("Telehealth, patient elsewhere")),
    ("12", _("Home visit")),
    ("20", _("Urgent care")),
    ("31", _("Skilled nursing facility")),
    ("32", _("Nursing facility")),
    ("13", _("Assisted living")),
    ("34", _("Hospice")),
    ("49", _("Independent clinic")),
    ("50", _("Federally qualified health center")),
    ("51", _("Psychiatric hospital")),
    ("52", _("Psychiatric partial hospitalization")),
    ("53", _("Community mental health center")),
    ("61", _("Inpatient rehabilitation")),
    ("62", _("Outpatient rehabilitation")),
    ("65", _("Dialysis center")),
    ("71", _("Public health clinic")),
    ("72", _("Rural health clinic")),
    ("03", _("School")),
    ("26", _("Military hospital")),
    ("41", _("Ambulance on land")),
    ("42", _("Ambulance by air or water")),
    ("56", _("Residential psychiatric center")),
    ("81", _("Independent laboratory")),
    ("01", _("Pharmacy")),
    ("04", _("Homeless shelter")),
    ("05", _("Indian Health Service, by itself")),
    ("06", _("Indian Health Service, with a provider")),
    ("07", _("Tribal facility, by itself")),
    ("08", _("Tribal facility, with a provider")),
    ("09", _("Prison")),
    ("14", _("Group home")),
    ("15", _("Mobile unit")),
    ("16", _("Lodging for a while")),
    ("17", _("Walk-in clinic in a shop")),
    ("18", _("Workplace")),
    ("25", _("Birthing center")),
    ("27", _("Street or outreach site")),
    ("33", _("Custodial care")),
    ("54", _("Intermediate care, intellectual disability")),
    ("55", _("Residential substance use treatment")),
    ("57", _("Substance use treatment, not residential")),
    ("58", _("Opioid treatment, not residential")),
    ("60", _("Mass immunization")),
    ("66", _("Program of all-inclusive care (PACE)")),
    ("99", _("Another place")),
)
NAMES = dict(PLACES)


def is_facility_place(code: str) -> bool:
    """Whether Medicare pays the facility rate at a place of service."""
    return code in FACILITY_PLACES

"""Where each rule stands: the CMS chapter and section, or the record layout, by the id of the rule."""

_LAYOUT = "CMS record layout RVU25D.pdf"
_CHAPTER_12 = "CMS Pub 100-04 chapter 12"

SOURCES = {
    "row": f"{_LAYOUT}: modifier, status code",
    "fee": f"{_LAYOUT}: payment formula",
    "schedule_fee": "the fee schedule named in the step",
    "units": f"{_LAYOUT}: one row is one unit of service",
    "bilateral": f"{_LAYOUT}: bilateral surgery; {_CHAPTER_12}, section 40",
    "bundled_with_others": f"{_LAYOUT}: status T",
    "endoscopy": f"{_LAYOUT}: multiple procedure 3; {_CHAPTER_12}, section 40",
    "rank": f"{_LAYOUT}: multiple procedure 2; {_CHAPTER_12}, section 40",
    "imaging_technical": f"{_LAYOUT}: multiple procedure 4",
    "imaging_professional": f"{_LAYOUT}: multiple procedure 4",
    "therapy": f"{_LAYOUT}: multiple procedure 5",
    "cardiovascular": f"{_LAYOUT}: multiple procedure 6",
    "ophthalmology": f"{_LAYOUT}: multiple procedure 7",
    "opps_cap": f"{_LAYOUT}: OPPS payment amount; Deficit Reduction Act of 2005, section 5102(b)",
    "assistant": f"{_LAYOUT}: assistant at surgery; {_CHAPTER_12}, section 20.4.3",
    "co_surgeon": f"{_LAYOUT}: co-surgeons; {_CHAPTER_12}, section 40",
    "team": f"{_LAYOUT}: team surgery; {_CHAPTER_12}, section 40",
    "global_package": f"{_LAYOUT}: pre-, intra- and post-operative percentage; {_CHAPTER_12}, section 40.4",
    "return_to_operating_room": f"{_LAYOUT}: intra-operative percentage; {_CHAPTER_12}, section 40.4",
    "reduced": "no published CMS percentage; contractor priced",
    "stopped": f"{_LAYOUT}: modifier 53",
    "increased": f"{_CHAPTER_12}, section 20.4.6: by report",
    "infant": "no CMS adjustment; payers differ",
    "provider": f"{_CHAPTER_12}, sections 110 and 120: share of the physician's amount",
    "shared_visit": f"{_CHAPTER_12}, section 30.6.18",
    "incident_to": "CMS Pub 100-02 chapter 15, section 60",
    "teaching": f"{_CHAPTER_12}, section 100",
    "therapy_assistant": "CMS Pub 100-04 chapter 5: modifiers CQ and CO",
    "anesthesia": f"{_CHAPTER_12}, section 50",
    "anesthesia_base": f"{_CHAPTER_12}, section 50: base units",
    "anesthesia_time": f"{_CHAPTER_12}, section 50: time units",
    "anesthesia_risk": "no units for Medicare; payers and policies differ",
    "anesthesia_role": f"{_CHAPTER_12}, section 50: medical direction",
    "anesthesia_supervised": f"{_CHAPTER_12}, section 50: more than four procedures at once",
    "participation": f"{_LAYOUT}: limiting charge",
    "lesser_of_charge": f"{_LAYOUT}: lower of the actual charge and the fee schedule amount",
}


def source_of(rule: str) -> str:
    """Return where a rule stands; empty for a reason, which names the field of the row itself."""
    return SOURCES.get(rule, "")

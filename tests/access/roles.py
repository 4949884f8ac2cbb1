"""Who asks, whose object it is, and what the one is to the other: written by hand, so that no rule of the product decides it."""

ROLES = (
    "visitor",
    "clinician",
    "colleague",
    "surgeon",
    "lead",
    "lead_elsewhere",
    "administrator",
    "trainee",
    "stranger",
    "strange_administrator",
    "operator",
)
OF_HOME = ("clinician", "colleague", "surgeon", "lead", "lead_elsewhere", "administrator", "trainee")

# Whose object: the people whose logs stand for "own" and "other clinician's", "other department's" and "other organisation's",
# a trainee, and the two organisations. What is nobody's own belongs to the installation.
_CLOSER: dict[str, dict[str, str]] = {
    "clinician": {"clinician": "own", "lead": "leads", "administrator": "administers"},
    "surgeon": {"surgeon": "own", "lead_elsewhere": "leads", "administrator": "administers"},
    # The clinician signs the trainee's cases as attending.
    "trainee": {"trainee": "own", "clinician": "signs", "lead": "leads", "administrator": "administers"},
    "stranger": {"stranger": "own", "strange_administrator": "administers"},
    "organisation": {"administrator": "administers"},
    "elsewhere": {"strange_administrator": "administers"},
}
OWNERS = tuple(_CLOSER)


def relation(role: str, owner: str) -> str:
    """Return what a role is to the owner of an object: own, signs, leads, administers, member or foreign."""
    at_home = owner not in {"stranger", "elsewhere"}
    return _CLOSER.get(owner, {}).get(role) or (
        "member" if (role in OF_HOME) == at_home and role not in {"visitor", "operator"} else "foreign"
    )

"""Whether a name in an extract is that of a clinician: "CLINICIAN, ADA B MD" and "Ada Clinician" are the same."""

import re
from collections.abc import Iterable

_TITLES = frozenset(
    {"MD", "DO", "DR", "NP", "PA", "PAC", "CRNA", "RN", "APRN", "CNM", "DMD", "DDS", "DPM", "OD", "PHD", "FACS", "II", "III", "JR", "SR"}
)


def whose(names: Iterable[str], name: str) -> str:
    """Return the only one of some names that is a clinician's; nothing where none is, or several are."""
    wanted = _words(name)
    found = [one for one in names if wanted and _words(one) == wanted]
    return found[0] if len(found) == 1 else ""


def _words(name: str) -> frozenset[str]:
    """The words of a name without titles and single letters."""
    words = re.sub(r"[^\w\s-]", " ", name.upper()).split()
    return frozenset(word for word in words if len(word) > 1 and word not in _TITLES)

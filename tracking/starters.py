"""Codes that a new log proposes as favourites, by specialty; own use replaces them."""

VISITS = ("99213", "99214", "99204", "99203", "99215", "G2211")
_HOSPITAL = ("99223", "99232", "99233", "99238", "99239", "99291")
STARTERS = {
    "gastroenterology": ("45385", "45380", "43239", "G0121", "43249", "99214"),
    "family-medicine": ("99213", "99214", "G2211", "99396", "99395", "90471"),
    "internal-medicine": ("99213", "99214", "99215", "G2211", "99204", "99396"),
    "pediatrics": ("99213", "99214", "99395", "90471", "99203", "99215"),
    "hospital-medicine": _HOSPITAL,
    "critical-care": ("99291", "99233", "99223", "99232", "99239", "99238"),
    "emergency-medicine": ("99283", "99284", "99285", "99291", "99223", "99232"),
    "orthopaedic-surgery": ("27447", "27130", "20610", "29881", "29827", "99213"),
    "pediatric-dentistry": ("D0120", "D1120", "D1206", "D2391", "D2930", "D1553"),
    "general-dentistry": ("D0120", "D0150", "D1120", "D1206", "D2391", "D2930"),
    "anesthesiology": ("00840", "01402", "00142", "99223", "99232", "99291"),
}


def starters_for(specialty: str) -> tuple[str, ...]:
    """Return six codes for a specialty's slug; office visits where it has no set of its own."""
    return STARTERS.get(specialty, VISITS)

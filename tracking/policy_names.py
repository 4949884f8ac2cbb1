"""What people call a policy: presets in words, a policy of the organisation by its name and version."""

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from tracking.wrvu.presets import PRESETS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# The policies that always exist.
WORDS: "dict[str, StrOrPromise]" = {
    "cms_parallel": gettext_lazy("Rules of Medicare on work"),
    "no_rank": gettext_lazy("Rules of Medicare without the reductions for several procedures"),
    "raw": gettext_lazy("Printed work times units"),
}
# Those that start from a published table, by the publisher's name.
_PUBLISHED = {
    "cancer_centre": "Price file of a cancer centre",
    "spine_opinion": "Opinion on spine surgery",
    "regence": "Regence and Asuris",
    "blue_cross_idaho": "Blue Cross of Idaho",
    "united_community": "UnitedHealthcare Community Plan",
    "health_net_medi_cal": "Health Net Medi-Cal",
    "security_health_plan": "Security Health Plan",
    "michigan_workers_comp": "Workers' compensation of Michigan",
    "wisconsin_cataract": "Wisconsin Medicaid, cataract",
    "orthopaedic_newsletter": "Newsletters for coders, orthopedics",
    "open_repricer": "Public code of a repricer",
    "shared_visit_80": "Shared visit at 80 percent",
}
_OWN = re.compile(r"([a-z0-9_-]+) v([0-9]+)")


def policy_words(name: str) -> str:
    """Return how a policy is called where a line, a contract or a report names it ("lakeside-2026 v2": "Lakeside 2026, version 2").

    A release may stand before it ("RVU26C, raw") and stays.
    """
    release, comma, name = name.rpartition(", ")
    return f"{release}{comma}{_words(name)}"


def _words(name: str) -> str:
    if name in WORDS:
        return str(WORDS[name])
    if name in _PUBLISHED:
        return _PUBLISHED[name]
    own = _OWN.fullmatch(name)
    if own is not None:
        return _("%(name)s, version %(version)s") % {"name": _plain(own[1]), "version": own[2]}
    return _plain(name)


def policy_in_english(name: str) -> str:
    """Return how a policy is called on paper, which is English."""
    with override("en"):
        return policy_words(name)


def preset_choices() -> list[tuple[str, str]]:
    """Return the presets as choices of a form, by their names in words."""
    return [(name, policy_words(name)) for name in PRESETS]


def _plain(slug: str) -> str:
    plain = slug.replace("-", " ").replace("_", " ")
    return plain[:1].upper() + plain[1:]

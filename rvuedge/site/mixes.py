"""A month of made-up work in a few specialties, to show what a new schedule does to a mix; nobody's real numbers."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Mix:
    """A specialty and the lines of its month, as they are typed."""

    slug: str
    name: "StrOrPromise"
    lines: str


MIXES = (
    Mix("gastroenterology", _("Gastroenterology"), "45385x40 45380x30 45378x20 43239x30 G0121x10 99214x60 99213x40 99204x20"),
    Mix("family-medicine", _("Family medicine"), "99214x160 99213x120 99203x20 99396x40 G2211x60 20610x6 17000x8"),
    Mix("general-surgery", _("General surgery"), "47562x12 49505x8 44970x6 99203x20 99213x30 99223x10 12001x4"),
    Mix("orthopedics", _("Orthopedic surgery"), "27447x10 29881x8 64721x6 20610x30 99203x30 99213x70"),
    Mix("psychiatry", _("Psychiatry"), "90837x50 90834x40 90792x12 99214x80"),
    Mix("ophthalmology", _("Ophthalmology"), "66984x24 92014x120 92004x30"),
)


def mix_named(slug: str) -> Mix:
    """Return the mix of a specialty; the first one for a name that is none."""
    return next((mix for mix in MIXES if mix.slug == slug), MIXES[0])

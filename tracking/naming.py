"""Short names of codes as a log shows them: our own words, else the descriptor of an imported file where it may be shown."""

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.db.models import Exists, QuerySet

from codes.models import FeeScheduleRow, NoticeAcknowledgement
from codes.texts import load_texts


def names_of(codes: Iterable[str], organisation_id: int | None = None) -> Mapping[str, str]:
    """Return the names of codes; a code that nothing names is left out.

    Official descriptors are shown where the organisation says that it holds the licences, or the operator shows them to everybody.
    """
    wanted = set(codes)
    texts = load_texts()
    names = {code: texts[code].name for code in wanted if code in texts}
    missing = wanted - set(names)
    if missing:
        names |= dict(reversed(descriptors_shown(organisation_id).filter(code__in=missing).values_list("code", "descriptor")))
    return names


def descriptors_shown(organisation_id: int | None) -> "QuerySet[FeeScheduleRow]":
    """Return the rows whose descriptors may be shown, the newest first."""
    rows = FeeScheduleRow.objects.exclude(descriptor="").order_by("-release__effective_from")
    if settings.PUBLIC_DESCRIPTORS:
        return rows
    return rows.filter(Exists(NoticeAcknowledgement.objects.filter(organisation=organisation_id, holds_licence=True)))

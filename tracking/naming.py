"""Short names of codes as a log shows them: our own words, else the descriptor of an imported file."""

from collections.abc import Iterable, Mapping

from codes.models import FeeScheduleRow
from codes.texts import load_texts


def names_of(codes: Iterable[str]) -> Mapping[str, str]:
    """Return the names of codes; a code that nothing names is left out."""
    wanted = set(codes)
    texts = load_texts()
    names = {code: texts[code].name for code in wanted if code in texts}
    missing = wanted - set(names)
    if missing:
        rows = FeeScheduleRow.objects.filter(code__in=missing).exclude(descriptor="").order_by("release__effective_from")
        names |= dict(rows.values_list("code", "descriptor"))
    return names

"""The only writer of sets and of the codes one tap away."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from tracking.entry import EntryLine, write_entry
from tracking.models import Clinician, Favourite, ProcedureSet

MOST_SETS = 24
MOST_FAVOURITES = 24


@transaction.atomic
def choose_favourites(*, clinician: Clinician, lines: Sequence[EntryLine], labels: Mapping[str, str] | None = None) -> None:
    """Make these codes the favourites, each once, in this order, with the owner's own labels; none brings the proposals back."""
    clinician.favourites.all().delete()
    chosen = dict.fromkeys((line.code, " ".join(line.modifiers)) for line in lines[:MOST_FAVOURITES])
    told = labels or {}
    Favourite.objects.bulk_create(
        Favourite(
            clinician=clinician,
            code=code,
            modifiers=modifiers,
            label=told.get("-".join((code, *modifiers.split())), ""),
            position=position,
        )
        for position, (code, modifiers) in enumerate(chosen)
    )


@transaction.atomic
def keep_set(*, clinician: Clinician, name: str, lines: Sequence[EntryLine]) -> ProcedureSet | None:
    """Keep lines under a name, in place of a set of the same name; None where as many as may be are kept."""
    kept = ProcedureSet.objects.filter(clinician=clinician)
    if kept.exclude(name=name).count() >= MOST_SETS:
        return None
    found, _is_new = ProcedureSet.objects.update_or_create(clinician=clinician, name=name, defaults={"lines": write_entry(lines)})
    return found


def remove_set(*, procedure_set: ProcedureSet) -> None:
    """Let go of a set; what was logged with it stays."""
    procedure_set.delete()

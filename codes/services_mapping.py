"""The only writer of remembered columns: which column of an organisation's fee table holds what."""

from django.db import transaction

from codes.cms.fee_columns import Mapping, fingerprint
from codes.models import ColumnMapping
from rvuedge.accounts.models import Organisation


@transaction.atomic
def remember_columns(*, organisation: Organisation, kind: str, name: str, mapping: Mapping, header: list[str]) -> ColumnMapping:
    """Keep the columns that somebody chose, for the next table of the same name."""
    kept, _is_new = ColumnMapping.objects.update_or_create(
        organisation=organisation, kind=kind, name=name, defaults={"mapping": mapping.stored(), "fingerprint": fingerprint(header)}
    )
    return kept

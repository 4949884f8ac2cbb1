"""The access matrix, whole: one entry for each address of the product, and for each kind of object that stands in it."""

from tests.access import (
    entries_accounts,
    entries_admin,
    entries_benchmarks,
    entries_codes,
    entries_library,
    entries_reconciling,
    entries_sign_on,
    entries_site,
    entries_tracking,
    entries_training,
)
from tests.access.entry import Entry

ENTRIES: tuple[Entry, ...] = (
    *entries_accounts.ENTRIES,
    *entries_codes.ENTRIES,
    *entries_tracking.ENTRIES,
    *entries_training.ENTRIES,
    *entries_benchmarks.ENTRIES,
    *entries_library.ENTRIES,
    *entries_site.ENTRIES,
    *entries_reconciling.ENTRIES,
    *entries_sign_on.ENTRIES,
    *entries_admin.ENTRIES,
)

"""The chain over the audit trail: each organisation's entries sealed one after the other, beside the requests and never in them."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef

from rvuedge.accounts.models import AuditEntry, AuditQuerySet, AuditSeal

# Entries that belong to no organisation have a chain of their own.
NOBODYS = 0
FIRST = "0" * 64
_AT_ONCE = 500
# An entry may become visible after later ones; older than this many it is found by the daily round over everything.
_WINDOW = 20_000
_LOCK = 7_281_994_031


@dataclass(frozen=True, slots=True)
class Break:
    """The first link of a chain that does not hold, and why."""

    chain: int
    position: int
    entry: int
    reason: str


@dataclass(frozen=True, slots=True)
class Trail:
    """What checking the whole trail found."""

    sealed: int
    waiting: int
    breaks: tuple[Break, ...]
    heads: tuple[tuple[int, int, str], ...]


def hash_of_entry(entry: AuditEntry, *, previous: str, position: int) -> str:
    """Return the hash of an entry in its place: over everything that it says and the hash before it."""
    said = [
        previous,
        position,
        entry.pk,
        entry.at.isoformat(),
        entry.organisation_id,
        entry.actor_id,
        entry.actor_name,
        entry.action,
        entry.subject,
        entry.detail,
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()).hexdigest()


def seal(*, everything: bool = False) -> int:
    """Seal what is not sealed yet and return how many entries; of several at the same time one does it."""
    sealed = 0
    while some := _seal_some(everything):
        sealed += some
    return sealed


def check_trail() -> Trail:
    """Go through every chain, name the first broken link of each, and count what is not sealed yet."""
    chains = AuditSeal.objects.order_by("chain").values_list("chain", flat=True).distinct()
    breaks, heads, sealed = [], [], 0
    for chain in list(chains):
        broken, count, head = _check(chain)
        sealed += count
        heads.append((chain, count, head))
        if broken:
            breaks.append(broken)
    return Trail(sealed, _unsealed().count(), tuple(breaks), tuple(heads))


def unsealed_count() -> int:
    """Return how many of the newest entries wait for their seal."""
    newest = AuditSeal.objects.aggregate(newest=Max("entry_id"))["newest"] or 0
    return _unsealed(newest - _WINDOW).count()


def sealed_entries(*, after: int, chain: int | None) -> Iterator[tuple[AuditSeal, AuditEntry]]:
    """Yield sealed entries in the order in which they were sealed, which nothing is ever put before."""
    wanted = AuditSeal.objects.order_by("pk") if chain is None else AuditSeal.objects.filter(chain=chain).order_by("pk")
    while links := list(wanted.filter(pk__gt=after)[:_AT_ONCE]):
        entries = AuditEntry.objects.in_bulk([one.entry_id for one in links])
        yield from ((one, entries[one.entry_id]) for one in links if one.entry_id in entries)
        after = links[-1].pk


def _check(chain: int) -> tuple[Break | None, int, str]:
    previous, position = FIRST, 0
    for position, (one, entry) in enumerate(_links(chain), 1):
        if reason := _reason(one, entry, previous, position):
            return Break(chain, position, one.entry_id, reason), position - 1, previous
        previous = one.hash
    return None, position, previous


def _reason(one: AuditSeal, entry: AuditEntry | None, previous: str, position: int) -> str:
    if one.position != position:
        return f"link {position} is missing"
    if entry is None:
        return "the entry is gone"
    if (entry.organisation_id or NOBODYS) != one.chain or one.hash != hash_of_entry(entry, previous=previous, position=position):
        return "the entry is not what was sealed"
    return ""


def _links(chain: int) -> Iterator[tuple[AuditSeal, AuditEntry | None]]:
    """Yield the links in order with their entries; some hundreds are in memory at once."""
    after = 0
    while links := list(AuditSeal.objects.filter(chain=chain, position__gt=after).order_by("position")[:_AT_ONCE]):
        entries = AuditEntry.objects.in_bulk([one.entry_id for one in links])
        for one in links:
            yield one, entries.get(one.entry_id)
        after = links[-1].position


def _unsealed(after: int = 0) -> AuditQuerySet:
    return AuditEntry.objects.filter(pk__gt=after).filter(~Exists(AuditSeal.objects.filter(entry_id=OuterRef("pk"))))


@transaction.atomic
def _seal_some(everything: bool) -> int:
    if not _is_the_only_sealer():
        return 0
    newest = AuditSeal.objects.aggregate(newest=Max("entry_id"))["newest"] or 0
    waiting = list(_unsealed(0 if everything else newest - _WINDOW).order_by("pk")[:_AT_ONCE])
    heads = _heads({entry.organisation_id or NOBODYS for entry in waiting})
    seals = []
    for entry in waiting:
        chain = entry.organisation_id or NOBODYS
        position, previous = heads[chain][0] + 1, heads[chain][1]
        digest = hash_of_entry(entry, previous=previous, position=position)
        heads[chain] = (position, digest)
        seals.append(AuditSeal(entry_id=entry.pk, chain=chain, position=position, hash=digest))
    AuditSeal.objects.bulk_create(seals)
    return len(seals)


def _heads(chains: set[int]) -> dict[int, tuple[int, str]]:
    found = {chain: AuditSeal.objects.filter(chain=chain).order_by("-position").values_list("position", "hash").first() for chain in chains}
    return {chain: head or (0, FIRST) for chain, head in found.items()}


def _is_the_only_sealer() -> bool:
    """One at a time on PostgreSQL by a lock that ends with the transaction; on SQLite every transaction is alone when it writes."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])

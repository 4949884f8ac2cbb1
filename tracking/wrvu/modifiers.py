"""Rule on modifiers: one that does not exist, that belongs to hospitals, or that contradicts another or the row, is named."""

from collections.abc import Sequence

from codes.fees import FeeRow
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import Item, Reason

# CPT modifiers, and those of HCPCS level II: the alpha-numeric file of 2018 and the later ones in use.
_CPT = "22 23 24 25 26 27 32 33 47 50 51 52 53 54 55 56 57 58 59 62 63 66 73 74 76 77 78 79 80 81 82 90 91 92 93 95 96 97 99 1P 2P 3P 8P"
_LEVEL_2 = {
    "A": "1 2 3 4 5 6 7 8 9 A B D E F G H I J K M O P Q R S T U V W X Y Z", "B": "A L O P R U",
    "C": "A B C D E F G H I J K L M N O P Q R S T", "D": "A", "E": "1 2 3 4 A B C D E J M P R T X Y",
    "F": "1 2 3 4 5 6 7 8 9 A B C P Q R S T X Y", "G": "0 1 2 3 4 5 6 7 8 9 A B C D E F G H J K L M N O P Q R S T U V W X Y Z",
    "H": "9 A B C D E F G H I J K L M N O P Q R S T U V W X Y Z", "J": "1 2 3 4 5 A B C D E F G K L W Z",
    "K": "0 1 2 3 4 A B C D E F G H I J K L M N O P Q R S T U V W X Y Z", "L": "1 C D L M R S T U",
    "M": "2 A B C D E F G H S", "N": "1 2 3 B R U", "P": "1 2 3 4 5 6 A B C D I L M N O S T",
    "Q": "0 1 2 3 4 5 6 7 8 9 A B C D E F G H J K L M N P Q R S T W X Y Z", "R": "A B C D E I R T",
    "S": "A B C D E F G H J K L M N Q S T U V W Y Z", "T": "1 2 3 4 5 6 7 8 9 A B C D E F G H J K L M N P Q R S T U V W",
    "U": "1 2 3 4 5 6 7 8 9 A B C D E F G H J K N P Q R S", "V": "1 2 3 4 5 6 7 8 9 M P",
    "X": "1 2 3 4 5 E P S U", "Z": "A B C",
}  # fmt: skip
KNOWN = frozenset(_CPT.split()) | {letter + sign for letter, signs in _LEVEL_2.items() for sign in signs.split()}
# 73 and 74 are a hospital's (payment rules, section 3).
_FACILITY_ONLY = frozenset({"73", "74"})
ASSISTANTS = frozenset({"80", "81", "82", "AS"})
ANESTHESIA_ROLES = frozenset({"AA", "AD", "QK", "QX", "QY", "QZ"})
# No two of one group on a line: they say opposite things.
_EXCLUSIVE = (
    frozenset({"26", "TC"}),
    frozenset({"50", "LT"}),
    frozenset({"50", "RT"}),
    frozenset({"52", "53"}),
    frozenset({"62", "66"}),
    frozenset({"58", "78", "79"}),
    frozenset({"80", "81", "82"}),
    frozenset({"GC", "GE"}),
    frozenset({"CO", "CQ"}),
    frozenset({"P1", "P2", "P3", "P4", "P5", "P6"}),
    ANESTHESIA_ROLES,
)
# Pairs and triples of pricing modifiers that may stand on one line (payment rules 2.6, attributed to chapter 12).
_PRICING = frozenset({"50", "51", "52", "53", "54", "55", "56", "62", "66", "78", "80"})
_LEGAL = frozenset(
    frozenset({first, *others.split("+")})
    for first, rest in {
        "50": ("51", "54", "55", "62", "66", "80", "62+54", "66+54"),
        "51": ("54", "55", "62", "66", "80", "62+54", "66+54"),
        "62": ("54", "55"),
        "66": ("54", "55"),
    }.items()
    for others in rest
)
PACKAGE = ("54", "55", "56")
_SPLIT_PERIODS = frozenset({"010", "090"})


def check_modifiers(items: Sequence[Item], _terms: Terms) -> tuple[Item, ...]:
    """Return the items; those with modifiers that cannot stand are invalid, unusual pairs are flagged."""
    return tuple(_checked(item) if item.line.modifiers else item for item in items)


def opposed(modifiers: Sequence[str]) -> tuple[str, str] | None:
    """Return the first two modifiers that exclude each other; None where none do."""
    for group in _EXCLUSIVE:
        met = sorted(group & set(modifiers))
        if len(met) > 1:
            return met[0], met[1]
    return None


def _checked(item: Item) -> Item:
    modifiers = item.line.modifiers
    unknown = [modifier for modifier in modifiers if modifier not in KNOWN]
    if unknown:
        return item.refused(Reason.UNKNOWN_MODIFIER, "modifiers", " ".join(unknown))
    facility = sorted(_FACILITY_ONLY & set(modifiers))
    if facility:
        return item.refused(Reason.FACILITY_MODIFIER, "modifiers", " ".join(facility))
    pair = opposed(modifiers)
    if pair:
        return item.refused(Reason.MODIFIERS_EXCLUDE, "modifiers", " ".join(pair))
    return _remarked(_with_package(item))


def _with_package(item: Item) -> Item:
    """Return the item; shares of a global package exist only where the row has them, each track by its own row (payment rules 2.7)."""
    own, paid = item.row or item.pay.row, item.pay.row
    if not set(PACKAGE) & set(item.line.modifiers) or own is None:
        return item
    pay = _without_package(item, paid).pay if paid else item.pay
    return item._replace(work=_without_package(item, own).work, pay=pay)


def _without_package(item: Item, row: FeeRow) -> Item:
    """Return the item refused where the row has no package, or one without shares: some of 090 that are no surgery."""
    if row.global_days not in _SPLIT_PERIODS:
        return item.refused(Reason.MODIFIER_NOT_ALLOWED, "global_days", row.global_days)
    if row.pre_operative + row.intra_operative + row.post_operative == 0:
        return item.refused(Reason.MODIFIER_NOT_ALLOWED, "intra_operative", format(row.intra_operative, "f"))
    return item


def _remarked(item: Item) -> Item:
    pricing = frozenset("80" if modifier in ASSISTANTS else modifier for modifier in item.line.modifiers) & _PRICING
    if len(pricing) < 2 or pricing in _LEGAL:
        return item
    told = "modifiers", " ".join(sorted(item.line.modifiers))
    return item._replace(work=item.work.remarked(Reason.UNUSUAL_PAIR, *told), pay=item.pay.remarked(Reason.UNUSUAL_PAIR, *told))

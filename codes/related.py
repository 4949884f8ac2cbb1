"""The codes that stand near a code: its endoscopy family, those that our text names, and those that CMS names in its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from codes.fees import FeeRow
from codes.page import CodePage
from codes.reference import Member
from codes.sections import section_of
from codes.texts import load_texts

_ADD_ON = "ZZZ"


@dataclass(frozen=True, slots=True)
class RelatedCode:
    """A code near another one: its name, its work RVU (None = none), and what it adds over the base of a family."""

    code: str
    name: str
    is_own_name: bool
    work_rvu: Decimal | None
    adds: Decimal | None = None
    is_base: bool = False
    is_add_on: bool = False


@dataclass(frozen=True, slots=True)
class Related:
    """What stands near a code: of its family those with a name and the rest, and the codes named in our text."""

    base: str
    family: tuple[RelatedCode, ...]
    unnamed: tuple[RelatedCode, ...]
    named: tuple[RelatedCode, ...]
    replaced_by: tuple[RelatedCode, ...]
    replaces: tuple[tuple[RelatedCode, date | None], ...]
    replacement_source: str

    def __bool__(self) -> bool:
        return bool(self.family or self.unnamed or self.named or self.replaced_by or self.replaces)


def related_to(page: CodePage, shows_official: bool) -> Related:
    """Return the codes near a code; a code of its family is not named a second time."""
    base = next((priced.row.endoscopic_base for priced in page.rows if priced.row.endoscopic_base), page.code)
    family = [_member(member, base, page.family, shows_official) for member in page.family if member.code != page.code]
    seen = {one.code for one in family}
    named = [_named(code, page.neighbours.get(code), shows_official) for code in page.text.related if code not in seen] if page.text else []
    return Related(
        base,
        tuple(sorted((one for one in family if one.name), key=lambda one: (not one.is_base, one.code))),
        tuple(one for one in family if not one.name),
        tuple(one for one in named if one.name),
        tuple(_named(code, page.neighbours.get(code), shows_official) for code in page.replacement.by),
        tuple((_named(one.code, page.neighbours.get(one.code), shows_official), one.ended_on) for one in page.replacement.of),
        page.replacement.source,
    )


def _member(member: Member, base: str, family: Sequence[Member], shows_official: bool) -> RelatedCode:
    """A member with what it adds over the base; the family rule never takes away more than a member's own value."""
    of_base = next((one.work_rvu for one in family if one.code == base), None)
    adds = None
    if of_base is not None and member.code != base and member.work_rvu:
        adds = max(member.work_rvu - of_base, Decimal(0))
    name, is_own = _name(member.code, member.official if shows_official else "")
    return RelatedCode(member.code, name, is_own, member.work_rvu or None, adds, member.code == base)


def _named(code: str, row: FeeRow | None, shows_official: bool) -> RelatedCode:
    name, is_own = _name(code, row.descriptor if row and shows_official else "")
    section = section_of(code)
    is_add_on = row is not None and row.global_days == _ADD_ON
    work = row.work_rvu or None if row else None
    return RelatedCode(code, name or (section.name if section else ""), is_own, work, is_add_on=is_add_on)


def _name(code: str, official: str) -> tuple[str, bool]:
    """Our own name, else the descriptor where it may be shown; and whether there is one."""
    text = load_texts().get(code)
    name = text.name if text else official
    return name, bool(name)

"""Reads the log of one day: totals, the draft case, codes one tap away and the ledger."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

from rvuedge.accounts.models import User
from rvuedge.lib.months import Month
from tracking.advice import advice_on
from tracking.agreed import Agreements
from tracking.content import again, content_of
from tracking.entry import CaseContent, EntryLine, read_entry, stored_line, write_entry
from tracking.models import Case, Clinician, Favourite, MonthTotal
from tracking.naming import names_of
from tracking.places import OFFICE
from tracking.schedules import Schedules, for_case
from tracking.sheet_reads import cases_of, favourites_kept, last_case, sets_kept, total_of, used_since
from tracking.shown import Draft, NamedLine, NamedSet, Sheet, stored
from tracking.starters import starters_for
from tracking.usual_place import usual_place
from tracking.valuing import value_lines
from tracking.wrvu.credit import total_credit
from tracking.wrvu.offered import asked_of, offers_for
from tracking.wrvu.policy import Policy

TAPS = 6
CHOICES = 18
Used = list[tuple[EntryLine, date]]


def sheet_of(user: User, clinician: Clinician, day: date, today: date, brought: CaseContent | None = None) -> Sheet:
    """Return the log of a day, with an empty draft or the lines that were brought along (without a place: the one used last)."""
    cases = cases_of(user.pk, clinician, day)
    last = last_case(user.pk, clinician, cases)
    place = usual_place(clinician, day) or (last.case.place_of_service if last else OFFICE)
    content = CaseContent(day, brought.place_of_service or place, brought.lines) if brought else CaseContent(day, place, ())
    favourites = favourites_kept(clinician)
    used = _used(user, clinician, day)
    taps = _taps(clinician, favourites, used, day)
    recents = _recents(used, {tap.code for tap in taps})
    sets = {one.name: read_entry(one.lines).lines for one in sets_kept(clinician)}
    entered = {line.code for line in (*content.lines, *taps, *recents, *(line for lines in sets.values() for line in lines))}
    agreed = Agreements(clinician).on(day, place)
    schedules = for_case(entered, day, clinician.organisation, agreed.frozen, agreed.catalogue)
    logged = {line.code for one in cases for line in one.lines}
    names = names_of(entered | logged, clinician.organisation_id)
    return Sheet(
        clinician=clinician,
        day=day,
        today=today,
        month_total=month_total_of(user, clinician, Month.of(day)),
        cases=tuple(stored(one.case, names, one.lines) for one in cases),
        draft=_draft(agreed.policy, content, uuid4(), schedules, names),
        favourites=_labelled(favourites, _listed(agreed.policy, taps, place, schedules, names)),
        sets=tuple(_set(name, lines, place, schedules, agreed.policy) for name, lines in sets.items()),
        recents=_listed(agreed.policy, recents, place, schedules, names, recents),
        last_case=last.case if last else None,
        last_lines=write_entry(again(content_of(last.case, last.lines).lines)) if last else "",
    )


def draft_of(clinician: Clinician, content: CaseContent, case_id: UUID | None = None) -> Draft:
    """Return a draft with the values that its lines have now."""
    codes = {line.code for line in content.lines}
    agreed = Agreements(clinician).on(content.date_of_service, content.place_of_service)
    schedules = for_case(codes, content.date_of_service, clinician.organisation, agreed.frozen, agreed.catalogue)
    return _draft(agreed.policy, content, case_id or uuid4(), schedules, names_of(codes, clinician.organisation_id))


def choices_of(user: User, clinician: Clinician, day: date) -> tuple[NamedLine, ...]:
    """Return the codes that may become favourites: those that are, what was logged most, and the specialty's set."""
    used = _used(user, clinician, day)
    most = [line for line, _ in Counter(line for line, _ in used).most_common(CHOICES)]
    starters = [EntryLine(code) for code in starters_for(clinician.specialty.code if clinician.specialty else "")]
    lines = tuple(dict.fromkeys([*_lines_of(favourites_kept(clinician)), *most, *starters]))[:CHOICES]
    codes = {line.code for line in lines}
    agreed = Agreements(clinician).on(day, OFFICE)
    schedules = for_case(codes, day, clinician.organisation, agreed.frozen, agreed.catalogue)
    return _listed(agreed.policy, lines, OFFICE, schedules, names_of(codes, clinician.organisation_id))


def month_total_of(user: User, clinician: Clinician, month: Month) -> MonthTotal:
    """Return the roll-up of a month; an unsaved zero where nothing was logged."""
    return total_of(user.pk, clinician, month) or MonthTotal(clinician=clinician, month_index=month.index)


def repeated_case(user: User, case_id: UUID) -> CaseContent | None:
    """Return what an own case says, to be logged again."""
    case = Case.objects.own(user).kept().filter(pk=case_id).prefetch_related("lines").first()
    if case is None:
        return None
    content = content_of(case)
    return replace(content, lines=again(content.lines))


def _draft(policy: Policy, content: CaseContent, case_id: UUID, schedules: Schedules, names: Mapping[str, str]) -> Draft:
    valued = value_lines(content.lines, content.place_of_service, schedules, policy)
    entered, rows = [one.item.line for one in valued], schedules.rows
    offered = zip(valued, entered, offers_for(entered, rows), strict=True)
    lines = tuple(
        NamedLine(names.get(told.code, ""), one, offers=offers, asked=asked_of(offers, rows.rows_of(told.code), told) if rows else None)
        for one, told, offers in offered
    )
    advice = advice_on(content.lines, content.date_of_service, schedules.kept)
    return Draft(case_id, content.date_of_service, content.place_of_service, lines, advice)


def _listed(
    policy: Policy,
    lines: Iterable[EntryLine],
    place: str,
    schedules: Schedules,
    names: Mapping[str, str],
    days: Mapping[EntryLine, date] | None = None,
) -> tuple[NamedLine, ...]:
    """Codes to choose from: each is valued for itself, since they are no case."""
    valued = [value_lines((line,), place, schedules, policy)[0] for line in lines]
    return tuple(NamedLine(names.get(one.line.code, ""), one, (days or {}).get(one.line)) for one in valued)


def _labelled(favourites: Iterable[Favourite], lines: Iterable[NamedLine]) -> tuple[NamedLine, ...]:
    """The same lines under the labels that the clinician gave them."""
    labels = {stored_line(kept.code, kept.modifiers).text: kept.label for kept in favourites}
    return tuple(replace(one, label=labels.get(one.valued.line.text, "")) for one in lines)


def _set(name: str, lines: tuple[EntryLine, ...], place: str, schedules: Schedules, policy: Policy) -> NamedSet:
    return NamedSet(name, write_entry(lines), total_credit(one.item for one in value_lines(lines, place, schedules, policy)))


def _used(user: User, clinician: Clinician, day: date) -> Used:
    """Return the lines of the last three months, latest first, without units and teeth."""
    latest = used_since(user.pk, clinician, Month.of(day).plus(-2))
    return [(replace(stored_line(code, modifiers), tooth=""), on) for code, modifiers, on in latest]


def _lines_of(favourites: Iterable[Favourite]) -> tuple[EntryLine, ...]:
    return tuple(stored_line(kept.code, kept.modifiers) for kept in favourites)


def _taps(clinician: Clinician, favourites: Iterable[Favourite], used: Used, day: date) -> tuple[EntryLine, ...]:
    """Return the chosen favourites, else what was logged most before this day, so that the order stays; the specialty's set fills up."""
    chosen = _lines_of(favourites)
    if chosen:
        return chosen
    most = [line for line, _ in Counter(line for line, on in used if on < day).most_common(TAPS)]
    starters = [EntryLine(code) for code in starters_for(clinician.specialty.code if clinician.specialty else "")]
    return tuple(dict.fromkeys([*most, *starters]))[:TAPS]


def _recents(used: Used, shown: set[str]) -> dict[EntryLine, date]:
    recents: dict[EntryLine, date] = {}
    for line, on in used:
        if line.code not in shown and len(recents) < TAPS:
            recents.setdefault(line, on)
    return recents

"""Joins the readers of codes.cms to the import contract: recognise, read, check, compare; what to store is handed back."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from codes.archives import archived
from codes.cms.checks import check_against
from codes.cms.findings import Findings
from codes.cms.pprrvu import PprrvuFile, read_pprrvu
from codes.cms.recognise import NotATable
from codes.cms.sheet_answer import cells_of
from codes.comparison import COMPARED, ComparedRow, compare
from codes.cut_off import cut_off_file
from codes.import_outcome import compared, facts, known
from codes.models import FeeScheduleRow, Release
from codes.releases import compared_with, official
from codes.services import NewRelease, stage_release
from rvuedge.accounts.models import User
from rvuedge.imports.confined import Ended, read_confined
from rvuedge.imports.models import ImportRun
from rvuedge.imports.registry import Asked, Prepared, Progress

PPRRVU = "pprrvu"


class PprrvuImporter:
    """The physician fee schedule's relative value file."""

    kind = PPRRVU

    def prepare(self, asked: Asked, progress: Progress) -> Prepared:
        """Read, check and compare a file; write nothing."""
        stored = official().filter(source_sha256=asked.sha256).order_by("-id").first()
        if stored is not None:
            return Prepared(known(stored), is_known=True)
        progress("Reading the file", 0, 0)
        file = _read(asked)
        effective_from = asked.effective_from or file.title.first_day
        progress("Checking the rows", len(file.rows), len(file.rows))
        if file.is_refused or effective_from is None:
            return Prepared(facts(file, effective_from), file.issues, file.issue_count, waits_for_mends=file.waits_for_mends)
        former = compared_with(effective_from)
        progress("Comparing with the release in force", len(file.rows), len(file.rows))
        difference = compare(_rows_of(former), file.rows)
        file = _with_remarks(file, former, effective_from)
        outcome = facts(file, effective_from) | compared(file, former, difference) | {"cut_off": cut_off_file(file)}
        return Prepared(outcome, file.issues, file.issue_count, store=_storing(file, effective_from, asked))


def _read(asked: Asked) -> PprrvuFile:
    """The file, or the one of an archive; the reader itself says what is wrong with an archive that holds none, or two."""
    try:
        found = archived(asked)
    except NotATable:
        found = None
    content, name = (found.content, found.name) if found else (asked.content, asked.file_name)
    file = read_pprrvu(content, name, accept_repairs=asked.accepts_repairs, holds_from=asked.effective_from, open_sheet=_open_sheet)
    if found is None:
        return file
    return replace(file, member=found.name, issues=(*file.issues, *found.issues), issue_count=file.issue_count + len(found.issues))


def _storing(file: PprrvuFile, effective_from: date, asked: Asked) -> Callable[[ImportRun, User | None], Mapping[str, object]]:
    def store(run: ImportRun, by: User | None) -> Mapping[str, object]:
        new = NewRelease(file.title, file.variant, file.conversion_factor, file.rows, effective_from, asked.file_name, asked.sha256)
        release = stage_release(new=new, run=run, by=by)
        return {"release": release.name, "release_id": release.pk}

    return store


def _with_remarks(file: PprrvuFile, former: Release | None, effective_from: date) -> PprrvuFile:
    """The file with what only the stored releases can tell: its size against the one before, and what it replaces or precedes."""
    findings = Findings()
    if former is not None:
        check_against(len(file.rows), former.name, former.row_count, findings)
    if former is not None and (former.effective_from, former.letter) == (effective_from, file.title.letter):
        dates = f"released on {former.released_on or 'an unknown day'}; this file on {file.title.released_on or 'an unknown day'}"
        findings.warning(None, "effective_from", former.name, f"{former.title} is active already ({dates}). Activating replaces it.")
    later = (
        official()
        .active()
        .filter(effective_from__gt=effective_from, effective_from__year=effective_from.year)
        .order_by("effective_from")
        .first()
    )
    if later is not None:
        message = f"{later.title} is active from {later.effective_from}. This file is older and will hold before that day only."
        findings.warning(None, "effective_from", later.name, message)
    return replace(file, issues=(*file.issues, *findings.shown()), issue_count=file.issue_count + findings.count)


def _rows_of(release: Release | None) -> list[ComparedRow]:
    if release is None:
        return []
    return [ComparedRow(*values) for values in FeeScheduleRow.objects.filter(release=release).values_list(*COMPARED)]


def _open_sheet(content: bytes) -> list[list[str]]:
    try:
        told = read_confined("codes.cms.sheet_answer:answer", content)
    except Ended:
        raise NotATable("The workbook needs more time or memory than a fee schedule does. Bring the csv of the same release.") from None
    if not isinstance(told, Mapping):
        raise NotATable("The workbook is damaged. Download the file again.")
    return cells_of(told)

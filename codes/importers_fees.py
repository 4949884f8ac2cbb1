"""Joins an organisation's own fee tables, of payers and of dentistry, to the import contract: columns are asked for once and remembered."""

from collections.abc import Mapping as Answers
from dataclasses import dataclass, replace
from typing import cast

from codes.archives import opened_of
from codes.cms.fee_columns import Kind, Mapping, fingerprint, first_rows, mapping_of, read_mapped, suggest
from codes.cms.reading import Opened, Reading
from codes.cms.recognise import NotATable
from codes.importers_other import prepared, refused
from codes.models import ColumnMapping, OtherSchedule
from codes.other_kinds import OtherKind
from codes.other_outcome import known_facts
from rvuedge.accounts.models import Organisation
from rvuedge.imports.registry import Asked, Prepared, Progress

SHOWN_ROWS = 12
SHOWN_COLUMNS = 16


@dataclass(frozen=True, slots=True)
class FeeTableImporter:
    """Tables of a kind that belong to an organisation; each has a name that the next table of it keeps."""

    other: OtherKind

    @property
    def kind(self) -> str:
        return self.other.kind

    def prepare(self, asked: Asked, progress: Progress) -> Prepared:
        """Read, check and compare a file; where its columns are not known, ask which holds what. Writes nothing."""
        name = name_of(asked)
        own = OtherSchedule.objects.filter(kind=self.kind, name=name, organisation=asked.organisation, is_sample=False)
        stored = own.filter(source_sha256=asked.sha256).order_by("-id").first()
        if stored is not None and not asked.answers.get("columns") and asked.effective_from in (None, stored.effective_from):
            return Prepared(known_facts(stored), is_known=True)
        progress("Reading the file", 0, 0)
        try:
            file, _remarks = opened_of(asked)
        except NotATable as error:
            return prepared(self.other, name, refused(self.kind, error), asked, progress)
        mapping = self._mapping(file, asked, name)
        if mapping is None:
            return Prepared(_question(self.other, file, name), asks="columns")
        reading = read_mapped(file, mapping, cast(Kind, self.kind), accepts_repairs=asked.accepts_repairs)
        return self._prepared(reading, mapping, asked, name, progress)

    def _prepared(self, reading: "Reading[object]", mapping: Mapping, asked: Asked, name: str, progress: Progress) -> Prepared:
        named = replace(reading, about=replace(reading.about, title=name))
        done = prepared(self.other, name, named, asked, progress)
        return replace(done, outcome={**done.outcome, "columns": mapping.stored()})

    def _mapping(self, file: Opened, asked: Asked, name: str) -> Mapping | None:
        """What somebody chose for this file, else what is remembered for a header like this one."""
        chosen = asked.answers.get("columns")
        if isinstance(chosen, dict):
            return mapping_of(chosen)
        kept = remembered(asked.organisation, self.kind, name)
        mapping = mapping_of(kept.mapping) if kept else None
        if kept is None or mapping is None:
            return None
        return mapping if kept.fingerprint == fingerprint(header_of(first_rows(file), mapping)) else None


def name_of(asked: Asked) -> str:
    """Return the name under which a table was brought."""
    return str(asked.answers.get("name", ""))[:120]


def remembered(organisation: Organisation | None, kind: str, name: str) -> ColumnMapping | None:
    """Return the columns that an organisation chose for its last table of that name."""
    if organisation is None:
        return None
    return ColumnMapping.objects.filter(organisation=organisation, kind=kind, name=name).first()


def header_of(rows: list[list[str]], mapping: Mapping) -> list[str]:
    """Return the header that a mapping speaks of; empty where the table has none."""
    return rows[mapping.header_line - 1] if 0 < mapping.header_line <= len(rows) else []


def _question(other: OtherKind, file: Opened, name: str) -> Answers[str, object]:
    """The first rows of the table with what is proposed for its columns: what the page asks about."""
    rows = first_rows(file)
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    proposed = suggest(rows)
    return {
        "kind": other.kind,
        "kind_name": other.name,
        "title": name,
        "rows": 0,
        "preview": [row[:SHOWN_COLUMNS] for row in rows[:SHOWN_ROWS]],
        "proposed": proposed.stored() if proposed else {},
    }

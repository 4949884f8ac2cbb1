"""The writer of comparisons: a report is kept until its columns are known, compared once, reviewed line by line."""

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from benchmarks.models import ReconciledLine, Reconciliation, ReviewState
from benchmarks.reconcile.lines import Kind
from benchmarks.reconcile.written import plain_line, plain_sums
from benchmarks.reconciling import Compared, Source
from rvuedge.accounts.audit import record
from rvuedge.accounts.models import User
from rvuedge.imports.models import ImportRun, RunState
from rvuedge.imports.services import remove_kept_file
from rvuedge.imports.services_kept import keep_run
from rvuedge.lib.decimals import credit_of, decimal_text
from rvuedge.lib.issues import Severity
from rvuedge.lib.months import Month
from tracking.incoming import Cleaned, safe_name
from tracking.models import Clinician

KIND = "employer_report"
AT_ONCE = 1_000


@transaction.atomic
def keep_report(
    *, clinician: Clinician, month: Month, cleaned: Cleaned, file_name: str, file_hash: str, by: User, value_header: str = ""
) -> ImportRun:
    """Keep what came through the door of a report until somebody says which column holds what; `value_header` is the one that was named."""
    answers: dict[str, object] = {
        "kept": cleaned.kept.stored(),
        "clinician": clinician.pk,
        "month": str(month),
        "sha256": file_hash,
        "value_header": value_header,
        "remarks": [[one.line, one.message] for one in cleaned.findings.shown() if one.severity is Severity.WARNING],
    }
    return keep_run(
        kept=cleaned.file,
        kind=KIND,
        file_name=safe_name(file_name),
        by=by,
        organisation=clinician.organisation,
        answers=answers,
        waits_for="columns",
    )


@transaction.atomic
def keep_again(*, run: Reconciliation, wish: Mapping[str, object], by: User) -> ImportRun:
    """Note that a comparison is to be made again by the worker, under the settings of `wish`; there is no file, both sides are stored."""
    answers = {"again": str(run.pk), "clinician": run.clinician_id, "month": str(run.month), **wish}
    return keep_run(kept=io.BytesIO(), kind=KIND, file_name=run.file_name, by=by, organisation=run.clinician.organisation, answers=answers)


@transaction.atomic
def let_go(*, report: ImportRun) -> bool:
    """Let go of a report that waits for somebody, or that could not be compared, and remove its file; False where it is neither."""
    waiting = ImportRun.objects.filter(pk=report.pk, state__in=(RunState.NEEDS_ANSWER, RunState.FAILED, RunState.REFUSED))
    if not waiting.update(state=RunState.UNCHANGED, finished_at=timezone.now(), stage="", outcome={"discarded": True}):
        return False
    remove_kept_file(report)
    return True


def known_run(*, clinician: Clinician, month: Month, file_hash: str) -> Reconciliation | None:
    """Return the latest comparison of the same file for the same month."""
    same = Reconciliation.objects.filter(clinician=clinician, month_index=month.index, file_hash=file_hash)
    return same.order_by("-version").first()


@transaction.atomic
def store_run(*, compared: Compared, source: Source, by: User | None, former: Reconciliation | None = None) -> Reconciliation:
    """Store a comparison; with a `former` one it is the next version, and takes over what was reviewed of lines that stay as they were.

    The same file for the same month is stored once: a second call returns the first.
    """
    Clinician.objects.select_for_update().get(pk=compared.clinician.pk)
    latest = known_run(clinician=compared.clinician, month=compared.month, file_hash=source.file_hash)
    if latest is not None and former is None:
        return latest
    run = new_run(compared, source, by)
    run.version, run.file_hash = latest.version + 1 if latest else 1, source.file_hash
    run.save(force_insert=True)
    ReconciledLine.objects.bulk_create(lines_of(run, compared, former), batch_size=AT_ONCE)
    note_made(run=run, by=by)
    return run


def new_run(compared: Compared, source: Source, by: User | None) -> Reconciliation:
    """Return a comparison with what it says but for its lines, not stored yet; its checksum and version are the caller's."""
    return Reconciliation(
        clinician=compared.clinician,
        month_index=compared.month.index,
        kind=compared.kind,
        file_name=safe_name(source.file_name)[-255:],
        headers=dict(source.headers),
        rendering=source.rendering[:60],
        tolerance=compared.settings.tolerance,
        shift=compared.settings.shift,
        rate=compared.settings.rate,
        own_total=credit_of(compared.own_total),
        their_total=credit_of(compared.their_total),
        sums=plain_sums(compared.sums),
        facts=dict(compared.facts),
        near=[plain_line(line) for line in compared.near],
        inputs_hash=compared.inputs_hash,
        made_by=by,
    )


def note_made(*, run: Reconciliation, by: User | None) -> None:
    """Record that a comparison was made."""
    detail: dict[str, object] = {
        "run": str(run.pk),
        "month": str(run.month),
        "version": run.version,
        "difference": decimal_text(run.difference),
    }
    record(action="reconciliation.made", actor=by, organisation=run.clinician.organisation, subject=run.file_name, detail=detail)


@transaction.atomic
def review_line(*, line: ReconciledLine, state: str, note: str, by: User, at: datetime) -> None:
    """Note what the clinician made of a difference."""
    line.state, line.note, line.reviewed_at = state, note, at
    line.save(update_fields=["state", "note", "reviewed_at"])
    detail: dict[str, object] = {"run": str(line.run_id), "line": line.position, "state": state}
    record(action="reconciliation.reviewed", actor=by, organisation=line.run.clinician.organisation, subject=line.code, detail=detail)


@transaction.atomic
def review_open(*, run: Reconciliation, kinds: Sequence[Kind], state: ReviewState, by: User, at: datetime) -> int:
    """Give every difference of some kinds that nobody has reviewed a state, and return how many there were."""
    waiting = run.lines.filter(state=ReviewState.OPEN, kind__in=list(kinds))
    count = waiting.update(state=state, reviewed_at=at)
    detail: dict[str, object] = {"run": str(run.pk), "kinds": [str(kind) for kind in kinds], "state": str(state), "lines": count}
    record(action="reconciliation.reviewed", actor=by, organisation=run.clinician.organisation, subject=str(run.month), detail=detail)
    return count


def note_dispute(*, run: Reconciliation, form: str, lines: int, by: User) -> None:
    """Record that the dispute file left, and how many lines it has."""
    detail: dict[str, object] = {"run": str(run.pk), "form": form, "lines": lines}
    record(action="reconciliation.exported", actor=by, organisation=run.clinician.organisation, subject=str(run.month), detail=detail)


def lines_of(run: Reconciliation, compared: Compared, former: Reconciliation | None) -> Iterator[ReconciledLine]:
    """Yield the findings of a comparison as rows, with what was reviewed of the version before, where they stayed as they were."""
    reviewed = _reviewed(former)
    for position, one in enumerate(compared.findings, start=1):
        own, theirs = [plain_line(line) for line in one.own], [plain_line(line) for line in one.theirs]
        difference = credit_of(one.difference)
        before = reviewed.get(_sign(one.kind, own, theirs))
        yield ReconciledLine(
            run=run,
            position=position,
            kind=one.kind,
            day=one.day,
            code=(one.own or one.theirs)[0].code,
            reasons=[[str(why.reason), why.name] for why in one.why],
            own=own,
            theirs=theirs,
            difference=difference,
            weight=abs(difference),
            state=before.state if before else ReviewState.OPEN,
            note=before.note if before else "",
            reviewed_at=before.reviewed_at if before else None,
        )


def _reviewed(former: Reconciliation | None) -> dict[str, ReconciledLine]:
    """What was reviewed of the version before, by the lines themselves."""
    if former is None:
        return {}
    touched = former.lines.exclude(state=ReviewState.OPEN, note="")
    return {_sign(Kind(line.kind), line.own, line.theirs): line for line in touched}


def _sign(kind: Kind, own: list[list[object]], theirs: list[list[object]]) -> str:
    return json.dumps([str(kind), own, theirs], separators=(",", ":"))

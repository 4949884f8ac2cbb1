"""A program for the test of waits: begins two logs and a large extract, carries the import out, or logs cases meanwhile; prints JSON."""

import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from django.db import DatabaseError
from django.db.models import Sum

from rvuedge.accounts.models import Organisation, User
from rvuedge.accounts.services import set_up_installation
from rvuedge.imports.models import ImportRun
from rvuedge.imports.running import carry_out
from rvuedge.imports.services import give_answers
from rvuedge.lib.decimals import credit_of
from tests.snapshots import load_sample
from tracking.entry import CaseContent, EntryLine
from tracking.extracts.mapping import suggest
from tracking.incoming import cleaned
from tracking.models import CaseLine, Clinician, MonthTotal
from tracking.services import log_case
from tracking.services_imports import receive_charges

CODES = ("99213", "99214", "45385", "45380", "99232", "93000", "27447")
BEGAN, TODAY = date(2024, 1, 1), date(2026, 11, 23)


def pieces(lines: int) -> Iterator[bytes]:
    """Yield an extract with two lines a case, over a thousand days."""
    drawn = random.Random(1)
    yield b"Encounter,Date of service,CPT,Units\n"
    for start in range(0, lines, 5_000):
        rows = ((number // 2, drawn.choice(CODES)) for number in range(start, min(lines, start + 5_000)))
        yield "".join(f"E{case},{BEGAN + timedelta(days=case * 7919 % 1000)},{code},1\n" for case, code in rows).encode()


def begin(lines: int) -> dict[str, object]:
    """Begin two logs, and bring and confirm an extract into the first."""
    load_sample()
    user = set_up_installation(name="Op", email="op@x.example", password="x" * 12, organisation_name="Clinic", time_zone="UTC")
    place, other = Organisation.objects.get(), User.objects.create(email="other@x.example", name="Other")
    log, _other = (Clinician.objects.create(organisation=place, user=one, name=one.name, started_on=BEGAN) for one in (user, other))
    with tempfile.TemporaryFile("w+b") as into:
        found = cleaned(pieces(lines), into, {})
        columns = suggest(found.kept)
        run = receive_charges(clinician=log, cleaned=found, file_name="a.csv", by=user, today=TODAY, place="11", columns=columns)
    carry_out(run.pk)
    run.refresh_from_db()
    give_answers(run=run, answers={"confirmed": True}, by=user)
    return {"run": str(run.pk)}


def store(run_id: UUID) -> dict[str, object]:
    """Carry the import out."""
    began = time.monotonic()
    carry_out(run_id)
    run = ImportRun.objects.get(pk=run_id)
    sums = CaseLine.objects.kept().order_by().values_list("clinician", "month_index").annotate(credit=Sum("credit"))
    totals = {(total.clinician_id, total.month_index): total.credit for total in MonthTotal.objects.all()}
    are_equal = {(clinician, month): credit_of(credit) for clinician, month, credit in sums} == totals
    return {"state": run.state, "created": run.outcome.get("created"), "seconds": time.monotonic() - began, "are_equal": are_equal}


def log(until: Path) -> dict[str, object]:
    """Log a case of the other clinician every twentieth of a second until a file is there; return how long each took."""
    other = Clinician.objects.select_related("organisation", "user").get(name="Other")
    content, waits, errors = CaseContent(date(2026, 11, 20), "11", (EntryLine("99213"),)), [], 0
    while not until.exists():
        began = time.monotonic()
        try:
            log_case(clinician=other, case_id=uuid4(), content=content, actor=other.user)
        except DatabaseError:
            errors += 1
        waits.append(time.monotonic() - began)
        time.sleep(0.05)
    waits.sort()
    return {"entries": len(waits), "p50": waits[len(waits) // 2], "p95": waits[len(waits) * 95 // 100], "most": waits[-1], "errors": errors}


def main() -> None:
    """Do what the command names."""
    name, word = sys.argv[1:]
    print(json.dumps({"begin": lambda: begin(int(word)), "store": lambda: store(UUID(word)), "log": lambda: log(Path(word))}[name]()))

"""An installation worth keeping: the cast, a schedule, cases, an audit trail and a file."""

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from rvuedge.backup.taking import take_backup
from tests.cast import Cast, make_cast
from tests.factories import ReleaseFactory, store_rows
from tests.tracking.rows import RVU26C
from tracking.entry import CaseContent, EntryLine
from tracking.services import log_case

AT = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)


@pytest.fixture
def kept(transactional_db: None, audit_may_be_emptied: None) -> Cast:
    cast = make_cast()
    store_rows(ReleaseFactory.create(), *RVU26C.rows)
    lines = (EntryLine("99214", (), 1), EntryLine("45385", ("59",), 2))
    log_case(clinician=cast.clinician.log, case_id=uuid4(), content=CaseContent(date(2026, 10, 15), "11", lines), actor=cast.clinician.user)
    return cast


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "media" / "reports").mkdir(parents=True)
    (folder / "media" / "reports" / "one.pdf").write_bytes(b"%PDF-1.7 \x00\xff" * 1000)
    (folder / "secret_key").write_text("never in a backup")
    return folder


@pytest.fixture
def backup(kept: Cast, data: Path, tmp_path: Path) -> Path:
    path = tmp_path / "copy.rvuedge"
    take_backup(path=path, data=data, at=AT)
    return path

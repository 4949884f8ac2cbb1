"""RVU Edge brings every official table in: one upload, each kind told by content, compared, activated and taken back."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from codes.cms import anes, anes_base, gpci, hcpcs, locco, mue, ncci_ptp, oppscap, zip_locality
from codes.cms.kinds import READERS
from codes.cms.reading import FeeItem
from codes.models import (
    AnesthesiaBase,
    AnesthesiaFactor,
    LocalityIndex,
    NationalCode,
    NoticeAcknowledgement,
    OtherFee,
    OtherSchedule,
    PriceCap,
    Release,
    ReleaseState,
    ZipLocality,
)
from codes.other_kinds import KINDS, kind_called
from rvuedge.accounts.models import AuditEntry
from rvuedge.imports.models import ImportRun, RunState
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db

LIST = "/manage/schedules/"
RVU25D = "cms/RVU25D"
Bring = Callable[..., Any]
ROWS = {
    "gpci": gpci.LocalityIndices,
    "anes": anes.AnesthesiaFactor,
    "anes_base": anes_base.AnesthesiaBase,
    "locco": locco.LocalityCounties,
    "zip5": zip_locality.ZipLocality,
    "oppscap": oppscap.OppsCap,
    "hcpcs": hcpcs.NationalCode,
    "ncci_ptp": ncci_ptp.PairEdit,
    "mue": mue.UnitLimit,
}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def operator(client: Client, cast: Cast) -> Client:
    client.force_login(cast.operator)
    return client


@pytest.fixture
def bring(operator: Client, django_capture_on_commit_callbacks) -> Bring:
    """Uploads files as the operator does and opens the page that follows, after the imports have run."""

    def upload(**named: bytes) -> Any:
        files = [SimpleUploadedFile(name.replace("__", "."), content) for name, content in named.items()]
        with django_capture_on_commit_callbacks(execute=True):
            answer = operator.post(f"{LIST}check/", {"file": files})
        assert answer.status_code == 302, answer.content
        return operator.get(answer["Location"])

    return upload


def zipped(folder: Path, *names: str) -> bytes:
    """Return the named files as the release zip that CMS publishes."""
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, (folder / name).read_bytes())
    return stored.getvalue()


def states() -> dict[str, tuple[str, int]]:
    return {run.kind: (run.state, run.outcome.get("rows", 0)) for run in ImportRun.objects.all()}


def test_every_kind_has_a_reader_and_a_place_for_its_rows():
    own = {"payer", "dental"}
    assert {reader.kind for reader in READERS} == {kind.kind for kind in KINDS} - own
    assert len({reader.kind for reader in READERS}) == len(READERS)


def test_a_stored_row_has_the_fields_that_its_reader_returns():
    for kind in KINDS:
        names = {field.name for field in fields(ROWS.get(kind.kind, FeeItem))}
        # The quarter of a ZIP file is that of the table, and stands on its schedule.
        assert set(kind.table.names) == names - {"quarter"}, kind.kind
        assert set(kind.table.names) <= {field.name for field in kind.table.model._meta.get_fields()}, kind.kind


def test_reads_the_whole_release_zip_at_once(bring: Bring, operator: Client, official_files: Path):
    folder = official_files / RVU25D
    page = bring(RVU25D__zip=zipped(folder, "PPRRVU2025_Oct.csv", "GPCI2025.csv", "ANES2025.csv", "25LOCCO.csv", "OPPSCAP_Oct.csv"))
    # cms-files notes 3.5 and 8: 19,090 rows, 109 localities, 16,100 caps. One locality of LOCCO stands on two lines.
    assert states() == {
        "pprrvu": (RunState.READY, 19_090),
        "gpci": (RunState.READY, 109),
        "anes": (RunState.READY, 109),
        "locco": (RunState.READY, 109),
        "oppscap": (RunState.READY, 16_100),
    }
    assert b"Also in this upload" in page.content
    run = ImportRun.objects.get(kind="pprrvu")
    answer = operator.post(reverse("schedule-activate-all", args=[run.pk]), follow=True)
    assert b"Active now: October 2025" in answer.content
    assert Release.objects.get(name="RVU25D").state == ReleaseState.ACTIVE
    assert set(OtherSchedule.objects.official().active().values_list("kind", flat=True)) == {"gpci", "anes", "locco", "oppscap"}
    alabama = LocalityIndex.objects.get(state="AL")
    assert (alabama.mac, alabama.locality, alabama.work_gpci) == ("10112", "00", Decimal("1.000"))
    assert AnesthesiaFactor.objects.count() == 109
    assert PriceCap.objects.count() == 16_100


@pytest.mark.parametrize(
    ("name", "kind", "rows"),
    [
        ("cms/CLFS25Q2/CLFS 2025 Q2V1.csv", "clfs", 2_105),
        ("cms/ASP2026Q1/section 508 version of January 2026 Medicare Part B Payment Limit File 121725.csv", "asp", 877),
        ("cms/ZIPLOC25/ZIP5_OCT2025.txt.gz", "zip5", 42_956),
    ],
)
def test_stores_a_table_of_each_kind(bring: Bring, official_files: Path, name: str, kind: str, rows: int):
    bring(file__csv=(official_files / name).read_bytes())
    # CLFS: 2,039 national and 66 local rows; ZIP5: 42,956 records (cms-files notes, section 8).
    # ASP: 887 lines of text, 9 of them with the header, one note over two lines, so 877 drugs.
    assert states() == {kind: (RunState.READY, rows)}
    stored = ZipLocality if kind == "zip5" else OtherFee
    assert stored.objects.filter(schedule__kind=kind).count() == rows


def test_prices_a_dental_code_at_the_hospital_from_addendum_b(bring: Bring, operator: Client, official_files: Path):
    name = "508 version of October 2025 Web Addendum B.10.31.25.csv"
    bring(**{name: (official_files / "cms/OPPS2025Q4" / name).read_bytes()})
    schedule = OtherSchedule.objects.official().get(kind="opps")
    assert schedule.effective_from == date(2025, 10, 1)
    operator.post(reverse("table-activate", args=[schedule.pk]))
    # cms-files notes 1.3: D1553 is SI T, APC 5871, $1,662.63 in October 2025.
    assert OtherFee.objects.get(schedule=schedule, code="D1553").amount == Decimal("1662.630")
    assert b"$1,662.63" in operator.get("/codes/D1553/").content


def test_keeps_national_codes_with_their_days(bring: Bring, official_files: Path):
    bring(hcpcs__zip=(official_files / "cms/HCPCS2018/2018-Alpha-Numeric-HCPCS-File.zip").read_bytes())
    assert states()["hcpcs"][0] == RunState.READY
    assert not NationalCode.objects.filter(code__startswith="D", is_modifier=False).exists()
    assert NationalCode.objects.filter(code="J1745", is_modifier=False).exists()


def test_asks_for_the_day_of_a_table_that_does_not_say_it(bring: Bring, operator: Client, django_capture_on_commit_callbacks):
    page = bring(units__csv=b"HCPCS,Base Units\n00100,5\n00102,6\n")
    assert b"From which day?" in page.content
    run = ImportRun.objects.get()
    assert (run.state, OtherSchedule.objects.official().count()) == (RunState.NEEDS_ANSWER, 0)
    with django_capture_on_commit_callbacks(execute=True):
        operator.post(reverse("schedule-day", args=[run.pk]), {"effective_from": "2026-01-01"})
    run.refresh_from_db()
    assert run.state == RunState.READY
    assert set(AnesthesiaBase.objects.values_list("code", "base_units")) == {("00100", Decimal("5.0")), ("00102", Decimal("6.0"))}
    assert OtherSchedule.objects.official().get().effective_from == date(2026, 1, 1)


def test_shows_what_the_next_table_changes_and_goes_back(bring: Bring, operator: Client, django_capture_on_commit_callbacks):
    first = b"HCPCS,Base Units,Effective Date\n00100,5,2025-01-01\n00102,6,2025-01-01\n"
    second = b"HCPCS,Base Units,Effective Date\n00100,7,2026-01-01\n00103,5,2026-01-01\n"
    bring(first__csv=first)
    old = OtherSchedule.objects.official().get()
    operator.post(reverse("table-activate", args=[old.pk]))
    page = bring(second__csv=second).content.decode()
    run = ImportRun.objects.get(file_name="second.csv")
    assert run.outcome["difference"] == {"added": 1, "removed": 1, "work_changed": 0, "status_changed": 0, "fee_changed": 1}
    assert run.outcome["largest"] == [{"key": "00100", "before": "5.0", "after": "7.0", "change": "2.0"}]
    assert "Against the active release" in page
    new = OtherSchedule.objects.official().get(effective_from=date(2026, 1, 1))
    operator.post(reverse("table-activate", args=[new.pk]))
    assert b"Go back to January 2025" in operator.get(LIST).content
    operator.post(reverse("table-go-back", args=[new.pk]))
    new.refresh_from_db()
    old.refresh_from_db()
    assert (new.state, old.state) == (ReleaseState.RETIRED, ReleaseState.ACTIVE)
    assert list(AuditEntry.objects.filter(action__startswith="schedule.").values_list("action", flat=True).order_by("id")) == [
        "schedule.staged", "schedule.activated", "schedule.staged", "schedule.activated", "schedule.taken_back",
    ]  # fmt: skip


def test_several_files_are_one_upload(bring: Bring, operator: Client, official_files: Path):
    folder = official_files / RVU25D
    page = bring(GPCI2025__csv=(folder / "GPCI2025.csv").read_bytes(), ANES2025__csv=(folder / "ANES2025.csv").read_bytes())
    assert states() == {"gpci": (RunState.READY, 109), "anes": (RunState.READY, 109)}
    assert b"Activate everything of this upload" in page.content
    assert ImportRun.objects.values("batch").distinct().count() == 1


def test_the_same_file_again_is_one_import(bring: Bring, official_files: Path):
    content = (official_files / RVU25D / "GPCI2025.csv").read_bytes()
    bring(one__csv=content)
    assert b"nothing was done twice" in bring(two__csv=content).content
    assert ImportRun.objects.count() == 1


def test_refuses_an_invented_list_of_localities(bring: Bring, official_files: Path):
    page = bring(GPCI2026__csv=(official_files / "derived/billrosetta/GPCI2026_SUSPECT.csv").read_bytes())
    assert states()["gpci"][0] == RunState.REFUSED
    assert b"Why it was refused" in page.content
    assert not LocalityIndex.objects.exists()


def test_notices_are_acknowledged_once_by_the_first_check(bring: Bring, operator: Client, cast: Cast):
    assert b"copyright American Medical Association, CDT" in operator.get(LIST).content
    bring(units__csv=b"HCPCS,Base Units\n00100,5\n")
    bring(units2__csv=b"HCPCS,Base Units\n00100,6\n")
    assert NoticeAcknowledgement.objects.count() == 1
    assert AuditEntry.objects.filter(action="notices.acknowledged", actor_id=cast.operator.pk).count() == 1
    assert b"Checking a file says" not in operator.get(LIST).content


def test_kinds_are_found_by_name():
    found = kind_called("gpci")
    assert found is not None
    assert found.name == "Geographic practice cost indices"
    assert kind_called("bees") is None


def test_parts_of_one_kind_hold_side_by_side(bring: Bring, operator: Client, official_files: Path):
    content = (official_files / "derived/ncci/ccipra-v322r0-f1.excerpt.txt").read_bytes()
    first, second = "ccipra-v322r0-f1.txt", "ccipra-v322r0-f2.txt"
    # The second part holds other pairs: a code of column 1 is changed so that the bytes differ.
    bring(**{first: content, second: content.replace(b"0001A", b"0002A").replace(b"0001U", b"0002U")})
    schedules = OtherSchedule.objects.official().filter(kind="ncci_ptp")
    for schedule in schedules:
        operator.post(reverse("table-activate", args=[schedule.pk]))
    assert set(schedules.values_list("name", "state")) == {
        ("Pair edits (NCCI), part 1", ReleaseState.ACTIVE),
        ("Pair edits (NCCI), part 2", ReleaseState.ACTIVE),
    }


def test_an_archive_with_an_unpacked_workbook_is_an_archive(bring: Bring, official_files: Path):
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("GPCI2025.xlsx", (official_files / RVU25D / "GPCI2025.xlsx").read_bytes())
    bring(GPCI__zip=stored.getvalue())
    assert states() == {"gpci": (RunState.READY, 109)}

"""RVU Edge keeps what is uploaded where no address reaches it, under a name of its own, and never runs it."""

import stat
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from rvuedge.imports.models import ImportRun
from rvuedge.imports.services import receive_file
from tests.access.addresses import addresses
from tests.access.asking import Asking
from tests.access.world import World

HOSTILE_NAMES = (
    "../../../etc/cron.d/job.csv",
    "..\\..\\shell.php",
    "shell.php.csv",
    "a" * 300 + ".csv",
    "<script>alert(1)</script>.csv",
    "x\x00.html",
    ".htaccess",
    "index.html",
)


@pytest.fixture(params=HOSTILE_NAMES, ids=range(len(HOSTILE_NAMES)))
def run(world: World, request: pytest.FixtureRequest) -> ImportRun:
    content = b"<script>alert(1)</script>" + request.param.encode()
    return receive_file(content=content, file_name=request.param, kind="PPRRVU", by=world.cast.operator)[0]


def test_keeps_a_file_under_its_own_number_outside_the_served_folders(run: ImportRun) -> None:
    kept = Path(run.file.path).resolve()
    media = Path(settings.MEDIA_ROOT).resolve()
    assert kept.is_relative_to(media)
    assert kept.stem == str(run.pk)
    assert kept.suffix in {"", ".csv", ".txt", ".xlsx", ".zip", ".gz"}
    for served in (settings.STATIC_ROOT, *settings.STATICFILES_DIRS):
        assert not kept.is_relative_to(Path(served).resolve())
        assert not Path(served).resolve().is_relative_to(media)


def test_keeps_a_file_that_nobody_may_run_and_nobody_else_may_read(run: ImportRun) -> None:
    assert stat.S_IMODE(Path(run.file.path).stat().st_mode) == 0o600


def test_serves_no_uploaded_file(run: ImportRun, asking: Asking) -> None:
    for address in (f"/media/{run.file.name}", f"/{run.file.name}", f"/static/{run.file.name}", f"/static/../media/{run.file.name}"):
        assert asking.ask("operator", "get", address).status_code == 404, address


def test_has_no_address_for_uploaded_files() -> None:
    assert not [address.route for address in addresses() if "media" in address.route]
    assert settings.MEDIA_URL in {"", "/"}


def test_shows_the_name_of_a_file_escaped(run: ImportRun, asking: Asking) -> None:
    shown = asking.ask("operator", "get", "/manage/schedules/").content.decode()
    assert "<script>alert(1)" not in shown
    assert run.file_name
    assert not set("/\\\x00") & set(run.file_name)


@pytest.mark.parametrize(("address", "role"), [("/manage/schedules/check/", "operator"), ("/manage/benchmarks/upload/", "administrator")])
def test_says_in_words_what_is_wrong_with_a_script_that_was_uploaded(asking: Asking, address: str, role: str) -> None:
    file = SimpleUploadedFile("run.csv", b"#!/bin/sh\nrm -rf /\n")
    terms = {"survey_name": "Willow", "report_year": "2026", "clinician_view": "position_only"}
    answer = asking.ask(role, "post", address, terms | {"file": file})
    assert answer.status_code in {302, 400, 422}
    assert b"Traceback" not in answer.content
    assert str(settings.DATA_DIR).encode() not in answer.content

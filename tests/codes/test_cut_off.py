"""RVU Edge activates no relative value file that seems cut off, unless somebody says that a part is meant."""

import html
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from codes.activation import activate_target
from codes.cms.checks import cut_off_told
from codes.models import Release, ReleaseState
from rvuedge.imports.models import ImportRun
from tests.cast import make_cast
from tests.codes.pprrvu_files import OCTOBER_2025, excerpt

BOTH = ("99213", "27447")
SHORT = "The file has 15 rows and a whole release has more than 17,000: it seems cut off. Download it again from cms.gov."


@pytest.fixture
def path(tmp_path: Path, db: None) -> str:
    file = tmp_path / "july.csv"
    file.write_bytes(excerpt())
    return str(file)


def refusal(path: str, *options: str) -> tuple[CommandError, dict[str, list[dict[str, Any]]]]:
    out = io.StringIO()
    with pytest.raises(CommandError) as raised:
        call_command("import_schedule", path, "--json", *options, stdout=out, stderr=io.StringIO())
    assert raised.value.returncode == 2
    return raised.value, json.loads(out.getvalue() or "{}")


def draft(path: str) -> Release:
    call_command("import_schedule", path, stdout=io.StringIO(), stderr=io.StringIO())
    return Release.objects.get(name="RVU26C")


@pytest.mark.parametrize(
    ("rows", "codes", "newest", "told"),
    [
        (19_356, BOTH, None, ""),
        (10_000, BOTH, ("RVU25D", 19_090), ""),
        (1, (), None, "The file has 1 row and a whole release has more than 17,000"),
        (9_999, BOTH, None, "The file has 9,999 rows and a whole release has more than 17,000"),
        (9_000, BOTH, ("RVU25D", 19_090), "The file has 9,000 rows and RVU25D has 19,090"),
        (10_999, BOTH, ("RVU30A", 22_000), "The file has 10,999 rows and RVU30A has 22,000"),
        (19_356, ("99213",), None, "27447 stands in every official release"),
        (19_356, (), None, "99213 and 27447 stand in every official release"),
    ],
)
def test_tells_a_file_that_is_cut_off_from_a_whole_one(
    rows: int, codes: tuple[str, ...], newest: tuple[str, int] | None, told: str
) -> None:
    message = cut_off_told(rows, codes, newest)
    assert message.startswith(told)
    assert bool(message) == bool(told)


def test_the_command_refuses_to_activate_it_and_stores_nothing(path: str) -> None:
    error, printed = refusal(path, "--activate")
    (run,) = printed["runs"]
    assert run["state"] == "refused"
    assert set(run["difference"].values()) == {0}
    assert [issue["message"] for issue in run["issues"] if issue["severity"] == "error"] == [SHORT]
    assert "--accept-short" in str(error)
    assert not Release.objects.filter(family="PPRRVU").exists()
    assert not ImportRun.objects.exists()


def test_the_command_refuses_to_activate_a_draft_that_waits(path: str) -> None:
    release = draft(path)
    error, _printed = refusal(path, "--activate")
    assert str(error).startswith(SHORT)
    release.refresh_from_db()
    assert release.state == ReleaseState.DRAFT


def test_the_command_takes_a_part_that_is_meant(path: str) -> None:
    call_command("import_schedule", path, "--activate", "--accept-short", stdout=io.StringIO(), stderr=io.StringIO())
    release = Release.objects.get(name="RVU26C")
    assert release.state == ReleaseState.ACTIVE


def test_what_was_active_once_needs_no_second_word(path: str) -> None:
    release = draft(path)
    with pytest.raises(ValidationError):
        activate_target(release, None)
    assert activate_target(release, None, accept_short=True)
    Release.objects.filter(pk=release.pk).update(state=ReleaseState.RETIRED)
    release.refresh_from_db()
    assert activate_target(release, None)


def test_the_page_asks_whether_a_part_is_meant(path: str, client: Client) -> None:
    release = draft(path)
    client.force_login(make_cast().operator)
    address = reverse("schedule-run", args=[release.import_run_id])
    page = client.get(address).content.decode()
    assert SHORT in html.unescape(page)
    assert "This is a part of a release, on purpose" in page
    activate = reverse("schedule-activate", args=[release.pk])
    assert SHORT in html.unescape(client.post(activate, follow=True).content.decode())
    release.refresh_from_db()
    assert release.state == ReleaseState.DRAFT
    client.post(activate, {"accept_short": "1"})
    release.refresh_from_db()
    assert release.state == ReleaseState.ACTIVE
    assert "This is a part of a release" not in client.get(address).content.decode()


def test_everything_of_an_upload_leaves_it_out_and_says_why(path: str, tmp_path: Path, client: Client) -> None:
    release = draft(path)
    (tmp_path / OCTOBER_2025).write_bytes(excerpt(OCTOBER_2025))
    call_command("import_schedule", str(tmp_path / OCTOBER_2025), stdout=io.StringIO(), stderr=io.StringIO())
    ImportRun.objects.update(batch=release.import_run_id)
    client.force_login(make_cast().operator)
    page = client.post(reverse("schedule-activate-all", args=[release.import_run_id]), follow=True).content.decode()
    assert SHORT in html.unescape(page)
    assert "active already" not in page
    assert not Release.objects.filter(family="PPRRVU", state=ReleaseState.ACTIVE).exists()

"""RVU Edge refuses or marks what no fee schedule should hold: too many rows, unknown modifiers, descriptors that are more than text."""

import pytest
import time_machine
from django.test import Client

from codes.cms.pprrvu import read_pprrvu
from codes.releases import move_catalogue_version
from rvuedge.lib.csv_cells import safe_cell
from rvuedge.lib.issues import Severity
from tests.cast import make_cast
from tests.codes.pprrvu_files import changed, excerpt
from tests.factories import ReleaseFactory, store_rows

KNEE = "27447,,,A"


def test_refuses_more_rows_than_any_release_has():
    file = read_pprrvu(excerpt() + b"x\r\n" * 200_001)
    assert [issue.message for issue in file.issues] == [
        "The file has more than 200,000 rows; a release has about 19,000. Bring the file as CMS publishes it."
    ]


def test_keeps_a_modifier_that_is_new_and_says_so():
    file = read_pprrvu(changed(KNEE, "27447,ZZ,,A"))
    assert not file.is_refused
    assert [row.modifier for row in file.rows if row.code == "27447"] == ["ZZ"]
    told = next(issue for issue in file.issues if issue.field == "modifier")
    assert (told.severity, told.value) == (Severity.WARNING, "ZZ")
    assert "This modifier is new to the layout" in told.message


@pytest.mark.parametrize(
    ("descriptor", "kept", "in_a_sheet"),
    [
        ("=1+1", "=1+1", "'=1+1"),
        ("@SUM(A1)", "@SUM(A1)", "'@SUM(A1)"),
        ("+1", "+1", "'+1"),
        ("a\u202eb", "a\\u202eb", "a\\u202eb"),
        ("a\u200bb", "a\\u200bb", "a\\u200bb"),
    ],
)
def test_keeps_a_descriptor_as_text_and_makes_it_harmless_where_it_leaves(descriptor: str, kept: str, in_a_sheet: str):
    file = read_pprrvu(changed(KNEE, f"27447,,{descriptor},A"))
    assert not file.is_refused
    assert [row.descriptor for row in file.rows if row.code == "27447"] == [kept]
    assert safe_cell(kept) == in_a_sheet


def test_shows_a_hostile_descriptor_escaped(client: Client, db: None, settings):
    settings.PUBLIC_DESCRIPTORS = True
    make_cast()
    row = next(row for row in read_pprrvu(changed(KNEE, "27447,,<script>alert(1)</script>{{ 1 }},A")).rows if row.code == "27447")
    store_rows(ReleaseFactory.create(), row)
    move_catalogue_version()
    with time_machine.travel("2026-11-23T15:00:00Z", tick=False):
        for address in ("/codes/27447/", "/codes/?q=27447x", "/codes/compare/?c=27447"):
            page = client.get(address).content.decode()
            assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 1 }}" in client.get("/codes/27447/").content.decode()

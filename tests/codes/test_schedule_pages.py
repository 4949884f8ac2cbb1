"""RVU Edge shows what a release changes in the words of the field, and never 0.00 for no work."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from codes.models import Release
from codes.run_page import ShownChange, ShownRun, shown_run
from codes.schedule_pages import official_runs
from rvuedge.imports.models import ImportRun
from tests.codes.pprrvu_files import OCTOBER_2025, changed, excerpt

pytestmark = pytest.mark.django_db


@pytest.fixture
def july(tmp_path: Path) -> ShownRun:
    """July 2026 against an October 2025 in which a visit had no work and one code more was priced."""
    october = changed("99213,,,A,,1.30,1.35,,0.57,,0.10,2.75,1.97", "99213,,,A,,0.00,1.35,,0.57,,0.10,1.45,0.67", OCTOBER_2025)
    for name, content, options in (("october.csv", october, ["--activate", "--accept-short"]), ("july.csv", excerpt(), [])):
        (tmp_path / name).write_bytes(content)
        call_command("import_schedule", str(tmp_path / name), *options, stdout=StringIO(), stderr=StringIO())
    return shown_run(ImportRun.objects.get(releases__name="RVU26C"), official_runs())


def test_shows_the_largest_changes_of_work_first(july: ShownRun) -> None:
    # 1.30 from none, then 19.60 to 19.11 (0.49), 4.57 to 4.46 (0.11), 3.26 to 3.18 (0.08), 1.63 to 1.59 (0.04).
    assert july.largest[:3] == (
        ShownChange("99213", "none", "1.30", "+1.30"),
        ShownChange("27447", "19.60", "19.11", "-0.49"),
        ShownChange("45385", "4.57", "4.46", "-0.11"),
    )
    assert july.largest[4].code == "45378-53"


def test_shows_an_example_of_each_kind_of_change(july: ShownRun) -> None:
    shown = {kind.words: (kind.rows, kind.example) for kind in july.kinds}
    assert shown["Work lower by 2.5%"] == (8, "27447: 19.60 to 19.11")
    assert shown["Work changed otherwise"] == (1, "99213: none to 1.30")
    # 99417 at 0.61 and G2211 at 0.33 kept their work.
    assert shown["Work unchanged"] == (2, "99417: 0.61")
    assert shown["Conversion factor"] == (1, "32.3465 to 33.4009")
    assert (shown["New"], shown["Gone"]) == ((0, ""), (0, ""))


def test_leaves_the_conversion_factor_out_where_it_stayed(july: ShownRun) -> None:
    july.run.outcome["factor_before"] = july.run.outcome["conversion_factor"]
    assert "Conversion factor" not in {kind.words for kind in shown_run(july.run, official_runs()).kinds}


def test_shows_no_difference_without_a_release_before(tmp_path: Path) -> None:
    (tmp_path / "july.csv").write_bytes(excerpt())
    call_command("import_schedule", str(tmp_path / "july.csv"), stdout=StringIO(), stderr=StringIO())
    shown = shown_run(ImportRun.objects.get(), official_runs())
    assert (shown.kinds, shown.largest) == ((), ())
    assert [stage.name for stage in shown.stages if stage.is_current] == ["Compare"]


def test_offers_activation_until_a_release_is_active(july: ShownRun) -> None:
    assert (july.may_activate, july.is_draft, july.is_busy) == (True, True, False)
    october = shown_run(Release.objects.get(name="RVU25D").import_run or ImportRun(), official_runs())
    assert (october.may_activate, october.is_draft) == (False, False)

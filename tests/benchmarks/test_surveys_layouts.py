"""The same invented survey in each of the layouts A to F comes to identical points; what one layout cannot say is told."""

import io
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from benchmarks.surveys.reader import preview, read_survey
from benchmarks.surveys.survey_file import SurveyFile
from rvuedge.lib.issues import Severity

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "surveys"
LAYOUTS = {
    "A": "layout-a.csv",
    "B": "layout-b.csv",
    "C": "layout-c.csv",
    "D": "layout-d.csv",
    "E": "layout-e.csv",
    "F": "layout-f.csv",
}
# What stands in every file: cut, specialty, metric -> n, groups, points. Written down from the fixtures by hand.
EXPECTED = {
    ("", "Family medicine", "compensation"): (300, 40, {25: "210000", 50: "255000", 75: "310000", 90: "380000"}),
    ("", "Family medicine", "wrvu"): (300, 40, {25: "3700", 50: "4800", 75: "5900", 90: "7300"}),
    ("", "Family medicine", "compensation_per_wrvu"): (300, 40, {25: "45.50", 50: "52.10", 75: "60.20", 90: "75"}),
    ("Western", "Family medicine", "compensation"): (60, 9, {25: "220000", 50: "265000", 75: "320000"}),
    ("Western", "Family medicine", "wrvu"): (60, 9, {25: "3600", 50: "4700", 75: "5800"}),
    ("Western", "Family medicine", "compensation_per_wrvu"): (60, 9, {}),
}


def read(layout: str) -> SurveyFile:
    return read_survey((GOLDEN / LAYOUTS[layout]).read_bytes(), LAYOUTS[layout])


def cells_of(file: SurveyFile) -> dict[tuple[str, str, str], tuple[int | None, int | None, dict[int, str]]]:
    return {
        (cell.cut, cell.raw_specialty, cell.metric): (
            cell.provider_count,
            cell.group_count,
            {int(point.percentile): f"{point.value:f}" for point in cell.points},
        )
        for cell in file.cells
    }


@pytest.mark.parametrize("layout", LAYOUTS)
def test_reads_each_layout_to_identical_points(layout: str) -> None:
    file = read(layout)
    exact = {
        key: (n, groups, {at: f"{Decimal(value):.4f}" for at, value in points.items()}) for key, (n, groups, points) in EXPECTED.items()
    }
    assert file.layout == layout
    assert [issue.message for issue in file.issues if issue.severity is Severity.ERROR] == []
    assert cells_of(file) == exact
    # The Western 90th of pay and work, and all four of the rate.
    assert file.suppressed == 6


def test_keeps_mean_and_deviation_beside_the_percentiles() -> None:
    cell = next(cell for cell in read("A").cells if cell.metric == "wrvu" and not cell.cut)
    assert (cell.mean, cell.deviation) == (Decimal(4950), Decimal(1400))


def book(headers: list[list[str]], rows: list[list[object]], *, sheet: str = "Sheet1", merged: str = "", hide: str = "") -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as written:
        page = written.add_worksheet(sheet)
        for place, row in enumerate([*headers, *rows]):
            page.write_row(place, 0, row)
        if merged:
            page.merge_range(merged, headers[0][1])
        if hide == "row":
            page.set_row(2, None, None, {"hidden": True})
        if hide == "column":
            page.set_column("C:C", None, None, {"hidden": True})
    return held.getvalue()


STACKED = [["", "Work RVUs", "", ""], ["Specialty", "25th %ile", "50th %ile", "75th %ile"]]
ROWS: list[list[object]] = [["Pediatrics", 4100, 5100, "*"]]


def test_reads_a_metric_that_is_merged_above_its_percentiles() -> None:
    file = read_survey(book(STACKED, ROWS, merged="B1:D1"))
    assert (file.layout, file.suppressed) == ("E", 1)
    assert [str(point.value) for point in file.cells[0].points] == ["4100.0000", "5100.0000"]


@pytest.mark.parametrize(("hide", "named"), [("row", "Row 3"), ("column", "Column C")])
def test_names_what_a_workbook_hides(hide: str, named: str) -> None:
    file = read_survey(book(STACKED, ROWS, hide=hide))
    assert file.is_refused
    assert named in file.issues[0].message


MEASURES = ["Measure_Name", "Provider_Count", "_25_tile", "Median", "_75_tile"]


def test_takes_the_specialty_from_the_sheet_or_from_the_file() -> None:
    row: list[object] = ["Physician Work RVUs", 80, 4100, 5100, 6100]
    assert read_survey(book([MEASURES], [row], sheet="Pediatrics")).raw_specialties == ("Pediatrics",)
    assert read_survey(book([MEASURES], [row]), "Sleep_medicine_2026.xlsx").raw_specialties == ("Sleep medicine",)


def test_reads_one_specialty_a_sheet() -> None:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as written:
        for sheet, median in (("Pediatrics", 5100), ("Neurology", 4900)):
            page = written.add_worksheet(sheet)
            page.write_row(0, 0, MEASURES)
            page.write_row(1, 0, ["Work RVUs", 80, 4100, median, 6100])
    assert read_survey(held.getvalue()).raw_specialties == ("Pediatrics", "Neurology")


def test_keeps_the_count_of_each_metric_where_the_table_gives_it() -> None:
    text = "specialty,tcc_n_incumbents,tcc_p50,wrvu_n_incumbents,wrvu_p50\nPediatrics,90,255000,45,5100\n"
    counts = {cell.metric: cell.provider_count for cell in read_survey(text.encode()).cells}
    assert counts == {"compensation": 90, "wrvu": 45}


def test_reads_columns_that_a_person_chose() -> None:
    text = b"Discipline,Output low,Output mid\nPediatrics,4100,5100\n"
    shown = preview(text)
    assert read_survey(text).is_refused
    assert shown is not None and [column.header for column in shown.columns] == ["Discipline", "Output low", "Output mid"]
    chosen = {"discipline": "specialty", "output low": "wrvu@25", "output mid": "wrvu@50"}
    file = read_survey(text, "", chosen)
    assert (file.layout, file.issues) == ("B", ())
    assert [(str(point.percentile), str(point.value)) for point in file.cells[0].points] == [("25", "4100.0000"), ("50", "5100.0000")]


def test_leaves_a_column_out_that_a_person_left_out() -> None:
    text = b"specialty,wrvu_p25,wrvu_p50,beds\nPediatrics,4100,5100,300\n"
    assert [issue.field for issue in read_survey(text).issues] == ["beds"]
    assert read_survey(text, "", {"beds": "-"}).issues == ()


@pytest.mark.parametrize("cell", ["*", "**", "-", "N/A", "ISD", "ID", ""])
def test_never_reads_a_suppressed_cell_of_a_wide_table_as_zero(cell: str) -> None:
    file = read_survey(f"specialty,wrvu_p25,wrvu_p50\nPediatrics,4100,{cell}\n".encode())
    assert [point.value for point in file.cells[0].points] == [4100]
    assert file.suppressed == 1


def test_tells_the_column_of_a_fault_in_a_wide_table() -> None:
    file = read_survey(b"specialty,wrvu_p25,wrvu_p50\nPediatrics,4100,0\nNeurology,4.1k,5000\n")
    assert [(issue.line, issue.field) for issue in file.issues] == [(2, "wrvu_p50"), (3, "wrvu_p25")]

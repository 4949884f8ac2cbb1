"""RVU Edge finds the tables of an archive by their content, each once, in its best format and of one release."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from codes.cms import archive, release_zip
from codes.cms.archive import Found, members_by_kind
from codes.cms.kinds import PPRRVU, kind_of_file, reader_of
from codes.cms.pprrvu import read_pprrvu
from codes.cms.reading import Cells
from codes.cms.recognise import NotATable
from codes.cms.release_zip import members
from codes.cms.sheets import read_any_sheet
from tests.codes import locality_files, pprrvu_files
from tests.codes.pprrvu_files import FIXED_2025, JULY_2026, OCTOBER_2025, zipped

VALUES, OLDER = pprrvu_files.excerpt(JULY_2026), pprrvu_files.excerpt(OCTOBER_2025)
GPCI, GPCI_TEXT = locality_files.excerpt("gpci", "GPCI2025.csv"), locality_files.excerpt("gpci", "GPCI2025.txt")
GPCI_2026 = locality_files.excerpt("gpci", "GPCI2026.csv")
GPCI_SHEET = locality_files.workbook(GPCI)
EDITS = locality_files.excerpt("ncci_ptp", "ccipra-v322r0-f1.txt")
LIMITS = locality_files.excerpt("mue", "MCR_MUE_PractitionerServices_Eff_07-01-2026.csv")
QPP = VALUES.replace(b",9,,33.4009,", b",1,,33.5675,")
DRUGS = locality_files.excerpt("asp", "asp26jan.csv")
CODES = locality_files.excerpt("hcpcs", "HCPC2018_CONTR_ANWEB_disc.txt")
_OCTOBER_2025 = ("gpci/GPCI2025", "anes/ANES2025", "locco/25LOCCO", "oppscap/OPPSCAP_Oct")
README = b"Some words about the files of this release.\n"


def found(held: dict[str, bytes], name: str = "rvu25d.zip") -> tuple[Found, ...]:
    return members_by_kind(zipped(held), name, kind_of_file, read_any_sheet)


def kinds(held: dict[str, bytes]) -> list[tuple[str, str]]:
    return [(one.kind, one.name) for one in found(held)]


def refusal(content: bytes) -> str:
    with pytest.raises(NotATable) as refused:
        members_by_kind(content, "rvu.zip", kind_of_file, read_any_sheet)
    message = str(refused.value)
    assert message.endswith(".")
    return message


def told(held: dict[str, bytes]) -> list[str]:
    """Return the remarks, which stand with the first table only."""
    first, *others = found(held)
    assert not any(one.issues for one in others)
    return [issue.message for issue in first.issues]


def test_finds_each_table_by_content_in_the_order_of_the_archive() -> None:
    held = {"b/indices.csv": GPCI, "a/values.csv": OLDER, "RVU25D.pdf": b"%PDF-1.7"}
    assert kinds(held) == [("gpci", "b/indices.csv"), ("pprrvu", "a/values.csv")]
    first = found(held)[0]
    assert (first.content, first.opened.file_name, first.opened.lines[0][:8]) == (GPCI, "rvu25d/b/indices.csv", "ADDENDUM")
    assert told(held) == []


def test_reads_a_release_of_all_its_formats_as_listed_beside_it() -> None:
    """The excerpts of October 2025 packed as CMS packs a release: a csv and a text of each table, and the layout as a document."""
    kept = [f"pprrvu/{FIXED_2025}", *(f"{path}.{ending}" for path in _OCTOBER_2025 for ending in ("csv", "txt"))]
    held = {path.split("/")[1]: (locality_files.GOLDEN / path).read_bytes() for path in kept}
    held |= {FIXED_2025.replace(".txt", ".csv"): OLDER, "RVU25D.pdf": b"%PDF-1.7"}
    listed = locality_files.expected("release_zip", "RVU25D")
    one_by_one = sorted(found(held), key=lambda one: one.kind)
    assert [{"kind": one.kind, "member": one.name, "rows": str(rows_of(one))} for one in one_by_one] == listed


def rows_of(one: Found) -> int:
    """Return how many rows the reader of its kind reads of a table."""
    if one.kind == PPRRVU:
        return len(read_pprrvu(one.content, one.name).rows)
    reader = reader_of(one.kind)
    assert reader is not None
    return len(reader.read(one.opened).rows)


def test_takes_the_csv_then_the_text_then_the_workbook_of_one_table() -> None:
    formats = {"GPCI2025.xlsx": GPCI_SHEET, "GPCI2025.txt": GPCI_TEXT, "GPCI2025.csv": GPCI}
    assert kinds(formats) == [("gpci", "GPCI2025.csv")]
    del formats["GPCI2025.csv"]
    assert kinds(formats) == [("gpci", "GPCI2025.txt")]
    del formats["GPCI2025.txt"]
    assert kinds(formats) == [("gpci", "GPCI2025.xlsx")]
    assert found(formats)[0].opened.is_sheet


def test_opens_no_workbook_whose_csv_was_recognised() -> None:
    def no_sheet(content: bytes) -> Cells:
        raise AssertionError(f"a workbook of {len(content)} bytes was opened")

    packed = zipped({"GPCI2025.xlsx": GPCI_SHEET, "GPCI2025.csv": GPCI})
    assert [one.name for one in members_by_kind(packed, "rvu.zip", kind_of_file, no_sheet)] == ["GPCI2025.csv"]


def test_falls_back_to_the_workbook_where_the_csv_is_no_table() -> None:
    held = {"GPCI2025.csv": README, "GPCI2025.xlsx": GPCI_SHEET}
    assert kinds(held) == [("gpci", "GPCI2025.xlsx")]
    assert told(held) == ["Not read from the archive: GPCI2025.csv."]


@pytest.mark.parametrize(
    "names", [("PPRRVU2026_Jul_QPP.csv", "PPRRVU2026_Jul_nonQPP.csv"), ("a_qpp.csv", "a.csv"), ("QPP a.csv", "non-QPP a.csv")]
)
def test_takes_the_values_beside_those_of_qpp_and_says_so(names: tuple[str, str]) -> None:
    held = {names[0]: QPP, names[1]: VALUES}
    assert kinds(held) == [("pprrvu", names[1])]
    assert told(held) == [f"Not read from the archive: {names[0]}."]


def test_takes_the_values_of_qpp_where_they_stand_alone() -> None:
    assert kinds({"PPRRVU2026_Jul_QPP.csv": QPP}) == [("pprrvu", "PPRRVU2026_Jul_QPP.csv")]


def test_takes_the_csv_of_one_release_beside_its_fixed_width_text() -> None:
    held = {FIXED_2025: pprrvu_files.excerpt(FIXED_2025), "values.csv": OLDER}
    assert kinds(held) == [("pprrvu", FIXED_2025), ("pprrvu", "values.csv")]
    same_name = {FIXED_2025: pprrvu_files.excerpt(FIXED_2025), FIXED_2025.replace(".txt", ".csv"): OLDER}
    assert kinds(same_name) == [("pprrvu", "PPRRVU2025_Oct.csv")]


def test_keeps_the_parts_and_settings_of_one_release_apart() -> None:
    held = {
        "ccipra-v322r0-f1.txt": EDITS,
        "ccipra-v322r0-f2.txt": EDITS.replace(b"0001A", b"0002A"),
        "MCR_MUE_PractitionerServices_Eff_07-01-2026.csv": LIMITS,
        "MCR_MUE_DMESupplierServices_Eff_07-01-2026.csv": LIMITS.replace(b"Practitioner", b"DME Supplier"),
    }
    assert [kind for kind, _name in kinds(held)] == ["ncci_ptp", "ncci_ptp", "mue", "mue"]


@pytest.mark.parametrize(
    ("held", "told_of"),
    [
        ({"one.csv": VALUES, "two.csv": OLDER}, "one.csv (July 2026) and two.csv (October 2025)"),
        ({"GPCI2025.csv": GPCI, "GPCI2026.csv": GPCI_2026}, "GPCI2025.csv (2025) and GPCI2026.csv (2026)"),
        (
            {"a.csv": DRUGS, "b.csv": DRUGS.replace(b"January 1, 2026", b"April 1, 2026")},
            "a.csv (January 2026) and b.csv (April 2026)",
        ),
        (
            {"HCPC2026_JAN_ANWEB.txt": CODES, "HCPC2026_APR_ANWEB.txt": CODES},
            "HCPC2026_JAN_ANWEB.txt (January 2026) and HCPC2026_APR_ANWEB.txt (April 2026)",
        ),
        ({"jan/table.csv": GPCI, "jul/table.csv": GPCI_2026}, "table.csv (2025) and table.csv (2026)"),
        (
            {"ccipra-v321r0-f1.txt": EDITS, "ccipra-v322r0-f1.txt": EDITS},
            "ccipra-v321r0-f1.txt (April 2026) and ccipra-v322r0-f1.txt (July 2026)",
        ),
        (
            {"MUE_Practitioner_Eff_07-01-2026.csv": LIMITS, "MUE_Practitioner_Eff_10-01-2026.csv": LIMITS},
            "MUE_Practitioner_Eff_07-01-2026.csv (July 2026) and MUE_Practitioner_Eff_10-01-2026.csv (October 2026)",
        ),
    ],
)
def test_refuses_two_releases_of_one_kind(held: dict[str, bytes], told_of: str) -> None:
    message = f"The archive holds more than one release of a table: {told_of}. Import one at a time."
    assert refusal(zipped(held)) == message


def test_counts_a_table_once_that_stands_in_two_folders_and_refuses_two_that_differ() -> None:
    assert kinds({"a/GPCI2025.csv": GPCI, "b/GPCI2025.csv": GPCI}) == [("gpci", "a/GPCI2025.csv")]
    assert kinds({"text/GPCI2025.txt": GPCI_TEXT, "csv/GPCI2025.csv": GPCI}) == [("gpci", "csv/GPCI2025.csv")]
    message = refusal(zipped({"a/GPCI2025.csv": GPCI, "b/GPCI2025.csv": GPCI.replace(b"0.869", b"0.870")}))
    assert message == "The archive holds two files of one table that differ: a/GPCI2025.csv and b/GPCI2025.csv. Import one at a time."


def test_tells_what_it_does_not_know_in_one_remark_and_passes_over_documents() -> None:
    document = zipped({"[Content_Types].xml": b"", "word/document.xml": b"<w/>"})
    held = {
        "GPCI2025.csv": GPCI,
        "readme.txt": README,
        "layout.pdf": b"%PDF-1.7",
        "layout.docx": document,
        "layout.doc": b"\xd0\xcf\x11\xe0 old",
        "__MACOSX/._GPCI2025.csv": b"\x00\x05",
        "page.csv": b"<html>sign in</html>",
        "broken.xlsx": zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b"<"}),
        "old.xls": b"\xd0\xcf\x11\xe0 old",
        "pk.txt": b"PK, but no archive\n",
    }
    assert kinds(held) == [("gpci", "GPCI2025.csv")]
    assert told(held) == ["Not read from the archive: readme.txt, page.csv, broken.xlsx, old.xls, pk.txt."]
    many = {"GPCI2025.csv": GPCI, **{f"note{number}.txt": README for number in range(10)}}
    assert told(many)[0].endswith("note7.txt and 2 more.")


def test_tells_why_there_is_nothing_to_read() -> None:
    assert "It holds readme.txt" in refusal(zipped({"readme.txt": README, "a.pdf": b"%PDF-1.7"}))
    assert "documents only" in refusal(zipped({"a.pdf": b"%PDF-1.7"}))
    assert refusal(zipped({"table.csv": b"<html>sign in</html>"})).startswith("table.csv: It is a web page")
    assert "damaged" in refusal(b"PK\x03\x04 no archive")


def test_shows_hidden_marks_of_names() -> None:
    assert r"a\u202eb.txt" in told({"GPCI2025.csv": GPCI, "a\u202eb.txt": README})[0]


def test_opens_an_archive_in_the_archive_and_refuses_one_in_that() -> None:
    inner = zipped({"GPCI2025.csv": GPCI, "values.txt.gz": gzip.compress(OLDER)})
    assert kinds({"rvu.zip": inner}) == [("gpci", "rvu.zip/GPCI2025.csv"), ("pprrvu", "rvu.zip/values.txt")]
    message = refusal(zipped({"outer.zip": zipped({"inner.zip": inner})}))
    assert message == "inner.zip is an archive in an archive of the archive. Unpack the outer ones and bring inner.zip."


def test_tells_an_archive_that_holds_a_workbook_as_it_is_from_a_workbook() -> None:
    """Stored without packing, the parts of the workbook stand in the bytes of the archive as they do in those of the workbook."""
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_STORED) as packed:
        packed.writestr("GPCI2025.xlsx", GPCI_SHEET)
    assert kinds({"rvu.zip": stored.getvalue()}) == [("gpci", "rvu.zip/GPCI2025.xlsx")]


@pytest.mark.parametrize("name", ["../outside.csv", "/etc/outside.csv", "C:\\outside.csv"])
def test_refuses_unsafe_names_in_an_inner_archive_too(name: str) -> None:
    assert "unsafe name" in refusal(zipped({"inner.zip": zipped({name: GPCI})}))


def test_holds_the_limits_for_all_archives_together(monkeypatch: pytest.MonkeyPatch) -> None:
    many = zipped({f"{number}.txt": README for number in range(150)})
    assert "more than 200 files" in refusal(zipped({"a.zip": many, "b.zip": many}))
    for module in (archive, release_zip):
        monkeypatch.setattr(module, "MOST_UNPACKED", 1024 * 1024)
    half = zipped({"half.txt": b"x" * 700_000})
    assert "more than 200 files or 1 MB" in refusal(zipped({"a.zip": half, "b.zip": half}))
    assert "more than 200 files or 1 MB" in refusal(zipped({"a.txt.gz": gzip.compress(b"x" * 1_100_000)}))
    assert "larger than 1 MB" in refusal(zipped({"a.zip": zipped({"a.txt": b"x" * 1_100_000})}))


def test_finds_the_tables_of_a_whole_release(official_files: Path) -> None:
    held = {}
    for path in sorted((official_files / "cms/RVU25D").iterdir()):
        held[path.name.removesuffix(".gz")] = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    assert sorted(kinds(held)) == [
        ("anes", "ANES2025.csv"),
        ("gpci", "GPCI2025.csv"),
        ("locco", "25LOCCO.csv"),
        ("oppscap", "OPPSCAP_Oct.csv"),
        ("pprrvu", "PPRRVU2025_Oct.csv"),
    ]
    assert told(held) == []


@pytest.mark.parametrize(("year", "name"), [(2017, "HCPC17_CONTR_ANWEB.txt"), (2018, "HCPC2018_CONTR_ANWEB_disc.txt")])
def test_finds_the_codes_in_the_official_archives_and_nothing_else(official_files: Path, year: int, name: str) -> None:
    folder = official_files / f"cms/HCPCS{year}"
    packed = (folder / f"{year}-Alpha-Numeric-HCPCS-File.zip").read_bytes()
    (one,) = members_by_kind(packed, f"{year}.zip", kind_of_file, read_any_sheet)
    assert (one.kind, one.name, len(one.issues)) == ("hcpcs", name, 1)
    assert len(list(members(packed))) == 7
    for path in folder.glob("*.zip"):
        if "Alpha-Numeric-HCPCS-File" not in path.name:
            assert "No file of the archive is a known table" in refusal(path.read_bytes())

"""RVU Edge opens a release zip safely and reads the one right file of it."""

import io
import zipfile
import zlib

import pytest

from codes.cms import release_zip
from codes.cms.pprrvu import PprrvuFile, read_pprrvu
from codes.cms.recognise import NotATable
from codes.cms.release_zip import members
from tests.codes.pprrvu_files import FIXED_2025, OCTOBER_2025, excerpt, zipped

GPCI = b"ADDENDUM E. FINAL CY 2026 GPCI\n\nMAC,State,Locality Number,Locality Name\n10112,AL,00,ALABAMA\n"
QPP = excerpt().replace(b",9,,33.4009,", b",1,,33.5675,").replace(b",9,45378,33.4009,", b",1,45378,33.5675,")


def read(found: dict[str, bytes]) -> PprrvuFile:
    return read_pprrvu(zipped(found), "rvu.zip")


def sentence(content: bytes) -> str:
    """Return why a file was refused."""
    file = read_pprrvu(content, "rvu.zip")
    assert file.is_refused
    assert not file.rows
    (issue,) = file.issues
    return issue.message


def test_finds_the_relative_value_file_by_content() -> None:
    file = read({"GPCI2026.csv": GPCI, "folder/values.csv": excerpt(), "RVU26C.pdf": b"%PDF-1.7"})
    assert (file.member, len(file.rows), file.is_refused) == ("folder/values.csv", 15, False)
    assert any("GPCI2026.csv" in issue.message for issue in file.issues)


def test_reads_the_non_qpp_variant_of_two() -> None:
    file = read({"PPRRVU2026_Jul_QPP.csv": QPP, "PPRRVU2026_Jul_nonQPP.csv": excerpt()})
    assert (file.member, file.variant) == ("PPRRVU2026_Jul_nonQPP.csv", "nonQPP")


def test_reads_the_qpp_variant_where_it_stands_alone() -> None:
    file = read({"PPRRVU2026_Jul_QPP.csv": QPP})
    assert (file.variant, str(file.conversion_factor), file.is_refused) == ("QPP", "33.5675", False)


def test_reads_the_csv_of_several_formats() -> None:
    file = read({FIXED_2025: excerpt(FIXED_2025), "PPRRVU2025_Oct.csv": excerpt(OCTOBER_2025)})
    assert (file.member, file.layout) == ("PPRRVU2025_Oct.csv", "csv")


def test_reads_fixed_width_records_where_there_is_nothing_else() -> None:
    file = read({FIXED_2025: excerpt(FIXED_2025)})
    assert (file.layout, file.title.words, file.is_refused) == ("fixed width", "October 2025", False)


def test_refuses_two_releases_at_once() -> None:
    told = sentence(zipped({"one.csv": excerpt(), "two.csv": excerpt(OCTOBER_2025)}))
    assert told == "The archive holds 2 releases (July 2026, October 2025). Import one at a time."


def test_refuses_an_archive_without_a_relative_value_file() -> None:
    assert "GPCI2026.csv" in sentence(zipped({"GPCI2026.csv": GPCI}))


def test_refuses_an_empty_archive() -> None:
    assert "archive is empty" in sentence(zipped({}))


@pytest.mark.parametrize("name", ["../outside.csv", "/etc/outside.csv", "C:\\outside.csv", "folder\\..\\..\\outside.csv"])
def test_refuses_names_that_lead_out_of_the_archive(name: str) -> None:
    assert "unsafe name" in sentence(zipped({"PPRRVU.csv": excerpt(), name: b"x"}))


def test_refuses_links() -> None:
    link = zipfile.ZipInfo("link.csv")
    link.external_attr = 0o120777 << 16
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as packed:
        packed.writestr(link, "/etc/passwd")
    assert "unsafe name" in sentence(stored.getvalue())


def test_refuses_too_many_files() -> None:
    assert "holds 201 files" in sentence(zipped({f"{number}.txt": b"" for number in range(201)}))


def test_refuses_what_unpacks_to_more_than_a_release(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release_zip, "MOST_UNPACKED", 1024 * 1024)
    assert "larger than 1 MB" in sentence(zipped({"zeros.csv": b"0" * 1_100_000}))


def test_stops_where_an_archive_unpacks_to_more_than_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """The size in the directory is a claim: 3,000,000 bytes that say they are 1,000 are stopped while they are unpacked."""
    monkeypatch.setattr(release_zip, "MOST_UNPACKED", 1024 * 1024)
    size = 3_000_000
    packed = zipped({"zeros.csv": b"0" * size})
    lying = packed.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lying != packed
    with pytest.raises(NotATable):
        list(members(lying))


def test_names_the_damaged_member() -> None:
    packed = bytearray(zipped({"PPRRVU2026.csv": excerpt()}))
    packed[200] ^= 0xFF
    assert sentence(bytes(packed)) == "The archive is damaged at PPRRVU2026.csv. Download it again."


def test_tells_a_cut_off_archive() -> None:
    assert sentence(zipped({"PPRRVU2026.csv": excerpt()})[:-100]) == "The archive is damaged. Download it again."


def test_tells_a_password() -> None:
    packed = bytearray(zipped({"PPRRVU2026.csv": excerpt()}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        packed[packed.index(mark) + offset] |= 1
    assert "password" in sentence(bytes(packed))


def test_tells_a_damaged_gzip() -> None:
    assert "gzip file is damaged" in sentence(b"\x1f\x8b\x08\x00" + zlib.compress(excerpt()))

"""RVU Edge tells files of localities by their content, and takes none for another kind."""

from pathlib import Path

import pytest

from codes.cms.recognise import NotATable
from tests.codes.locality_files import READERS, as_opened

OWN = {
    "RVU25A/25LOCCO1.csv": "locco",
    "RVU25A/GPCI2025.csv": "gpci",
    "RVU25D/25LOCCO.csv": "locco",
    "RVU25D/25LOCCO.txt": "locco",
    "RVU25D/25LOCCO.xlsx": "locco",
    "RVU25D/ANES2025.csv": "anes",
    "RVU25D/ANES2025.txt": "anes",
    "RVU25D/ANES2025.xlsx": "anes",
    "RVU25D/GPCI2025.csv": "gpci",
    "RVU25D/GPCI2025.txt": "gpci",
    "RVU25D/GPCI2025.xlsx": "gpci",
    "RVU25D/OPPSCAP_Oct.csv": "oppscap",
    "RVU25D/OPPSCAP_Oct.txt": "oppscap",
    "RVU25D/OPPSCAP_Oct.xlsx": "oppscap",
    "ZIPLOC25/ZIP5_OCT2025.txt.gz": "zip5",
}
# Archives are opened member by member, documents are no tables.
NOT_OPENED = {".zip", ".pdf"}


def claims(path: Path) -> list[str]:
    opened = as_opened(path.read_bytes(), path.name)
    return [reader.KIND for reader in READERS if reader.recognises(opened)]


def test_claims_every_official_file_of_its_kinds_once_and_no_other(official_files: Path) -> None:
    folder = official_files / "cms"
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file() and path.suffix not in NOT_OPENED}
    assert set(OWN) <= set(files)
    assert {name: claims(path) for name, path in files.items()} == {name: [OWN[name]] if name in OWN else [] for name in files}


def test_opens_no_archive_and_no_document_as_a_table(official_files: Path) -> None:
    closed = [path for path in (official_files / "cms").rglob("*") if path.suffix in NOT_OPENED]
    assert closed
    for path in closed:
        with pytest.raises(NotATable):
            as_opened(path.read_bytes(), path.name)


@pytest.mark.parametrize("content", [b"a\n", b"code,amount\n99213,100\n", b"\n\n,,,\n1", b"2025 notes on GPCI and ANES by locality\n"])
def test_claims_nothing_that_is_of_no_kind(content: bytes) -> None:
    opened = as_opened(content)
    assert not [reader.KIND for reader in READERS if reader.recognises(opened)]


def test_names_of_the_kinds_are_their_own() -> None:
    assert [reader.KIND for reader in READERS] == ["gpci", "anes", "anes_base", "locco", "oppscap", "zip5"]

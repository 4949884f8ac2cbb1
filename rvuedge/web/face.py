"""The typeface that an operator may put into the data folder; without it the system's own is used."""

from pathlib import Path

FILE_NAME = "atkinson-hyperlegible-next.woff2"


def face_file(data_folder: Path) -> Path:
    """Return where the file of the typeface stands, if there is one."""
    return Path(data_folder) / "fonts" / FILE_NAME

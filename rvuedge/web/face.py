"""The typeface and the logo that an operator may put into the data folder; without them the product's own are used."""

from pathlib import Path

FILE_NAME = "atkinson-hyperlegible-next.woff2"


def face_file(data_folder: Path) -> Path:
    """Return where the file of the typeface stands, if there is one."""
    return Path(data_folder) / "fonts" / FILE_NAME


def logo_file(data_folder: Path) -> Path:
    """Return where the picture of the logo stands, if there is one."""
    return Path(data_folder) / "brand" / "logo.png"

"""Members of a zip: limits and names are checked before anything is unpacked, sizes are counted while it is."""

import io
import stat
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

MOST_MEMBERS = 200
MOST_BYTES = 120 * 1024 * 1024
_STEP = 1024 * 1024


class ZipFault(Exception):
    """An archive that is not opened, with a sentence that says why."""


def members(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each file, or raise ZipFault before any of them."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        raise ZipFault("The archive is damaged. Download it again.") from None
    with archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        _check(infos)
        left = MOST_BYTES
        for info in infos:
            unpacked = _read(archive, info, left)
            left -= len(unpacked)
            yield info.filename, unpacked


def _check(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MOST_MEMBERS:
        raise ZipFault(f"The archive holds {len(infos):,} files; at most {MOST_MEMBERS} are opened. Bring the release zip as CMS publishes it.")
    if sum(info.file_size for info in infos) > MOST_BYTES:
        raise ZipFault(f"Unpacked the archive is larger than {MOST_BYTES // 1024 // 1024} MB. Bring the release zip as CMS publishes it.")
    for info in infos:
        path = PurePosixPath(info.filename.replace("\\", "/"))
        is_link = stat.S_ISLNK(info.external_attr >> 16)
        if path.is_absolute() or ".." in path.parts or ":" in info.filename or is_link:
            raise ZipFault("The archive holds a file with an unsafe name. Nothing was written.")
        if info.flag_bits & 0x1:
            raise ZipFault("The archive has a password. Unpack it and bring the files.")


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: int) -> bytes:
    unpacked = bytearray()
    try:
        with archive.open(info) as member:
            while chunk := member.read(_STEP):
                unpacked += chunk
                if len(unpacked) > left:
                    raise ZipFault("The archive unpacks to more than it says. It was not read.")
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError) as error:
        raise ZipFault(f"The archive is damaged at {PurePosixPath(info.filename).name} ({type(error).__name__}). Download it again.") from None
    return bytes(unpacked)

"""Members of a zip: limits and names are checked before anything is unpacked, sizes are counted while it is."""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from codes.cms.recognise import MOST_UNPACKED, NotATable
from rvuedge.lib.sheet_parts import MOST_RATIO, bursts

MOST_MEMBERS = 200
MOST_PARTS = 2_000
_STEP = 1024 * 1024
_AS_PUBLISHED = "Bring the release zip as CMS publishes it."


def members(content: bytes, *, are_parts: bool = False) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each file of a zip (or part of a workbook); NotATable before any of them is unpacked."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError):
        raise NotATable("The archive is damaged. Download it again.") from None
    with archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        _check(infos, MOST_PARTS if are_parts else MOST_MEMBERS)
        if are_parts and any(bursts(info.compress_size, info.file_size) for info in infos):
            raise NotATable(f"The workbook unpacks to more than {MOST_RATIO} times its size, so it was not opened. {_AS_PUBLISHED}")
        left = MOST_UNPACKED
        for info in infos:
            unpacked = _read(archive, info, left)
            left -= len(unpacked)
            yield info.filename, unpacked


def _check(infos: list[zipfile.ZipInfo], most: int) -> None:
    if not infos:
        raise NotATable(f"The archive is empty. {_AS_PUBLISHED}")
    if len(infos) > most:
        raise NotATable(f"The archive holds {len(infos):,} files; at most {most} are opened. {_AS_PUBLISHED}")
    if sum(info.file_size for info in infos) > MOST_UNPACKED:
        raise NotATable(f"Unpacked, the archive is larger than {MOST_UNPACKED // 1024 // 1024} MB. {_AS_PUBLISHED}")
    for info in infos:
        path = PurePosixPath(info.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in info.filename or stat.S_ISLNK(info.external_attr >> 16):
            raise NotATable(f"The archive holds a file with an unsafe name; nothing was written. {_AS_PUBLISHED}")
        if info.flag_bits & 0x1:
            raise NotATable("The archive has a password. Unpack it and bring the files.")


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: int) -> bytes:
    unpacked = bytearray()
    try:
        with archive.open(info) as member:
            while chunk := member.read(_STEP):
                unpacked += chunk
                if len(unpacked) > left:
                    raise NotATable(f"The archive unpacks to more than it says; it was not read. {_AS_PUBLISHED}")
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, zlib.error):
        name = PurePosixPath(info.filename).name[:60]
        raise NotATable(f"The archive is damaged at {name}. Download it again.") from None
    return bytes(unpacked)

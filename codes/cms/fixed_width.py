"""Fixed-width PPRRVU records up to 2025 (RVU25D.pdf; checked field by field against the csv of the same release)."""

from collections.abc import Iterator, Sequence

from codes.cms.findings import Findings

# First and last position, counted from 1 as the record layout does; position 59 is missing in the PDF.
POSITIONS: dict[str, tuple[int, int]] = {
    "code": (1, 5),
    "modifier": (6, 7),
    "descriptor": (8, 57),
    "status": (58, 58),
    "not_used_for_medicare": (59, 59),
    "work_rvu": (60, 65),
    "non_facility_pe_rvu": (67, 72),
    "non_facility_na": (73, 74),
    "facility_pe_rvu": (76, 81),
    "facility_na": (82, 83),
    "mp_rvu": (85, 89),
    "non_facility_total": (91, 96),
    "facility_total": (97, 102),
    "pctc_indicator": (103, 103),
    "global_days": (104, 106),
    "pre_operative": (107, 109),
    "intra_operative": (110, 112),
    "post_operative": (113, 115),
    "multiple_procedure": (116, 116),
    "bilateral": (117, 117),
    "assistant": (118, 118),
    "co_surgeon": (119, 119),
    "team_surgeon": (120, 120),
    "endoscopic_base": (128, 132),
    "conversion_factor": (133, 140),
    "supervision": (142, 143),
    "calculation_flag": (144, 144),
    "imaging_family": (146, 147),
    "opps_non_facility_pe": (152, 157),
    "opps_facility_pe": (159, 164),
    "opps_mp": (166, 171),
}
FILLER = slice(120, 127)
RECORD_LENGTH = 171
HEADER_MARK = "HDR"
LAST_KNOWN_YEAR = 2025
COLUMNS = {field: column for column, field in enumerate(POSITIONS)}
_SLICES = tuple(slice(first - 1, last) for first, last in POSITIONS.values())


def is_fixed_width(lines: Sequence[str]) -> bool:
    """Return whether the lines look like fixed-width records: header marks in front, records of the known length after."""
    first = next((line for line in lines if line.strip() and not line.startswith(HEADER_MARK)), "")
    starts_as_records = bool(lines) and lines[0].startswith(HEADER_MARK)
    return len(first) >= RECORD_LENGTH and (starts_as_records or ("," not in first[58:] and first[57:58].isalpha()))


def records(lines: Sequence[str], findings: Findings) -> Iterator[tuple[int, list[str]]]:
    """Yield line number and cells of each record, in the order of POSITIONS; a line of another length is a finding."""
    for number, line in enumerate(lines, start=1):
        if line.startswith(HEADER_MARK) or not line.strip() or line[0] == "\x1a":
            continue
        if len(line) < RECORD_LENGTH:
            findings.error(
                number, "", "", f"Line {number} has {len(line)} characters, a record has {RECORD_LENGTH}. Download the file again."
            )
            continue
        yield number, [line[part].strip() for part in _SLICES]


def has_new_layout(lines: Sequence[str]) -> bool:
    """Return whether the filler of the 2025 layout is in use: then a column was put there, and the positions are unknown."""
    return any(line[FILLER].strip() for line in lines if len(line) >= RECORD_LENGTH and not line.startswith(HEADER_MARK))

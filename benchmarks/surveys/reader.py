"""Reads a survey table of any known layout, recognised by its columns; today layout D."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from benchmarks.surveys.checks import check_cells
from benchmarks.surveys.lines import Line, LinesFault, readings
from benchmarks.surveys.survey_file import SurveyFile, refused
from benchmarks.surveys.tidy_table import HEADER_WITHIN, LAYOUT, NEEDED, Header, find_header, read_table

_UNKNOWN = (
    f"No line of the first {HEADER_WITHIN} names the columns {', '.join(NEEDED[:-1])} and {NEEDED[-1]}. "
    "Bring the table into this layout, one line per percentile; n, group_count and region may stand beside them."
)


def read_survey(content: bytes) -> SurveyFile:
    """Return the cells of a csv or xlsx table with every issue; nothing of a file that is not understood."""
    try:
        tables = [(lines, header) for lines in readings(content) if (header := find_header(lines)) is not None]
    except LinesFault as fault:
        return refused(str(fault))
    if not tables:
        return refused(_UNKNOWN)
    if len(tables) > 1:
        return refused(f"{len(tables)} sheets hold a table. Keep one and save the file again.", layout=LAYOUT)
    return replace(_read(*tables[0]), sha256=hashlib.sha256(content).hexdigest())


def _read(lines: Sequence[Line], header: Header) -> SurveyFile:
    cells, suppressed, issues = read_table(lines, header)
    if not cells and not issues:
        return refused("Below the header stands nothing.", line=header.line.number, layout=LAYOUT)
    found = sorted((*issues, *check_cells(cells)), key=lambda issue: issue.line or 0)
    return SurveyFile(LAYOUT, cells, suppressed, tuple(found))

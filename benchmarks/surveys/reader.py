"""Reads a survey table of any known layout, recognised by its columns; today layout D."""

from collections.abc import Sequence

from benchmarks.surveys.checks import check_cells
from benchmarks.surveys.lines import Line, LinesFault, readings
from benchmarks.surveys.survey_file import SurveyFile, refused
from benchmarks.surveys.tidy_table import HEADER_WITHIN, LAYOUT, NEEDED, find_header, read_table

_UNKNOWN = (
    f"No line of the first {HEADER_WITHIN} names the columns {', '.join(NEEDED[:-1])} and {NEEDED[-1]}. "
    "Bring the table into this layout, one line per percentile; n, group_count and region may stand beside them."
)


def read_survey(content: bytes) -> SurveyFile:
    """Return the cells of a csv or xlsx table with every issue; nothing of a file that is not understood."""
    try:
        for lines in readings(content):
            found = _read(lines)
            if found is not None:
                return found
    except LinesFault as fault:
        return refused(str(fault))
    return refused(_UNKNOWN)


def _read(lines: Sequence[Line]) -> SurveyFile | None:
    header = find_header(lines)
    if header is None:
        return None
    cells, suppressed, issues = read_table(lines, header)
    if not cells and not issues:
        return refused("Below the header stands nothing.", line=header.line.number, layout=LAYOUT)
    found = sorted((*issues, *check_cells(cells)), key=lambda issue: issue.line or 0)
    return SurveyFile(LAYOUT, cells, suppressed, tuple(found))

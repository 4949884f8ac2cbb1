"""Our own json export at the door: its cases, as rows."""

import json
from collections.abc import Iterator, Mapping

from codes.cms.findings import Findings
from tracking.extracts.kept import Keeper, Kept, KeptColumn
from tracking.extracts.kinds import Kind

MOST_BYTES = 25 * 1024 * 1024
_FIELDS = (
    (Kind.CASE, ""),
    (Kind.DAY, "date_of_service"),
    (Kind.PLACE, "place_of_service"),
    (Kind.CODE, "code"),
    (Kind.MODIFIER, "modifiers"),
    (Kind.UNITS, "units"),
    (Kind.TOOTH, "tooth"),
    (Kind.DETAILS, "details"),
)
_OTHER = 'The file is json, but no log: it has no list "cases" of cases with lines. Bring the json that Export makes, or a csv.'


def keep_log(content: bytes, keeper: Keeper, findings: Findings) -> Kept:
    """Let the cases of a json log through; a number in a message counts the lines of all cases from 1."""
    kept = Kept("json", tuple(KeptColumn(kind, name, place) for place, (kind, name) in enumerate(_FIELDS)))
    try:
        read: object = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        findings.error(None, "", "", "The json is damaged or ends early. Export the log again.")
        return kept
    cases = read.get("cases") if isinstance(read, Mapping) else None
    if not isinstance(cases, list):
        findings.error(None, "", "", _OTHER)
        return kept
    readers = [keeper.reader(kind) for kind, _name in _FIELDS]
    number = 0
    for place, case in enumerate(cases, start=1):
        rows = list(_rows(case, place)) if isinstance(case, Mapping) else []
        if not rows:
            findings.error(None, "cases", "", f"Case {place} has no lines. Export the log again.")
        for row in rows:
            number += 1
            keeper.keep(number, [reader[cell] for reader, cell in zip(readers, row, strict=True)])
    return Kept(kept.layout, kept.columns, rows=keeper.rows)


def _rows(case: Mapping[str, object], place: int) -> Iterator[list[str]]:
    lines = case.get("lines")
    for line in lines if isinstance(lines, list) else ():
        if isinstance(line, Mapping):
            found = {**case, **line}
            yield [str(place), *(_text(found.get(name)) for _kind, name in _FIELDS[1:])]


def _text(value: object) -> str:
    if isinstance(value, Mapping):
        return ";".join(f"{name}={one}" for name, one in value.items())
    return " ".join(str(one) for one in value) if isinstance(value, list) else "" if value is None else str(value)

"""The answer of a process that reads a workbook: its cells, or the one issue, as plain values."""

from collections.abc import Mapping

from codes.cms.recognise import NotATable
from codes.cms.sheets import read_any_sheet, read_sheet


def answer(content: bytes) -> dict[str, object]:
    """Return the cells of a workbook under "cells", or why it was not read under "fault"."""
    try:
        return {"cells": read_sheet(content)}
    except NotATable as error:
        return {"fault": str(error)}


def answer_any(content: bytes) -> dict[str, object]:
    """Return the same for a workbook with a table of any kind."""
    try:
        return {"cells": read_any_sheet(content)}
    except NotATable as error:
        return {"fault": str(error)}


def cells_of(told: Mapping[str, object]) -> list[list[str]]:
    """Return the cells of an answer; NotATable where the workbook was not read."""
    cells = told.get("cells")
    if not isinstance(cells, list):
        raise NotATable(str(told.get("fault")))
    return cells

"""RVU Edge reads a workbook in a process of its own, with limits."""

import io

import pytest
import xlsxwriter

from rvuedge.imports import confined
from rvuedge.imports.confined import Ended, read_confined, stream_confined


def workbook(*rows: tuple[object, ...]) -> bytes:
    stored = io.BytesIO()
    with xlsxwriter.Workbook(stored) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return stored.getvalue()


def test_returns_the_cells_of_a_workbook_as_text() -> None:
    told = read_confined("codes.cms.sheet_answer:answer", workbook(("HCPCS", "MOD"), (99213, 26), ("00100", 1.3)))
    assert told == {"cells": [["HCPCS", "MOD"], ["99213", "26"], ["00100", "1.3"]]}


def test_returns_the_sentence_of_a_workbook_that_is_damaged() -> None:
    whole = workbook(("HCPCS",))
    told = read_confined("codes.cms.sheet_answer:answer", whole[: len(whole) // 2])
    assert told == {"fault": "The archive is damaged. Download it again."}


def test_ends_a_reader_that_takes_too_long(monkeypatch) -> None:
    monkeypatch.setattr(confined, "_SECONDS", 1)
    with pytest.raises(Ended):
        read_confined("tests.imports.hungry:sleep", b"")


def test_ends_a_reader_that_takes_too_much_memory() -> None:
    with pytest.raises(Ended):
        read_confined("tests.imports.hungry:eat", b"")


def test_a_reader_that_dies_ends_only_itself() -> None:
    with pytest.raises(Ended):
        read_confined("tests.imports.hungry:die", b"")


def test_ends_a_reader_that_says_too_much_at_once() -> None:
    told = stream_confined("tests.imports.hungry:talk", b"")
    assert next(told) == "short"
    with pytest.raises(Ended):
        next(told)

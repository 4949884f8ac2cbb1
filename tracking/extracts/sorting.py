"""Texts sorted beyond what memory should hold: sorted runs on disk, merged as they are read."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from heapq import merge
from itertools import islice
from typing import TextIO

RUN = 50_000


def sorted_texts(texts: Iterable[str], run: int = RUN) -> Iterator[str]:
    """Yield texts without line ends in order; at most `run` of them are in memory."""
    source = iter(texts)
    runs: list[TextIO] = []
    with ExitStack() as open_files:
        while some := sorted(islice(source, run)):
            if not runs and len(some) < run:
                yield from some
                return
            runs.append(open_files.enter_context(tempfile.TemporaryFile("w+", encoding="ascii", newline="\n")))
            runs[-1].writelines(f"{text}\n" for text in some)
            runs[-1].seek(0)
            del some
        yield from (text.rstrip("\n") for text in merge(*runs))

"""Readers that misbehave, for the tests of the limits."""

import os
import time
from collections.abc import Iterator


def sleep(_content: bytes) -> None:
    time.sleep(30)


def eat(_content: bytes) -> int:
    return len(bytearray(8 * 1024**3))


def die(_content: bytes) -> None:
    os.abort()


def talk(_content: bytes) -> Iterator[str]:
    yield "short"
    yield "long" * 10_000_000

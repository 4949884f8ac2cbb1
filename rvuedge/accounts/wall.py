"""The second wall: PostgreSQL is told, within each transaction, whose rows it may show and take (row-level security).

A process that serves nobody in particular (a command, the worker) reaches the whole installation; the web reaches nothing until
it knows who asks.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from psycopg.pq import TransactionStatus

SETTING = "rvu.organisations"
WHOLE, NOTHING = "*", ""
_OF_ROWS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "(SELECT", "EXPLAIN", "COMPOSED", "SQL(")
Execute = Callable[[str, object, bool, dict[str, Any]], object]


@dataclass(slots=True)
class _OfTheProcess:
    """What is reached where nobody said anything: everything in commands and workers, nothing in the web."""

    reach: str = WHOLE


_process = _OfTheProcess()
_reach: ContextVar[str | None] = ContextVar("reach", default=None)


def close() -> None:
    """Let this process reach nothing until it is told whom it serves."""
    _process.reach = NOTHING


def reach() -> str:
    """Return the value of the setting: `*`, or the numbers of organisations with commas between."""
    said = _reach.get()
    return _process.reach if said is None else said


def reach_only(organisations: Iterable[int]) -> None:
    """From here on reach the rows of these organisations."""
    _reach.set(",".join(f"{number:d}" for number in sorted(organisations)))


def reach_everything() -> None:
    """From here on reach the whole installation."""
    _reach.set(WHOLE)


@contextmanager
def whole_installation() -> Iterator[None]:
    """Reach the whole installation within the block: for what is not any one organisation's to see."""
    before = _reach.set(WHOLE)
    try:
        yield
    finally:
        _reach.reset(before)


def tell(execute: Execute, sql: str, params: object, many: bool, context: dict[str, Any]) -> object:
    """Wrap a statement (`connection.execute_wrapper`): before the first of a transaction, say what may be reached within it.

    Outside of a transaction both go in one message, which is a transaction of its own and no second journey.
    """
    connection, words = context["connection"], str(sql).lstrip().upper()
    raw = connection.connection
    status = raw.info.transaction_status
    if status == TransactionStatus.IDLE or words.startswith("ROLLBACK"):
        # What was said ends with its transaction, and with the part of it that is taken back.
        connection.wall_told = None
    wanted = reach()
    # A superuser meets no wall; a statement about tables reads no rows, and some of them bear no transaction.
    is_free = raw.info.parameter_status("is_superuser") == "on" or not words.startswith(_OF_ROWS)
    if is_free or getattr(connection, "wall_told", None) == wanted or status == TransactionStatus.INERROR:
        return execute(sql, params, many, context)
    answer = _say(f"SET LOCAL {SETTING} = '{wanted}'", execute, sql, params, many, context)
    connection.wall_told = wanted
    return answer


def _say(said: str, execute: Execute, sql: str, params: object, many: bool, context: dict[str, Any]) -> object:
    raw = context["connection"].connection
    if isinstance(sql, str) and not many and getattr(context["cursor"], "name", None) is None:
        answer = execute(f"{said}; {sql}", params, many, context)
        context["cursor"].nextset()
        return answer
    # Many statements, or a cursor that stays on the server: it is said in a message of its own.
    is_alone = raw.autocommit and raw.info.transaction_status == TransactionStatus.IDLE
    with raw.transaction() if is_alone else nullcontext():
        raw.execute(said)
        return execute(sql, params, many, context)

"""Remembers the list that was rendered for a query: while people type, the same beginnings are asked for again and again."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from weakref import WeakKeyDictionary

from codes.search_index import SearchIndex

# Of some three kilobytes each.
KEPT = 2_000

_answers: WeakKeyDictionary[SearchIndex, OrderedDict[Hashable, str]] = WeakKeyDictionary()
_lock = Lock()


def forget_answers() -> None:
    """Drop what is remembered: for measurements of what is asked for the first time."""
    with _lock:
        _answers.clear()


def remembered(index: SearchIndex, asked: Hashable, make: Callable[[], str]) -> str:
    """Return the answer that an index gave to what is asked, made where nobody asked of late; a new index knows none."""
    with _lock:
        answers = _answers.setdefault(index, OrderedDict())
        known = answers.get(asked)
        if known is not None:
            answers.move_to_end(asked)
            return known
    made = make()
    with _lock:
        answers[asked] = made
        while len(answers) > KEPT:
            answers.popitem(last=False)
    return made

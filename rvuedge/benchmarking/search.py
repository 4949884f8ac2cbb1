"""Measures the search: in the index alone, and as the list that appears while somebody types, against an empty page."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from codes.answers import forget_answers
from codes.cms.pprrvu import read_pprrvu
from codes.search import current_index, serving
from codes.search_entries import entries_of_rows
from codes.search_index import Entry, SearchIndex
from codes.search_lexicon import load_lexicon
from rvuedge.benchmarking.asking import BARE_SEARCH, EMPTY, ONE_QUESTION, Asker, asker
from rvuedge.benchmarking.benchmark import Comparison, Figure, Outcome
from rvuedge.benchmarking.measuring import Timed, allocated_mib, growth, seconds, timed_in_turn

OFFICIAL = Path("cms/RVU26C/PPRRVU2026_Jul_nonQPP.csv")
HITS = 10
# Every so many-th thing that people call a code is asked for: some hundreds, over all kinds of service.
_EVERY = 24
_MOST_TO_PAGES = 200
# One of each kind of page: visits, an operation, an endoscopy, a test in its parts, and the lanes without a work RVU.
_SHOWN = ("99213", "G2211", "27447", "45385", "45378", "71046", "D1553", "00142", "J0696", "80053", "43644", "11102")
_EMPTY_PAGE, _ONE_QUESTION = "empty page, p50", "page that asks the database once, p50"


class SearchBenchmark:
    """The search on the largest catalogue at hand: July 2026 with its descriptors, else what this installation has loaded."""

    name = "search"
    about = "Search over the codes in force, in this process"

    def run(self, rounds: int) -> Outcome:
        """Measure build, memory, queries and the page's list."""
        with growth() as grown, asker() as pages:
            data, entries = _entries()
            index, held = allocated_mib(partial(SearchIndex, entries))
            build = seconds(partial(SearchIndex, entries), rounds)
            queries = typed_queries()
            of_pages = queries[:: max(len(queries) // _MOST_TO_PAGES, 1)]
            with serving(index):
                asked, nothing = _asked(pages, reverse("codes"), of_pages), [partial(pages.get, EMPTY)] * _MOST_TO_PAGES
                # By themselves: they forget what the lists asked for of late must find.
                first = timed_in_turn({"first": [partial(_for_the_first_time, call) for call in asked], "empty": nothing}, rounds)
                timed = timed_in_turn(
                    {
                        "search": [partial(index.search, query, HITS) for query in queries],
                        "list": asked,
                        "bare": _asked(pages, BARE_SEARCH, of_pages),
                        "question": [partial(pages.get, ONE_QUESTION)] * _MOST_TO_PAGES,
                        "empty": nothing,
                    },
                    rounds,
                )
            shown = [partial(pages.get, reverse("code", args=[code])) for code in _shown()]
            timed = {**timed, **(timed_in_turn({"page": shown}, rounds) if shown else {})}
            empty, question, alone = timed["empty"].at(0.5), timed["question"].at(0.5), timed["search"]
            return Outcome(
                data=f"{data}: {len(index):,} codes, {len(queries)} queries",
                comparisons=(
                    Comparison("list while typing, asked for of late, p50", _EMPTY_PAGE, timed["list"].at(0.5) / empty, goal=1.6),
                    Comparison("list while typing, for the first time, p50", _EMPTY_PAGE, first["first"].at(0.5) / first["empty"].at(0.5)),
                    Comparison("codes found alone, p50", _ONE_QUESTION, timed["bare"].at(0.5) / question),
                    Comparison("search alone, p99", _EMPTY_PAGE, alone.processor_at(0.99) / timed["empty"].processor_at(0.5), goal=5.0),
                ),
                figures=_figures({**timed, "first": first["first"]}, build, held),
                peak_memory_mib=grown(),
            )


def typed_queries() -> tuple[str, ...]:
    """Return queries as they are typed: names of codes whole, begun, with a letter lost, and the beginnings of codes."""
    names = load_lexicon().names
    asked: list[str] = []
    for code, name in [(code, name.lower()) for code, called in sorted(names.items()) for name in called][::_EVERY]:
        asked += [name, name[: max(len(name) * 2 // 3, 3)], name[: len(name) // 2] + name[len(name) // 2 + 1 :], code[:4]]
    return tuple(dict.fromkeys(asked))


def _shown() -> Sequence[str]:
    """Return the codes whose pages are measured: those of each kind, else the first that there are; none of an empty catalogue."""
    catalogue = current_index(timezone.now().date())
    return [code for code in _SHOWN if code in catalogue] or [entry.code for entry in catalogue.entries[: len(_SHOWN)]]


def _entries() -> tuple[str, Sequence[Entry]]:
    """Return the entries to search and what they are of."""
    path = settings.OFFICIAL_FILES / OFFICIAL
    if path.is_file():
        rows = sorted(read_pprrvu(path.read_bytes(), path.name).rows, key=lambda row: row.key)
        return "CMS Physician Fee Schedule, July 2026, with descriptors", tuple(entries_of_rows(iter(rows), {}))
    return "the catalogue of this installation", current_index(timezone.now().date()).entries


def _figures(timed: Mapping[str, Timed], build: float, held: float) -> tuple[Figure, ...]:
    return (
        Figure("search p50", timed["search"].processor_at(0.5), "ms"),
        Figure("search p95", timed["search"].processor_at(0.95), "ms", goal=2.0),
        Figure("search p99", timed["search"].processor_at(0.99), "ms"),
        Figure("search p95 by the clock", timed["search"].at(0.95), "ms"),
        Figure("list while typing p50, asked for of late", timed["list"].at(0.5), "ms"),
        Figure("list while typing p50, for the first time", timed["first"].at(0.5), "ms"),
        *(_of_pages(timed["page"]) if "page" in timed else ()),
        Figure("empty page p50", timed["empty"].at(0.5), "ms"),
        Figure("page that asks the database once", timed["question"].at(0.5), "ms"),
        Figure("index built", build, "s"),
        Figure("index in memory", held, "MiB"),
    )


def _of_pages(timed: Timed) -> tuple[Figure, ...]:
    return (
        Figure("page of a code p50", timed.processor_at(0.5), "ms"),
        Figure("page of a code p95", timed.processor_at(0.95), "ms", goal=30.0),
        Figure("page of a code p50 by the clock", timed.at(0.5), "ms"),
    )


def _for_the_first_time(call: Callable[[], object]) -> object:
    """Ask as if nobody had asked before."""
    forget_answers()
    return call()


def _asked(pages: Asker, address: str, queries: Iterable[str]) -> list[Callable[[], object]]:
    return [partial(pages.get, address, urlencode({"q": query, "few": 1})) for query in queries]

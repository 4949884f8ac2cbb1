"""Finds our specialty for the name that a survey uses: exact first; what is only alike waits for a person."""

import re
from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz, process

from benchmarks.surveys.vocabulary import tidy

ALIKE = 80
_SPELLINGS = (("orthopaed", "orthoped"), ("paediatr", "pediatr"), ("anaesthe", "anesthe"), ("gynaeco", "gyneco"), ("haemato", "hemato"))
_FILLERS = frozenset({"and", "of", "the"})


def normal(name: str) -> str:
    """Return a name by which spellings and word orders are one: Surgery: General is General surgery."""
    word = tidy(name).casefold()
    for british, american in _SPELLINGS:
        word = word.replace(british, american)
    return " ".join(sorted(part for part in re.findall(r"\w+", word) if part not in _FILLERS))


def map_names(raw_names: Iterable[str], names: Mapping[str, str], aliases: Mapping[str, str]) -> dict[str, str]:
    """Return our code for each raw name that is certain; `names` is code to name, `aliases` raw name to code as confirmed.

    One of our specialties stands for one raw name: a second name for it waits for a person.
    """
    rules = (
        {raw.casefold(): code for raw, code in aliases.items()},
        {code: code for code in names},
        {name.casefold(): code for code, name in names.items()},
    )
    normals = {normal(name): code for code, name in names.items()}
    raw_list = list(raw_names)
    found: dict[str, str] = {}
    for rule in rules:
        _take(found, {raw: rule.get(tidy(raw).casefold()) for raw in raw_list})
    _take(found, {raw: normals.get(normal(raw)) for raw in raw_list})
    return found


def proposal_for(raw_name: str, names: Mapping[str, str]) -> str:
    """Return the code whose name is most alike, "" where none is; a person confirms it."""
    normals = {code: normal(name) for code, name in names.items()}
    best = process.extractOne(normal(raw_name), normals, scorer=fuzz.token_set_ratio, score_cutoff=ALIKE)
    return best[2] if best else ""


def _take(found: dict[str, str], proposed: Mapping[str, str | None]) -> None:
    for raw, code in proposed.items():
        if code is not None and raw not in found and code not in found.values():
            found[raw] = code

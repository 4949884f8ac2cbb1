"""Finds guides, posts and help by words: every word must stand in the text; title counts before summary, summary before body."""

import re
from dataclasses import dataclass
from functools import cache

from rvuedge.site.articles import Article
from rvuedge.site.library import FOLDERS, texts
from rvuedge.site.tags import without_tags

_WORD = re.compile(r"[a-z0-9]+")
_IN_TITLE, _IN_SUMMARY, _IN_BODY = 9, 4, 1
# Words that stand in every text tell none apart.
_COMMON = frozenset({"a", "an", "and", "are", "do", "for", "how", "i", "in", "is", "of", "on", "the", "to", "what"})


@dataclass(frozen=True, slots=True)
class Found:
    """A text that answers, and the folder in which it stands."""

    folder: str
    article: Article


def find_texts(query: str, folders: tuple[str, ...] = FOLDERS, limit: int = 10) -> tuple[Found, ...]:
    """Return the texts in which every word of the query begins a word, best first."""
    wanted = [word for word in _WORD.findall(query.lower()) if word not in _COMMON]
    scored = [(_score(folder, slug, wanted), folder, slug) for folder in folders for slug in texts(folder)] if wanted else []
    best = sorted((entry for entry in scored if entry[0]), key=lambda entry: (-entry[0], entry[2]))
    return tuple(Found(folder, texts(folder)[slug]) for _, folder, slug in best[:limit])


def _score(folder: str, slug: str, wanted: list[str]) -> int:
    places = _words(folder, slug)
    total = 0
    for word in wanted:
        worth = sum(value for value, words in places if any(one.startswith(word) for one in words))
        if not worth:
            return 0
        total += worth
    return total


@cache
def _words(folder: str, slug: str) -> tuple[tuple[int, frozenset[str]], ...]:
    article = texts(folder)[slug]
    parts = (
        (_IN_TITLE, f"{article.title} {' '.join(article.tags)}"),
        (_IN_SUMMARY, article.summary),
        (_IN_BODY, without_tags(article.body)),
    )
    return tuple((value, frozenset(_WORD.findall(text.lower()))) for value, text in parts)

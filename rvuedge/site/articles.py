"""A text of the site: front matter in TOML between lines of +++, then Markdown."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rvuedge.lib.issues import Issue, Severity

_FRONT = re.compile(r"\+\+\+\n(.*?)\n\+\+\+\n(.*)", re.DOTALL)
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TEXTS = ("title", "summary")
_LISTS = ("sources", "tags", "constants")
_FIELDS = frozenset({*_TEXTS, *_LISTS, "date", "topic", "order", "release", "example"})
_LONGEST_SUMMARY = 200


@dataclass(frozen=True, slots=True)
class Article:
    """One guide, post or page of help.

    `release` are the values that it speaks of, `example` a case that the calculator opens, `constants` the numbers that
    stand in it without being a value of the schedule, each of them in one of the sources.
    """

    slug: str
    title: str
    summary: str
    date: date
    body: str
    release: str = ""
    topic: str = ""
    order: int = 0
    example: str = ""
    sources: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    constants: tuple[str, ...] = ()


def read_article(text: str, slug: str) -> tuple[Article | None, tuple[Issue, ...]]:
    """Return the text of one file, or None with everything that is wrong with it."""
    parts = _FRONT.fullmatch(text)
    if parts is None or not _SLUG.fullmatch(slug):
        return None, (_issue(slug, "file", "Begin with front matter between two lines of +++, in a file named in small letters."),)
    try:
        front = tomllib.loads(parts[1])
    except tomllib.TOMLDecodeError as error:
        return None, (_issue(slug, "front matter", str(error)),)
    issues = tuple(_issue(slug, field, message) for field, message in _faults(front, parts[2]))
    return (None, issues) if issues else (_article(slug, front, parts[2]), ())


def placed_example(example: str) -> tuple[str, str]:
    """Return the place of service ("" = the office) and the lines of an example such as "@22 45385 45380"."""
    place, _, lines = example.partition(" ") if example.startswith("@") else ("", "", example)
    return place[1:], lines


def _faults(front: Mapping[str, object], body: str) -> list[tuple[str, str]]:
    faults = [(field, "Not a field of a text.") for field in sorted(set(front) - _FIELDS)]
    faults += [(field, "Write a sentence.") for field in _TEXTS if not _is_text(front.get(field))]
    faults += [(field, "Write a list of texts.") for field in _LISTS if not _is_list(front.get(field, []))]
    if not isinstance(front.get("date"), date):
        faults.append(("date", "Write the day as 2026-11-27."))
    if len(str(front.get("summary", ""))) > _LONGEST_SUMMARY:
        faults.append(("summary", f"Shorten it to {_LONGEST_SUMMARY} characters."))
    if not body.strip():
        faults.append(("text", "Write the text below the front matter."))
    return faults


def _article(slug: str, front: Mapping[str, object], body: str) -> Article:
    title, summary = (str(front[field]) for field in _TEXTS)
    day, order = front["date"], front.get("order", 0)
    assert isinstance(day, date)
    return Article(
        slug=slug,
        title=title,
        summary=summary,
        date=day,
        body=body,
        release=str(front.get("release", "")),
        topic=str(front.get("topic", "")),
        order=order if isinstance(order, int) else 0,
        example=str(front.get("example", "")),
        sources=_items(front.get("sources")),
        tags=_items(front.get("tags")),
        constants=_items(front.get("constants")),
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(_is_text(item) for item in value)


def _items(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def _issue(slug: str, field: str, message: str) -> Issue:
    return Issue(None, field, slug, Severity.ERROR, f"{slug}.md, {field}: {message}")

"""Markdown as HTML that is safe to show: an anchor on each heading, tables that scroll, nothing that a text should not hold."""

import re
from dataclasses import dataclass

import nh3
from markdown_it import MarkdownIt

from rvuedge.site.tags import without_tags

_ELEMENTS = {
    "p", "h2", "h3", "ul", "ol", "li", "strong", "em", "code", "pre", "blockquote", "a", "table", "thead", "tbody", "tr", "th", "td",
    "div", "hr", "br",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href"},
    "h2": {"id"},
    "h3": {"id"},
    "div": {"class", "tabindex", "role", "aria-label"},
    "table": {"class"},
    "th": {"class", "scope"},
    "td": {"class"},
}
_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
_READER = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the second level, for the table of contents."""

    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text as HTML, and its headings."""

    html: str
    headings: tuple[Heading, ...]


def render_markdown(text: str) -> Rendered:
    """Return the HTML of a text with its headings; what is not of a text (scripts, styles, images) is taken out."""
    tokens = _READER.parse(without_tags(text))
    headings: list[Heading] = []
    taken: set[str] = set()
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            words = tokens[place + 1].content
            token.attrSet("id", anchor := _anchor(words, taken))
            if token.tag == "h2":
                headings.append(Heading(anchor, words.replace("`", "")))
        elif token.type in {"td_open", "th_open"}:
            # A column that the text puts to the right is one of numbers, its heading too; a code is no number.
            if "right" in str(token.attrs.pop("style", "")):
                token.attrSet("class", "n")
            if token.type == "th_open":
                token.attrSet("scope", "col")
    html = nh3.clean(_with_regions(_READER.renderer.render(tokens, _READER.options, {})), tags=_ELEMENTS, attributes=_ATTRIBUTES)
    return Rendered(html, tuple(headings))


def _anchor(words: str, taken: set[str]) -> str:
    """A heading's name in the address; the second of the same name gets a number."""
    plain = _NOT_A_LETTER.sub("-", words.lower()).strip("-") or "part"
    anchor, number = plain, 2
    while anchor in taken:
        anchor, number = f"{plain}-{number}", number + 1
    taken.add(anchor)
    return anchor


def _with_regions(html: str) -> str:
    """A table may be wider than a phone: it scrolls within a region that the keyboard reaches."""
    parts = html.split("<table>")
    opened = [
        f'<div class="scroll" tabindex="0" role="region" aria-label="Table {number}"><table class="table">{part}'
        for number, part in enumerate(parts[1:], 1)
    ]
    return "".join([parts[0], *opened]).replace("</table>", "</table></div>")

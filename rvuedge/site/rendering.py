"""Markdown as HTML that is safe to show: an anchor on each heading, tables that scroll, nothing that a text should not hold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from rvuedge.site.pictures import Picture
from rvuedge.site.tags import without_tags

_ELEMENTS = {
    "p", "h2", "h3", "ul", "ol", "li", "strong", "em", "code", "pre", "blockquote", "a", "table", "thead", "tbody", "tr", "th", "td",
    "div", "hr", "br", "picture", "source", "img",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href"},
    "h2": {"id"},
    "h3": {"id"},
    "div": {"class", "tabindex", "role", "aria-label"},
    "table": {"class"},
    "th": {"class", "scope"},
    "td": {"class"},
    "source": {"srcset", "media"},
    "img": {"src", "alt", "width", "height", "loading"},
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


def render_markdown(text: str, pictures: Mapping[str, Picture] | None = None) -> Rendered:
    """Return the HTML of a text with its headings; what is not of a text (scripts, styles, images from elsewhere) is taken out."""
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
        for part in token.children or ():
            if part.type == "image":
                _show(part, (pictures or {}).get(str(part.attrs["src"])))
    html = nh3.clean(_with_regions(_READER.renderer.render(tokens, _READER.options, {})), tags=_ELEMENTS, attributes=_ATTRIBUTES)
    return Rendered(html, tuple(headings))


def _show(part: Token, picture: Picture | None) -> None:
    """Put the light and the dark file of a picture where a text names it; a picture that does not ship is left out."""
    part.type, alt, part.content = "html_inline", escape(part.content), ""
    if picture is not None:
        part.content = (
            f'<picture><source srcset="{picture.dark}" media="(prefers-color-scheme: dark)">'
            f'<img src="{picture.light}" alt="{alt}" width="{picture.width}" height="{picture.height}" loading="lazy"></picture>'
        )


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

"""The texts of the site as they ship, read once and kept in memory: guides, posts of the blog, pages of help."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rvuedge.lib.issues import Issue
from rvuedge.site.articles import Article, read_article
from rvuedge.site.pictures import pictures
from rvuedge.site.rendering import Rendered, render_markdown

CONTENT = Path(__file__).resolve().parent / "content"
GUIDES, POSTS, HELP = "guides", "posts", "help"
FOLDERS = (GUIDES, POSTS, HELP)
# The topics of the guides in the order of the page.
TOPICS = ("Counting", "Modifiers", "Several procedures", "The schedule", "Comparing", "Being paid", "Keeping the log")


@dataclass(frozen=True, slots=True)
class Topic:
    """A group of guides."""

    name: str
    guides: tuple[Article, ...]


@cache
def texts(folder: str) -> Mapping[str, Article]:
    """Return the texts of a folder by slug: guides in their order, posts with the newest first."""
    found = [article for article, _ in _read(folder) if article is not None]
    if folder == POSTS:
        found.sort(key=lambda article: (article.date, article.slug), reverse=True)
    else:
        found.sort(key=lambda article: (article.order, article.slug))
    return {article.slug: article for article in found}


@cache
def rendered(folder: str, slug: str) -> Rendered:
    """Return a text as HTML."""
    return render_markdown(texts(folder)[slug].body, pictures())


@cache
def topics() -> tuple[Topic, ...]:
    """Return the guides by topic."""
    guides = texts(GUIDES).values()
    return tuple(Topic(name, tuple(one for one in guides if one.topic == name)) for name in TOPICS)


def is_how_to(article: Article) -> bool:
    """Return whether a page of help says how something is done; the others are statements."""
    return "how-to" in article.tags


def post_tags() -> tuple[str, ...]:
    """Return the tags of the posts in alphabetical order."""
    return tuple(sorted({tag for post in texts(POSTS).values() for tag in post.tags}))


def check_texts() -> tuple[Issue, ...]:
    """Return everything that is wrong with the files that ship."""
    return tuple(issue for folder in FOLDERS for _, issues in _read(folder) for issue in issues)


@cache
def _read(folder: str) -> tuple[tuple[Article | None, tuple[Issue, ...]], ...]:
    return tuple(read_article(path.read_text(encoding="utf-8"), path.stem) for path in sorted((CONTENT / folder).glob("*.md")))

"""The addresses of the site that search engines are told of."""

from django.urls import reverse

from rvuedge.site.library import GUIDES, HELP, POSTS, post_tags, texts

_PAGES = (
    "for-students",
    "for-residents",
    "for-attendings",
    "resources",
    "tools",
    "tool-case",
    "tool-changed",
    "tool-percentile",
    "tool-pay",
    "tool-payment",
    "blog",
    "support",
    "contact",
)
_TEXTS = ((GUIDES, "guide"), (POSTS, "post"), (HELP, "help"))


def site_paths() -> tuple[str, ...]:
    """Return the paths of all pages of the site but the front page."""
    pages = [reverse(name) for name in _PAGES]
    articles = [reverse(name, args=[slug]) for folder, name in _TEXTS for slug in texts(folder)]
    return (*pages, *articles, *(reverse("blog-tag", args=[tag]) for tag in post_tags()))

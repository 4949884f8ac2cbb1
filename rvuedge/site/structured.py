"""Texts as linked data (schema.org): what they are, when they were written, what they rest on; no ratings and no authors made up."""

from rvuedge.site.articles import Article
from rvuedge.site.library import POSTS


def article_data(article: Article, address: str, folder: str, site_name: str) -> dict[str, object]:
    """Return the JSON-LD document of a text at an address."""
    document: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "BlogPosting" if folder == POSTS else "Article",
        "url": address,
        "headline": article.title,
        "description": article.summary,
        "datePublished": article.date.isoformat(),
        "inLanguage": "en",
        "publisher": {"@type": "Organization", "name": site_name},
    }
    return document | ({"citation": list(article.sources)} if article.sources else {})

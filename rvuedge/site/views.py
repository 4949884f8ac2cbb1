"""Pages of reading: guides with one search over guides and codes, the blog and its feed, help."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from codes.search import current_index
from codes.views import today_of
from rvuedge.site.articles import Article, placed_example
from rvuedge.site.etag import site_etag
from rvuedge.site.finding import find_texts
from rvuedge.site.library import GUIDES, HELP, POSTS, is_how_to, post_tags, rendered, texts, topics
from rvuedge.site.structured import article_data
from rvuedge.web.context import shell_of

LONGEST_QUERY = 100
CODES_BESIDE = 6
# The address of a folder's list, and its name in the navigation.
_PLACES = {GUIDES: ("resources", _("Resources")), POSTS: ("blog", _("Blog")), HELP: ("support", _("Support"))}


@require_safe
@cache_control(no_cache=True)
@condition(etag_func=site_etag)
def resources(request: HttpRequest) -> HttpResponse:
    """List the guides by topic, or what answers a search: guides, help and codes together."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    shape: dict[str, object] = {"query": query, "topics": topics()}
    if query:
        shape["found"] = find_texts(query)
        shape["hits"] = current_index(today_of(request)).search(query, CODES_BESIDE, ())
    return render(request, "site/resources.html", shape)


@require_safe
@cache_control(no_cache=True)
@condition(etag_func=site_etag)
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a guide, with the others of its topic."""
    article = _article(GUIDES, slug)
    beside = [one for one in texts(GUIDES).values() if one.topic == article.topic and one is not article]
    return _page(request, GUIDES, article, beside)


@require_safe
@cache_control(no_cache=True)
@condition(etag_func=site_etag)
def blog(request: HttpRequest, tag: str = "") -> HttpResponse:
    """List the posts, the newest first; of one tag where one is asked for."""
    if tag and tag not in post_tags():
        raise Http404
    posts = [post for post in texts(POSTS).values() if not tag or tag in post.tags]
    return render(request, "site/blog.html", {"posts": posts, "tag": tag, "tags": post_tags()})


@require_safe
@cache_control(no_cache=True)
@condition(etag_func=site_etag)
def post(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a post, with the newest others."""
    article = _article(POSTS, slug)
    return _page(request, POSTS, article, [one for one in texts(POSTS).values() if one is not article][:4])


@require_safe
@cache_control(max_age=3600)
@condition(etag_func=site_etag)
def feed(request: HttpRequest) -> HttpResponse:
    """Give the posts as an Atom feed (RFC 4287)."""
    host = request.build_absolute_uri("/").rstrip("/")
    posts = [(post, rendered(POSTS, post.slug).html) for post in texts(POSTS).values()]
    updated = max(one.date for one in texts(POSTS).values())
    shape = {"host": host, "posts": posts, "updated": updated}
    return render(request, "site/feed.xml", shape, content_type="application/atom+xml; charset=utf-8")


@require_safe
@cache_control(no_cache=True)
@condition(etag_func=site_etag)
def help_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a page of help, with the others of its kind: how-tos or statements."""
    article = _article(HELP, slug)
    beside = [one for one in texts(HELP).values() if one is not article and is_how_to(one) == is_how_to(article)]
    return _page(request, HELP, article, beside)


def _article(folder: str, slug: str) -> Article:
    article = texts(folder).get(slug)
    if article is None:
        raise Http404
    return article


def _page(request: HttpRequest, folder: str, article: Article, beside: list[Article]) -> HttpResponse:
    address = request.build_absolute_uri(request.path)
    place, name = _PLACES[folder]
    example_place, example_lines = placed_example(article.example)
    shape = {
        "article": article,
        "example_place": example_place,
        "example_lines": example_lines,
        "shown": rendered(folder, article.slug),
        "beside": beside,
        "address": address,
        "folder": folder,
        "place": reverse(place),
        "place_name": name,
        "linked": article_data(article, address, folder, shell_of(request).site_name),
        "card": request.build_absolute_uri(reverse("card", args=[folder, article.slug])),
    }
    return render(request, "site/article.html", shape)

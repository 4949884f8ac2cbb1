"""RVU Edge's guides, posts and help are whole, safe to show, and their numbers are those of the engine."""

import re

import pytest

from rvuedge.site.articles import Article, read_article
from rvuedge.site.library import FOLDERS, GUIDES, HELP, POSTS, TOPICS, check_texts, rendered, texts, topics
from rvuedge.site.rendering import render_markdown
from rvuedge.site.tags import bare_decimals, tags_of
from tests.shape import ROOT
from tests.site.figures import calculated, worked_out
from tests.snapshots import load_sample

ALL = [(folder, article) for folder in FOLDERS for article in texts(folder).values()]
NAMES = [f"{folder}/{article.slug}" for folder, article in ALL]
FRONT = '+++\ntitle = "A"\nsummary = "B"\ndate = 2026-11-27\n+++\n'


def test_reads_every_file_that_ships() -> None:
    assert check_texts() == ()
    assert len(texts(GUIDES)) >= 20
    assert len(texts(POSTS)) >= 4
    assert texts(HELP)


def test_puts_every_guide_under_a_topic() -> None:
    assert sum(len(topic.guides) for topic in topics()) == len(texts(GUIDES))
    assert [topic.name for topic in topics()] == list(TOPICS)
    assert all(topic.guides for topic in topics())


@pytest.mark.parametrize(("folder", "article"), ALL, ids=NAMES)
def test_names_what_each_decimal_number_is(folder: str, article: Article) -> None:
    assert [number for number in bare_decimals(article.body) if number not in article.constants] == []
    assert all(constant in article.body for constant in article.constants)
    assert not article.constants or article.sources


@pytest.mark.django_db
def test_prints_the_numbers_that_the_engine_gives() -> None:
    load_sample()
    named = [(article, tag) for _, article in ALL for tag in tags_of(article.body) if tag.kind != "measured"]
    assert len(named) > 200
    wrong = [(article.slug, tag, found) for article, tag in named if (found := worked_out(tag, article.release or "2026")) != tag.printed]
    assert wrong == []


@pytest.mark.parametrize(("folder", "article"), ALL, ids=NAMES)
def test_leaves_no_tag_unread(folder: str, article: Article) -> None:
    assert "[[" not in rendered(folder, article.slug).html
    assert "]]" not in rendered(folder, article.slug).html


@pytest.mark.parametrize("article", texts(GUIDES).values(), ids=lambda article: article.slug)
def test_cites_sources_in_every_guide(article: Article) -> None:
    assert article.sources
    assert article.release in {"2024", "2025", "2026"}


@pytest.mark.parametrize(("folder", "article"), ALL, ids=NAMES)
def test_links_only_to_texts_that_exist(folder: str, article: Article) -> None:
    places = {"resources": GUIDES, "blog": POSTS, "support": HELP}
    for place, slug in re.findall(r"\]\(/(resources|blog|support)/([a-z0-9-]+)/", article.body):
        assert slug in texts(places[place]) or (place, slug) in {("support", "contact"), ("support", "status")}


# What no program can be, and what nobody may say of a text about patients.
CLAIMS = re.compile(r"HIPAA[- ]compliant|HIPAA compliance|de-identified", re.IGNORECASE)
DENIED = re.compile(r"\b(no|not|never|nor|cannot)\b", re.IGNORECASE)


def claims_in(text: str) -> list[str]:
    """Return the sentences of a text that claim it: those in which no word denies it."""
    sentences = re.split(r"(?<=[.!?:])\s+", text)
    return [sentence for sentence in sentences if CLAIMS.search(sentence) and not DENIED.search(sentence)]


def test_never_claims_what_no_program_can_be() -> None:
    assert claims_in("It is fast. It is HIPAA compliant. It is not slow.") == ["It is HIPAA compliant."]
    assert claims_in("No program can be HIPAA compliant by itself.") == []
    written = [(slug, text) for slug, article in ALL for text in (article.title, article.summary, article.body)]
    written += [(path.name, path.read_text(encoding="utf-8")) for path in (ROOT / "templates").rglob("*.html")]
    assert len(written) > 300
    assert [(name, claims_in(text)) for name, text in written if claims_in(text)] == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("no front matter", "file"),
        ("+++\ntitle = \n+++\nx\n", "front matter"),
        (FRONT.replace("2026-11-27", '"soon"') + "x\n", "date"),
        (FRONT.replace('"A"', '" "') + "x\n", "title"),
        (FRONT.replace("date", "colour = 1\ndate") + "x\n", "colour"),
        (FRONT.replace("date", 'tags = "a"\ndate') + "x\n", "tags"),
        (FRONT.replace('"B"', '"' + "b" * 201 + '"') + "x\n", "summary"),
        (FRONT + "\n", "text"),
    ],
)
def test_refuses_a_text_and_says_what_is_wrong(text: str, fault: str) -> None:
    article, issues = read_article(text, "a-text")
    assert article is None
    assert [issue.field for issue in issues] == [fault]


def test_gives_headings_anchors_and_a_table_of_contents() -> None:
    shown = render_markdown("## One thing\n\nText\n\n## One thing\n\n### Below\n")
    assert [(one.anchor, one.text) for one in shown.headings] == [("one-thing", "One thing"), ("one-thing-2", "One thing")]
    assert '<h3 id="below">' in shown.html


def test_takes_scripts_and_what_is_no_text_out() -> None:
    shown = render_markdown("<script>alert(1)</script>\n\n[a](javascript:alert(1)) ![b](https://elsewhere.example/x.png)\n").html
    assert "<script" not in shown
    assert "javascript:" not in shown.replace("&", "") or "href" not in shown
    assert "<img" not in shown


def test_lets_a_wide_table_scroll_and_puts_numbers_right() -> None:
    shown = render_markdown("| Code | Work |\n|---|---:|\n| 45385 | [[work 45385 = 4.46]] |\n").html
    assert 'tabindex="0" role="region"' in shown
    assert '<td class="n">4.46</td>' in shown
    # The heading stands over its numbers, and a code is no number.
    assert '<th class="n" scope="col">Work</th>' in shown
    assert "<td>45385</td>" in shown
    assert "style=" not in shown


def test_reckons_as_one_does_by_hand() -> None:
    # 4.46 + (3.47 - 3.18) = 4.75, by hand.
    assert str(calculated("4.46 + (3.47 - 3.18)")) == "4.75"
    assert str(calculated("1,000 x 2 / 4")) == "500"

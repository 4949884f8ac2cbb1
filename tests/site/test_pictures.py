"""RVU Edge's help shows pictures that ship, small, each in words too, and with its place on the page kept free."""

import re

import pytest

from rvuedge.site.library import FOLDERS, HELP, rendered, texts
from rvuedge.site.pictures import PLACE, Picture, pictures, size_of
from rvuedge.site.rendering import render_markdown

NAMED = [
    (f"{folder}/{slug}", alt, name)
    for folder in FOLDERS
    for slug, article in texts(folder).items()
    for alt, name in re.findall(r"!\[([^\]]*)\]\(([^)]*)\)", article.body)
]
# 390 by 720 pixels in the extended head of RFC 9649: the chunk, its length, its flags, then each side less one in 24 bits.
HEAD = b"RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x20\x00\x00\x00" + (389).to_bytes(3, "little") + (719).to_bytes(3, "little")
KNEE = {"knee": Picture("/static/help/knee.webp", "/static/help/knee-dark.webp", 390, 720)}


@pytest.mark.parametrize(("text", "alt", "name"), NAMED, ids=[f"{text}-{name}" for text, _, name in NAMED])
def test_ships_each_picture_that_a_text_names_and_says_it_in_words(text: str, alt: str, name: str) -> None:
    assert name in pictures()
    assert len(alt.split()) > 5


def test_names_each_picture_that_ships() -> None:
    assert {name for _, _, name in NAMED} == set(pictures())
    assert {path.stem.removesuffix("-dark") for path in PLACE.iterdir()} == set(pictures())


def test_shows_a_picture_in_each_how_to() -> None:
    how_tos = [slug for slug, article in texts(HELP).items() if "how-to" in article.tags]
    assert len(how_tos) >= 5
    assert [slug for slug in how_tos if "<picture>" not in rendered(HELP, slug).html] == []


def test_keeps_the_pictures_small() -> None:
    assert sum(path.stat().st_size for path in PLACE.iterdir()) < 600_000
    for picture in pictures().values():
        # No wider than the text beside them, and no taller than a phone shows at once.
        assert 320 <= picture.width <= 960
        assert picture.height <= 844


def test_reads_the_size_in_the_head_of_a_file() -> None:
    assert size_of(HEAD) == (390, 720)
    with pytest.raises(ValueError, match="not an extended WebP file"):
        size_of(b"\x89PNG\r\n\x1a\n")


def test_puts_a_picture_for_light_and_dark_pages_where_a_text_names_it() -> None:
    shown = render_markdown('![A knee, "bent".](knee)', KNEE).html
    assert '<source srcset="/static/help/knee-dark.webp" media="(prefers-color-scheme: dark)">' in shown
    assert '<img src="/static/help/knee.webp"' in shown
    assert 'width="390" height="720" loading="lazy"' in shown
    assert "bent" in shown


@pytest.mark.parametrize("source", ["https://elsewhere.example/x.png", "hip", "/static/help/knee.webp", "data:image/png;base64,AA=="])
def test_leaves_out_what_does_not_ship(source: str) -> None:
    assert "<img" not in render_markdown(f"![Something]({source})", KNEE).html

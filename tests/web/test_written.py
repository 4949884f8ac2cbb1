"""RVU Edge's templates and styles keep its strict content security policy and its tokens."""

import re

import pytest
from django.conf import settings

from tests.shape import ROOT, tracked

TEMPLATES = [path for path in tracked("templates/*") if path.suffix == ".html"]
STYLES = [path for path in tracked("rvuedge/static/css/*.css") if path.name != "tokens.css"]
_INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|\shx-on|javascript:", re.IGNORECASE)
_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE)
_RAW_COLOUR = re.compile(r"#[0-9a-f]{3,8}\b(?=[;,\s)])|\b(?:rgb|hsl|oklch|oklab|lab|lch)a?\(", re.IGNORECASE)
_ICON = re.compile(r"{%\s*icon\s+\"([a-z-]+)\"")


def name_of(path):
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_no_template_holds_a_style_a_script_or_a_handler(path):
    written = path.read_text(encoding="utf-8")
    assert not _INLINE.findall(written)
    assert not _SCRIPT.findall(written)


@pytest.mark.parametrize("path", STYLES, ids=name_of)
def test_no_stylesheet_but_the_tokens_holds_a_raw_colour(path):
    assert not _RAW_COLOUR.findall(path.read_text(encoding="utf-8"))


def test_every_icon_that_a_template_names_exists():
    named = {icon for path in TEMPLATES for icon in _ICON.findall(path.read_text(encoding="utf-8"))}
    drawn = {path.stem for path in tracked("rvuedge/static/icons/*.svg")}
    assert named
    assert named <= drawn


def test_no_page_asks_another_host_for_anything():
    asked = re.compile(r"(?:src|href)=\"(https?:)?//", re.IGNORECASE)
    assert not [name_of(path) for path in TEMPLATES if asked.search(path.read_text(encoding="utf-8"))]


def test_the_policy_allows_nothing_inline():
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert not [source for sources in directives.values() for source in sources if "unsafe" in source]

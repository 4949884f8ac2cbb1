"""RVU Edge's translated pages leave no word in English: each is marked, and each mark has a translation."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from rvuedge.lib.catalogue import Message, compile_catalogue, read_catalogue
from rvuedge.web.language import ENGLISH
from rvuedge.web.marked import marked_messages, translated_templates

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != ENGLISH]
TEMPLATES = translated_templates()
MARKED = {message.key: message for message in marked_messages()}
_COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}", re.DOTALL)
_MARKED_BLOCK = re.compile(r"{% blocktranslate.*?{% endblocktranslate %}", re.DOTALL)
_TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
_PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]|%%")
_READ_ALOUD = ("aria-label", "alt", "title", "placeholder")
# Names of the field and of the product, examples of codes, and letters of formats: the same in every language.
_SAME = re.compile(r"wRVU|RVU Edge|PC/TC|14-MO|59 LT|[0-9]{2,5}(?:-[0-9A-Z]{2})?|[A-Z][0-9]{4}|ASA|\bx\b|\bv\b|&\w+;")


class Words(HTMLParser):
    """Gathers what a person reads or hears of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in _READ_ALOUD]

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def unmarked_in(written: str) -> list[str]:
    """The words of a template that stand outside of every tag."""
    plain = _TAG.sub(" ", _MARKED_BLOCK.sub(" ", _COMMENT.sub(" ", written)))
    words = Words()
    words.feed(plain)
    return [found.strip() for found in words.found if re.search(r"[^\W\d_]", _SAME.sub(" ", found))]


def source_of(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def catalogue_of(language: str) -> tuple[Message, ...]:
    messages, issues = read_catalogue(source_of(language).read_text(encoding="utf-8"))
    assert issues == ()
    return messages


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(settings.BASE_DIR).as_posix())
def test_no_word_of_a_translated_page_is_unmarked(path):
    assert unmarked_in(path.read_text(encoding="utf-8")) == []


def test_knows_a_word_that_is_unmarked():
    assert unmarked_in('<p>{% translate "Saved" %} wRVU x {{ total }} 45385</p>{% comment %}Why.{% endcomment %}') == []
    assert unmarked_in('<p title="A hint">{{ total }} lines</p>') == ["A hint", "lines"]


def test_finds_marks_in_templates_and_in_code():
    found = set(MARKED)
    assert {("", "Add procedures"), ("", "%(cases)s case"), ("", "Enter the date of service."), ("a label", "Monday")} <= found
    assert {("", "both sides: 150%% of one"), ("", "no modifier"), ("", "l j F"), ("", "Keep the server's")} <= found
    assert ("", "Look around in the demo") not in found
    assert MARKED["", "%(cases)s case"].plural == "%(cases)s cases"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_marked_message_is_translated(language):
    known = {message.key: message for message in catalogue_of(language)[1:]}
    assert [text for text in MARKED if text not in known] == []
    assert [text for text in known if text not in MARKED] == []
    assert [message.text for message in known.values() if message.is_unsure or not all(message.said)] == []
    assert [message.text for message in known.values() if len(message.said) != (2 if message.plural else 1)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_holds_the_same_places_for_values(language):
    for message in catalogue_of(language)[1:]:
        for said in message.said:
            assert sorted(_PLACEHOLDER.findall(said)) == sorted(_PLACEHOLDER.findall(message.plural or message.text)), message.text
            assert (message.text[-1] == ".") == (said[-1] == "."), message.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_loaded_is_what_is_written(language):
    source = source_of(language)
    assert source.with_suffix(".mo").read_bytes() == compile_catalogue(catalogue_of(language))


def test_a_command_brings_the_catalogues_up_to_the_pages(settings, tmp_path, capsys):
    settings.LOCALE_PATHS = [tmp_path]
    settings.LANGUAGES = [("en", "English"), ("eo", "Esperanto")]
    with pytest.raises(CommandError, match="no translation yet") as waiting:
        call_command("translations")
    assert waiting.value.returncode == 1
    assert f"Esperanto: {len(MARKED)} messages, {len(MARKED)} without a translation." in capsys.readouterr().out
    source = tmp_path / "eo" / "LC_MESSAGES" / "django.po"
    assert {message.key for message in read_catalogue(source.read_text(encoding="utf-8"))[0][1:]} == set(MARKED)
    source.write_text('msgid "Log\n', encoding="utf-8")
    with pytest.raises(CommandError, match="line 1") as refused:
        call_command("translations")
    assert refused.value.returncode == 2

"""Brings the catalogues of translated messages up to what the pages mark, and compiles them."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand

from rvuedge.lib.catalogue import Message, compile_catalogue, merged, read_catalogue, write_catalogue
from rvuedge.web.language import ENGLISH
from rvuedge.web.marked import marked_messages


class Command(BaseCommand):
    help = "Bring the catalogues in rvuedge/locale up to what the pages mark, and compile them (no GNU gettext is needed)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        languages = [code for code, _name in settings.LANGUAGES if code != ENGLISH]
        parser.add_argument("--language", choices=languages, action="append", help="only this one, of those of the settings")

    def handle(self, *, language: list[str] | None, **_options: object) -> None:
        found = marked_messages()
        waiting = 0
        for code, name in settings.LANGUAGES:
            if code != ENGLISH and (not language or code in language):
                waiting += self._bring_up(code, name, found)
        if waiting:
            raise CommandError("Some messages have no translation yet. Fill in the empty msgstr lines, then run this again.", returncode=1)

    def _bring_up(self, code: str, name: str, found: tuple[Message, ...]) -> int:
        source = settings.LOCALE_PATHS[0] / code / "LC_MESSAGES" / "django.po"
        known, issues = read_catalogue(source.read_text(encoding="utf-8")) if source.is_file() else ((_head(code),), ())
        if issues:
            lines = [f"line {issue.line}: {issue.value}: {issue.message}" for issue in issues]
            raise CommandError("\n".join(lines), returncode=2)
        messages = merged(found, known)
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text(write_catalogue(messages), encoding="utf-8")
        source.with_suffix(".mo").write_bytes(compile_catalogue(messages))
        waiting = sum(not all(message.said) for message in messages)
        self.stdout.write(f"{name}: {len(messages) - 1} messages, {waiting} without a translation.")
        return waiting


def _head(code: str) -> Message:
    plain = f"Language: {code}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n"
    return Message("", said=(f"{plain}Plural-Forms: nplurals=2; plural=(n != 1);\n",))

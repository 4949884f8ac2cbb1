"""Catalogues of translated messages: the text that people edit (PO) and the form that the product loads (MO), without GNU gettext."""

import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from rvuedge.lib.issues import Issue, Severity

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
_MEANT = {written: plain for plain, written in _ESCAPES.items()}
_LINE = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[([0-9])\])?)? ?"((?:[^"\\]|\\.)*)"')
# GNU's format: a magic number, revision 0, then tables of lengths and places (gettext manual, "The Format of GNU MO Files").
_MAGIC, _HEAD = 0x950412DE, 28


@dataclass(frozen=True, slots=True)
class Message:
    """What is written in English, in which context, and how it is said; `places` are the files that hold it."""

    text: str
    plural: str = ""
    context: str = ""
    said: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    is_unsure: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from other messages."""
        return self.context, self.text


def read_catalogue(written: str) -> tuple[tuple[Message, ...], tuple[Issue, ...]]:
    """Return the messages of a PO text, its head first, and every line that cannot be read."""
    messages, issues = [], []
    for number, block in _blocks(written):
        message, wrong = _message(block)
        issues += [Issue(number + line, "message", text, Severity.ERROR, "This line is no part of a message.") for line, text in wrong]
        if message is not None:
            messages.append(message)
    return tuple(messages), tuple(issues)


def write_catalogue(messages: Iterable[Message]) -> str:
    """Return messages as a PO text that `read_catalogue` reads back."""
    return "\n".join("".join(f"{line}\n" for line in _written(message)) for message in messages)


def compile_catalogue(messages: Iterable[Message]) -> bytes:
    """Return messages in the form that programs load; those that nobody translated yet are left out."""
    pairs = sorted((_id(one).encode(), "\0".join(one.said).encode()) for one in messages if any(one.said) and not one.is_unsure)
    count = len(pairs)
    texts = b""
    tables: list[bytes] = []
    for column in zip(*pairs, strict=True):
        for text in column:
            tables.append(struct.pack("<II", len(text), _HEAD + 16 * count + len(texts)))
            texts += text + b"\0"
    head = struct.pack("<7I", _MAGIC, 0, count, _HEAD, _HEAD + 8 * count, 0, _HEAD + 16 * count)
    return head + b"".join(tables) + texts


def merged(found: Iterable[Message], known: Iterable[Message]) -> tuple[Message, ...]:
    """Return the found messages with what is known of how they are said; the known head stays in front."""
    said = {message.key: message for message in known}
    head = [said[("", "")]] if ("", "") in said else []
    return (*head, *(_said_as(message, said.get(message.key)) for message in found))


def _said_as(message: Message, known: Message | None) -> Message:
    if known is None or bool(known.plural) != bool(message.plural):
        return Message(message.text, message.plural, message.context, ("", "") if message.plural else ("",), message.places)
    return Message(message.text, message.plural, message.context, known.said, message.places, known.is_unsure)


def _id(message: Message) -> str:
    context = f"{message.context}\x04" if message.context else ""
    return context + message.text + (f"\0{message.plural}" if message.plural else "")


def _blocks(written: str) -> Iterable[tuple[int, list[str]]]:
    """Yield what stands between blank lines, with the number of the first line."""
    block: list[str] = []
    first = 1
    for number, line in enumerate([*written.splitlines(), ""], 1):
        if line.strip():
            first = first if block else number
            block.append(line.strip())
        elif block:
            yield first, block
            block = []


def _message(block: list[str]) -> tuple[Message | None, list[tuple[int, str]]]:
    """Return the message of a block, if it holds one, and the lines that cannot be read."""
    parts: dict[str, str] = {}
    said: dict[int, str] = {}
    wrong: list[tuple[int, str]] = []
    part = ""
    for number, line in enumerate(block):
        read = _LINE.fullmatch(line)
        if line.startswith("#"):
            continue
        if read is None or not (read[1] or part):
            wrong.append((number, line))
            continue
        part = read[1] or part
        text = re.sub(r"\\.", lambda escape: _MEANT.get(escape[0], escape[0]), read[3])
        if part.startswith("msgstr"):
            index = int(read[2] or 0) if read[1] else max(said)
            said[index] = said.get(index, "") + text
        else:
            parts[part] = parts.get(part, "") + text
    places = tuple(line[2:].strip() for line in block if line.startswith("#:"))
    is_unsure = any(line.startswith("#,") and "fuzzy" in line for line in block)
    if "msgid" not in parts:
        return None, wrong
    told = tuple(said[index] for index in sorted(said))
    return Message(parts["msgid"], parts.get("msgid_plural", ""), parts.get("msgctxt", ""), told, places, is_unsure), wrong


def _written(message: Message) -> Iterable[str]:
    yield from (f"#: {place}" for place in message.places)
    if message.is_unsure:
        yield "#, fuzzy"
    if message.context:
        yield f"msgctxt {_quoted(message.context)}"
    yield f"msgid {_quoted(message.text)}"
    if message.plural:
        yield f"msgid_plural {_quoted(message.plural)}"
        yield from (f"msgstr[{index}] {_quoted(said)}" for index, said in enumerate(message.said))
    else:
        yield f"msgstr {_quoted(message.said[0] if message.said else '')}"


def _quoted(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(sign, sign) for sign in text) + '"'

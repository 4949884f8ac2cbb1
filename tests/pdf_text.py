"""The text of a PDF as a reader program gets it: each run of glyphs by the map of its font (ISO 32000-1, 9.10)."""

import re
import zlib

_OBJECT = re.compile(rb"(?m)^(\d+) 0 obj\s(.*?)\bendobj", re.DOTALL)
_FONTS = re.compile(rb"/Font\s*<<(.*?)>>", re.DOTALL)
_NAMED = re.compile(rb"/(\w+)\s+(\d+) 0 R")
# A string may hold parentheses of its own as long as they are balanced.
_PLAIN = rb"\\.|[^\\()]"
_INNER = rb"\((?:" + _PLAIN + rb")*\)"
_TEXT = rb"\((?P<text>(?:" + _PLAIN + rb"|\((?:" + _PLAIN + rb"|" + _INNER + rb")*\))*)\)"
_TOKEN = re.compile(rb"/(?P<font>\w+)\s+[\d.]+\s+Tf|" + _TEXT + rb"|(?<!<)<(?P<hex>[0-9A-Fa-f]+)>|(?P<end>\bET\b)", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def text_of(pdf: bytes) -> str:
    """Return the runs of text in their order, one a line."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    fonts: dict[bytes, dict[int, str]] = {}
    for body in objects.values():
        for listed in _FONTS.findall(body.partition(b"stream")[0]):
            fonts |= {name: _map_of(objects, int(number)) for name, number in _NAMED.findall(listed)}
    contents = (_stream(body) for body in objects.values() if b"stream" in body)
    return "\n".join(run for content in contents if b"BT" in content and b" Tf" in content for run in _runs(content, fonts))


def _map_of(objects: dict[int, bytes], font: int) -> dict[int, str]:
    """What each glyph of a font stands for."""
    found = re.search(rb"/ToUnicode (\d+) 0 R", objects[font])
    assert found, "a font without a map has no text"
    known: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", _stream(objects[int(found[1])]), re.DOTALL):
        for glyph, text in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            known[int(glyph, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    return known


def _runs(content: bytes, fonts: dict[bytes, dict[int, str]]) -> list[str]:
    runs, run = list[str](), ""
    glyphs: dict[int, str] = {}
    for token in _TOKEN.finditer(content):
        if token["font"]:
            glyphs = fonts[token["font"]]
        elif token["end"]:
            runs, run = [*runs, run], ""
        else:
            shown = bytes.fromhex(token["hex"].decode()) if token["hex"] else _ESCAPE.sub(lambda found: _unescaped(found[1]), token["text"])
            run += "".join(glyphs.get(int.from_bytes(shown[at : at + 2]), "") for at in range(0, len(shown), 2))
    return runs


def _unescaped(found: bytes) -> bytes:
    return bytes([int(found, 8)]) if len(found) == 3 else _LETTERS.get(found, found)


def _stream(body: bytes) -> bytes:
    head, _, rest = body.partition(b"stream")
    content = rest.removeprefix(b"\r").removeprefix(b"\n")
    return zlib.decompressobj().decompress(content) if b"/FlateDecode" in head else content

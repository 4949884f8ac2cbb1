"""The messages that the translated pages mark: which files word them, read from templates and code without GNU gettext."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation.template import templatize

from rvuedge.lib.catalogue import Message

# The frame of every page, the log with its cases, and the settings.
_TEMPLATES = (
    "*.html",
    "tracking/*.html",
    "training/_entry.html",
    "training/_on_case.html",
    "training/_state.html",
    "accounts/settings.html",
)
_MODULES = (
    "rvuedge/accounts/forms.py",
    "rvuedge/accounts/models.py",
    "rvuedge/accounts/views_settings.py",
    "rvuedge/web/*.py",
    "rvuedge/web/templatetags/*.py",
    "codes/templatetags/catalogue.py",
    "tracking/forms*.py",
    "tracking/models/clinician.py",
    "tracking/places.py",
    "tracking/policy_names.py",
    "tracking/training_words.py",
    "tracking/*views*.py",
    "tracking/templatetags/*.py",
)
# Of pages that are not translated: those of administrators, of trainees and of imports.
_ENGLISH = {
    # The last two are told when nothing can be asked, not even for the language.
    *("home.html", "api_docs.html", "outage.html", "500.html"),
    *(f"tracking/{name}.html" for name in ("import", "import_one", "_import_facts", "_import_preview")),
    *(f"tracking/{name}.html" for name in ("policies", "policy", "_policy_preview", "frozen", "_effect", "places")),
    *(f"tracking/forms_{name}.py" for name in ("effort", "import", "policy", "programmes", "training")),
    *(f"tracking/views_{name}.py" for name in ("import", "policy", "programmes", "sign_off", "training", "typing")),
}
_CALL = re.compile(r"(?<![\w.])(n?p?gettext|_)\(")
_FUNCTIONS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy"), ("text",)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), ("text", "plural")),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ("context", "text")),
    "npgettext": ("context", "text", "plural"),
}


def translated_templates() -> list[Path]:
    """Return the templates of the translated pages."""
    return _files(settings.BASE_DIR / "templates", _TEMPLATES)


def marked_messages() -> tuple[Message, ...]:
    """Return every message that the translated pages mark, each once, with the files that hold it."""
    found: dict[tuple[str, str], Message] = {}
    for path in (*translated_templates(), *_files(settings.BASE_DIR, _MODULES)):
        place = path.relative_to(settings.BASE_DIR).as_posix()
        for told in _calls(path):
            known = found.get((told.get("context", ""), told["text"]))
            plural = told.get("plural", "") or (known.plural if known else "")
            places = tuple(dict.fromkeys((*(known.places if known else ()), place)))
            message = Message(told["text"], plural, told.get("context", ""), places=places)
            found[message.key] = message
    return tuple(found.values())


def _files(folder: Path, names: tuple[str, ...]) -> list[Path]:
    found = dict.fromkeys(path for name in names for path in sorted(folder.glob(name)))
    return [path for path in found if path.relative_to(folder).as_posix() not in _ENGLISH]


def _calls(path: Path) -> Iterator[dict[str, str]]:
    """Yield the texts of each call that marks a message; a template is first written as the calls it makes."""
    written = path.read_text(encoding="utf-8")
    trees = [ast.parse(written)] if path.suffix == ".py" else _trees(templatize(written))
    for tree in trees:
        for node in ast.walk(tree):
            names = _FUNCTIONS.get(node.func.id, ()) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ()
            texts = [one.value for one in node.args if isinstance(one, ast.Constant)] if isinstance(node, ast.Call) else []
            if names and len(texts) >= len(names) and all(isinstance(text, str) for text in texts[: len(names)]):
                yield dict(zip(names, map(str, texts), strict=False))


def _trees(text: str) -> Iterator[ast.Module]:
    """Yield the calls of a template that was made plain; between them stand signs without a meaning."""
    for found in _CALL.finditer(text):
        depth, end = 0, found.end() - 1
        for place, sign in _code(text, end):
            depth += {"(": 1, ")": -1}.get(sign, 0)
            if not depth:
                yield ast.parse(text[found.start() : place + 1])
                break


def _code(text: str, start: int) -> Iterator[tuple[int, str]]:
    """Yield the signs from a place on that stand outside of quoted texts."""
    quote, escaped = "", False
    for place, sign in enumerate(text[start:], start):
        if quote:
            quote = "" if sign == quote and not escaped else quote
            escaped = sign == "\\" and not escaped
        elif sign in "'\"":
            quote = sign
        else:
            yield place, sign

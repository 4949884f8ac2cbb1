"""Names and texts of the codes in our own words: read from codes/catalogue/texts/*.toml and kept in memory."""

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from rvuedge.lib.issues import Issue, Severity

CATALOGUE = Path(__file__).resolve().parent / "catalogue"
NAME_LIMIT = 60
_CODE_SHAPE = re.compile(r"[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}")
_SLUG_SHAPE = re.compile(r"[a-z]+(-[a-z]+)*")
_SENTENCES = ("name", "category", "description", "plain", "context")
_LISTS = ("also_known_as", "billing", "specialties", "related")
_FIELDS = frozenset({"code", *_SENTENCES, *_LISTS, "questions"})


@dataclass(frozen=True, slots=True)
class CodeText:
    """What RVU Edge says about one code, in its own words; never the wording of the AMA or the ADA."""

    code: str
    name: str
    category: str
    also_known_as: tuple[str, ...]
    description: str
    plain: str
    context: str
    billing: tuple[str, ...]
    specialties: tuple[str, ...]
    questions: tuple[tuple[str, str], ...]
    related: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpecialtyName:
    """One specialty: its slug, its name and the slug of the broader one ("" = none)."""

    code: str
    name: str
    parent: str


def read_texts(toml: str, file_name: str, specialties: Collection[str]) -> tuple[tuple[CodeText, ...], tuple[Issue, ...]]:
    """Return the complete texts of one file and every issue found; a text with an issue is left out."""
    try:
        entries = tomllib.loads(toml).get("code", [])
    except tomllib.TOMLDecodeError as error:
        return (), (_issue(file_name, "", "file", str(error), "The file is not TOML."),)
    texts: dict[str, CodeText] = {}
    issues: list[Issue] = []
    for entry in entries if isinstance(entries, list) else []:
        found = _issues_of(entry, file_name, specialties, texts)
        issues += found
        if not found:
            texts[entry["code"]] = _text_of(entry)
    return tuple(texts.values()), tuple(issues)


def read_specialties(toml: str, file_name: str) -> tuple[tuple[SpecialtyName, ...], tuple[Issue, ...]]:
    """Return the specialties of the file in its order and every issue found."""
    try:
        entries = tomllib.loads(toml).get("specialty", [])
    except tomllib.TOMLDecodeError as error:
        return (), (_issue(file_name, "", "file", str(error), "The file is not TOML."),)
    names: dict[str, SpecialtyName] = {}
    issues: list[Issue] = []
    for entry in entries:
        slug, name, parent = (str(entry.get(field, "")) for field in ("code", "name", "parent"))
        if not _SLUG_SHAPE.fullmatch(slug) or slug in names or not name:
            issues.append(_issue(file_name, slug, "code", slug, "A specialty needs a name and a slug of its own in small letters."))
        elif parent and parent not in names:
            issues.append(_issue(file_name, slug, "parent", parent, "The broader specialty must stand before this one."))
        else:
            names[slug] = SpecialtyName(slug, name, parent)
    return tuple(names.values()), tuple(issues)


def check_unique(texts: Iterable[tuple[str, CodeText]]) -> tuple[Issue, ...]:
    """Return an issue for each code that stands in two files; takes (file name, text) pairs."""
    first_file: dict[str, str] = {}
    issues = []
    for file_name, text in texts:
        if text.code in first_file:
            issues.append(_issue(file_name, text.code, "code", text.code, f"The code stands in {first_file[text.code]} already."))
        first_file.setdefault(text.code, file_name)
    return tuple(issues)


@cache
def load_texts() -> Mapping[str, CodeText]:
    """Return the texts that ship with RVU Edge by code, in the order of the codes; a text with an issue is left out."""
    pairs, _ = _read_catalogue()
    return MappingProxyType({text.code: text for _, text in sorted(pairs, key=lambda pair: pair[1].code)})


@cache
def load_specialties() -> Mapping[str, SpecialtyName]:
    """Return the specialties that ship with RVU Edge by slug."""
    path = CATALOGUE / "specialties.toml"
    names, _ = read_specialties(path.read_text(encoding="utf-8"), path.name)
    return MappingProxyType({name.code: name for name in names})


def check_catalogue() -> tuple[Issue, ...]:
    """Return every issue of the files that ship with RVU Edge."""
    path = CATALOGUE / "specialties.toml"
    _, of_specialties = read_specialties(path.read_text(encoding="utf-8"), path.name)
    pairs, of_texts = _read_catalogue()
    return of_specialties + of_texts + check_unique(pairs)


def _read_catalogue() -> tuple[tuple[tuple[str, CodeText], ...], tuple[Issue, ...]]:
    pairs: list[tuple[str, CodeText]] = []
    issues: list[Issue] = []
    for path in sorted((CATALOGUE / "texts").glob("*.toml")):
        texts, found = read_texts(path.read_text(encoding="utf-8"), path.name, load_specialties())
        pairs += [(path.name, text) for text in texts]
        issues += found
    return tuple(pairs), tuple(issues)


def _issues_of(entry: Mapping[str, object], file_name: str, specialties: Collection[str], seen: Collection[str]) -> list[Issue]:
    code = str(entry.get("code", ""))
    faults: list[tuple[str, str, str]] = []
    if not _CODE_SHAPE.fullmatch(code):
        faults.append(("code", code, "A code has five characters: four digits and a digit or letter, or a letter and four digits."))
    if code in seen:
        faults.append(("code", code, "The code stands in the file twice."))
    faults += [(field, "", "Not a field of a code text.") for field in sorted(set(entry) - _FIELDS)]
    faults += [(field, "", "Write at least one sentence.") for field in _SENTENCES if not _is_sentence(entry.get(field))]
    faults += [(field, "", "Write a list with at least one text in it.") for field in _LISTS if not _is_list(entry.get(field))]
    if not _are_questions(entry.get("questions")):
        faults.append(("questions", "", "Write at least one { q = ..., a = ... }."))
    return [_issue(file_name, code, *fault) for fault in faults or _content_faults(entry, specialties)]


def _content_faults(entry: Mapping[str, object], specialties: Collection[str]) -> list[tuple[str, str, str]]:
    text = _text_of(entry)
    faults = []
    if len(text.name) > NAME_LIMIT:
        faults.append(("name", text.name, f"Shorten it to {NAME_LIMIT} characters."))
    faults += [("specialties", slug, "Not a specialty of specialties.toml.") for slug in text.specialties if slug not in specialties]
    for related in text.related:
        if not _CODE_SHAPE.fullmatch(related) or related == text.code:
            faults.append(("related", related, "Name another code."))
    if not 2 <= len(text.billing) <= 5:
        faults.append(("billing", str(len(text.billing)), "Write two to five sentences."))
    return faults


def _is_sentence(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_list(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_sentence(item) for item in value)


def _are_questions(value: object) -> bool:
    if not isinstance(value, list) or not value:
        return False
    return all(isinstance(item, dict) and set(item) == {"q", "a"} and all(map(_is_sentence, item.values())) for item in value)


def _text_of(entry: Mapping[str, object]) -> CodeText:
    name, category, description, plain, context = (str(entry[field]).strip() for field in _SENTENCES)
    also_known_as, billing, specialties, related = (tuple(_items(entry[field])) for field in _LISTS)
    questions = tuple((item["q"], item["a"]) for item in _pairs(entry["questions"]))
    return CodeText(
        str(entry["code"]), name, category, also_known_as, description, plain, context, billing, specialties, questions, related
    )


def _items(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _pairs(value: object) -> list[dict[str, str]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _issue(file_name: str, code: str, field: str, value: str, message: str) -> Issue:
    return Issue(None, field, value, Severity.ERROR, f"{file_name}, {code or 'no code'}, {field}: {message}")

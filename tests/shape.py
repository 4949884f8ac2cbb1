"""The source as the shape tests see it: files, modules, their imports and their layers."""

import ast
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
Function = ast.FunctionDef | ast.AsyncFunctionDef
PACKAGES = ("rvuedge", "codes", "tracking", "benchmarks")
PURE = (
    "rvuedge.lib", "codes.fees", "codes.effective", "codes.lanes", "codes.cms", "codes.payment", "codes.edits", "codes.anesthesia",
    "tracking.wrvu", "tracking.entry", "tracking.extracts", "tracking.readings", "tracking.training",
    "benchmarks.stats", "benchmarks.pay", "benchmarks.surveys", "benchmarks.report", "benchmarks.reconcile",
)  # fmt: skip
FLOOR = ("rvuedge.accounts", "rvuedge.web", "rvuedge.imports")
# Low to high: what a module's name starts with, and the height it has.
_PURE_HEIGHTS = {
    "rvuedge.lib": 0, "codes.fees": 1, "codes.effective": 1, "codes.lanes": 1, "codes.cms": 2, "codes.payment": 2, "codes.edits": 2,
    "codes.anesthesia": 2, "tracking.entry": 3, "tracking.wrvu": 3, "tracking.extracts": 3, "tracking.readings": 3, "tracking.training": 3,
    "benchmarks.stats": 4, "benchmarks.pay": 4, "benchmarks.surveys": 5, "benchmarks.report": 5,
    "benchmarks.reconcile": 4,
}  # fmt: skip
_APP_HEIGHTS = {**dict.fromkeys(FLOOR, 10), "codes": 20, "tracking": 30, "benchmarks": 40, "rvuedge": 50}
# Inside an app, low to high.
_LEVELS = {
    "models": 1, "services": 3, "forms": 4, "serializers": 4, "views": 5, "api": 5, "admin": 5, "tasks": 5, "commands": 5, "urls": 6,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file of the product."""

    name: str
    path: Path

    @property
    def tree(self) -> ast.Module:
        return _parsed(self.path)

    @property
    def app(self) -> str:
        return next((name for name in FLOOR if is_below(self.name, name)), self.name.partition(".")[0])

    def imports(self) -> set[str]:
        """Return the dotted names that the module imports, at its top and inside functions."""
        return _imported(ast.walk(self.tree))

    def imports_on_top(self) -> set[str]:
        """Return the dotted names that importing the module imports: not those under a condition."""
        return _imported(self.tree.body)


def _imported(nodes: Iterable[ast.AST]) -> set[str]:
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def tracked(*patterns: str) -> list[Path]:
    """Return the files of the checkout that git keeps or would keep, of these patterns."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


@cache
def modules() -> tuple[Module, ...]:
    """Return every module of the product; migrations, which Django writes, apart."""
    files = [path for path in tracked("*.py") if path.relative_to(ROOT).parts[0] in PACKAGES and "migrations" not in path.parts]
    return tuple(Module(_name_of(path), path) for path in sorted(files))


def functions_of(module: Module) -> list[Function]:
    """Return every function and method of the module."""
    return [node for node in ast.walk(module.tree) if isinstance(node, Function)]


def is_below(name: str, package: str) -> bool:
    """Whether the dotted name is the package or something in it."""
    return name == package or name.startswith(package + ".")


def is_pure(name: str) -> bool:
    """Whether the module stands in a pure package."""
    return any(is_below(name, package) for package in PURE)


def height_of(name: str) -> int | None:
    """Return how high a module stands in the order of imports; None for what is not ours."""
    heights = [(package, height) for package, height in (_PURE_HEIGHTS | _APP_HEIGHTS).items() if is_below(name, package)]
    return max(heights, key=lambda pair: len(pair[0]))[1] if heights else None


def level_of(name: str) -> int | None:
    """Return the level inside its app (models < services < forms < views < urls); None for a module without one."""
    words = name.split(".")
    stems = (word.split("_")[0] for word in words)
    return next((_LEVELS[stem] for stem in stems if stem in _LEVELS), None)


def _name_of(path: Path) -> str:
    words = list(path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(words[:-1] if words[-1] == "__init__" else words)


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))

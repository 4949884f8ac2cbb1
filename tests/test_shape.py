"""RVU Edge keeps its shape: imports point down, pure code stays pure, everything stays small."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions

import pytest

from tests.shape import PACKAGES, PURE, ROOT, Function, functions_of, height_of, is_below, is_pure, level_of, modules, tracked

FUNCTION_LINES, MODULE_LINES, TEMPLATE_LINES, TEST_LINES = 40, 250, 120, 300
# One file beyond its limit a line, with the reason.
LONGER = {
    "rvuedge/settings.py": "all settings stand in one file",
}
IMPURE = ("django", "rest_framework", "celery", "environ", "time", "gettext", "rvuedge.settings", "rvuedge.celery")
VAGUE = {"util", "utils", "helper", "helpers", "manager", "managers", "process", "processor", "data", "misc", "common"}
# The reason stands beside each of these imports: what is imported exists only inside the environment that was just made.
IMPORTS_INSIDE_FUNCTIONS = {"rvuedge.embedded.entry"}

# What only works with the development requirements, and says so.
FOR_DEVELOPMENT = {("rvuedge.management.commands.take_screenshots", "playwright")}

PURE_MODULES = [module for module in modules() if is_pure(module.name)]


def test_imports_point_down():
    assert not [
        f"{module.name} imports {name}"
        for module in modules()
        for name in module.imports()
        if (theirs := height_of(name)) is not None and (own := height_of(module.name)) is not None and theirs > own
    ]


def test_imports_inside_an_app_point_down():
    assert not [
        f"{module.name} imports {name}"
        for module in modules()
        for name in module.imports()
        if is_below(name, module.app) and (own := level_of(module.name)) and (theirs := level_of(name)) and theirs > own
    ]


def test_imports_stand_on_top():
    assert not [
        f"{module.name}:{node.lineno}"
        for module in modules()
        for function in functions_of(module)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom) and module.name not in IMPORTS_INSIDE_FUNCTIONS
    ]


def test_the_product_imports_only_what_its_own_requirements_bring():
    """On a bare machine the packages of the tests are not there; what only types need stands under TYPE_CHECKING."""
    pinned = {name.lower().replace("_", "-") for name in re.findall(r"^([A-Za-z0-9._-]+)==", (ROOT / "requirements.txt").read_text(), re.M)}
    brought = {name for name, owners in packages_distributions().items() if pinned & {owner.lower().replace("_", "-") for owner in owners}}
    assert {"django", "nh3", "environ"} <= brought
    known = brought | sys.stdlib_module_names | set(PACKAGES)
    found = {
        (module.name, name.partition(".")[0])
        for module in modules()
        for name in module.imports_on_top()
        if name.partition(".")[0] not in known
    }
    assert found == FOR_DEVELOPMENT


def test_pure_code_imports_no_framework_no_clock_no_settings_and_nothing_impure_of_ours():
    def is_impure(name: str) -> bool:
        return any(is_below(name, package) for package in IMPURE) or (height_of(name) is not None and not is_pure(name))

    assert not [f"{module.name} imports {name}" for module in PURE_MODULES for name in module.imports() if is_impure(name)]


def test_pure_code_has_no_float_no_today_and_no_any():
    assert not [
        f"{module.name}:{node.lineno}"
        for module in PURE_MODULES
        for node in ast.walk(module.tree)
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id in {"float", "Any"})
        or (isinstance(node, ast.Attribute) and node.attr in {"today", "now", "utcnow"})
    ]


def test_a_bare_interpreter_imports_pure_code_without_any_framework():
    names = [module.name for module in PURE_MODULES]
    code = f"import sys, importlib\nfor name in {names!r}: importlib.import_module(name)\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert {"django", "celery", "rest_framework", "rvuedge.settings"}.isdisjoint(done.stdout.split())


@pytest.mark.parametrize("package", PURE)
def test_pure_packages_lie_in_an_app(package):
    assert package.partition(".")[0] in PACKAGES


def test_functions_are_small():
    def lines_of(function: Function) -> int:
        return (function.end_lineno or function.lineno) - function.lineno + 1

    assert not [
        f"{module.name}:{function.name} has {lines_of(function)} lines"
        for module in modules()
        for function in functions_of(module)
        if lines_of(function) > FUNCTION_LINES
    ]


def test_files_are_small():
    assert not [f"{name} has {lines} lines" for name, lines, limit in _sizes() if lines > limit and name not in LONGER]


def test_every_exception_to_the_sizes_is_still_needed():
    beyond = {name for name, lines, limit in _sizes() if lines > limit}
    assert set(LONGER) <= beyond
    assert all(LONGER.values())


def test_packages_begin_empty():
    """Only a models package re-exports: Django finds its models nowhere else."""
    for module in modules():
        if module.path.name == "__init__.py" and module.path.parent.name == "models":
            assert all(isinstance(node, ast.ImportFrom | ast.Assign | ast.Expr) for node in module.tree.body), module.name
        elif module.path.name == "__init__.py":
            assert module.path.read_text(encoding="utf-8") == "", module.name


def test_names_say_what_they_mean():
    assert not [module.name for module in modules() if VAGUE & set(re.split(r"[._]", module.name))]
    assert not [f"{module.name}:{function.name}" for module in modules() for function in functions_of(module) if function.name in VAGUE]


def test_modules_open_with_a_sentence():
    opening = {module.name: ast.get_docstring(module.tree) or "" for module in modules() if module.path.name != "__init__.py"}
    assert not [name for name, told in opening.items() if not told.endswith(".")]


def test_public_functions_of_pure_code_say_what_they_return():
    assert not [
        f"{module.name}:{node.name}"
        for module in PURE_MODULES
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]


def test_nothing_catches_every_exception():
    assert not [
        f"{module.name}:{node.lineno}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler) and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
    ]


def test_the_top_level_holds_nothing_else():
    folders = {path.relative_to(ROOT).parts[0] for path in tracked() if path.parent != ROOT}
    assert folders <= {*PACKAGES, "templates", "tests", "docs", ".ci"}


def test_nothing_is_left_to_do_and_no_rule_is_switched_off():
    marks = re.compile("TO" + "DO|FIX" + "ME|# no" + "qa")
    assert not [path.name for path in tracked("*.py", "*.html", "*.js", "*.css") if marks.search(path.read_text(encoding="utf-8"))]


def _sizes() -> Iterator[tuple[str, int, int]]:
    """Every file that has a limit: its name, its lines, the limit."""
    for path in tracked("*.py", "*.js", "templates/*"):
        name = path.relative_to(ROOT).as_posix()
        if "migrations" not in path.parts:
            lines = len(path.read_text(encoding="utf-8").splitlines())
            limit = TEMPLATE_LINES if name.startswith("templates/") else TEST_LINES if name.startswith("tests/") else MODULE_LINES
            yield name, lines, limit

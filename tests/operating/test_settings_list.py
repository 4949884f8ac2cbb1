"""RVU Edge documents every setting once, with the default that the code has."""

import ast

import pytest
from django.core.management import call_command

from rvuedge.operating.settings_list import SETTINGS, reference
from tests.shape import ROOT
from tests.test_docs import variables_of_the_code

SAID = {one.name: one for one in SETTINGS}


def defaults_of_the_settings() -> dict[str, object]:
    """The defaults in settings.py that are plain values, by the name of the variable."""
    found: dict[str, object] = {}
    for node in ast.walk(ast.parse((ROOT / "rvuedge" / "settings.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args and ast.unparse(node.func).startswith("env."):
            for keyword in node.keywords:
                if keyword.arg == "default" and isinstance(keyword.value, ast.Constant):
                    found[ast.literal_eval(node.args[0])] = keyword.value.value
    return found


def in_words(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"`{value}`"


def test_lists_every_variable_of_the_code_once() -> None:
    assert len(SAID) == len(SETTINGS)
    assert set(SAID) == variables_of_the_code()


@pytest.mark.parametrize(("name", "default"), sorted((name, value) for name, value in defaults_of_the_settings().items() if value != ""))
def test_says_the_default_that_the_code_has(name: str, default: object) -> None:
    assert SAID[name].default.partition(":")[0] == in_words(default)


def test_the_guide_has_the_table_that_the_command_writes() -> None:
    assert reference() in (ROOT / "docs" / "operator-guide.md").read_text(encoding="utf-8")
    call_command("settings_reference", "--check")

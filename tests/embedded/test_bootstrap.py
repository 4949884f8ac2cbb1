"""RVU Edge makes its own environment, once, and says what stands in the way."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rvuedge.embedded import bootstrap
from rvuedge.embedded.refusal import Refusal
from tests.shape import ROOT

pytestmark = pytest.mark.slow

# No index is asked for an empty list, so these tests need no network.
NOTHING_PINNED = "# nothing\n"
ENTER = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from rvuedge.embedded import bootstrap
bootstrap.CHECKOUT = Path({checkout!r})
bootstrap.enter([{program!r}])
"""


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text(NOTHING_PINNED)
    monkeypatch.setattr(bootstrap, "CHECKOUT", tmp_path)
    monkeypatch.delenv("RVUEDGE_VENV", raising=False)
    return tmp_path


def entering(checkout: Path) -> subprocess.Popen[str]:
    """Start a program that enters the environment and, inside, prints where it is."""
    program = checkout / "program.py"
    program.write_text("import sys; print('inside', sys.prefix)")
    code = ENTER.format(root=str(ROOT), checkout=str(checkout), program=str(program))
    environment = {name: value for name, value in os.environ.items() if name != "RVUEDGE_VENV"}
    return subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_two_first_commands_at_once_install_once_and_both_go_on_inside(checkout):
    both = [entering(checkout) for _ in range(2)]
    ends = [process.communicate(timeout=120) for process in both]
    assert [stdout.strip() for stdout, _ in ends] == [f"inside {checkout / '.venv'}"] * 2, ends
    assert sum("Installing" in stderr for _, stderr in ends) == 1
    stdout, stderr = entering(checkout).communicate(timeout=120)
    assert (stdout.strip(), stderr) == (f"inside {checkout / '.venv'}", "")


def test_new_requirements_are_installed_at_the_next_command(checkout):
    bootstrap.install(checkout / ".venv", "product")
    assert bootstrap.is_installed(checkout / ".venv", "product")
    assert not bootstrap.is_installed(checkout / ".venv", "development")
    (checkout / "requirements.txt").write_text(NOTHING_PINNED * 2)
    assert not bootstrap.is_installed(checkout / ".venv", "product")


def test_makes_the_environment_with_the_pip_that_python_brings_along_or_with_its_own(checkout, monkeypatch):
    wheel = bootstrap.bundled_pip()
    assert wheel and wheel.name.startswith("pip-")
    bootstrap.install(checkout / ".venv", "product")
    assert not list((checkout / ".venv").glob("lib/*/site-packages/pip"))
    monkeypatch.setattr(bootstrap, "bundled_pip", lambda: None)
    monkeypatch.setenv("RVUEDGE_VENV", str(checkout / "other"))
    bootstrap.install(checkout / "other", "product")
    assert list((checkout / "other").glob("lib/*/site-packages/pip"))
    assert bootstrap.is_installed(checkout / "other", "product")


def test_every_pinned_package_is_installed_by_one_of_the_pips_with_its_checksums():
    text = (
        "# made by a command\na==1 \\\n    --hash=sha256:aa\n    # via b\nb==2 ; python_version < '3.12' \\\n    --hash=sha256:bb\n"
        + "c==3\nd==4\n"
    )
    assert bootstrap.shares(text) == [
        "a==1 \\\n    --hash=sha256:aa\n    # via b\nd==4\n",
        "b==2 ; python_version < '3.12' \\\n    --hash=sha256:bb\n",
        "c==3\n",
    ]
    for name in ("requirements.txt", "requirements-dev.txt"):
        pins = [line for line in (ROOT / name).read_text().splitlines() if "==" in line]
        dealt = [line for share in bootstrap.shares((ROOT / name).read_text()) for line in share.splitlines() if "==" in line]
        assert sorted(dealt) == sorted(pins) and len(pins) > 50


def test_an_environment_whose_python_is_gone_is_made_anew(checkout):
    folder = checkout / ".venv"
    bootstrap.install(folder, "product")
    for name in ("python", "python3"):
        (folder / "bin" / name).unlink()
    assert not bootstrap.is_installed(folder, "product")
    bootstrap.install(folder, "development")
    assert bootstrap.is_installed(folder, "product")
    assert bootstrap.is_installed(folder, "development")


def test_refuses_when_the_package_index_does_not_answer(checkout, monkeypatch):
    (checkout / "requirements.txt").write_text("typst==0.15.2 --hash=sha256:" + "0" * 64)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "1")
    for name in ("PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(Refusal, match="check the network"):
        bootstrap.install(checkout / ".venv", "product")
    assert not bootstrap.is_installed(checkout / ".venv", "product")


def test_refuses_where_the_environment_cannot_be_made(checkout):
    (checkout / ".venv").write_text("a file in the place of the folder")
    with pytest.raises(Refusal, match="cannot be made"):
        bootstrap.install(checkout / ".venv", "product")


def test_compiles_the_product_for_all_its_programs_whatever_the_shell_says(checkout, monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    (checkout / "codes").mkdir()
    (checkout / "codes" / "one.py").write_text("ONE = 1\n")
    bootstrap.install(checkout / ".venv", "product")
    end = time.monotonic() + 60
    while not list(checkout.glob("codes/__pycache__/one.*.pyc")):
        assert time.monotonic() < end
        time.sleep(0.05)

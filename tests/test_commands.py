"""RVU Edge refuses in one sentence what it cannot do."""

import ast
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import manage
from rvuedge.embedded import bootstrap, entry, folders
from rvuedge.embedded.refusal import Refusal
from tests.running import environment_of_a_person, run_command
from tests.shape import ROOT


def one_sentence(stderr: str) -> str:
    lines = stderr.strip().splitlines()
    assert len(lines) == 1
    assert lines[0].endswith(".")
    return lines[0]


@pytest.mark.parametrize("version", [(3, 6), (3, 10)])
def test_refuses_a_python_that_is_too_old(version, capsys):
    assert manage.main(["manage.py", "up"], version=version) == 2
    assert "needs Python 3.11 or newer" in one_sentence(capsys.readouterr().err)


def test_manage_can_be_read_by_old_pythons():
    """Python 2.7 knows no types, no f-strings, no arguments by name alone, and no letter beyond ASCII."""
    text = (ROOT / "manage.py").read_text(encoding="utf-8")
    tree = ast.parse(text, feature_version=(3, 4))
    new = (ast.AnnAssign, ast.JoinedStr, ast.NamedExpr, ast.Starred, ast.AsyncFunctionDef, ast.Nonlocal, ast.YieldFrom, ast.MatMult)
    assert text.isascii()
    assert not [node for node in ast.walk(tree) if isinstance(node, new)]
    assert not [one.arg for one in ast.walk(tree) if isinstance(one, ast.arg) and one.annotation]
    assert not [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and (one.returns or one.args.kwonlyargs)]


def test_refuses_windows(capsys):
    assert manage.main(["manage.py", "up"], system="nt") == 2
    assert "WSL" in one_sentence(capsys.readouterr().err)


def test_refuses_a_python_without_venv(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "ensurepip" else object())
    with pytest.raises(Refusal, match="apt install python3-venv"):
        bootstrap.check_venv_module()


def test_refuses_a_disk_that_is_full(tmp_path):
    with pytest.raises(Refusal, match=r"has \d+ MB free and 999999999 MB are needed"):
        bootstrap.check_disk(tmp_path / "not" / "made", 999_999_999)


def test_refuses_data_on_a_full_disk(tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda path: type("Usage", (), {"free": 99_000_000}))
    with pytest.raises(Refusal, match="99 MB free and 100 MB are needed"):
        folders.open_data_folder(tmp_path)


@pytest.mark.parametrize(
    ("stderr", "version", "sentence"),
    [
        (
            "ERROR: No matching distribution found for typst==0.15.2",
            (3, 14),
            "Python 3.14 is newer than this release .* typst has no wheel",
        ),
        ("ERROR: No matching distribution found for typst==0.15.2", (3, 12), "no wheel of typst for this system"),
        ("WARNING: Retrying ... NewConnectionError\nERROR: No matching distribution found for a==1", (3, 12), "check the network"),
        ("first\nERROR: THESE PACKAGES DO NOT MATCH THE HASHES\n", (3, 12), "THESE PACKAGES DO NOT MATCH"),
    ],
    ids=["newer python", "no wheel", "no network", "other"],
)
def test_says_why_an_installation_failed(stderr, version, sentence):
    with pytest.raises(Refusal, match=sentence):
        raise Refusal(bootstrap.explain(stderr, version))


def test_refuses_a_data_folder_that_is_a_file(tmp_path):
    taken = tmp_path / "taken"
    taken.write_text("")
    done = run_command("up", "--data", str(taken), "--no-demo")
    assert done.returncode == 2
    assert f"The data folder {taken} cannot be written" in one_sentence(done.stderr)


def test_refuses_a_port_that_is_taken(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = run_command("up", "--port", str(port), "--no-demo", RVUEDGE_DATA=str(tmp_path))
    assert done.returncode == 2
    assert f"Port {port} is taken" in one_sentence(done.stderr)


def test_refuses_a_port_that_does_not_exist(tmp_path):
    done = run_command("up", "--port", "70000", RVUEDGE_DATA=str(tmp_path))
    assert done.returncode == 2
    assert "There is no port 70000" in one_sentence(done.stderr)


def test_refuses_a_schedule_that_is_not_there(tmp_path):
    done = run_command("up", "--port", "0", "--schedule", str(tmp_path / "none.csv"), RVUEDGE_DATA=str(tmp_path))
    assert done.returncode == 2
    assert "There is no file" in one_sentence(done.stderr)


def test_refuses_a_second_server_on_the_same_data(tmp_path):
    with folders.held(tmp_path), pytest.raises(Refusal, match="already runs on the data folder"), folders.held(tmp_path):
        pass
    with folders.held(tmp_path):
        pass


@pytest.mark.parametrize(
    ("words", "folder"),
    [
        (["up", "--data", "/srv/a"], "/srv/a"),
        (["up", "--data=/srv/b"], "/srv/b"),
        (["up"], "/srv/c"),
        (["code", "--data", "/srv/a"], "/srv/c"),
    ],
)
def test_the_data_folder_is_the_one_that_was_named(words, folder, monkeypatch):
    monkeypatch.setenv("RVUEDGE_DATA", "/srv/c")
    assert folders.data_folder(["manage.py", *words]) == Path(folder)


@pytest.mark.parametrize(
    ("words", "command"), [([], "help"), (["up", "--help"], "help"), (["code", "99213", "-h"], "help"), (["code", "99213"], "code")]
)
def test_help_needs_no_data(words, command):
    assert entry.command_of(["manage.py", *words]) == command


def test_the_secret_key_is_made_once_and_kept(tmp_path):
    folders.open_data_folder(tmp_path)
    key = (tmp_path / "secret_key").read_text(encoding="ascii")
    folders.open_data_folder(tmp_path)
    assert len(key) >= 50
    assert (tmp_path / "secret_key").read_text(encoding="ascii") == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_ends_quietly_where_whoever_reads_has_read_enough():
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "manage.py", "version"]
    done = subprocess.run(command, cwd=ROOT, env=environment_of_a_person(), stdout=write, stderr=subprocess.PIPE, text=True)
    os.close(write)
    assert (done.returncode, done.stderr) == (141, "")


def test_looks_for_no_garbage_when_a_program_ends():
    # What is registered first is done last.
    code = "import atexit, django, gc; atexit.register(lambda: print(gc.get_freeze_count() > 100_000)); django.setup()"
    environment = environment_of_a_person(DJANGO_SETTINGS_MODULE="rvuedge.settings")
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "True\n"), done.stderr

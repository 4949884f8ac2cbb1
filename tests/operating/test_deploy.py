"""RVU Edge's deployment files say what the program does, and what they start answers."""

import configparser
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
import yaml

from rvuedge.embedded import postgres, valkey
from rvuedge.embedded.addresses import answers, take_port
from rvuedge.operating.probe import is_well
from tests.running import environment_of_a_person
from tests.shape import ROOT
from tests.test_docs import variables_of_the_code

DEPLOY = ROOT / "docs" / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
OURS = ("migrate", "web", "worker", "clock")
UNITS = sorted(DEPLOY.glob("*.service"))


def web_command() -> list[str]:
    said = DOCKERFILE.rpartition("\nCMD ")[2].replace("\\\n", "")
    words: list[str] = yaml.safe_load(said)
    return words


@pytest.mark.parametrize("name", OURS)
def test_our_containers_may_write_nothing_but_their_volumes(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert {volume.partition(":")[2] for volume in service["volumes"]} == {"/data", "/backups"}


def test_the_image_is_made_in_two_stages_and_runs_without_rights() -> None:
    assert DOCKERFILE.count("\nFROM ") + DOCKERFILE.startswith("FROM ") == 2
    assert "\nUSER 10001:10001\n" in DOCKERFILE
    assert "--require-hashes" in DOCKERFILE
    assert "HEALTHCHECK" in DOCKERFILE
    assert "whitenoise.compress" in DOCKERFILE


def test_settings_in_the_files_are_settings_of_the_program() -> None:
    said = set(COMPOSE["services"]["web"]["environment"])
    for line in (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8").splitlines():
        name, equals, _value = line.strip().partition("=")
        if equals and name.isupper() and " " not in name:
            said.add(name)
    assert {"DATABASE_URL", "SECRET_KEY", "RVUEDGE_BACKUPS"} <= said <= variables_of_the_code()


@pytest.mark.parametrize("name", ["compose.scaled.yaml", "compose.external.yaml"])
def test_the_other_compose_files_change_services_that_are_there(name: str) -> None:
    text = (DEPLOY / name).read_text(encoding="utf-8").replace("!reset ", "")
    assert set(yaml.safe_load(text)["services"]) <= set(COMPOSE["services"])
    assert "clock" not in yaml.safe_load(text)["services"] or "replicas" not in text


def test_units_start_what_containers_start() -> None:
    assert [unit.stem for unit in UNITS] == ["rvuedge-clock", "rvuedge-web", "rvuedge-worker"]
    commands = (COMPOSE["services"]["clock"]["command"], web_command(), COMPOSE["services"]["worker"]["command"])
    for unit, command in zip(UNITS, commands, strict=True):
        parser = configparser.ConfigParser(strict=False, interpolation=None)
        parser.optionxform = str  # type: ignore[assignment, method-assign]
        parser.read(unit, encoding="utf-8")
        words = " ".join(command).replace("0.0.0.0", "127.0.0.1")
        assert parser["Service"]["ExecStart"] == "/opt/rvuedge/.venv/bin/" + words
        assert parser["Service"]["ProtectSystem"] == "strict"


@pytest.mark.slow
def test_the_commands_serve_with_the_settings_of_compose(tmp_path: Path) -> None:
    port, _bound = take_port(0)
    command = [sys.executable, "-m", *(word.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for word in web_command())]
    with postgres.running() as database, valkey.running() as queue:
        environment = environment_of_a_person(
            DATABASE_URL=database, REDIS_URL=queue, SECRET_KEY="k" * 60, HTTPS="1", ALLOWED_HOSTS="rvu.example.org,localhost",
            RVUEDGE_DATA=str(tmp_path), RVUEDGE_STATIC=str(tmp_path / "static"), RVUEDGE_SIGNUP="0",
        )  # fmt: skip
        for words in (COMPOSE["services"]["migrate"]["command"][1:], ["manage.py", "collectstatic", "--no-input"]):
            done = subprocess.run([sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
        web = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            end = time.monotonic() + 60
            while not answers(port):
                assert web.poll() is None and time.monotonic() < end
                time.sleep(0.1)
            ready = Request(f"http://127.0.0.1:{port}/readyz", headers={"Host": "rvu.example.org"})
            with urlopen(ready, timeout=20) as answer:
                assert answer.status == 200
                assert answer.read().count(b'"ok"') == 4
            page = Request(f"http://127.0.0.1:{port}/static/css/app.css", headers={"Host": "rvu.example.org", "X-Forwarded-Proto": "https"})
            with urlopen(page, timeout=20) as answer:
                assert answer.status == 200
            os.environ["ALLOWED_HOSTS"] = "rvu.example.org"
            assert is_well(f"http://127.0.0.1:{port}/healthz")
        finally:
            os.environ.pop("ALLOWED_HOSTS", None)
            web.terminate()
            web.wait(timeout=40)
    assert not is_well(f"http://127.0.0.1:{port}/healthz")


def test_a_probe_says_no_where_nobody_answers() -> None:
    assert not is_well("http://127.0.0.1:9/healthz")

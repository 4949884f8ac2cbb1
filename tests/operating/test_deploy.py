"""RVU Edge's deployment files say what the program does, and what they start answers."""

import configparser
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import psycopg
import pytest
import redis
import yaml

from rvuedge.backup.restoring import check_backup
from rvuedge.backup.schedule import made_in
from rvuedge.embedded import postgres, valkey
from rvuedge.embedded.addresses import serves, take_port
from rvuedge.operating.probe import is_touched, is_well
from tests.operating.caddy import proxy_to
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


@pytest.mark.parametrize("name", ["compose.workers-3.yaml", "compose.workers-10.yaml", "compose.worker-host.yaml", "compose.external.yaml"])
def test_the_other_compose_files_change_services_that_are_there(name: str) -> None:
    text = (DEPLOY / name).read_text(encoding="utf-8").replace("!reset ", "")
    assert set(yaml.safe_load(text)["services"]) <= set(COMPOSE["services"])
    assert "deploy" not in (yaml.safe_load(text)["services"].get("clock") or {})


def workers_of(name: str) -> int:
    told = yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8"))["services"]["worker"]
    return int(told["deploy"]["replicas"])


def test_the_files_for_more_workers_start_as_many_as_they_say() -> None:
    # Without a number compose starts one; ten are four on the first host and three on each of two others.
    assert "deploy" not in COMPOSE["services"]["worker"]
    assert workers_of("compose.workers-3.yaml") == 3
    assert workers_of("compose.workers-10.yaml") + 2 * workers_of("compose.worker-host.yaml") == 10


def test_a_host_of_workers_alone_runs_what_the_first_host_runs() -> None:
    told = yaml.safe_load((DEPLOY / "compose.worker-host.yaml").read_text(encoding="utf-8"))
    first = yaml.safe_load((DEPLOY / "compose.workers-10.yaml").read_text(encoding="utf-8"))
    of_host, of_first = told["services"]["worker"], COMPOSE["services"]["worker"]
    addresses = {"DATABASE_URL", "REDIS_URL"}
    said = {name: value for name, value in of_first["environment"].items() if name not in addresses}
    assert {name: value for name, value in of_host["environment"].items() if name not in addresses} == said
    for name in ("command", "healthcheck", "volumes", "read_only", "cap_drop", "security_opt", "tmpfs", "image"):
        assert of_host[name] == of_first[name]
    assert told["volumes"] == first["volumes"]
    # What is open to other hosts is open on the private address alone.
    ports = [port for service in first["services"].values() for port in service.get("ports", ())]
    assert len(ports) == 2 and all(port.startswith("${PRIVATE_ADDRESS") for port in ports)


def test_units_start_what_containers_start() -> None:
    assert [unit.stem for unit in UNITS] == ["rvuedge-clock", "rvuedge-web", "rvuedge-worker"]
    commands = (COMPOSE["services"]["clock"]["command"], web_command(), COMPOSE["services"]["worker"]["command"])
    for unit, command in zip(UNITS, commands, strict=True):
        parser = configparser.ConfigParser(strict=False, interpolation=None)
        parser.read(unit, encoding="utf-8")
        words = " ".join(command).replace("0.0.0.0", "127.0.0.1")
        assert parser["Service"]["ExecStart"] == "/opt/rvuedge/.venv/bin/" + words
        assert parser["Service"]["ProtectSystem"] == "strict"


def of_compose(service: str = "web", **here: str) -> dict[str, str]:
    """The environment that compose.yaml gives a container, with .env filled in and addresses of this machine."""
    secrets = {
        "SITE_NAME": "rvu.example.org",
        "SECRET_KEY": "aB3dE5gH7jK9mN1pQ4sT6vW8yZ0bC2eF" * 2,
        "POSTGRES_PASSWORD": "p",
        "WEB_PASSWORD": "w",
    }
    filled = re.compile(r"\$\{(\w+)(?::[-?][^}]*)?\}")
    said = COMPOSE["services"][service]["environment"]
    return environment_of_a_person(**{name: filled.sub(lambda at: secrets.get(at[1], ""), value) for name, value in said.items()} | here)


def started(command: list[str], environment: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as into:
        return subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=environment, stdout=into, stderr=into)


def wait_for(holds: Callable[[], bool], process: subprocess.Popen[bytes], log: Path, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert process.poll() is None and time.monotonic() < end, log.read_text()[-2000:]
        time.sleep(0.2)


def asked(port: int, path: str, *, https: bool = True) -> str:
    headers = {"Host": "rvu.example.org"} | ({"X-Forwarded-Proto": "https"} if https else {})
    with urlopen(Request(f"http://127.0.0.1:{port}{path}", headers=headers), timeout=30) as answer:
        assert answer.status == 200
        return str(answer.read().decode())


def test_the_settings_of_compose_pass_the_deployment_check_without_a_warning(tmp_path: Path) -> None:
    words = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(words, cwd=ROOT, env=of_compose(RVUEDGE_DATA=str(tmp_path)), capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, "System check identified no issues (0 silenced)."), done.stderr


@pytest.fixture(scope="module")
def composed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """PostgreSQL and Valkey from their wheels, and what the service `migrate` leaves there."""
    with postgres.running() as database, valkey.running() as queue:
        folders = {name: tmp_path_factory.mktemp(name.lower()) for name in ("RVUEDGE_DATA", "RVUEDGE_STATIC", "RVUEDGE_BACKUPS")}
        here = {"REDIS_URL": queue} | {name: str(folder) for name, folder in folders.items()}
        make_roles(database)
        migrating = of_compose("migrate", DATABASE_URL=database.replace("postgres@", "rvuedge@"), **here)
        for words in (COMPOSE["services"]["migrate"]["command"][1:], ["manage.py", "collectstatic", "--no-input"]):
            done = subprocess.run([sys.executable, *words], cwd=ROOT, env=migrating, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
        yield of_compose(DATABASE_URL=database.replace("postgres@", "rvu_web@"), **here)


def make_roles(database: str) -> None:
    """The roles of compose.yaml; the owner is no superuser here, as on a server of somebody else."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("CREATE ROLE rvuedge LOGIN")
        connection.execute("GRANT CREATE ON DATABASE postgres TO rvuedge")
        connection.execute("ALTER SCHEMA public OWNER TO rvuedge")
        made = (DEPLOY / "roles.sh").read_text(encoding="utf-8").partition("<<'SQL'\n")[2].partition("\nSQL")[0]
        connection.execute(made.replace(":'secret'", "'w'"))


@pytest.mark.slow
def test_the_commands_serve_with_the_settings_of_compose(composed: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    port, _bound = take_port(0)
    log = tmp_path / "web.log"
    web = started([word.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for word in web_command()], composed, log)
    try:
        wait_for(lambda: serves(port), web, log)
        assert asked(port, "/readyz", https=False).count('"ok"') == 4
        asked(port, "/static/css/app.css")
        assert 'name="csrfmiddlewaretoken"' in asked(port, "/setup/")
        monkeypatch.setenv("ALLOWED_HOSTS", "rvu.example.org")
        assert is_well(f"http://127.0.0.1:{port}/healthz")
        with proxy_to(port, tmp_path) as proxy:
            page = proxy.ask("/setup/")
            assert page.status == 200 and page.headers["Strict-Transport-Security"]
            assert page.headers["Set-Cookie"].startswith("__Host-csrftoken=") and "; Secure" in page.headers["Set-Cookie"]
            assert proxy.ask("/static/css/app.css", Accept_Encoding="gzip").headers["Content-Encoding"] == "gzip"
    finally:
        web.terminate()
        web.wait(timeout=40)
    assert not is_well(f"http://127.0.0.1:{port}/healthz")
    assert [line for line in log.read_text().splitlines() if not line.startswith("{") or "gunicorn.access" in line] == []


def refused(environment: dict[str, str]) -> str:
    """Start the web, which is to end by itself, and return what it said."""
    words = [word.replace("0.0.0.0:8000", "127.0.0.1:0") for word in web_command()]
    done = subprocess.run([sys.executable, "-m", *words], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode != 0
    return done.stderr.strip()


@pytest.mark.slow
def test_the_web_refuses_to_start_as_a_role_that_the_wall_does_not_hold(composed: dict[str, str]) -> None:
    as_owner = composed | {"DATABASE_URL": composed["DATABASE_URL"].replace("rvu_web@", "rvuedge@")}
    said = refused(as_owner)
    assert said.startswith("The web connects to PostgreSQL as rvuedge, which owns the tables, so nothing keeps organisations apart")
    assert "\n" not in said and "RVUEDGE_ONE_DATABASE_ROLE=1" in said
    as_superuser = composed | {"DATABASE_URL": composed["DATABASE_URL"].replace("rvu_web@", "postgres@")}
    assert refused(as_superuser).startswith("The web connects to PostgreSQL as postgres, which is a superuser")


@pytest.mark.slow
def test_the_clock_queues_what_is_due_and_the_worker_does_it(composed: dict[str, str], tmp_path: Path) -> None:
    queue = redis.Redis.from_url(composed["REDIS_URL"])
    services, backups = COMPOSE["services"], Path(composed["RVUEDGE_BACKUPS"])
    log, running = tmp_path / "clock.log", []
    alive = {name: tmp_path / f"{name}-alive" for name in ("clock", "worker")}
    assert queue.llen("celery") == 0 and not made_in(backups)
    try:
        running.append(started(services["clock"]["command"], composed | {"RVUEDGE_ALIVE": str(alive["clock"])}, log))
        wait_for(lambda: queue.llen("celery") > 0, running[0], log)
        ask = ["celery", "-A", "rvuedge.celery", "call", "rvuedge.backup.tasks.back_up"]
        assert started(ask, composed, tmp_path / "call.log").wait(timeout=120) == 0
        log = tmp_path / "worker.log"
        running.append(started(services["worker"]["command"], composed | {"RVUEDGE_ALIVE": str(alive["worker"])}, log))
        wait_for(lambda: len(made_in(backups)) == 1 and queue.llen("celery") == 0, running[1], log)
        wait_for(lambda: all(is_touched(file) for file in alive.values()), running[1], log)
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait(timeout=60)
        queue.close()
    assert check_backup(made_in(backups)[0].path).engine == "postgresql"


def test_a_probe_says_no_where_nobody_answers(tmp_path: Path) -> None:
    assert not is_well("http://127.0.0.1:9/healthz")
    file = tmp_path / "alive"
    assert not is_touched(file)
    file.touch()
    check = COMPOSE["services"]["worker"]["healthcheck"]["test"]
    assert subprocess.run([sys.executable, *check[2:-1], str(file)], cwd=ROOT).returncode == 0
    os.utime(file, (time.time() - 91, time.time() - 91))
    assert not is_touched(file)


@pytest.mark.parametrize("name", ["worker", "clock"])
def test_a_check_of_health_looks_at_the_file_that_the_service_touches(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["healthcheck"]["test"][-1] == service["environment"]["RVUEDGE_ALIVE"] == "/tmp/alive"

"""What every test may ask for: a cache of its own, a real Valkey, official files, a page in Chromium."""

import gc
import os
import shutil
import threading
from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import TransactionTestCase
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from pytest_django import DjangoDbBlocker

from codes.reference import forget_reference
from codes.search import forget
from rvuedge.accounts.audit import lift_append_only, make_append_only
from rvuedge.embedded import valkey as embedded_valkey
from rvuedge.imports import clock
from tests.chromium import FLAGS, find_chromium
from tests.emptying import empty_tables
from tests.spread import Spread, check_together

IN_CI = os.environ.get("CI", "").lower() == "true"
_HAS_SYSTEMD = shutil.which("systemd-analyze") is not None
_USES_CHROMIUM = {"browser", "new_page", "page"}
_USES_THE_DATABASE = {"django_db_setup", "_django_db_helper", "db", "transactional_db", "live_server"}

# How busy the machine is tells nothing of the code.
hypothesis_settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("any machine")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a pass on another database engine or another Python leave out what it would only repeat."""
    repeated = "leave out tests that ask for no database and those of the looks of pages: they ran with the first engine"
    parser.addoption("--other-engine", action="store_true", help=repeated)
    parser.addoption("--without-database", action="store_true", help="leave out tests that ask for a database")


def pytest_report_header() -> list[str]:
    """Return the lines that tell what this machine lacks."""
    missing = []
    if find_chromium() is None:
        missing.append("no Chromium found: browser tests " + ("fail" if IN_CI else "are left out"))
    if not settings.OFFICIAL_FILES.is_dir():
        missing.append("no official files found (RVUEDGE_OFFICIAL_FILES): tests on them " + ("fail" if IN_CI else "are left out"))
    if not _HAS_SYSTEMD:
        missing.append("no systemd-analyze found: tests of the units " + ("fail" if IN_CI else "are left out"))
    return missing


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Spread | None:
    """Spread tests over processes by what they share."""
    return Spread(config, log) if config.getvalue("dist") == "loadgroup" else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this machine cannot run, and put browser tests last: their event loop stays in the process."""
    for item in items:
        _mark(item)
    left_out = [item for item in items if _is_left_out(item, config.option)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
    kept = [item for item in items if item not in set(left_out)]
    items[:] = sorted(kept, key=lambda item: item.get_closest_marker("browser") is not None)


def pytest_collection_finish() -> None:
    """Take thousands of collected tests, which stay to the end, out of what each collection of garbage walks over."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    """Remove the data folder of this run, in the process that made it."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        shutil.rmtree(settings.DATA_DIR, ignore_errors=True)


def _mark(item: pytest.Item) -> None:
    asked_for = set(getattr(item, "fixturenames", ()))
    if asked_for & _USES_CHROMIUM:
        item.add_marker("browser")
    if "official_files" in asked_for:
        item.add_marker("official")
    check_together(item)


def _is_left_out(item: pytest.Item, options: Namespace) -> bool:
    asked_for = options.markexpr or ""
    is_heavy = any(item.get_closest_marker(name) is not None and name not in asked_for for name in ("heavy", "chaos"))
    asks = _asks_for_the_database(item)
    is_repeated = options.other_engine and (not asks or item.get_closest_marker("appearance") is not None)
    is_repeated |= options.without_database and asks
    is_elsewhere = item.get_closest_marker("postgresql") is not None and settings.EMBEDDED_DATABASE
    lacks_chromium = item.get_closest_marker("browser") is not None and find_chromium() is None
    lacks_files = item.get_closest_marker("official") is not None and not settings.OFFICIAL_FILES.is_dir()
    lacks_systemd = item.get_closest_marker("systemd") is not None and not _HAS_SYSTEMD
    return is_heavy or is_repeated or is_elsewhere or ((lacks_chromium or lacks_files or lacks_systemd) and not IN_CI)


def _asks_for_the_database(item: pytest.Item) -> bool:
    return item.get_closest_marker("django_db") is not None or bool(_USES_THE_DATABASE & set(getattr(item, "fixturenames", ())))


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """No count of a rate limit, no cached value and no index or table of the catalogue goes from one test to the next."""
    yield
    cache.clear()
    forget()
    forget_reference()


@pytest.fixture(autouse=True, scope="session")
def _claims_follow_the_clock_of_python() -> Iterator[None]:
    """Tests travel in time, and the clock of the database server does not travel with them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "database_time", timezone.now)
        yield


@pytest.fixture(autouse=True, scope="session")
def _what_was_filled_is_emptied() -> Iterator[None]:
    """A test that commits leaves rows in few tables: Django would empty all of them, and then make every kind and right anew."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _test: empty_tables())
        yield


@pytest.fixture(scope="session")
def valkey() -> Iterator[str]:
    """The REDIS_URL of a real server: that of the run where it has one, else one for this process."""
    if settings.REDIS_URL:
        yield settings.REDIS_URL
        return
    with embedded_valkey.running() as address:
        yield address


@pytest.fixture(scope="session")
def official_files() -> Path:
    """The folder of official files; tests that ask for it are left out where it is missing."""
    if not settings.OFFICIAL_FILES.is_dir():
        pytest.fail("RVUEDGE_OFFICIAL_FILES names no folder")
    return Path(settings.OFFICIAL_FILES)


@pytest.fixture(scope="module")
def audit_may_be_emptied(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A live server's tests empty every table; the triggers of the audit trail come back when they are done."""
    with django_db_blocker.unblock():
        lift_append_only()
    yield
    with django_db_blocker.unblock():
        make_append_only()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A running Chromium."""
    program = find_chromium()
    if program is None:
        pytest.fail("Chromium is missing: install the system's package chromium-headless-shell or chromium")
    # Playwright leaves an event loop running in this thread, and Django would then refuse every query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # What is asserted is that it comes; how soon depends on the machine and what else it does.
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        running.on("context", lambda context: context.on("console", _note_report))
        yield running
        running.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


# What the content policy refused in any page of any context, as the browser tells it; of the test that runs.
_refused: list[str] = []


def _note_report(said: ConsoleMessage) -> None:
    # What has no address was put into the page by the test itself, as axe is.
    if "Content Security Policy" in said.text and said.location["url"]:
        _refused.append(f"{said.page.url if said.page else 'a worker'}: {said.text}")


@pytest.fixture(autouse=True)
def reports_of_the_policy() -> Iterator[list[str]]:
    """What the content policy refused while a test ran: nothing, in a browser as elsewhere."""
    _refused.clear()
    yield _refused
    assert not _refused


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages, each in a context of its own that moves nothing; takes the arguments of a Playwright context."""
    contexts = []

    def open_page(**options: Any) -> Page:
        # A colour that is on its way to another is no colour that axe can judge.
        context = browser.new_context(**{"reduced_motion": "reduce"} | options)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    _wait_for_the_server()


def _wait_for_the_server(seconds: float = 3.0) -> None:
    """Let a live server end what a closed page still asked for, before its tables are emptied: the two would wait for each other."""
    end = monotonic() + seconds
    while any("process_request_thread" in thread.name for thread in threading.enumerate()) and monotonic() < end:
        sleep(0.02)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page in a desktop window."""
    return new_page(viewport={"width": 1280, "height": 800})

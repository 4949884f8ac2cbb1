"""Runs everything on one machine: database, queue, worker and pages, until it is stopped."""

import logging
import signal
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import FrameType
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError
from django.utils import timezone

from rvuedge.accounts.models import Organisation, User
from rvuedge.accounts.scope import demo_people
from rvuedge.demo.clinic import seed_clinic
from rvuedge.demo.employer import compare_last_month
from rvuedge.demo.months import close_past_months
from rvuedge.demo.people import TIME_ZONE
from rvuedge.embedded import addresses, folders, readiness, servers, valkey
from rvuedge.embedded.children import Child, stop_all, watch
from rvuedge.embedded.refusal import Refusal

logger = logging.getLogger("rvuedge.embedded")
# The demo that was brought up to a day; its past months are to be closed.
Demo = tuple[Organisation, date]


class Command(BaseCommand):
    help = "Run RVU Edge on this machine: set it up on first use, print the address, serve until stopped (Ctrl-C)."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="the port on localhost (0: any free one)")
        parser.add_argument("--schedule", metavar="PATH", help="an official fee schedule file or zip to import and activate")
        parser.add_argument("--no-demo", action="store_true", help="without the fictional people: the first page sets up the administrator")
        parser.add_argument("--data", metavar="DIR", help="the data folder (default: RVUEDGE_DATA, else var/)")

    def handle(self, *, port: int, schedule: str | None, no_demo: bool, **_options: object) -> None:
        folder = Path(settings.DATA_DIR)
        port, bound = addresses.take_port(port)
        if schedule and not Path(schedule).exists():
            raise Refusal(f"There is no file {schedule}: check the path given to --schedule.")
        children: list[Child] = []
        with folders.held(folder), _stopping_at_signals():
            try:
                demo = self._prepare(folder, children, schedule, no_demo)
                self._serve(folder, children, port, bound, demo)
            except KeyboardInterrupt:
                self._say("Stopping ...")
            finally:
                _ignore_signals()
                stop_all(children)
                valkey.tidy(folder)
        self._say("Stopped. The data stay in " + str(folder))

    def _prepare(self, folder: Path, children: list[Child], schedule: str | None, no_demo: bool) -> Demo | None:
        """Start the queue; bring database, catalogue, demo people and the given fee schedule in. Return a demo with months to close."""
        queue = servers.own_valkey(folder, settings.REDIS_URL)
        if queue:
            children.append(queue)
            queue.start()
            valkey.wait_for(queue, valkey.socket_of(folder))
        readiness.make_ready(may_fill_an_empty_one=True)
        demo = self._bring_demo(folder, no_demo)
        if schedule:
            self._import(schedule)
        return demo

    def _import(self, schedule: str) -> None:
        """Import and activate a file; a refusal that names a choice of the import says where the choice is made."""
        self._say(f"Importing {schedule} ...")
        try:
            call_command("import_schedule", schedule, activate=True, stdout=self.stdout, stderr=self.stderr)
        except CommandError as refused:
            command = f"`python3 manage.py import_schedule {schedule} --activate`"
            where = f" Add that to {command}, then start again without --schedule." if " --" in str(refused) else ""
            raise CommandError(f"{refused}{where}", returncode=refused.returncode) from refused

    def _bring_demo(self, folder: Path, no_demo: bool) -> Demo | None:
        """Make the fictional people where nobody is there yet, and on a later day their cases since; never against a choice."""
        people_are_here = demo_people().exists()
        if no_demo:
            folders.turn_demo_off(folder)
            if people_are_here:
                self._say("The fictional people of an earlier start are still here; `python3 manage.py leave_demo` removes them.")
        today = timezone.now().astimezone(ZoneInfo(TIME_ZONE)).date()
        is_wanted = people_are_here or not User.objects.exists()
        if not is_wanted or folders.demo_is_off(folder) or (people_are_here and folders.demo_is_fresh(folder, today)):
            return None
        self._say("Bringing the fictional people of the demo and their logs up to today ...")
        organisation, _stored = seed_clinic(today=today)
        return organisation, today

    def _serve(self, folder: Path, children: list[Child], port: int, bound: tuple[str, ...], demo: Demo | None) -> None:
        """Start the web; once a page is served, print the address; with worker and clock watch until stopped.

        What needs no worker and nobody waits for comes after the address: the past months of a demo are closed while it is looked at.
        """
        web = servers.web(folder, bound)
        _start(children, web)
        _wait_for_page(web, port)
        if demo:
            self._greet(folder, port)
            self._close_months(folder, *demo)
        _start(children, servers.worker(folder), servers.beat(folder))
        if not demo:
            self._greet(folder, port)
        dead = watch(children)
        raise CommandError(f"{dead.name} ended again and again, so everything was stopped: read {dead.log}.")

    def _close_months(self, folder: Path, organisation: Organisation, today: date) -> None:
        """Close what is left of the demo; whoever changes it in these seconds, or takes it away, is no reason to stop."""
        self._say("\nThe demo's past months are being closed; their reports appear one by one ...")
        try:
            close_past_months(organisation=organisation, today=today)
            compare_last_month(organisation=organisation, today=today)
        except (DatabaseError, ObjectDoesNotExist, ValidationError):
            logger.exception("The past months of the demo were not closed")
            self._say("Not all of them could be closed now; the next start closes them.")
        else:
            folders.note_fresh_demo(folder, today)
            self._say("The reports of the past months are there.")

    def _greet(self, folder: Path, port: int) -> None:
        people = [(place.user.email, place.get_role_display()) for place in demo_people()]
        if people:
            width = max(len(email) for email, _ in people)
            self._say("\nDemo sign-ins (fictional people with fictional logs; one click on the sign-in page):")
            for email, role in people:
                self._say(f"  {email:<{width}}  {role}")
        self._say(f"\nRVU Edge runs at http://localhost:{port}/\nStop it with Ctrl-C. Logs are in {folder / 'log'}")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _start(children: list[Child], *programs: Child) -> None:
    for child in programs:
        children.append(child)
        child.start()


def _wait_for_page(web: Child, port: int, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not addresses.serves(port):
        if web.has_ended() or time.monotonic() > end:
            raise CommandError(f"The web server does not start: read {web.log}.")
        time.sleep(0.05)


@contextmanager
def _stopping_at_signals() -> Iterator[None]:
    """SIGTERM and a closed terminal stop the command as Ctrl-C does."""
    before = {number: signal.signal(number, _interrupt) for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _ignore_signals() -> None:
    # The children are being ended: a second Ctrl-C must not leave half of them behind.
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt

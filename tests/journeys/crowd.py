"""Many clinicians at once: each has a session of its own, and does one thing every few seconds over a connection of its own."""

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from threading import Thread
from uuid import uuid4

EVERY = 5.0
PATIENCE = 30
_SECRET = "c" * 32
TURNS = ("save", "totals", "save", "page")
_CASES = (("99214",), ("45385", "45380"), ("99213",), ("45380", "99214"))


@dataclass(frozen=True, slots=True)
class Person:
    """Who a session belongs to, and the log that the person keeps."""

    session: str
    owner: int
    log: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asks of the product, and the case with its lines that is stored if it answers."""

    method: str
    path: str
    headers: dict[str, str]
    body: str = ""
    case: str = ""
    lines: int = 0


@dataclass(slots=True)
class Told:
    """What was done: the milliseconds of each answer by what was asked, what went wrong, and the cases that were saved with their lines."""

    times: dict[str, list[float]] = field(default_factory=lambda: {"save": [], "totals": [], "page": []})
    errors: list[str] = field(default_factory=list)
    saved: dict[str, int] = field(default_factory=dict)


def work(port: int, people: Sequence[Person], seconds: float) -> Told:
    """Let everybody work for some time, each from a moment of its own within the first interval."""
    told, begin = Told(), time.monotonic()
    starts = [begin + EVERY * place / len(people) for place in range(len(people))]
    threads = [Thread(target=_work, args=(port, one, start, begin + seconds, told)) for one, start in zip(people, starts, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def _work(port: int, person: Person, start: float, end: float, told: Told) -> None:
    turn, due = 0, start
    while due < end:
        time.sleep(max(0.0, due - time.monotonic()))
        what = TURNS[turn % len(TURNS)]
        # The server closes what is idle for two seconds: whoever acts every five connects anew.
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            _act(connection, what, asked_by(person, turn), told)
        except (HTTPException, OSError) as error:
            told.errors.append(f"{what}: {error!r}")
        finally:
            connection.close()
        # Counted from when it was due: an answer that comes late delays nothing unseen.
        told.times[what].append((time.monotonic() - due) * 1000)
        turn, due = turn + 1, due + EVERY


def asked_by(person: Person, turn: int) -> Asked:
    """Return what a person asks at a turn: a case, the totals of a draft, a case, the page of the log."""
    headers = {"Cookie": f"sessionid={person.session}; csrftoken={_SECRET}", "X-CSRFToken": _SECRET, "HX-Request": "true"}
    codes, day = _CASES[turn // 2 % len(_CASES)], (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    what = TURNS[turn % len(TURNS)]
    if what == "page":
        return Asked("GET", "/log/", headers)
    if what == "totals":
        form = "&".join(["date_of_service=" + day, "place_of_service=11", *(f"code={code}" for code in codes)])
        return Asked("POST", "/log/preview/", headers | {"Content-Type": "application/x-www-form-urlencoded"}, form)
    number = str(uuid4())
    case = {"date_of_service": day, "place_of_service": "11", "lines": [{"code": code} for code in codes]}
    step = {"v": 1, "owner": person.owner, "log": person.log, "do": "log", "id": number, "seen": "", "case": case}
    sent = headers | {"Content-Type": "application/json", "Idempotency-Key": uuid4().hex}
    return Asked("POST", "/log/send/", sent, json.dumps(step | {"is_date_chosen": True}), number, len(codes))


def _act(connection: HTTPConnection, what: str, asked: Asked, told: Told) -> None:
    connection.request(asked.method, asked.path, asked.body or None, asked.headers)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        told.errors.append(f"{what}: {answer.status} {body[:200]!r}")
    elif asked.case:
        told.saved[asked.case] = asked.lines


def main() -> None:
    """Within the product: sign made-up clinicians in and print who they are, or print how many of some cases are stored, and lines."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from tracking.models import Case, CaseLine, Clinician

    if sys.argv[1] == "count":
        wanted = json.load(sys.stdin)
        print(json.dumps([Case.objects.filter(pk__in=wanted).count(), CaseLine.objects.filter(case__in=wanted).count()]))
        return
    store, people = import_module(settings.SESSION_ENGINE).SessionStore, []
    for clinician in Clinician.objects.filter(user__memberships__active=True).select_related("user").order_by("-pk")[: int(sys.argv[2])]:
        session = store()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(clinician.user_id), settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = clinician.user.get_session_auth_hash()
        session.create()
        people.append([session.session_key, clinician.user_id, clinician.pk])
    print(json.dumps(people))

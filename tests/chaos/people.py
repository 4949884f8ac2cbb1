"""People of an installation under test: each asks over connections of its own, and a device sends an entry until it is acknowledged."""

import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from threading import Event, Thread
from urllib.parse import urlencode
from uuid import uuid4

_TOKEN = "c" * 32
_BORDER = "----rvuedge-chaos"
# How long a device waits before it sends an entry again.
PAUSE = 0.3
CASES = (("99214",), ("45385", "45380"), ("99213",), ("45380", "99214"))


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; a status of 0 where nothing did."""

    status: int
    body: str = ""
    type: str = ""
    retry_after: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in, and the log that the person keeps."""

    port: int
    session: str
    owner: int = 0
    log: int = 0
    patience: float = 30.0

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        """Ask once, and return the answer."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=self.patience)
        sent = {"Cookie": f"sessionid={self.session}; csrftoken={_TOKEN}", "X-CSRFToken": _TOKEN, "Host": f"localhost:{self.port}"}
        try:
            connection.request(method, path, body or None, sent | {name.replace("_", "-"): value for name, value in headers.items()})
            came = connection.getresponse()
            text = came.read().decode("utf-8", "replace")
            return Answer(came.status, text, came.getheader("Content-Type", ""), came.getheader("Retry-After", ""))
        except (HTTPException, OSError) as error:
            return Answer(0, repr(error))
        finally:
            connection.close()

    def post(self, path: str, **fields: str) -> Answer:
        """Send a form."""
        return self.ask("POST", path, urlencode(fields).encode(), Content_Type="application/x-www-form-urlencoded")

    def upload(self, path: str, name: str, content: bytes) -> Answer:
        """Send a form with a file."""
        head = f'--{_BORDER}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'
        body = head.encode() + content + f"\r\n--{_BORDER}--\r\n".encode()
        return self.ask("POST", path, body, Content_Type=f"multipart/form-data; boundary={_BORDER}")

    def save(self, number: str, key: str, codes: Sequence[str], day: str) -> Answer:
        """Send a case as a device does."""
        case = {"date_of_service": day, "place_of_service": "11", "lines": [{"code": code} for code in codes]}
        step = {"v": 1, "owner": self.owner, "log": self.log, "do": "log", "id": number, "seen": "", "case": case, "is_date_chosen": True}
        return self.ask("POST", "/log/send/", json.dumps(step).encode(), Content_Type="application/json", Idempotency_Key=key)


@dataclass(slots=True)
class Device:
    """Logs one case after the other until it is told to stop, and sends each until it is acknowledged.

    `acknowledged` is what the server said to have, by the number of its lines; `met` counts the statuses, `told` keeps what was said.
    """

    person: Person
    day: str
    pause: float = 0.2
    acknowledged: dict[str, int] = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=dict)
    met: Counter[int] = field(default_factory=Counter)
    told: list[Answer] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    _stop: Event = field(default_factory=Event)
    _thread: Thread | None = None

    def start(self) -> None:
        """Begin to log."""
        self._stop.clear()
        self._thread = Thread(target=self._work, daemon=True)
        self._thread.start()

    def stop(self, seconds: float = 60.0) -> bool:
        """Log nothing more; return whether everything was acknowledged within the time."""
        self._stop.set()
        assert self._thread is not None
        self._thread.join(seconds)
        return not self._thread.is_alive() and not self.waiting

    def _work(self) -> None:
        turn = 0
        while not self._stop.wait(self.pause):
            number, key, codes = str(uuid4()), uuid4().hex, CASES[turn % len(CASES)]
            self.waiting[number] = len(codes)
            while not self._is_sent(number, key, codes):
                time.sleep(PAUSE)
            self.acknowledged[number] = self.waiting.pop(number)
            turn += 1

    def _is_sent(self, number: str, key: str, codes: Sequence[str]) -> bool:
        began = time.monotonic()
        answer = self.person.save(number, key, codes, self.day)
        self.milliseconds.append((time.monotonic() - began) * 1000)
        self.met[answer.status] += 1
        if answer.status != 200:
            self.told.append(answer)
        return answer.status == 200


def rank(values: Sequence[float], share: float) -> float:
    """Return the value below which this share of them lies; 0 of none."""
    ranked = sorted(values)
    return ranked[min(int(len(ranked) * share), len(ranked) - 1)] if ranked else 0.0

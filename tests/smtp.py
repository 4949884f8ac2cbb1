"""A mail server on this machine that takes mail, refuses it, or falls silent, over a real connection."""

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

TAKES, REFUSES, IS_BUSY, FALLS_SILENT = "takes", "refuses", "is busy", "falls silent"


@dataclass(slots=True)
class MailServer:
    """What it does with the next mail, and the mails that it took as they came."""

    port: int = 0
    does: str = TAKES
    # Seconds that each of its answers takes.
    pause: float = 0.0
    taken: list[str] = field(default_factory=list)


class _Listening(socketserver.ThreadingTCPServer):
    state: MailServer


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        # Whoever sends may be killed while it does.
        with suppress(ConnectionError):
            self._converse()

    def _converse(self) -> None:
        assert isinstance(self.server, _Listening)
        server = self.server.state
        self._say("220 localhost")
        while command := self.rfile.readline().decode("ascii").strip().upper():
            word = command[:4]
            if word == "RCPT" and server.does in (REFUSES, IS_BUSY):
                self._say("550 nobody here" if server.does == REFUSES else "451 later")
            elif word == "DATA":
                self._say("354 go on")
                text = self._text()
                if text is None:
                    return
                server.taken.append(text)
                if server.does == FALLS_SILENT:
                    return
                self._say("250 taken")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 well")

    def _text(self) -> str | None:
        """The mail up to its last line; None where the sender is gone before that."""
        lines: list[str] = []
        for line in self.rfile:
            text = line.decode("utf-8").rstrip("\r\n")
            if text == ".":
                return "\n".join(lines)
            lines.append(text)
        return None

    def _say(self, words: str) -> None:
        assert isinstance(self.server, _Listening)
        time.sleep(self.server.state.pause)
        self.wfile.write(f"{words}\r\n".encode("ascii"))


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Yield a mail server that listens on a free port of this machine for as long as the block."""
    state = MailServer()
    with _Listening(("127.0.0.1", 0), _Conversation) as server:
        server.state = state
        state.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()

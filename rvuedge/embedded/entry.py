"""What every command goes through before Django: the environment, the data folder, the database."""

import os
import re
import sys
from collections.abc import Sequence

from rvuedge.embedded import bootstrap, folders, valkey
from rvuedge.embedded.refusal import Refusal

# Commands that read and write no data of an installation.
WITHOUT_DATA = frozenset(
    ("help", "check", "collectstatic", "compilemessages", "makemessages", "makemigrations", "spectacular", "test", "testserver", "version")
)
# Commands that need a browser and the other requirements of the tests.
FOR_DEVELOPMENT = frozenset(("test", "take_screenshots"))

_SCHEMES_OF_DATABASES = frozenset(("postgres", "postgresql", "psql", "pgsql", "sqlite"))
_PORT = re.compile(r":([^]:]*)$")
_NUMBER = re.compile(r"[0-9]{0,5}")
_NO_DATABASE = "DATABASE_URL is no address of SQLite or PostgreSQL: write postgres://user@host/name or sqlite:///path."


def run(arguments: list[str]) -> int:
    """Run the command of the command line; return 2 and say why in one sentence where it is refused, 141 where nobody reads on."""
    try:
        bootstrap.enter(arguments, kind="development" if command_of(arguments) in FOR_DEVELOPMENT else "product")
        prepare(arguments)
        # Django exists only inside the environment that was entered above.
        from rvuedge.embedded.inside import execute

        execute(arguments, command_of(arguments))
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read has read enough (`... | head`); what is left in the buffer has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def prepare(arguments: Sequence[str]) -> None:
    """Open the data folder and tell Django of it by environment variables, and of the Valkey that runs there."""
    _check_address(os.environ.get("DATABASE_URL", ""))
    command = command_of(arguments)
    if command in WITHOUT_DATA:
        return
    folder = folders.data_folder(arguments)
    folders.open_data_folder(folder)
    os.environ["RVUEDGE_DATA"] = str(folder)
    if command == "up":
        _serve_locally()
    if not os.environ.get("REDIS_URL") and (command == "up" or valkey.answers(valkey.socket_of(folder))):
        os.environ["REDIS_URL"] = valkey.address_of(valkey.socket_of(folder))


def command_of(arguments: Sequence[str]) -> str:
    """Return the name of the command; help where none is named or its help is asked for."""
    asks_for_help = {"-h", "--help", "--version"} & set(arguments[1:])
    return "help" if asks_for_help or len(arguments) < 2 else arguments[1]


def _check_address(address: str) -> None:
    """Refuse an address of a database that the settings, which every command loads, could not read."""
    scheme, mark, rest = address.strip().partition("://")
    # A password may hold any sign, so what comes before the last @ is not looked at.
    port = _PORT.search(rest.rpartition("@")[2].partition("/")[0]) if scheme.lower() != "sqlite" else None
    is_known = bool(mark) and scheme.lower() in _SCHEMES_OF_DATABASES and (port is None or _NUMBER.fullmatch(port[1]) is not None)
    if address and not is_known:
        raise Refusal(_NO_DATABASE)


def _serve_locally() -> None:
    # On localhost: plain http, no traceback on a page, static files straight from the checkout.
    os.environ["RVUEDGE_LOCAL"] = "1"
    for name in ("HTTPS", "DEBUG"):
        os.environ.pop(name, None)

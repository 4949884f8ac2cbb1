"""Runs one reader in a process of its own with limits of time and memory: a bad file ends that process, never the worker."""

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from threading import Timer

_CHECKOUT = Path(__file__).resolve().parent.parent.parent
_SECONDS = 60
_BYTES = 2 * 1024**3
# What the caller takes of one value; a reader that has more to say at once is ended.
_LINE_BYTES = 8 * 1024**2


class Ended(Exception):
    """The reader went beyond its time, its memory or what it may say at once, or died."""


def read_confined(reader: str, content: bytes) -> object:
    """Return what `package.module:function` returns for the content (plain JSON values), read in a limited process."""
    command = [sys.executable, "-m", "rvuedge.imports.confined", reader]
    try:
        done = subprocess.run(command, input=content, capture_output=True, cwd=_CHECKOUT, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise Ended from None
    if done.returncode != 0:
        raise Ended
    value: object = json.loads(done.stdout)
    return value


def stream_confined(reader: str, content: bytes) -> Iterator[object]:
    """Yield what `package.module:function` yields for the content, one by one; the limited process never holds the caller's memory."""
    command = [sys.executable, "-m", "rvuedge.imports.confined", reader]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=_CHECKOUT) as child:
        watch = Timer(_SECONDS, child.kill)
        watch.start()
        try:
            assert child.stdin is not None and child.stdout is not None
            with child.stdin as into:
                into.write(content)
            while line := child.stdout.readline(_LINE_BYTES + 1):
                if len(line) > _LINE_BYTES:
                    raise Ended
                yield json.loads(line)
            if child.wait():
                raise Ended
        except (BrokenPipeError, json.JSONDecodeError):
            raise Ended from None
        finally:
            watch.cancel()
            child.kill()


def main(reader: str) -> None:
    """Limit this process, then read standard input and write the answer as JSON: one line for each value of an iterator, else one value."""
    resource.setrlimit(resource.RLIMIT_AS, (_BYTES, _BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    module, function = reader.split(":")
    read = getattr(import_module(module), function)
    value = read(sys.stdin.buffer.read())
    if isinstance(value, Iterator):
        for one in value:
            sys.stdout.write(f"{json.dumps(one)}\n")
    else:
        json.dump(value, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])

"""Makes the virtual environment of a checkout from its pinned requirements; needs nothing but Python itself."""

import fcntl
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

from rvuedge.embedded.refusal import Refusal

CHECKOUT = Path(__file__).resolve().parent.parent.parent
NEWEST = (3, 13)
_FILES = {"product": "requirements.txt", "development": "requirements-dev.txt"}
_MEGABYTES = {"product": 500, "development": 900}
_STAMP, _UNFINISHED = "rvuedge-installed.json", "rvuedge-unfinished"
_AT_ONCE = 3
_PACKAGES = ("rvuedge", "codes", "tracking", "benchmarks")
_PACKAGE = re.compile(r"^(?=[A-Za-z0-9])", re.MULTILINE)
_UNREACHABLE = re.compile("NewConnectionError|ConnectTimeout|NameResolutionError|Max retries|ProxyError")
_NO_WHEEL = re.compile(r"No matching distribution found for ([A-Za-z0-9._-]+)")


def environment_folder() -> Path:
    """Return the folder of the environment: .venv, or what RVUEDGE_VENV names."""
    return Path(os.environ.get("RVUEDGE_VENV") or CHECKOUT / ".venv").absolute()


def enter(arguments: list[str], *, kind: str = "product") -> None:
    """Go on inside the environment, made or brought up to date first; RVUEDGE_VENV=none keeps the running Python."""
    if os.environ.get("RVUEDGE_VENV") == "none":
        return
    folder = environment_folder()
    if not is_installed(folder, kind):
        with _only_one(CHECKOUT):
            if not is_installed(folder, kind):
                install(folder, kind)
    if Path(sys.prefix).resolve() != folder.resolve():
        os.execv(folder / "bin" / "python", [str(folder / "bin" / "python"), *arguments])


def is_installed(folder: Path, kind: str) -> bool:
    """Whether the environment holds what the requirements name today, and its Python still runs."""
    python = folder / "bin" / "python"
    try:
        stamp = json.loads((folder / _STAMP).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return False
    return bool(stamp.get(kind) == requirements_hash(kind) and os.access(python, os.X_OK))


def requirements_hash(kind: str) -> str:
    """Return the checksum of the pinned requirements of this kind."""
    return hashlib.sha256((CHECKOUT / _FILES[kind]).read_bytes()).hexdigest()


def install(folder: Path, kind: str) -> None:
    """Make the environment and install the pinned requirements; every reason against it is a Refusal."""
    check_venv_module()
    check_disk(folder, _MEGABYTES[kind])
    _say(f"Installing the {kind} requirements into {folder} (once; about half a minute) ...")
    unfinished = folder / _UNFINISHED
    broken = unfinished.exists() or not os.access(folder / "bin" / "python", os.X_OK)
    if broken and Path(sys.prefix).resolve() != folder.resolve():
        _make(folder)
    unfinished.touch()
    (folder / _STAMP).unlink(missing_ok=True)
    _pip(folder, kind)
    installed = {name: requirements_hash(name) for name in _FILES if name == kind or kind == "development"}
    (folder / _STAMP).write_text(json.dumps(installed), encoding="ascii")
    unfinished.unlink()
    _compile(folder)


def check_venv_module() -> None:
    """Refuse where this Python cannot make environments, as Debian's without its package python3-venv."""
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise Refusal("Python's venv module is missing: run `apt install python3-venv` (or install it for your system) and start again.")


def check_disk(folder: Path, megabytes: int) -> None:
    """Refuse where the disk below the folder has less room than needed."""
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(existing).free // 1_000_000
    if free < megabytes:
        raise Refusal(f"The disk of {existing} has {free} MB free and {megabytes} MB are needed: make room and start again.")


def bundled_pip() -> Path | None:
    """Return the wheel of pip that Python brings along (Debian keeps it beside), None where it cannot be found."""
    beside = sysconfig.get_config_var("WHEEL_PKG_DIR")
    ensurepip = importlib.util.find_spec("ensurepip")
    folders = [Path(beside)] if beside else []
    if ensurepip and ensurepip.origin:
        folders.append(Path(ensurepip.origin).parent / "_bundled")
    return next((wheel for folder in folders for wheel in sorted(folder.glob("pip-*.whl"))), None)


def _make(folder: Path) -> None:
    # Python's own pip installs from its wheel: to unpack it into the environment first takes as long as half of the packages.
    without_pip = ["--without-pip"] if bundled_pip() else []
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", *without_pip, str(folder)], capture_output=True, text=True)
    if made.returncode:
        reason = _last_line(made.stderr) or _last_line(made.stdout)
        raise Refusal(f"The environment {folder} cannot be made ({reason}): see that the folder is writable and python3-venv is installed.")


def _pip(folder: Path, kind: str) -> None:
    """Install; only wheels, so that a missing one is told as such and not as the failure of a compiler."""
    python = str(folder / "bin" / "python")
    with tempfile.TemporaryDirectory(dir=folder) as place:
        # The pins are complete, so that each share is installed without asking for what its packages need.
        command = [python, *_own_pip(Path(place)), "install", "--require-hashes", "--no-deps", "--only-binary", ":all:", "--no-compile"]
        command += ["--disable-pip-version-check", "--quiet", "--requirement"]
        files = []
        for number, share in enumerate(shares((CHECKOUT / _FILES[kind]).read_text(encoding="utf-8"))):
            files.append(Path(place, f"share-{number}.txt"))
            files[-1].write_text(share, encoding="utf-8")
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for done in pool.map(lambda file: _run([*command, str(file)]), files):
                if done.returncode:
                    raise Refusal(explain(done.stderr, sys.version_info[:2]))


def _own_pip(place: Path) -> list[str]:
    """Return what runs pip: its wheel is unpacked, as a program in an archive is compiled anew at each of its starts."""
    wheel = bundled_pip()
    if wheel is None:
        return ["-m", "pip"]
    shutil.unpack_archive(wheel, place, "zip")
    return [str(place / "pip")]


def _compile(folder: Path) -> None:
    """Compile the modules meanwhile: pip would do it before anything else could start. What is imported until then compiles itself.

    Our own come first: where the shell forbids Python to keep what it compiles, each program of each start would compile them anew.
    """
    own = [str(CHECKOUT / package) for package in _PACKAGES]
    command = [str(folder / "bin" / "python"), "-m", "compileall", "-q", *own, str(folder / "lib")]
    nothing = subprocess.DEVNULL
    with suppress(OSError):
        subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=nothing, preexec_fn=_step_back)


def _step_back() -> None:
    os.nice(10)


def shares(requirements: str) -> list[str]:
    """Deal the pinned packages out among the pips that work at once: one pip fetches and unpacks them one after the other."""
    packages = [lines for lines in _PACKAGE.split(requirements) if "==" in lines]
    return ["".join(packages[number::_AT_ONCE]) for number in range(min(_AT_ONCE, len(packages)))]


def _run(command: list[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def explain(stderr: str, version: tuple[int, int]) -> str:
    """Return the sentence for what pip said."""
    missing = _NO_WHEEL.search(stderr)
    if _UNREACHABLE.search(stderr):
        return "The packages cannot be fetched, their index does not answer: check the network (or pip's index setting) and start again."
    if missing and version > NEWEST:
        return (
            f"Python {version[0]}.{version[1]} is newer than this release of RVU Edge and {missing[1]} has no wheel for it: "
            "use Python 3.11, 3.12 or 3.13."
        )
    if missing:
        return f"The package index has no wheel of {missing[1]} for this system: check pip's index setting, or the system in the README."
    return f"pip could not install the requirements: {_last_line(stderr)}"


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """One process at a time; the lock is on the folder itself and goes with its process."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("Another command is installing; this one goes on when it is done.")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)

"""The state of an installation as Prometheus reads it: counts without names."""

from collections.abc import Iterator
from datetime import datetime

from rvuedge.accounts.wall import whole_installation
from rvuedge.operating.state import State, state_of_installation


def metrics_text(now: datetime) -> str:
    """Return every number, one a line, with its help and its type."""
    # Who knows the secret asks about the installation; it is nobody in any organisation.
    with whole_installation():
        return "".join(_lines(state_of_installation(now)))


def _lines(state: State) -> Iterator[str]:
    holds = {_name(one.name): int(one.holds) for one in state.checks}
    failed = {
        _name("imports"): len(state.failed_imports),
        _name("reports"): state.failed_reports,
        _name("mails"): state.failed_mails,
        _name("backups"): state.failed_backups,
    }
    yield from _gauge("rvuedge_info", "The version that runs.", {f'{{version="{state.versions.product}"}}': 1})
    yield from _gauge("rvuedge_check", "1 where what the installation stands on holds.", holds)
    if state.queue is not None:
        yield from _gauge("rvuedge_queue_length", "Tasks that wait.", {"": state.queue})
    if state.backup:
        moment = int(state.backup.timestamp())
        yield from _gauge("rvuedge_last_backup_timestamp_seconds", "When the newest scheduled backup was made.", {"": moment})
    yield from _gauge("rvuedge_backup_late", "1 where the scheduled backup is late.", {"": int(state.is_backup_late)})
    yield from _gauge("rvuedge_failed", "Failed work: imports, mails and backups of 30 days, reports that stand failed.", failed)
    yield from _gauge("rvuedge_audit_unsealed", "Audit entries that wait for their seal.", {"": state.unsealed})


def _gauge(name: str, about: str, values: dict[str, int]) -> Iterator[str]:
    yield f"# HELP {name} {about}\n# TYPE {name} gauge\n"
    for label, value in values.items():
        yield f"{name}{label} {value}\n"


def _name(value: str) -> str:
    return f'{{name="{value}"}}'

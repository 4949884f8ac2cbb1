"""What an installation stands on, asked one by one: the database, its schema, the queue, the disk, the backups."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from rvuedge.backup.schedule import Made, made_in
from rvuedge.web.queue import client

_ROOM = 100_000_000


@dataclass(frozen=True, slots=True)
class Check:
    """One thing and whether it holds; `said` is a word that any caller may read."""

    name: str
    holds: bool
    said: str


def readiness() -> tuple[Check, ...]:
    """Return whether requests can be served: each check, also after one that failed."""
    database = _database()
    schema = _schema() if database.holds else Check("migrations", False, "unknown")
    return database, schema, _queue(), _disk()


def last_backup() -> Made | None:
    """Return the newest scheduled backup; None where none is made or was made yet."""
    made = made_in(Path(settings.BACKUP_FOLDER)) if settings.BACKUP_FOLDER else []
    return made[-1] if made else None


def backup_is_late(now: datetime) -> bool:
    """Return whether scheduled backups are on and the newest is older than two rounds, or is not there."""
    newest = last_backup()
    return bool(settings.BACKUP_FOLDER) and (newest is None or newest.at + timedelta(hours=2 * settings.BACKUP_HOURS) < now)


def _database() -> Check:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return Check("database", False, "does not answer")
    return Check("database", True, "ok")


def _schema() -> Check:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return Check("migrations", False, "unknown")
    return Check("migrations", not waiting, "waiting" if waiting else "ok")


def _queue() -> Check:
    if not settings.REDIS_URL:
        return Check("broker", True, "none")
    try:
        with client() as server:
            server.ping()
    except redis.RedisError:
        return Check("broker", False, "does not answer")
    return Check("broker", True, "ok")


def _disk() -> Check:
    try:
        free = shutil.disk_usage(settings.DATA_DIR).free
    except OSError:
        return Check("disk", False, "not there")
    return Check("disk", free >= _ROOM, "ok" if free >= _ROOM else "nearly full")

"""Everything that belongs to an organisation as one zip: logs as csv, every table as JSON lines, reports and files."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import ForeignKey, Model
from django.db.models.fields.files import FieldFile
from django.utils.text import slugify

from benchmarks.models import ReportSnapshot
from rvuedge.accounts.models import AuditEntry, Organisation, User
from rvuedge.embedded.refusal import Refusal
from rvuedge.imports.models import ImportRun
from tracking.exports import csv_pieces, export_lines
from tracking.models import CaseLine, Clinician

# Never leaves: by the hash of a secret somebody could come in, and by a client's secret ask the provider.
_SECRET = {"accounts_invitation", "scim_scimtoken", "sign_on_signon"}
_CHUNK = 1024 * 1024
_OF_PEOPLE = ("id", "email", "name", "career_stage", "date_joined")
_AT_ONCE = 2_000


def copy_organisation(*, organisation: Organisation, path: Path) -> dict[str, int]:
    """Write the zip and return the rows of each table; nothing of another organisation is in it."""
    counts: dict[str, int] = {}
    try:
        with path.open("xb") as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            path.chmod(0o600)
            for name, rows in _tables(organisation):
                counts[name] = _write(archive, name, rows)
            for clinician in Clinician.objects.filter(organisation=organisation):
                _write_log(archive, clinician)
            for file in _files(organisation):
                _write_file(archive, file)
    except FileExistsError as error:
        raise Refusal(f"{path} is there already: name a new file.") from error
    except OSError as error:
        path.unlink(missing_ok=True)
        raise Refusal(f"{path} cannot be written ({error.strerror}): make room, or name another folder.") from error
    return counts


def path_to_organisation(model: type[Model], seen: frozenset[type[Model]] = frozenset()) -> str:
    """Return the shortest lookup from a table to its organisation, over what a row always has; empty where there is none."""
    links = [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
    if any(field.related_model is Organisation for field in links):
        return next(field.name for field in links if field.related_model is Organisation)
    found = []
    for field in links:
        other = field.related_model
        if field.null or not isinstance(other, type) or other in {*seen, model, User}:
            continue
        if further := path_to_organisation(other, seen | {model}):
            found.append(f"{field.name}__{further}")
    return min(found, key=lambda one: (one.count("__"), one), default="")


def _tables(organisation: Organisation) -> Iterator[tuple[str, Iterator[dict[str, object]]]]:
    yield "accounts_organisation", _rows(Organisation, pk=organisation.pk)
    people = User.objects.filter(memberships__organisation=organisation).distinct().order_by("pk")
    yield "people", iter(people.values(*_OF_PEOPLE).iterator(chunk_size=_AT_ONCE))
    yield "accounts_auditentry", _rows(AuditEntry, organisation_id=organisation.pk)
    for model in apps.get_models(include_auto_created=True):
        way = path_to_organisation(model)
        if way and model._meta.db_table not in _SECRET:
            yield model._meta.db_table, _rows(model, **{way: organisation})


def _rows(model: type[Model], **known: object) -> Iterator[dict[str, object]]:
    return iter(model._base_manager.filter(**known).order_by("pk").values().iterator(chunk_size=_AT_ONCE))


def _write(archive: zipfile.ZipFile, name: str, rows: Iterator[dict[str, object]]) -> int:
    count = 0
    with archive.open(f"tables/{name}.jsonl", "w", force_zip64=True) as member:
        for row in rows:
            count += 1
            member.write(json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False).encode() + b"\n")
    return count


def _write_log(archive: zipfile.ZipFile, clinician: Clinician) -> None:
    with archive.open(f"logs/{clinician.pk}-{slugify(clinician.name)}.csv", "w", force_zip64=True) as member:
        for piece in csv_pieces(export_lines(CaseLine.objects.kept().filter(clinician=clinician)), with_mark=False):
            member.write(piece.encode())


def _files(organisation: Organisation) -> Iterator[FieldFile]:
    yield from (one.pdf for one in ReportSnapshot.objects.filter(clinician__organisation=organisation).only("pdf").iterator())
    yield from (run.file for run in ImportRun.objects.filter(organisation=organisation).only("file").iterator())


def _write_file(archive: zipfile.ZipFile, file: FieldFile) -> None:
    if file.name and file.storage.exists(file.name):
        with file.open("rb") as source, archive.open(f"files/{file.name}", "w", force_zip64=True) as member:
            while chunk := source.read(_CHUNK):
                member.write(chunk)

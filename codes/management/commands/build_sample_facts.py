"""Writes the facts and fees of the sample catalogue anew from the official files; for those who keep the catalogue."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from codes.sample_files import write_fees
from codes.sample_sources import (
    ASP_FILE,
    CLFS_FILE,
    OPPS_FILE,
    PPRRVU_FILES,
    drug_fees,
    facts_csv,
    hospital_prices,
    laboratory_fees,
    read_cells,
)
from codes.texts import CATALOGUE, load_texts


class Command(BaseCommand):
    """One csv a year, one with the fees of other schedules, for every code that has a text."""

    requires_system_checks: tuple[str, ...] = ()
    help = "Write codes/catalogue/facts_*.csv and fees.csv from the files in RVUEDGE_OFFICIAL_FILES."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail where a file would change")

    def handle(self, **options: object) -> None:
        codes = frozenset(load_texts())
        changed = []
        for name, content in _files(codes).items():
            path = CATALOGUE / name
            if path.is_file() and path.read_text(encoding="ascii") == content:
                continue
            changed.append(name)
            if not options["check"]:
                path.write_text(content, encoding="ascii")
        if options["check"] and changed:
            raise CommandError(f"Not as the official files: {', '.join(changed)}. Run build_sample_facts.", returncode=1)
        self.stdout.write(f"{len(codes)} codes; changed: {', '.join(changed) or 'nothing'}")


def _files(codes: frozenset[str]) -> dict[str, str]:
    """Return the content of each file of the catalogue by its name."""
    folder = settings.OFFICIAL_FILES
    if not folder.is_dir():
        raise CommandError(f"{folder} is not a folder. Set RVUEDGE_OFFICIAL_FILES to the folder with the official files.")
    files = {f"facts_{year}.csv": facts_csv(folder / name, codes) for year, name in PPRRVU_FILES.items()}
    fees = (
        *laboratory_fees(read_cells(folder / CLFS_FILE), codes),
        *drug_fees(read_cells(folder / ASP_FILE), codes),
        *hospital_prices(read_cells(folder / OPPS_FILE), codes),
    )
    return files | {"fees.csv": write_fees(fees)}

"""Places a value among the published percentiles of an edition."""

import json
from argparse import ArgumentParser
from decimal import Decimal, InvalidOperation

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from benchmarks.chosen import chosen_organisation
from benchmarks.curves import WRVU, Curve, curve_of, edition_named
from benchmarks.stats.percentiles import position
from benchmarks.surveys.vocabulary import METRICS, metric_of
from rvuedge.accounts.models import Organisation


class Command(BaseCommand):
    help = "Tell where a value stands in a survey edition: on a point, between two, below or above what is published."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--edition", required=True, metavar="E", help="survey/year, such as harbourlight/2026, or the edition's number")
        parser.add_argument("--specialty", required=True, metavar="S", help="our code or name, or the survey's name")
        parser.add_argument("--metric", default=WRVU)
        parser.add_argument("--value", required=True, metavar="V", help="per full clinical year, such as 5250")
        parser.add_argument("--cut", default="", help="a region or another cut; everybody if not given")
        parser.add_argument("--organisation", default="", metavar="SLUG")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, edition: str, specialty: str, metric: str, value: str, as_json: bool, **options: object) -> None:
        amount = _amount(value)
        curve = _curve(chosen_organisation(str(options["organisation"])), edition, specialty, metric, str(options["cut"]))
        if not curve.points:
            raise CommandError(f"{curve.edition} suppresses {curve.metric} of {curve.raw_specialty}: too few answered.", returncode=1)
        found = position(curve.points, amount)
        if as_json:
            self.stdout.write(json.dumps({"kind": str(found.kind), "percentile": _plain(found.percentile), "text": found.text}))
            return
        answered = f", n = {curve.provider_count:,}" if curve.provider_count is not None else ""
        self.stdout.write(f"{value} {curve.metric} is {found.text} ({found.kind}) of {curve.raw_specialty} in {curve.edition}{answered}.")


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text.strip().removeprefix("$").replace(",", ""))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount < 0:
        raise CommandError(f"--value: '{text}' is no number of 0 or more. Write it as 5250 or 5250.50.", returncode=2)
    return amount


def _curve(organisation: Organisation, named: str, specialty: str, metric: str, cut: str) -> Curve:
    edition = edition_named(organisation, named)
    if edition is None:
        raise CommandError(f"--edition: {organisation.name} has no edition {named}. Write it as survey/year.", returncode=2)
    known = metric_of(metric)
    if known is None:
        raise CommandError(f"--metric: '{metric}' is not known. Known are {', '.join(METRICS)}.", returncode=2)
    curve = curve_of(edition, specialty.strip(), known, cut)
    if curve is None:
        within = f" in {cut}" if cut else ""
        raise CommandError(f"--specialty: {edition} has no {known} of '{specialty}'{within}.", returncode=2)
    return curve


def _plain(percentile: Decimal | None) -> str | None:
    """50 for 50.00, 60.8304 as it is; None outside the published range and on a flat run."""
    return None if percentile is None else format(percentile.normalize() + 0, "f")

"""The cell of a survey edition that a clinician is compared with."""

from benchmarks.models import Cell, EditionState
from benchmarks.report.inputs import Benchmark
from benchmarks.stats.percentiles import CurvePoint
from tracking.models import Clinician

METRIC = "wrvu"


def benchmark_of(clinician: Clinician) -> Benchmark | None:
    """Return the wRVU cell of the clinician's specialty in the newest edition in force; None without one. Two queries."""
    if clinician.specialty_id is None:
        return None
    cells = Cell.objects.filter(
        edition__survey__organisation=clinician.organisation_id,
        edition__state=EditionState.ACTIVE,
        specialty=clinician.specialty_id,
        metric=METRIC,
        is_suppressed=False,
    )
    # The cut of everybody (no label) comes first, then the newest edition and revision.
    newest = cells.select_related("edition__survey", "cut").prefetch_related("points")
    cell = newest.order_by("cut__label", "-edition__report_year", "-edition__revision").first()
    if cell is None:
        return None
    edition = cell.edition
    return Benchmark(
        edition=f"{edition.survey.name} {edition.report_year}",
        specialty=cell.raw_specialty,
        cut=cell.cut.label,
        provider_count=cell.provider_count,
        data_year=edition.data_year,
        schedule_year=edition.schedule_year,
        is_fictional=edition.survey.is_fictional,
        view=edition.clinician_view,
        points=tuple(CurvePoint(point.percentile, point.value) for point in cell.points.all()),
    )

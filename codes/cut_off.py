"""Whether a release of the fee schedule seems cut off, by what is active already; nobody activates one without saying that it is meant."""

from codes.cms.checks import ANCHORS, cut_off_told
from codes.cms.pprrvu import PprrvuFile
from codes.models import Release, ReleaseState
from codes.releases import official


def cut_off_file(file: PprrvuFile) -> str:
    """Return why a file that was read seems cut off; blank for a whole one."""
    return _told(len(file.rows), {row.code for row in file.rows if not row.modifier})


def cut_off_release(release: Release) -> str:
    """Return why a draft seems cut off; blank for a whole one, and for what was active before."""
    if release.state != ReleaseState.DRAFT:
        return ""
    anchors = release.rows.filter(code__in=ANCHORS, modifier="").values_list("code", flat=True)
    return _told(release.row_count, set(anchors))


def _told(rows: int, codes: set[str]) -> str:
    newest = official().active().order_by("-effective_from", "-letter", "-revision").values_list("name", "row_count").first()
    return cut_off_told(rows, codes, newest)

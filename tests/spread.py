"""Which process runs a test: those of a file that share what takes long to make stay together, all others go where there is room."""

import pytest
from xdist.scheduler import LoadScopeScheduling

# A world of people, a demo, a running product, a site, a backup, what compose starts: made once for a file. What others below share is
# read once: an official file, the source.
MADE_ONCE = frozenset({"world", "demo", "product", "served", "earlier", "composed"})
_TOGETHER = (
    "tests/access/",
    "tests/backup/test_earlier_release.py",
    "tests/codes/test_pprrvu_official.py",
    "tests/codes/test_search_phrases.py",
    "tests/codes/test_texts_facts.py",
    "tests/demo/",
    "tests/embedded/test_up.py",
    "tests/journeys/test_main_job.py",
    "tests/journeys/test_schedules.py",
    "tests/operating/test_deploy.py",
    "tests/site/test_browser.py",
    "tests/test_shape.py",
    "tests/tracking/test_wrvu_official.py",
    "tests/tracking/test_wrvu_official_cases.py",
    "tests/web/test_track.py",
)
# One world, and one demo, for all files of a folder.
_ONE_FOLDER = ("tests/access/", "tests/demo/")
# In a browser, and so at the end, in a world of its own.
_APART = "tests/access/test_axe.py"


class Spread(LoadScopeScheduling):
    """Gives out whole files, and the folder of the demo, where what takes long is made once, else single tests.

    The groups of pytest-xdist 3.8 do not reach it under pytest 9.2: they are written into a name that is read no more.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        if file.startswith(_ONE_FOLDER) and file != _APART:
            return file.rpartition("/")[0]
        return file if file.startswith(_TOGETHER) else nodeid


def check_together(item: pytest.Item) -> None:
    """Refuse a test that would make anew, in each process, what is to be made once."""
    asked_for = MADE_ONCE & set(getattr(item, "fixturenames", ()))
    if asked_for and not item.nodeid.startswith(_TOGETHER):
        raise pytest.UsageError(f"{item.nodeid} asks for {', '.join(sorted(asked_for))}: name its file in tests/spread.py.")

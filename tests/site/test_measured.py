"""RVU Edge's posts print what the official files hold; counted again wherever the files are."""

import re
from pathlib import Path

from rvuedge.site.library import FOLDERS, texts
from rvuedge.site.tags import tags_of
from tests.site.measured import measured


def printed() -> dict[str, set[str]]:
    """Every measured figure of the texts by its name."""
    found: dict[str, set[str]] = {}
    for folder in FOLDERS:
        for article in texts(folder).values():
            for tag in tags_of(article.body):
                if tag.kind == "measured":
                    found.setdefault(tag.of, set()).add(tag.printed)
    return found


def test_prints_what_the_official_files_hold(official_files: Path) -> None:
    counted = measured(official_files)
    assert {name: {counted[name]} for name in printed()} == printed()


def test_has_measured_posts() -> None:
    # Counted by hand over both files: 7,414 of 8,246 rows fell by 2.5 percent, 777 did not change, 34 rose, 21 fell otherwise.
    assert 7_414 + 777 + 34 + 21 == 8_246
    assert printed()["cut"] == {"7,414"}
    assert all(re.fullmatch(r"[a-z]+", name) for name in printed())

"""Numbers that lost their zeros in front: counted by column and told once, never put back without a word."""

from collections import Counter

from codes.cms.findings import Findings


class LostZeros:
    """The mends of one file; `is_published_so` where CMS itself publishes the numbers of this file without zeros."""

    def __init__(self, *, is_published_so: bool = False) -> None:
        self._is_published_so = is_published_so
        self._counts: Counter[str] = Counter()
        self._first: dict[str, tuple[str, int, str, str]] = {}

    def take(self, field: str, header: str, line: int, before: str, after: str) -> str:
        """Count a mend and return the mended text."""
        self._counts[field] += 1
        self._first.setdefault(field, (header, line, before, after))
        return after

    def counts(self) -> tuple[tuple[str, int], ...]:
        """Return how many cells of each column wait to be mended."""
        return () if self._is_published_so else tuple(sorted(self._counts.items()))

    def tell(self, findings: Findings) -> None:
        """Add one proposed mend for each column, or one remark where CMS publishes the file so."""
        for field, count in sorted(self._counts.items()):
            header, line, before, after = self._first[field]
            if self._is_published_so:
                told = f"{header}: {count:,} numbers stand without zeros in front, as CMS publishes this file; "
                findings.warning(line, field, before, f"{told}'{before}' in line {line} was read as '{after}'.")
            else:
                told = f"{header}: {count:,} lost zeros in front; '{before}' in line {line} will be read as '{after}'."
                findings.repair(
                    line, field, before, f"{told} The file was probably saved in a spreadsheet: accept the mend, or download it again."
                )

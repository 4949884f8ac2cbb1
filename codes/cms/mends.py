"""Leading zeros that a spreadsheet took away: counted by column, proposed once, never put back silently."""

from collections import Counter

from codes.cms.findings import Findings
from codes.cms.layout import HEADERS

_WORDS = {
    "code": ("code has fewer than five characters", "codes have fewer than five characters"),
    "global_days": ("global period lost zeros in front", "global periods lost zeros in front"),
    "supervision": ("supervision indicator lost a zero in front", "supervision indicators lost a zero in front"),
    "endoscopic_base": ("endoscopic base code lost zeros in front", "endoscopic base codes lost zeros in front"),
}


class Mends:
    """The mends of one file."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._first: dict[str, tuple[int, str, str]] = {}
        self.code_lines: set[int] = set()
        self.tidied = 0

    def take(self, field: str, line: int, before: str, after: str) -> str:
        """Count a mend and return the mended text."""
        self._counts[field] += 1
        self._first.setdefault(field, (line, before, after))
        if field == "code":
            self.code_lines.add(line)
        return after

    def counts(self) -> tuple[tuple[str, int], ...]:
        """Return how many cells of each column would be mended."""
        return tuple(sorted(self._counts.items()))

    def tell(self, findings: Findings) -> None:
        """Add one proposed mend for each column, and one remark on cells that were trimmed."""
        for field, count in self.counts():
            line, before, after = self._first[field]
            told = f"{HEADERS[field]}: {count:,} {_WORDS[field][count > 1]}; '{before}' in line {line} will be read as '{after}'."
            findings.repair(
                line, field, before, f"{told} The file was probably saved in a spreadsheet: accept the mend, or download it again."
            )
        if self.tidied:
            findings.warning(
                None, "code", "", f"{self.tidied:,} codes or modifiers had blanks around them or small letters; they were tidied."
            )

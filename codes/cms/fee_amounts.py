"""What the amounts of a payer's table mean, told from the whole column: dollars with a point or a comma, or no amount."""

import re
from collections.abc import Iterable
from decimal import Decimal

from codes.cms.cells import tidy
from codes.cms.findings import Findings
from codes.cms.items import Items

# As many decimals as drug prices have; more would have to be rounded.
PLACES = 3
_CENT = Decimal("0.01")
ABSENT = frozenset({"", "-", "--", "\u2013", "\u2014", ".", "N/A", "NA", "N.A.", "$-", "$ -"})
BY_REPORT = frozenset({"BR", "B/R", "BY REPORT", "IC", "I.C.", "INDIVIDUAL CONSIDERATION"})
# "1.234,50" and "12,5" can only have a decimal comma, "1,234.50" and "12.5" only a decimal point; "1.234" may be either.
_WITH_COMMA = re.compile(r"\$? ?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+),[0-9]{1,2}")
_WITH_POINT = re.compile(r"\$? ?[0-9]*(?:,[0-9]{3})*\.(?:[0-9]{1,2}|[0-9]{4,})")
_THOUSANDS = re.compile(r"\$? ?[0-9]{1,3}(?:\.[0-9]{3})+")


class AmountColumn:
    """The amounts of one column."""

    def __init__(self, header: str, texts: Iterable[str]) -> None:
        tidied = {tidy(text) for text in texts}
        self._header = header.strip() or "Amount"
        self._first_with_comma = min(filter(_WITH_COMMA.fullmatch, tidied), default="")
        self._has_points = any(_WITH_POINT.fullmatch(text) for text in tidied)

    @property
    def has_commas(self) -> bool:
        """Whether the whole column is written with a decimal comma."""
        return bool(self._first_with_comma) and not self._has_points

    def tell(self, findings: Findings) -> None:
        """Add a remark where the column is written with a decimal comma."""
        if self.has_commas:
            text = self._first_with_comma
            told = f"{self._header}: the amounts have a decimal comma; '{text}' was read as {_with_point(text)}. Compare some of them."
            findings.warning(None, "amount", text, told)

    def read(self, line: int, text: str, items: Items) -> tuple[Decimal | None, str]:
        """Return the amount of a cell, None where there is none, and a note where the payer prices by report."""
        tidied = tidy(text)
        if tidied in BY_REPORT:
            return None, "by report"
        if self.has_commas and (_WITH_COMMA.fullmatch(tidied) or _THOUSANDS.fullmatch(tidied)):
            text = tidied = _with_point(tidied)
        if _WITH_COMMA.fullmatch(tidied):
            told = (
                f"{self._header}: '{text.strip()[:40]}' has a decimal comma, other amounts a decimal point. Write all of them as 1,234.50."
            )
            items.fault(line, "amount", text, told)
            return None, ""
        if self.has_commas and "," in tidied:
            told = f"{self._header}: '{text.strip()[:40]}' is not clear in a column with decimal commas. Write the amounts as 1,234.50."
            items.fault(line, "amount", text, told)
            return None, ""
        amount = items.dollars(line, text, column=self._header, places=PLACES, absent=ABSENT)
        if amount is None:
            return None, ""
        in_cents = amount.quantize(_CENT)
        return (in_cents if in_cents == amount else amount), ""


def _with_point(text: str) -> str:
    return text.replace(".", "").replace(",", ".")

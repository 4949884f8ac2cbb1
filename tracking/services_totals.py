"""The only writer of month totals: what a month gains or loses is added to its row, by the database itself."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import connection

from tracking.models import CaseLine, MonthTotal
from tracking.wrvu.types import Outcome

_TABLE = MonthTotal._meta.db_table
# An embedded database adds floating numbers: rounded to what is kept, the sum is that of the decimals.
_ADDED = (
    f'"credit" = ROUND("{_TABLE}"."credit" + %s, 4), "lines" = "{_TABLE}"."lines" + %s, '
    f'"not_counted" = "{_TABLE}"."not_counted" + %s, "fee_amount" = ROUND("{_TABLE}"."fee_amount" + %s, 2)'
)
_OF_A_MONTH = '"clinician_id" = %s AND "month_index" = %s AND "basis" = %s'
_MOVE = f'UPDATE "{_TABLE}" SET {_ADDED} WHERE {_OF_A_MONTH}'
_BEGIN = (
    f'INSERT INTO "{_TABLE}" ("credit", "lines", "not_counted", "fee_amount", "clinician_id", "month_index", "basis") '
    f'VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT ("clinician_id", "month_index", "basis") DO UPDATE SET {_ADDED}'
)


@dataclass(slots=True)
class Gain:
    """What a month gains; what it loses is below zero."""

    credit: Decimal = field(default=Decimal(0))
    lines: int = 0
    not_counted: int = 0
    fee_amount: Decimal = field(default=Decimal(0))

    def add(self, line: CaseLine, sign: int) -> None:
        """Add a line, or take it away."""
        self.credit += sign * line.credit
        self.lines += sign
        self.not_counted += sign * (line.outcome != Outcome.CREDITED)
        self.fee_amount += sign * (line.fee_amount or Decimal(0))


def move_totals(clinician_id: int, *, removed: Iterable[CaseLine], added: Iterable[CaseLine]) -> None:
    """Move the month totals by the difference; months are locked in order, so that two writers never wait for each other."""
    gains: dict[int, Gain] = {}
    for lines, sign in ((removed, -1), (added, 1)):
        for line in lines:
            gains.setdefault(line.month_index, Gain()).add(line, sign)
    for month_index, gain in sorted(gains.items()):
        move_month(clinician_id, month_index, gain)


def move_month(clinician_id: int, month_index: int, gain: Gain) -> None:
    """Add a gain to the total of a month, whose row begins with the first one; the row stays locked until the transaction ends."""
    sums: tuple[str | int, ...] = (str(gain.credit), gain.lines, gain.not_counted, str(gain.fee_amount))
    month: tuple[str | int, ...] = (clinician_id, month_index, MonthTotal.CURRENT)
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, [*sums, *month])
        if not cursor.rowcount:
            cursor.execute(_BEGIN, [*sums, *month, *sums])

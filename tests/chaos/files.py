"""Files that an installation under test imports: long enough to be met by a kill, and each of other bytes than the one before."""

from datetime import date, timedelta
from itertools import count, islice

from tests.codes.pprrvu_files import VISIT, excerpt


def fee_file(number: int, rows: int) -> bytes:
    """Return the excerpt of July 2026 with so many made-up rows more, each with the values of an office visit."""
    text = excerpt().decode("ascii")
    assert VISIT in text
    there = {line.partition(",")[0] for line in text.splitlines()}
    codes = islice((code for code in map("{:05}".format, count(10_001)) if code not in there), rows)
    more = (VISIT.replace("99213,,", f"{code},,made up {number}", 1) for code in codes)
    return (text.rstrip("\r\n") + "\r\n" + "\r\n".join(more) + "\r\n").encode("ascii")


def extract(number: int, cases: int, last: date) -> bytes:
    """Return a charge extract with one line a case, over the hundred days before a day."""
    rows = (f"E{number}-{case},{last - timedelta(days=case % 100)},{('99213', '99214', '45385')[case % 3]},1\n" for case in range(cases))
    return b"Encounter,Date of service,CPT,Units\n" + "".join(rows).encode()

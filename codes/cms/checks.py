"""Checks of a whole PPRRVU file: what single rows cannot tell (notes on the CMS files, section 9)."""

from collections import Counter
from collections.abc import Collection, Sequence
from decimal import Decimal

from codes.cms.findings import Findings
from codes.cms.title import Title
from codes.fees import FeeRow

TOLERANCE = Decimal("0.01")
WHOLE_RELEASE = 10_000
_KNEE, _VISIT = "27447", "99213"
ANCHORS = (_VISIT, _KNEE)
_KNEE_RANGE = (Decimal(15), Decimal(25))
# Conversion factors by year as CMS published them; 2024 had a second one from 9 March, 2026 one for each variant.
KNOWN_FACTORS: dict[int, tuple[Decimal, ...]] = {
    2020: (Decimal("36.0896"),),
    2021: (Decimal("34.8931"),),
    2022: (Decimal("34.6062"),),
    2023: (Decimal("33.8872"),),
    2024: (Decimal("32.7442"), Decimal("33.2875")),
    2025: (Decimal("32.3465"),),
    2026: (Decimal("33.4009"), Decimal("33.5675")),
}
QPP, NON_QPP = "QPP", "nonQPP"
_QPP_INDICATOR = "1"
# Since 2026 each variant has a factor of its own: qualifying participants of alternative payment models, and all others.
VARIANT_OF_FACTOR = {Decimal("33.5675"): QPP, Decimal("33.4009"): NON_QPP}


def variant_of(rows: Sequence[FeeRow], findings: Findings) -> str:
    """Return QPP or nonQPP by the pricing indicator of every row and by the factor; before 2026 there was one variant, without a name."""
    indicators = {row.pricing_indicator for row in rows} - {""}
    by_factor = VARIANT_OF_FACTOR.get(rows[0].conversion_factor, "") if rows else ""
    if not indicators:
        return by_factor
    by_indicator = QPP if indicators == {_QPP_INDICATOR} else NON_QPP
    if len(indicators) > 1 and _QPP_INDICATOR in indicators:
        shown = ", ".join(sorted(indicators))
        message = f"PRIC IND is {shown} in one file; a file holds one variant, QPP (1 in every row) or nonQPP. Compare it with cms.gov."
        findings.warning(None, "pricing_indicator", shown, message)
    elif by_factor and by_factor != by_indicator:
        factor = rows[0].conversion_factor
        mixed = f"PRIC IND says {by_indicator}, the conversion factor {factor} is that of {by_factor}"
        message = f"{mixed}: two variants are mixed. Download it again."
        findings.warning(None, "conversion_factor", str(factor), message)
    return by_indicator


def check_rows(rows: Sequence[FeeRow], year: int | None, findings: Findings) -> None:
    """Add what the rows of a file tell together: factor, totals, size and known codes."""
    _check_factor(rows, year, findings)
    _check_totals(rows, findings)
    _check_size(rows, findings)
    _check_known_codes(rows, findings)


def check_year(title: Title, rows: Sequence[FeeRow], findings: Findings) -> None:
    """Add where the title names another year than the release day or the conversion factor; both against it refuse the file."""
    if title.year is None:
        return
    told = []
    if title.released_on is not None and title.released_on.year not in (title.year - 1, title.year):
        told.append(f"the file was released on {title.released_on}")
    of_factor = year_of_factor(rows)
    if of_factor not in (None, title.year):
        told.append(f"its conversion factor is that of {of_factor}")
    if not told:
        return
    message = f"The title says {title.words}, yet {' and '.join(told)}. Which year is it? Download the file again from cms.gov."
    (findings.error if len(told) > 1 else findings.warning)(None, "title", title.words, message)


def year_of_factor(rows: Sequence[FeeRow]) -> int | None:
    """Return the year whose conversion factor the rows carry; None for an unknown one."""
    factor = rows[0].conversion_factor if rows else None
    return next((year for year, factors in KNOWN_FACTORS.items() if factor in factors), None)


def check_against(row_count: int, former_name: str, former_count: int, findings: Findings) -> None:
    """Add a remark where the number of rows is more than 5% away from the release before."""
    if abs(row_count - former_count) * 20 > former_count:
        message = f"The file has {row_count:,} rows, {former_name} has {former_count:,}: more than 5% apart. Is the file whole?"
        findings.warning(None, "", "", message)


def cut_off_told(rows: int, codes: Collection[str], newest: tuple[str, int] | None) -> str:
    """Return why a file seems cut off: far fewer rows than a release has, or a code missing that every one has. Blank for a whole one.

    `newest` names the newest official release that is active, and its number of rows.
    """
    if rows < WHOLE_RELEASE or (newest is not None and 2 * rows < newest[1]):
        shown = f"{rows:,} row{'' if rows == 1 else 's'}"
        expected = f"{newest[0]} has {newest[1]:,}" if newest and 2 * rows < newest[1] else "a whole release has more than 17,000"
        return f"The file has {shown} and {expected}: it seems cut off. Download it again from cms.gov."
    missing = [code for code in ANCHORS if code not in codes]
    if missing:
        return f"{_stand(missing)} in every official release, not in this file: it seems cut off. Download it again from cms.gov."
    return ""


def _stand(codes: Sequence[str]) -> str:
    return f"{' and '.join(codes)} {'stands' if len(codes) == 1 else 'stand'}"


def _check_factor(rows: Sequence[FeeRow], year: int | None, findings: Findings) -> None:
    factors = Counter(row.conversion_factor for row in rows)
    if len(factors) > 1:
        shown = ", ".join(f"{factor} in {count:,} rows" for factor, count in factors.most_common(5))
        findings.error(None, "conversion_factor", shown, f"A release has one conversion factor; this file has {shown}. Download it again.")
        return
    known = KNOWN_FACTORS.get(year or 0, ())
    factor = next(iter(factors))
    if known and factor not in known:
        told = " and ".join(str(one) for one in known)
        findings.warning(
            None, "conversion_factor", str(factor), f"The conversion factor of {year} is known as {told}; this file has {factor}."
        )


def _check_totals(rows: Sequence[FeeRow], findings: Findings) -> None:
    """Work + expense + malpractice is the printed total in every row of every official file: the best guard against shifted columns."""
    valued = [row for row in rows if row.non_facility_total or row.facility_total]
    off = [row for row in rows if not _adds_up(row)]
    if not off:
        return
    shown = ", ".join(" ".join(row.key).strip() for row in off[:10])
    if 2 * len(off) > len(valued):
        message = f"In {len(off):,} of {len(rows):,} rows the total is not the sum of its parts: columns are shifted. Download it again."
        findings.error(None, "non_facility_total", shown, message)
    else:
        message = f"In {len(off):,} rows the total is not work + expense + malpractice: {shown}. Compare them with the file on cms.gov."
        findings.warning(None, "non_facility_total", shown, message)


def _check_size(rows: Sequence[FeeRow], findings: Findings) -> None:
    if len(rows) < WHOLE_RELEASE:
        findings.warning(None, "", "", f"The file has {len(rows):,} rows; a whole release has more than 17,000. Is it cut off?")
        return
    without = sum(1 for row in rows if not row.work_rvu)
    if not 50 * len(rows) <= 100 * without <= 60 * len(rows):
        message = f"{without:,} of {len(rows):,} rows have no work RVU; in official releases 50% to 60% have none. Compare some codes."
        findings.warning(None, "work_rvu", "", message)


def _check_known_codes(rows: Sequence[FeeRow], findings: Findings) -> None:
    by_code = {row.code: row for row in rows if not row.modifier and row.code in {_KNEE, _VISIT}}
    knee = by_code.get(_KNEE)
    if knee is not None and not _KNEE_RANGE[0] <= knee.work_rvu <= _KNEE_RANGE[1]:
        message = (
            f"The work RVU of {_KNEE} is {knee.work_rvu}; in every official release it is 15 to 25: columns are swapped. Download it again."
        )
        findings.error(None, "work_rvu", str(knee.work_rvu), message)
    missing = [code for code in ANCHORS if code not in by_code]
    if missing:
        message = f"{_stand(missing)} in every official release, not in this file. Is it cut off?"
        findings.warning(None, "code", ", ".join(missing), message)


def _adds_up(row: FeeRow) -> bool:
    office = row.work_rvu + row.non_facility_pe_rvu + row.mp_rvu - row.non_facility_total
    facility = row.work_rvu + row.facility_pe_rvu + row.mp_rvu - row.facility_total
    return abs(office) <= TOLERANCE and abs(facility) <= TOLERANCE

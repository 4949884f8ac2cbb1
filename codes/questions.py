"""Questions and answers that the facts of a code make; every word is true of the code, and none is filler."""

from collections.abc import Iterator
from decimal import Decimal

from codes.comparison import EFFICIENCY
from codes.fees import FeeRow
from codes.lanes import FeeKind, Lane
from codes.page import CodePage
from codes.priced import PricedRow
from codes.reasons import reason_of

Question = tuple[str, str]
_BOTH_SIDES = {
    "1": "Yes. Both sides in one session are paid at 150% of one side, with modifier 50.",
    "2": "The value already counts both sides, so a second side adds nothing.",
    "3": "Yes. Each side is paid in full.",
}


def questions_of(page: CodePage) -> tuple[Question, ...]:
    """Return what can be asked of the code and answered from its facts."""
    main = page.main
    told = [*(_of_values(page, main) if main and page.has_values else _of_no_values(page))]
    adjusted = page.adjusted
    if adjusted is not None and adjusted.before is not None and adjusted.work_before is not None and adjusted.work_rvu is not None:
        told.append(_of_adjustment(adjusted.before.effective_from.year, adjusted.work_before, adjusted.work_rvu))
    return tuple(told)


def _of_values(page: CodePage, main: PricedRow) -> Iterator[Question]:
    row = main.row
    if row.work_rvu > Decimal(0):
        yield _of_work(page, main)
    if main.is_paid and page.release is not None:
        yield f"What does Medicare pay for {page.code} in {page.release.year}?", _payments(main)
    if row.bilateral in _BOTH_SIDES:
        yield "Can both sides be reported?", _BOTH_SIDES[row.bilateral]
    if row.global_days in ("010", "090"):
        yield "Are follow-up visits paid apart?", _follow_up(row)


def _of_work(page: CodePage, main: PricedRow) -> Question:
    row = main.row
    question = f"Is {row.work_rvu} what I am paid?"
    if not main.is_paid:
        return question, f"No. It is the measure of work, and Medicare does not pay by it. {reason_of(page)}"
    return question, "No. It is the measure of work. Medicare multiplies the whole total, and a contract has its own rate for the work."


def _payments(main: PricedRow) -> str:
    amounts = [
        f"${payment.amount:,} {where}"
        for payment, where in ((main.national.facility, "in a facility"), (main.national.office, "in an office"))
        if payment is not None
    ]
    return f"{' and '.join(amounts)}, nationally and before the locality: the total RVUs times {main.row.conversion_factor}."


def _follow_up(row: FeeRow) -> str:
    days = row.global_days.lstrip("0")
    return f"Related visits of the {days} days after are in the price. What has nothing to do with the operation is reported with 24."


def _of_no_values(page: CodePage) -> Iterator[Question]:
    fee = page.fee
    if fee is not None and fee.kind is FeeKind.DRUG and fee.amount is not None and fee.unit:
        yield "For how much is the price?", f"For {fee.unit}, not for a vial: twice the amount given is twice the units."
    if page.lane is Lane.ANESTHESIA:
        yield (
            "How is it counted, then?",
            "Base units of the code plus minutes by 15; the sum times the factor of the locality is the payment.",
        )
    if page.is_reimbursed_by_fee:
        yield (
            "Does it count in my log?",
            "Yes, as a service with dollars where a fee is known, apart from the work RVUs and never added to them.",
        )


def _of_adjustment(year: int, before: Decimal, after: Decimal) -> Question:
    exact = f"{before} x 0.975 = {before * EFFICIENCY}"
    return f"Why is the work RVU lower than in {year}?", f"The efficiency adjustment of 2026 took 2.5% from it: {exact}, rounded {after}."

"""What a wRVU came to: pay over work, and what it takes to reach an amount."""

from decimal import Decimal


def per_wrvu(dollars: Decimal, work: Decimal) -> Decimal | None:
    """Return dollars per wRVU, a calculated ratio and not the rate of a contract; None without work."""
    return dollars / work if work else None


def change_percent(before: Decimal, after: Decimal) -> Decimal:
    """Return the change in percent of what was before."""
    return (after / before - 1) * 100

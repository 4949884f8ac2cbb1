"""Whether a log is counted as thresholds from surveys are: surveys ask for work adjusted by modifiers and rank."""

from decimal import Decimal

from tracking.wrvu.policy import Policy, RankBasis

_FULL = Decimal(1)


def is_unadjusted(policy: Policy) -> bool:
    """Whether a policy counts as `raw` does: nothing is ranked and a second surgeon counts in full, as no survey counts."""
    return policy.ranking is RankBasis.NONE and policy.assistant >= _FULL and policy.co_surgeon >= _FULL

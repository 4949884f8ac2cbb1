"""The policies that always exist."""

from tracking.wrvu.policy import Policy

# Work as printed times units, no reduction of any kind; also for codes that Medicare does not use.
RAW = Policy(name="raw", counts_work_not_used_by_medicare=True)

PRESETS = {policy.name: policy for policy in (RAW,)}

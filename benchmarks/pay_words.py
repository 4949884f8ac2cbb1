"""What is wrong with the terms of a plan, in words, and what to do."""

from django.utils.translation import gettext_lazy as _

from benchmarks.pay.plan import Fault

FAULTS = {
    Fault.NOTHING_PAID: _("The plan pays nothing yet. Enter a base, a rate, tiers, or another component."),
    Fault.TWO_WAYS: _("Work is paid by tiers or by one rate above a threshold, not by both. Empty one of them."),
    Fault.THRESHOLD_WITHOUT_RATE: _("A threshold needs the rate that is paid above it."),
    Fault.TWO_THRESHOLDS: _("The threshold is typed and implied at once. Empty it, or take the check mark away."),
    Fault.NOTHING_TO_IMPLY: _("An implied threshold is the base divided by the rate. Enter both, or take the check mark away."),
    Fault.TIERS_IN_ORDER: _("Each tier begins above the one before. Write them from the lowest to the highest."),
    Fault.WITHHOLD_WITHOUT_BASE: _("A part of the base is kept back, and there is no base. Enter one, or empty this."),
    Fault.ENCOUNTERS_WITHOUT_RATE: _("A threshold of encounters needs the rate that is paid above it."),
    Fault.SHARE_WITHOUT_WORK: _("A share of the bonus is paid out, and nothing is paid for work. Enter a rate or tiers, or empty this."),
    Fault.SCORE_WITHOUT_QUALITY: _("The score releases nothing yet. Enter a quality rate or a part that is kept back, or empty this."),
    Fault.LIMIT_WITHOUT_DEBT: _("Nothing is carried forward, so there is nothing to limit. Say that it is carried forward, or empty this."),
    Fault.CAP_WITHOUT_WRVU: _("The plan pays for no wRVU that this could cap. Enter a rate or tiers, or empty this."),
    Fault.CAP_WITHOUT_WORK: _("The plan pays for no work that this could cap. Enter a rate or tiers, or empty this."),
}

"""What a clinician is counted under on a day: the contract in force, its policy, and the release that it froze."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from codes.models import Release
from rvuedge.accounts.models import Organisation
from rvuedge.lib.in_force import in_force
from rvuedge.web.statements import Question
from tracking.models import Clinician
from tracking.models.policy import Contract, CreditPolicy
from tracking.wrvu.policy import Policy
from tracking.wrvu.policy_choices import policy_from
from tracking.wrvu.presets import CMS_PARALLEL, PRESETS

DEFAULT = CMS_PARALLEL
_CONTRACTS = Question(lambda clinician: Contract.objects.filter(clinician=clinician).select_related("frozen_release"))
_COUNTING = Question(lambda organisation: CreditPolicy.objects.active().filter(organisation=organisation).last_activated_first())


@dataclass(frozen=True, slots=True)
class Agreed:
    """The policy of a day with the name under which a line keeps it, and the frozen release if the contract has one."""

    policy: Policy
    frozen: Release | None

    @property
    def label(self) -> str:
        return self.policy.name


class Agreements:
    """What one clinician was counted under, day by day; two queries for any number of days."""

    def __init__(self, clinician: Clinician, contracts: Sequence[Contract] | None = None) -> None:
        """Read what is agreed; contracts that are read already are not read again."""
        if contracts is None:
            contracts = _CONTRACTS.rows(clinician.pk) if clinician.pk else []
        # One order, whoever read them: asked without a place, the contract of the first place answers for its day.
        self._contracts = sorted(contracts, key=lambda one: (one.effective_from, one.places))
        self._policies = _counting(clinician.organisation_id)

    @property
    def written(self) -> str:
        """Everything that is agreed, as text: the same text means the same policy on every day at every place."""
        contracts = [(one.effective_from, one.policy, one.places) for one in self._contracts]
        policies = [(one.label, one.name, one.effective_from, one.is_default, one.source, one.choices) for one in self._policies]
        return repr((contracts, policies))

    def on(self, day: date, place: str = "") -> Agreed:
        """Return what counts on a day at a place: the contract's policy, without one the organisation's default, else CMS-parallel."""
        contract = self._contract(day, place)
        return Agreed(self._policy(contract, day), contract.frozen_release if contract else None)

    def policy_on(self, day: date, place: str = "") -> Policy:
        """Return the policy alone."""
        return self._policy(self._contract(day, place), day)

    def named_on(self, day: date, place: str = "") -> str:
        """Return the name of the policy that the contract of a day at a place names; empty without one."""
        contract = self._contract(day, place)
        return contract.policy if contract else ""

    def _contract(self, day: date, place: str) -> Contract | None:
        return in_force([one for one in self._contracts if not one.places or not place or place in one.places], day)

    def _policy(self, contract: Contract | None, day: date) -> Policy:
        return _policy(contract.policy if contract else "", self._policies, day)


def agreed_on(clinician: Clinician, day: date, place: str = "") -> Agreed:
    """Return what a clinician is counted under on one day at a place."""
    return Agreements(clinician).on(day, place)


def default_policy(organisation: Organisation, day: date) -> Policy:
    """Return the policy of everybody in an organisation who has no contract."""
    return _policy("", _counting(organisation.pk), day)


def policy_named(name: str, organisation: Organisation | None, day: date) -> Policy | None:
    """Return a preset, or the version of an organisation's policy that holds on a day; None for an unknown name."""
    if name in PRESETS:
        return PRESETS[name]
    found = in_force([one for one in _counting(organisation.pk) if one.name == name] if organisation else [], day)
    return as_policy(found) if found else None


def policies_of(organisation: Organisation) -> dict[str, Policy]:
    """Return every policy that a line of an organisation may name: the presets, and each version it ever had."""
    return {**PRESETS, **{stored.label: as_policy(stored) for stored in CreditPolicy.objects.filter(organisation=organisation)}}


def as_policy(stored: CreditPolicy) -> Policy:
    """Return a stored version as the value that the engine takes; its name is that of the version."""
    return policy_from(stored.label, stored.source, stored.choices)


def _counting(organisation_id: int) -> list[CreditPolicy]:
    # Of several from the same day in_force takes the first: the one that was activated last, as its page said.
    return _COUNTING.rows(organisation_id)


def _policy(name: str, policies: Sequence[CreditPolicy], day: date) -> Policy:
    if name in PRESETS:
        return PRESETS[name]
    named = in_force([one for one in policies if name and one.name == name], day)
    # A contract whose policy holds no more, or not yet, is counted as one that names none.
    found = named or in_force([one for one in policies if one.is_default], day)
    return as_policy(found) if found else DEFAULT

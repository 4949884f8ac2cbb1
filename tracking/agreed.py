"""What a clinician is counted under on a day: the contract in force, its policy, and the release that it froze."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import DateField, DateTimeField, JSONField, QuerySet, Value

from codes.models import CatalogueVersion, Release
from codes.reference import current_reference
from rvuedge.accounts.models import Organisation
from rvuedge.lib.in_force import in_force
from rvuedge.web.statements import Question, Values
from tracking.models import Clinician
from tracking.models.policy import Contract, CreditPolicy
from tracking.wrvu.policy import Policy
from tracking.wrvu.policy_choices import policy_from
from tracking.wrvu.presets import CMS_PARALLEL, PRESETS

DEFAULT = CMS_PARALLEL
_CONTRACT, _POLICY, _CATALOGUE = range(3)
_NEVER = datetime.min.replace(tzinfo=UTC)
_COUNTING = Question(lambda organisation: CreditPolicy.objects.active().filter(organisation=organisation).order_by())


def _asked(clinician: int, organisation: int) -> "QuerySet[Any, Any]":
    """A log's contracts, its organisation's policies and the catalogue's version: each case is counted by all three, asked for at once.

    The number is that of the frozen release, of the policy's version, or of the catalogue; the JSON what a contract covers or a policy
    chooses.
    """
    none: tuple[Any, ...] = (Value(""), Value(False), Value(None, DateTimeField()))
    contracts = Contract.objects.filter(clinician=clinician).order_by()
    policies = CreditPolicy.objects.active().filter(organisation=organisation).order_by()
    version = CatalogueVersion.objects.filter(pk=1).order_by()
    return contracts.values_list(Value(_CONTRACT), "effective_from", "policy", "places", "frozen_release", *none).union(
        policies.values_list(Value(_POLICY), "effective_from", "name", "choices", "version", "source", "is_default", "activated_at"),
        version.values_list(Value(_CATALOGUE), Value(None, DateField()), Value(""), Value(None, JSONField()), "number", *none),
        all=True,
    )


_ASKED = Values(_asked, takes=2)


@dataclass(frozen=True, slots=True)
class Agreed:
    """The policy of a day with the name under which a line keeps it, and the frozen release if the contract has one.

    `catalogue` is the version of the catalogue that was read with them; None where it was not read.
    """

    policy: Policy
    frozen: Release | None
    catalogue: int | None = None

    @property
    def label(self) -> str:
        return self.policy.name


class Agreements:
    """What one clinician was counted under, day by day; one query for any number of days."""

    def __init__(self, clinician: Clinician, contracts: Sequence[Contract] | None = None) -> None:
        """Read what is agreed, and with it the version of the catalogue; contracts that are read already are not read again."""
        self.catalogue: int | None = None
        if contracts is None and clinician.pk:
            contracts, self._policies, self.catalogue = _read(clinician)
        else:
            self._policies = _counting(clinician.organisation_id)
        # One order, whoever read them: asked without a place, the contract of the first place answers for its day.
        self._contracts = sorted(contracts or (), key=lambda one: (one.effective_from, one.places))

    @property
    def written(self) -> str:
        """Everything that is agreed, as text: the same text means the same policy on every day at every place."""
        contracts = [(one.effective_from, one.policy, one.places) for one in self._contracts]
        policies = [(one.label, one.name, one.effective_from, one.is_default, one.source, one.choices) for one in self._policies]
        return repr((contracts, policies))

    def on(self, day: date, place: str = "") -> Agreed:
        """Return what counts on a day at a place: the contract's policy, without one the organisation's default, else CMS-parallel."""
        contract = self._contract(day, place)
        return Agreed(self._policy(contract, day), contract.frozen_release if contract else None, self.catalogue)

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


def _read(clinician: Clinician) -> tuple[list[Contract], list[CreditPolicy], int]:
    contracts, policies, catalogue = [], [], 0
    for kind, day, name, said, number, source, is_default, activated_at in _ASKED.rows(clinician.pk, clinician.organisation_id):
        if kind == _CONTRACT:
            contracts.append(Contract(effective_from=day, policy=name, places=said, frozen_release_id=number))
        elif kind == _POLICY:
            named = {"name": name, "version": number, "effective_from": day, "is_default": is_default}
            policies.append(CreditPolicy(**named, source=source, choices=said, activated_at=activated_at))
        else:
            catalogue = number
    for contract in contracts:
        # A frozen release that this process does not keep, because it is active no more, is read when it is asked for.
        if contract.frozen_release_id and (release := current_reference(catalogue).releases.get(contract.frozen_release_id)):
            contract.frozen_release = release
    return contracts, _last_activated_first(policies), catalogue


def _last_activated_first(policies: list[CreditPolicy]) -> list[CreditPolicy]:
    """Order policies as they win where several hold from the same day, whatever letters the database sorts by."""
    named = sorted(policies, key=lambda one: (one.name, -one.version))
    return sorted(named, key=lambda one: one.activated_at or _NEVER, reverse=True)


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
    # in_force takes the first of several.
    return _last_activated_first(_COUNTING.rows(organisation_id))


def _policy(name: str, policies: Sequence[CreditPolicy], day: date) -> Policy:
    if name in PRESETS:
        return PRESETS[name]
    named = in_force([one for one in policies if name and one.name == name], day)
    # A contract whose policy holds no more, or not yet, is counted as one that names none.
    found = named or in_force([one for one in policies if one.is_default], day)
    return as_policy(found) if found else DEFAULT

"""The clauses that an amendment changes, as agreed before and as agreed now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from peoplesprocess.contracts.amendment_queries import AmendmentRow
from peoplesprocess.contracts.clauses import clauses
from peoplesprocess.contracts.queries import ContractDetail
from peoplesprocess.core.messages import Sentence
from peoplesprocess.core.programme_rules import ProgrammeRules


@dataclass(frozen=True, slots=True)
class ChangedClauses:
    """The clauses that no longer hold, and those that replace them; unchanged clauses are in neither."""

    before: Sequence[Sentence]
    now: Sequence[Sentence]


def changed_clauses(
    contract: ContractDetail, amendment: AmendmentRow, currency: str, rules: ProgrammeRules
) -> ChangedClauses:
    """Return the clauses that an amendment changes, regardless of later amendments."""
    before = clauses(_before(contract, amendment), currency, rules)
    now = clauses(_after(contract, amendment), currency, rules)
    return ChangedClauses(
        [clause for clause in before if clause not in now], [clause for clause in now if clause not in before]
    )


def _before(contract: ContractDetail, amendment: AmendmentRow) -> ContractDetail:
    return replace(
        contract,
        total=amendment.former_total,
        contribution=amendment.former_contribution,
        grant=amendment.former_grant,
        ends_on=amendment.former_ends_on,
        defects_months=_amended_value(amendment.former_defects_months, contract.defects_months),
        retention=_amended_value(amendment.former_retention, contract.retention),
    )


def _after(contract: ContractDetail, amendment: AmendmentRow) -> ContractDetail:
    return replace(
        contract,
        total=amendment.total,
        contribution=amendment.contribution,
        grant=amendment.grant,
        ends_on=amendment.ends_on,
        defects_months=_amended_value(amendment.defects_months, contract.defects_months),
        retention=_amended_value(amendment.retention, contract.retention),
    )


def _amended_value(agreed: int | None, otherwise: int) -> int:
    """Return the amended value, or the former one for amendments from before the value could be amended."""
    return otherwise if agreed is None else agreed

"""What is recorded about a settlement, as far as gates read it: figures and dates, no judgement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


# Not frozen: a file of 10,000 settlements creates as many instances, and frozen ones take three times as
# long.
@dataclass(slots=True)
class SettlementCounts:
    """The counts of a settlement that gates read: of people, of households, of records."""

    households: int = 0
    people: int = 0
    no_objections: int = 0
    orientation_people: int = 0
    orientation_women: int = 0
    meetings: int = 0
    meetings_without_consent: int = 0
    womens_meetings: int = 0
    eligible: int = 0
    voters: int = 0
    seats: int = 0
    women_seats: int = 0
    signatories: int = 0
    women_signatories: int = 0
    needs: int = 0
    rounds_open: int = 0
    rounds_closed: int = 0
    corrections_open: int = 0
    plan_items: int = 0
    adopted_households: int = 0
    items_undecided: int = 0
    items_endorsed: int = 0
    items_without_contract: int = 0
    contracts: int = 0
    contracts_signed: int = 0
    contracts_ended: int = 0
    works_finished: int = 0
    tranches_due: int = 0
    requests_waiting: int = 0
    audits: int = 0
    certificates: int = 0
    final_measurements: int = 0
    defects_open: int = 0
    handovers: int = 0
    grouped_households: int = 0


@dataclass(slots=True)
class GateFacts(SettlementCounts):
    """Everything that a gate can ask about one settlement."""

    required_groups: tuple[str, ...] = ()
    group_names: Mapping[str, str] = field(default_factory=dict)
    """The programme's words for its groups, by code."""
    sessions: Mapping[str, int] = field(default_factory=dict)
    """The number of people at the sessions of each group, by the group's code."""
    adopted: bool = False
    """Whether an assembly adopted the newest plan."""
    submitted: bool = False
    """Whether the newest plan is with the authority."""
    requests_held_up: int = 0
    """How many of the waiting requests for money are at works that are suspended."""

"""The lines of the portfolio: step, days, what is missing, money, and what waits for an authority."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import Sentence
from peoplesprocess.core.permissions import may
from peoplesprocess.core.process import steps
from peoplesprocess.core.process.check_findings import GateFinding
from peoplesprocess.core.process.gate_checks import CHECKS, SESSION_CHECKS
from peoplesprocess.core.process.gate_facts import GateFacts
from peoplesprocess.core.process.steps import StepDefinition
from peoplesprocess.core.progress import apart, financial
from peoplesprocess.core.roles import Actor, ActPlace, Role, RoleGrant
from peoplesprocess.facts.meetings import people_by_group
from peoplesprocess.facts.submitted_items import AuthorityRemit
from peoplesprocess.facts.waiting_items import WaitingItem
from peoplesprocess.programmes.portfolio_filter import END_NAMES, HANDED_OVER
from peoplesprocess.programmes.programme_queries import ProgrammeSettings
from peoplesprocess.programmes.queries import SettlementScope, SettlementSummaryRow

SETTLEMENT_ROLES = (
    Role.FACILITATOR,
    Role.COMMITTEE_OFFICER,
    Role.GROUP_REPRESENTATIVE,
    Role.TECHNICAL_OFFICER,
)
PROGRAMME_ROLES = (Role.PROGRAMME_MANAGER, Role.FINANCE_OFFICER)


@dataclass(frozen=True, slots=True)
class PortfolioLine:
    """The present state of a settlement, in days, minor units, percent; `asked` is None without a request.

    `step` is the name of its step, or says how its cycle ended if the cycle no longer `goes_on`.
    """

    code: str
    name: str
    programme: str
    currency: str
    step: str
    goes_on: bool
    days: int
    missing: Sentence | None
    lacking: int
    granted: int
    released: int
    spent: int
    given_in_kind: int
    built: Fraction | None
    is_apart: bool
    asked: int | None
    is_late: bool
    may_see: bool


@dataclass(frozen=True, slots=True)
class AuthorityBacklog:
    """The items of a settlement that wait for an authority; days, with the limits that the programme allows.

    `limit` is for the item that has waited longest, `limit_without` for the no-objection. `late_below` counts
    the items that an office below has not answered in time.
    """

    code: str
    name: str
    items: int
    days: int
    limit: int
    is_late: bool
    no_objection_missing: bool
    days_without_no_objection: int
    limit_without: int
    late_below: int


def scopes(grants: Iterable[RoleGrant]) -> tuple[SettlementScope, SettlementScope, SettlementScope]:
    """Return the settlements where somebody works, those they answer as authority, those they oversee."""
    held = tuple(grants)
    local = [grant for grant in held if grant.role in SETTLEMENT_ROLES]
    own = SettlementScope(
        settlements=frozenset(grant.settlement for grant in local if grant.settlement),
        programmes=frozenset(grant.programme for grant in local if grant.programme and not grant.settlement),
    )
    areas = frozenset(
        (grant.programme, grant.area)
        for grant in held
        if grant.role is Role.LOCAL_AUTHORITY and grant.programme and grant.area
    )
    wide = SettlementScope(
        programmes=frozenset(
            grant.programme for grant in held if grant.role in PROGRAMME_ROLES and grant.programme
        ),
        everything=any(grant.role is Role.ADMINISTRATOR for grant in held),
    )
    return own, SettlementScope(areas=areas), wide


def scope_of(grants: Iterable[RoleGrant]) -> SettlementScope:
    """Return all settlements in which a person has any role."""
    own, authority, wide = scopes(grants)
    programmes = own.programmes | wide.programmes
    return SettlementScope(own.settlements, programmes, authority.areas, wide.everything)


def belongs(row: SettlementSummaryRow, scope: SettlementScope) -> bool:
    """Return whether a settlement's row is within a scope."""
    return (
        scope.everything
        or row.settlement_id in scope.settlements
        or row.programme_id in scope.programmes
        or any(
            row.programme_id == programme and (row.area + "/").startswith(path + "/")
            for programme, path in scope.areas
        )
    )


def lines(
    rows: Sequence[SettlementSummaryRow],
    frames: Mapping[UUID, ProgrammeSettings],
    actor: Actor,
    now: datetime,
) -> list[PortfolioLine]:
    """Return a line for each settlement's row."""
    return [_line(row, frames[row.process_id], actor, now) for row in rows]


def waiting(
    rows: Sequence[SettlementSummaryRow],
    frames: Mapping[UUID, ProgrammeSettings],
    items: Mapping[UUID, Sequence[WaitingItem]],
    offices: Collection[AuthorityRemit],
    now: datetime,
) -> list[AuthorityBacklog]:
    """Return what waits for these offices, by settlement, longest wait first."""
    found = [
        _waiting(row, frames[row.process_id], items.get(row.settlement_id, ()), offices, now) for row in rows
    ]
    waits = [line for line in found if line.items or line.no_objection_missing or line.late_below]
    return sorted(waits, key=lambda line: (-max(line.days, line.days_without_no_objection), line.name))


def present(closed_steps: str | None, frame: ProgrammeSettings) -> StepDefinition | None:
    """Return the present step of a settlement, or None if its cycle is over."""
    return steps.current_step(frame.steps, _keys(closed_steps))


def end_of(closed_steps: str | None) -> str:
    """Return how the cycle of a settlement ended, for one that is over."""
    return END_NAMES[steps.ENDED_EARLY if steps.ENDED_EARLY in _keys(closed_steps) else HANDED_OVER]


def findings(
    row: SettlementSummaryRow, frame: ProgrammeSettings, step: StepDefinition
) -> Iterator[GateFinding]:
    """Return the findings of the gate of a settlement's step, check by check."""
    asked: tuple[tuple[str, ...], Mapping[str, int]] = (), {}
    if not SESSION_CHECKS.isdisjoint(step.gate):
        asked = required_and_sessions(row.required_groups, row.attendance, frame)
    required, sessions = asked
    # Positional arguments, as they are faster and a page makes fifty of these objects.
    facts = GateFacts(
        *row.counts,  # type: ignore[arg-type,call-arg]
        required,
        frame.group_names,
        sessions,
        row.adopted,
        row.submitted,
    )
    return findings_of_facts(step, facts, frame)


def findings_of_facts(
    step: StepDefinition, facts: GateFacts, frame: ProgrammeSettings
) -> Iterator[GateFinding]:
    """Yield the findings for known facts lazily: callers often need only the first that does not hold."""
    return (finding for check in step.gate for finding in CHECKS[check](facts, frame.rules))


def required_and_sessions(
    required: Collection[str], attendance: str | None, frame: ProgrammeSettings
) -> tuple[tuple[str, ...], Mapping[str, int]]:
    """Return the required groups, in the programme's order, and the people at each group's sessions."""
    return tuple([code for code in frame.group_names if code in required]), people_by_group(attendance)


def built(row: SettlementSummaryRow) -> Fraction | None:
    """Return how much of a settlement's signed contracts is built, in percent; None without contracts."""
    return Fraction(row.done, 100 * row.contracted) if row.contracted else None


def _line(row: SettlementSummaryRow, frame: ProgrammeSettings, actor: Actor, now: datetime) -> PortfolioLine:
    step, rules = present(row.closed_steps, frame), frame.rules
    lacking = [finding for finding in findings(row, frame, step) if not finding.holds] if step else []
    share, paid = built(row), financial(row.contracted_cost, row.contracted)
    asked = None if row.requested_at is None else row.days(row.requested_at, now)
    return PortfolioLine(
        code=row.code,
        name=row.name,
        programme=frame.programme_code,
        currency=row.currency,
        step=step.name if step else end_of(row.closed_steps),
        goes_on=step is not None,
        days=row.days(row.since, now),
        missing=lacking[0].sentence if lacking else None,
        lacking=len(lacking),
        granted=row.granted,
        released=row.released,
        spent=row.spent,
        given_in_kind=row.given_in_kind,
        built=share,
        is_apart=share is not None and apart(share, paid, rules.progress_gap),
        asked=asked,
        is_late=row.has_late_request(rules, now),
        may_see=may(actor, Action.SEE_SETTLEMENT, _where(row, frame)),
    )


def _keys(closed_steps: str | None) -> tuple[str, ...]:
    return tuple((closed_steps or "").split())


def _where(row: SettlementSummaryRow, frame: ProgrammeSettings) -> ActPlace:
    state = steps.process_state(frame.steps, _keys(row.closed_steps), row.cycles_before)
    return ActPlace(row.programme_id, row.settlement_id, row.area, state)


def _waiting(
    row: SettlementSummaryRow,
    frame: ProgrammeSettings,
    items: Sequence[WaitingItem],
    offices: Collection[AuthorityRemit],
    now: datetime,
) -> AuthorityBacklog:
    mine = [item for item in items if any(item.waits_for(office) for office in offices)]
    oldest = min(mine, key=lambda item: item.since, default=None)
    late = [item for item in items if any(item.is_late_below(office, now) for office in offices)]
    missing = not row.is_agreed
    return AuthorityBacklog(
        code=row.code,
        name=row.name,
        items=len(mine),
        days=oldest.days(now) if oldest else 0,
        limit=oldest.limit if oldest else frame.rules.answer_days,
        is_late=bool(oldest and oldest.days_late(now)),
        late_below=len(late),
        no_objection_missing=missing,
        days_without_no_objection=row.days(row.made_at, now) if missing else 0,
        limit_without=frame.rules.answer_days,
    )

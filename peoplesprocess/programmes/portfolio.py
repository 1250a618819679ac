"""Where settlements stand, side by side: step, days, what is missing, money, and what waits for whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from peoplesprocess.core.decisions import days_waiting
from peoplesprocess.core.messages import Sentence
from peoplesprocess.core.permissions import Action, may
from peoplesprocess.core.process import steps
from peoplesprocess.core.process.facts import Facts
from peoplesprocess.core.progress import apart, financial
from peoplesprocess.core.roles import Actor, Grant, Role
from peoplesprocess.facts.submitted_items import WaitingItem
from peoplesprocess.programmes.queries import PortfolioRow, Scope

OF_A_SETTLEMENT = (
    Role.FACILITATOR,
    Role.COMMITTEE_OFFICER,
    Role.GROUP_REPRESENTATIVE,
    Role.TECHNICAL_OFFICER,
)
OF_A_PROGRAMME = (Role.PROGRAMME_MANAGER, Role.FINANCE_OFFICER)


@dataclass(frozen=True, slots=True)
class PortfolioLine:
    """One settlement as it stands today. Days, minor units, percent; `asked` is None if no request waits."""

    code: str
    name: str
    programme: str
    currency: str
    step: str
    days: int
    missing: Sentence | None
    lacking: int
    granted: int
    released: int
    spent: int
    built: Fraction | None
    is_apart: bool
    asked: int | None
    is_late: bool
    may_see: bool


@dataclass(frozen=True, slots=True)
class AuthorityLine:
    """What a settlement waits for from an authority. Days; a limit is what the programme allows."""

    code: str
    name: str
    items: int
    days: int
    limit: int
    no_objection_missing: bool
    days_without: int


def scopes(grants: Iterable[Grant]) -> tuple[Scope, Scope, Scope]:
    """Return which settlements one works in, which wait for one as authority, which one oversees."""
    held = tuple(grants)
    local = [grant for grant in held if grant.role in OF_A_SETTLEMENT]
    own = Scope(
        settlements=frozenset(grant.settlement for grant in local if grant.settlement),
        programmes=frozenset(grant.programme for grant in local if grant.programme and not grant.settlement),
    )
    areas = frozenset(
        (grant.programme, grant.area)
        for grant in held
        if grant.role is Role.LOCAL_AUTHORITY and grant.programme and grant.area
    )
    wide = Scope(
        programmes=frozenset(
            grant.programme for grant in held if grant.role in OF_A_PROGRAMME and grant.programme
        ),
        everything=any(grant.role is Role.ADMINISTRATOR for grant in held),
    )
    return own, Scope(areas=areas), wide


def belongs(row: PortfolioRow, scope: Scope) -> bool:
    """Return whether a settlement's row lies in a scope."""
    return (
        scope.everything
        or row.place.id in scope.settlements
        or row.place.programme_id in scope.programmes
        or any(
            row.place.programme_id == programme and (row.place.area + "/").startswith(path + "/")
            for programme, path in scope.areas
        )
    )


def lines(
    rows: Sequence[PortfolioRow], facts: Mapping[UUID, Facts], actor: Actor, today: date
) -> list[PortfolioLine]:
    """Return a line for each settlement's row."""
    return [_line(row, facts[row.place.id], actor, today) for row in rows]


def waiting(
    rows: Sequence[PortfolioRow],
    facts: Mapping[UUID, Facts],
    items: Mapping[UUID, Sequence[WaitingItem]],
    scope: Scope,
    today: date,
) -> list[AuthorityLine]:
    """Return what waits for the authorities of a scope, the longest wait first."""
    found = [_waiting(row, facts[row.place.id], items.get(row.place.id, ()), scope, today) for row in rows]
    waits = [line for line in found if line.items or line.no_objection_missing]
    return sorted(waits, key=lambda line: (-max(line.days, line.days_without), line.name))


def _line(row: PortfolioRow, facts: Facts, actor: Actor, today: date) -> PortfolioLine:
    rules = row.place.rules
    step = row.place.present
    lacking = [finding for finding in steps.gate(step, facts, rules) if not finding.holds] if step else []
    contracted = int(row.contracted)
    built = Fraction(int(row.done), 100 * contracted) if contracted else None
    asked = None if row.requested_at is None else days_waiting(row.requested_at.date(), today)
    spent = int(row.spent)
    return PortfolioLine(
        code=row.place.code,
        name=row.place.name,
        programme=row.place.programme_code,
        currency=row.place.currency,
        step=step.name if step else "",
        days=days_waiting((row.place.since or row.place.made_at).date(), today),
        missing=lacking[0].sentence if lacking else None,
        lacking=len(lacking),
        granted=int(row.granted),
        released=int(row.released),
        spent=spent,
        built=built,
        is_apart=built is not None and apart(built, financial(spent, contracted), rules.progress_gap),
        asked=asked,
        is_late=asked is not None and asked > rules.release_days,
        may_see=may(actor, Action.SEE_SETTLEMENT, row.place.where),
    )


def _waiting(
    row: PortfolioRow, facts: Facts, items: Sequence[WaitingItem], scope: Scope, today: date
) -> AuthorityLine:
    mine = {path for programme, path in scope.areas if programme == row.place.programme_id}
    since = [item.since for item in items if item.area in mine]
    missing = not facts.no_objections and not row.place.closed
    return AuthorityLine(
        code=row.place.code,
        name=row.place.name,
        items=len(since),
        days=days_waiting(min(since).date(), today) if since else 0,
        limit=row.place.rules.answer_days,
        no_objection_missing=missing,
        days_without=days_waiting(row.place.made_at.date(), today) if missing else 0,
    )

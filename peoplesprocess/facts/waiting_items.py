"""Items that wait for an authority's answer: for which office, and for how many local days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from peoplesprocess.core.approval_chain import AnswerTurn, is_told_of_delay, level_after, turn, waiting_since
from peoplesprocess.core.authority_decisions import AuthorityVerdict, DecisionOnItemContent, days_waiting
from peoplesprocess.core.paper_days import NewestPaper, newest_paper
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.core.time_zones import day_at, days_since, zone_at
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.decision_in_force import MAY_WAIT, ON_CONTENT
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.plans import newest_submitted_plan
from peoplesprocess.facts.submitted_items import IN_THIS_VERSION, AuthorityRemit
from peoplesprocess.models import Area, Decision, Plan, PlanItem, PlanSubmission, Settlement


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """An item that has waited since `since` for the authority whose `turn` it is, in a settlement in `area`.

    `limit` is the number of days within which that authority should answer, by the clock of the settlement's
    `zone`; `next_level` is the level after it, 0 if there is none. `paper` is the newest submission or answer
    of the settlement: while older papers are being typed in, lateness is judged as of its day.
    """

    settlement_id: UUID
    code: str
    name: str
    programme_id: UUID
    area: str
    since: datetime
    turn: AnswerTurn
    limit: int
    next_level: int
    zone: tzinfo
    paper: NewestPaper

    def days(self, now: datetime) -> int:
        """Return for how many local days it has waited."""
        return days_since(self.zone, self.since, now)

    def days_until_judged(self, now: datetime) -> int:
        """Return for how many days it has waited by the day as of which lateness is judged."""
        told_on = self.paper.lateness_day(self.zone, day_at(self.zone, now))
        return days_waiting(day_at(self.zone, self.since), told_on)

    def days_late(self, now: datetime) -> int:
        """Return by how many days the answer is late, 0 if it is not."""
        return max(0, self.days_until_judged(now) - self.limit)

    def waits_for(self, office: AuthorityRemit) -> bool:
        """Return whether it is the turn of an office."""
        return self._lies_in(office) and self.turn.is_of(office.level, office.area)

    def is_late_below(self, office: AuthorityRemit, now: datetime) -> bool:
        """Return whether an office is to be told that the one below it does not answer."""
        return self._lies_in(office) and is_told_of_delay(
            self.turn, self.next_level, office.level, office.area, self.days_until_judged(now), self.limit
        )

    def _lies_in(self, office: AuthorityRemit) -> bool:
        return self.programme_id == office.programme and f"{self.area}/".startswith(f"{office.area}/")


class WaitingItemRow(NamedTuple):
    """An item that may wait beside one decision on its content, whose columns are None if there is none."""

    settlement_id: UUID
    code: str
    name: str
    programme_id: UUID
    area: str
    time_zone: str
    submitted_at: datetime
    submission_typed_at: datetime
    answered_at: datetime | None
    answer_typed_at: datetime | None
    line: int
    verdict: str | None
    decided_for: str | None
    in_this_version: bool | None
    decided_at: datetime | None
    level: int | None


_any = aliased(Decision)


def _newest_answer(moment: ColumnElement[datetime]) -> ColumnElement[datetime]:
    """Return the newest of these moments among all of a settlement's answers."""
    return (
        select(func.max(moment))
        .where(_any.settlement_id == Settlement.id)
        .correlate(Settlement)
        .scalar_subquery()
    )


_MAY_WAIT = Query(
    WaitingItemRow,
    select(
        Settlement.id.label("settlement_id"),
        Settlement.code,
        Settlement.name,
        Settlement.programme_id,
        Area.path.label("area"),
        Settlement.time_zone,
        done_at(PlanSubmission).label("submitted_at"),
        PlanSubmission.made_at.label("submission_typed_at"),
        _newest_answer(done_at(_any)).label("answered_at"),
        _newest_answer(_any.made_at.expression).label("answer_typed_at"),
        PlanItem.line,
        Decision.verdict,
        Decision.area.label("decided_for"),
        IN_THIS_VERSION,
        done_at(Decision).label("decided_at"),
        Decision.level,
    )
    .select_from(Settlement)
    .join(Area, Area.id == Settlement.area_id)
    .join(Plan, Plan.id == newest_submitted_plan(Settlement.id.expression))
    .join(PlanSubmission, PlanSubmission.plan_id == Plan.id)
    .join(PlanItem, PlanItem.plan_id == Plan.id)
    .outerjoin(Decision, ON_CONTENT)
    .where(MAY_WAIT)
    .order_by(Settlement.id, PlanItem.line, Decision.id),
)


def waiting_items(
    db: Session, within: ColumnElement[bool], rules: Mapping[UUID, ProgrammeRules]
) -> list[WaitingItem]:
    """Return the items of newest submitted versions that wait for an office, in the settlements `within`.

    `within` is a condition on `Settlement` and its `Area`; its form depends on how many areas an office has.
    `rules` are by programme.
    """
    found = groupby(_MAY_WAIT.where(within).all_once(db), key=lambda row: (row.settlement_id, row.line))
    return [item for _, rows in found if (item := _waiting(list(rows), rules)) is not None]


def _waiting(rows: list[WaitingItemRow], rules: Mapping[UUID, ProgrammeRules]) -> WaitingItem | None:
    """Return the item of these rows, one for each decision on it, if it waits."""
    first = rows[0]
    decisions = [
        DecisionOnItemContent(
            *(AuthorityVerdict(row.verdict), row.decided_for or "", bool(row.in_this_version)),
            made_at=row.decided_at,
            level=row.level or 1,
        )
        for row in rows
        if row.verdict is not None and row.decided_at is not None
    ]
    own = rules[first.programme_id]
    whose = turn(own.levels, first.area, decisions)
    since = waiting_since(whose, decisions, first.submitted_at)
    if since is None:
        return None
    return WaitingItem(
        *(first.settlement_id, first.code, first.name, first.programme_id, first.area, since, whose),
        limit=own.days_of(whose.level),
        next_level=level_after(own.levels, whose.level),
        zone=zone_at(first.time_zone, first.area),
        paper=newest_paper(
            [
                (first.submitted_at, first.submission_typed_at),
                (first.answered_at, first.answer_typed_at),
            ]
        ),
    )


def by_settlement(items: Iterable[WaitingItem]) -> dict[UUID, list[WaitingItem]]:
    """Return items by the key of their settlement."""
    found: dict[UUID, list[WaitingItem]] = defaultdict(list)
    for item in items:
        found[item.settlement_id].append(item)
    return found

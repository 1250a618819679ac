"""Where things of a kind wait longest in whole programmes, as summaries keep it: the rest is not read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Select, literal, select

from peoplesprocess.facts.settlement_summaries import NEVER
from peoplesprocess.facts.waiting_thing_kinds import MOST_LINES, WaitingThingKind
from peoplesprocess.models import SettlementSummary

_summary = SettlementSummary.__table__.c
KEPT_WAITS: Mapping[WaitingThingKind, ColumnElement[datetime] | ColumnElement[date]] = {
    WaitingThingKind.REQUEST: _summary.late_rank,
    WaitingThingKind.REFERRAL: _summary.referral_rank,
    WaitingThingKind.AUDIT: _summary.audit_rank,
    WaitingThingKind.CHECK: _summary.check_rank,
    WaitingThingKind.SECOND_AUDIT: _summary.second_audit_since,
    WaitingThingKind.CERTIFICATE: _summary.certificate_since,
    WaitingThingKind.FINAL_VISIT: _summary.final_visit_since,
    WaitingThingKind.ACCOUNT: _summary.account_since,
    WaitingThingKind.HANDOVER: _summary.handover_since,
    WaitingThingKind.REPAIR: _summary.repair_since,
}
"""Since when the oldest thing of a kind waits in a settlement, or will wait, `NEVER` or NULL if none does.

Whoever is told of these kinds in a whole programme is told of all its settlements.
"""


def longest_waiting_places(kind: WaitingThingKind, programmes: BindParameter[Sequence[UUID]]) -> Select[UUID]:
    """Return where in programmes things of this kind wait longest: as many settlements as there are lines.

    They are in the order of `waiting_lines`.
    """
    since = KEPT_WAITS[kind]
    here = select(_summary.settlement_id).where(
        _summary.programme_id.in_(programmes), since < literal(NEVER, since.type)
    )
    return here.order_by(since, _summary.name, _summary.code).limit(MOST_LINES)

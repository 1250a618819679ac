"""The settlements where things of a kind have waited longest, from summaries, without reading the rest."""

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
"""When the oldest thing of a kind began or will begin to wait in a settlement, `NEVER` or NULL if none.

Only kinds that concern a reader either in all settlements of a programme or in none.
"""


def longest_waiting_places(kind: WaitingThingKind, programmes: BindParameter[Sequence[UUID]]) -> Select[UUID]:
    """Return the settlements of programmes where things of a kind have waited longest, `MOST_LINES` at most.

    They are in the order of `waiting_lines`.
    """
    since = KEPT_WAITS[kind]
    here = select(_summary.settlement_id).where(
        _summary.programme_id.in_(programmes), since < literal(NEVER, since.type)
    )
    return here.order_by(since, _summary.name, _summary.code).limit(MOST_LINES)

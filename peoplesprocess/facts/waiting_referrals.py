"""Needs that wait to be taken to an office, and those about which an office has to be asked again."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Select, func

from peoplesprocess.core.referrals import REFERRAL
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.need_referrals import (
    IS_WITH_OFFICE,
    MAY_BE_TAKEN,
    WAITS_TO_BE_TAKEN,
    joined_to_referral,
)
from peoplesprocess.facts.needs import IS_LIVE
from peoplesprocess.facts.waiting_thing_kinds import WaitingThingKind, thing_of
from peoplesprocess.models import Need, NeedReferral, ReferralAnswer, Settlement

_need = Need.__table__
_is_referred = (_need.c.settlement_id == Settlement.id) & (_need.c.response_type == REFERRAL) & IS_LIVE
_last_word = func.coalesce(done_at(ReferralAnswer), done_at(NeedReferral))
REFERRAL_PARTS: Mapping[WaitingThingKind, Select[*tuple[object, ...]]] = {
    WaitingThingKind.REFERRAL: thing_of(WaitingThingKind.REFERRAL, _need.c.made_at)
    .join(_need, _need.c.settlement_id == Settlement.id)
    .where(WAITS_TO_BE_TAKEN),
    # It begins to wait some days after the newest word about it; `waiting_things` computes that day.
    WaitingThingKind.SILENT_OFFICE: joined_to_referral(
        thing_of(WaitingThingKind.SILENT_OFFICE, _last_word).join(_need, _is_referred)
    ).where(MAY_BE_TAKEN, NeedReferral.id.is_not(None), IS_WITH_OFFICE),
}
"""The statements about needs that are for other offices, by kind."""

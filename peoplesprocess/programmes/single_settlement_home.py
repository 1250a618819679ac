"""The first page of somebody whose roles are all in one settlement: that settlement, not a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from flask.typing import ResponseReturnValue
from sqlalchemy import bindparam

from peoplesprocess.core.actions import Action
from peoplesprocess.core.authority_decisions import days_waiting
from peoplesprocess.core.journal_sentences import RECORDED, SENTENCES
from peoplesprocess.core.process.next_task import (
    SettlementSituation,
    next_in_settlement,
    shown_beside_waiting,
)
from peoplesprocess.core.process.steps import gate_findings
from peoplesprocess.core.process.waiting_sentences import waits
from peoplesprocess.core.roles import RoleGrant
from peoplesprocess.facts.gate_facts import facts_of
from peoplesprocess.facts.journal_entries import newest_acts
from peoplesprocess.facts.journal_lines import JournalLine, groups_of, line_of, steps_of
from peoplesprocess.facts.local_days import day_in
from peoplesprocess.facts.places import SETTLEMENTS, SettlementWithRules
from peoplesprocess.facts.round_waits import round_wait
from peoplesprocess.facts.waiting_lines import kinds_here, lines_of
from peoplesprocess.facts.waiting_thing_kinds import SIGNATURES, SIGNATURES_BY_PARTY, WaitingThingKind
from peoplesprocess.facts.waiting_things import SettlementWaitingThing, is_theirs, open_in
from peoplesprocess.models import Settlement
from peoplesprocess.programmes.queries import SettlementScope
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

LAST_ACTS = 5
_BY_KEY = SETTLEMENTS.where(Settlement.__table__.c.id == bindparam("settlement"))


def only_settlement(own: SettlementScope, authority: SettlementScope, wide: SettlementScope) -> UUID | None:
    """Return the only settlement in which somebody has roles; None if there is none, or more than one."""
    several = own.programmes or authority or wide or len(own.settlements) != 1
    return None if several else next(iter(own.settlements))


def single_settlement_home(context: Context, settlement: UUID) -> ResponseReturnValue:
    """Show the settlement's step, the next task, what waits for whom, and the newest acts."""
    grants = context.person.actor.grants
    place = _BY_KEY.one(db(), settlement=settlement)
    here, facts = replace(context, place=place), facts_of(db(), place)
    present, reads_journal = here.present, here.may(Action.SEE_JOURNAL)
    signatures = SIGNATURES.values() if facts.contracts else ()
    things = open_in(db(), place, {*kinds_here(grants, here.where), *signatures}, context.now)
    to_do = lines_of(things, grants)
    kinds = {line.kind for line in to_do}
    situation = SettlementSituation(
        *(present, facts, here.rules),
        sent_back=WaitingThingKind.SENT_BACK in kinds,
        signs=bool(kinds & set(SIGNATURES.values())),
        round_wait=round_wait(db(), context.person.actor, place, facts),
        is_ended_early=place.is_ended_early,
    )
    return render_page(
        "programmes/own_place.html",
        here=here,
        facts=facts,
        days=days_waiting(day_in(place, place.since or place.made_at), here.today),
        to_do=to_do,
        findings=gate_findings(present, facts, here.rules) if present else [],
        next=shown_beside_waiting(
            next_in_settlement(here.may, situation), bool(to_do), WaitingThingKind.NEXT_INSTALMENT in kinds
        ),
        waits=waits(facts, _unsigned_by_others(things, grants)),
        acts=_last_acts(place, SENTENCES if reads_journal else RECORDED),
        reads_journal=reads_journal,
    )


def _unsigned_by_others(
    things: Iterable[SettlementWaitingThing], grants: Collection[RoleGrant]
) -> Mapping[str, int]:
    """Return the number of contracts that wait for signatures by others, by party."""
    kinds = Counter(thing.kind for thing in things if not is_theirs(grants, thing))
    return {party: kinds[kind] for party, kind in SIGNATURES_BY_PARTY.items()}


def _last_acts(place: SettlementWithRules, acts: Collection[str]) -> list[JournalLine]:
    groups, steps = groups_of(place), steps_of(place)
    found = newest_acts(db(), place.id, acts, LAST_ACTS)
    return [line_of(row, known, groups, steps) for row, known in found]

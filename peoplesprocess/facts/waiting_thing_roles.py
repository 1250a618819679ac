"""The roles for which each kind of thing waits."""

from __future__ import annotations

from collections.abc import Mapping

from peoplesprocess.core.process.next_in_closure import WAITS_FOR
from peoplesprocess.core.process.tasks import TaskKind
from peoplesprocess.core.roles import MONEY_ROLES, Role
from peoplesprocess.facts.waiting_thing_kinds import SIGNATURES, WaitingThingKind

CLOSING_TASKS: Mapping[WaitingThingKind, TaskKind] = {
    WaitingThingKind.CERTIFICATE: TaskKind.CERTIFY,
    WaitingThingKind.AUDIT: TaskKind.RECORD_AUDIT,
    WaitingThingKind.SECOND_AUDIT: TaskKind.RECORD_AUDIT,
    WaitingThingKind.REPAIR: TaskKind.RECORD_RECTIFICATION,
    WaitingThingKind.FINAL_VISIT: TaskKind.RECORD_VISIT,
    WaitingThingKind.ACCOUNT: TaskKind.RECORD_FINAL_ACCOUNT,
    WaitingThingKind.HANDOVER: TaskKind.HAND_OVER,
    WaitingThingKind.RETENTION: TaskKind.REQUEST_TRANCHE,
    WaitingThingKind.CHECK: TaskKind.CHECK_WORK,
}
"""The kinds that belong to the closing of contracts, with the task that `core` names for each."""
ROLES: Mapping[str, tuple[Role, ...]] = {
    **{kind: WAITS_FOR[task] for kind, task in CLOSING_TASKS.items()},
    WaitingThingKind.OBJECTION: (Role.LOCAL_AUTHORITY,),
    WaitingThingKind.REQUEST: MONEY_ROLES,
    WaitingThingKind.SENT_BACK: (Role.FACILITATOR, Role.COMMITTEE_OFFICER),
    **{kind: (role,) for role, kind in SIGNATURES.items()},
    WaitingThingKind.RECHECK: (Role.FACILITATOR, Role.TECHNICAL_OFFICER),
    WaitingThingKind.CONDITION: (Role.FACILITATOR, Role.COMMITTEE_OFFICER),
    WaitingThingKind.JUDGEMENT: (Role.LOCAL_AUTHORITY,),
    WaitingThingKind.PROMISE: (Role.FACILITATOR, Role.COMMITTEE_OFFICER),
    WaitingThingKind.OBJECTION_ANSWER: (Role.LOCAL_AUTHORITY, Role.PROGRAMME_MANAGER),
    WaitingThingKind.COMPLAINT: (Role.PROGRAMME_MANAGER,),
    WaitingThingKind.VISIT: (Role.TECHNICAL_OFFICER,),
    WaitingThingKind.NEXT_INSTALMENT: (Role.COMMITTEE_OFFICER,),
    WaitingThingKind.ARRIVAL: (Role.COMMITTEE_OFFICER,),
    WaitingThingKind.TAKE_OVER: (Role.COMMITTEE_OFFICER,),
    WaitingThingKind.SILENT_BOOK: (Role.COMMITTEE_OFFICER,),
    WaitingThingKind.LEFT_SEAT: (Role.PROGRAMME_MANAGER,),
    WaitingThingKind.BROKEN: (Role.FACILITATOR, Role.COMMITTEE_OFFICER),
    WaitingThingKind.EMPTY_SEAT: (Role.FACILITATOR, Role.COMMITTEE_OFFICER),
    WaitingThingKind.REFERRAL: (Role.FACILITATOR, Role.COMMITTEE_OFFICER),
    WaitingThingKind.SILENT_OFFICE: (Role.FACILITATOR, Role.COMMITTEE_OFFICER),
}
"""The roles that can do what waits, by kind."""

"""The act that changes a settlement's settings, and the query on changes of settings, sheet and blocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select, union

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Conflict, Message, RefusalList, Refused
from peoplesprocess.core.written_reasons import require_reason
from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.facts.grant_returns import GRANT_IN_FORCE
from peoplesprocess.models import (
    Account,
    BallotDataEntry,
    BallotSheet,
    Contract,
    Round,
    Settlement,
    SettlementChange,
    VotingCode,
)

SETTINGS, SHEET, BLOCK = "settings", "sheet", "block"
"""The kinds of changes."""


@dataclass(frozen=True, slots=True)
class SettlementSettingsInput:
    """A settlement's settings, in minor units and percent; each field is the column of the same name.

    `contribution` is None if the programme's number applies; `authority_name` is "" if the area's office
    answers.
    """

    name: str
    envelope: int
    groups: list[str]
    required_groups: list[str]
    authority_name: str
    contribution: int | None


class SettlementChangeRow(NamedTuple):
    """A change with its old and new values by column, its author and time."""

    before: dict[str, object]
    after: dict[str, object]
    reason: str
    made_at: datetime
    made_by: str | None


CHANGES = Query(
    SettlementChangeRow,
    select(
        SettlementChange.before,
        SettlementChange.after,
        SettlementChange.reason,
        SettlementChange.made_at,
        Account.name.label("made_by"),
    )
    .outerjoin(Account, Account.id == SettlementChange.made_by)
    .where(
        SettlementChange.settlement_id == bindparam("settlement"), SettlementChange.kind == bindparam("kind")
    )
    .order_by(SettlementChange.id.desc()),
)
"""The changes of one kind, newest first."""

_GRANTED = ScalarQuery(select(GRANT_IN_FORCE).where(Contract.settlement_id == bindparam("settlement")))
_rounds = select(Round.id).where(
    Round.settlement_id == bindparam("settlement"), Round.cycles_before == bindparam("cycles_before")
)
_USED_GROUPS = ScalarQuery(
    select(
        union(
            *(
                select(table.group_code).where(table.round_id.in_(_rounds))
                for table in (BallotSheet, BallotDataEntry, VotingCode)
            )
        )
        .subquery()
        .c.group_code
    )
)


def changed(values: Mapping[str, object], others: Mapping[str, object]) -> dict[str, object]:
    """Return the items of `values` that differ from `others`."""
    return {name: value for name, value in values.items() if value != others[name]}


def change_settings(
    act: Act, settings: SettlementSettingsInput, reason: str, seen_version: int
) -> SettlementChange:
    """Change a settlement's settings; the old values and the reason stay readable.

    Errors: Forbidden; SecondFactorNeeded; Conflict if the settlement was changed since `seen_version`;
    Refused if nothing changes, without a reason, if the money is less than contracts already grant, or if it
    removes a group that has chosen in a round of this cycle.
    """
    act.require(Action.CHANGE_SETTLEMENT)
    row = act.db.get_one(Settlement, act.settlement.id, with_for_update=True, populate_existing=True)
    wanted = asdict(settings)
    stored = {name: getattr(row, name) for name in wanted}
    if row.version != seen_version:
        raise Conflict(stored)
    before, after = changed(stored, wanted), changed(wanted, stored)
    if not after:
        raise Refused(Message(N_("Nothing is changed here.")))
    refusals = RefusalList()
    with refusals:
        _check(act, settings, before)
    with refusals:
        require_reason(reason)
    refusals.settle()
    for name, value in after.items():
        setattr(row, name, value)
    row.version += 1
    change = SettlementChange(**act.columns, kind=SETTINGS, before=before, after=after, reason=reason.strip())
    act.db.add(change)
    numbers = ("envelope", "groups", "required_groups", "contribution")
    act.note("settlement.change", "settlement", **{name: after[name] for name in numbers if name in after})
    return change


def _check(act: Act, settings: SettlementSettingsInput, before: Mapping[str, object]) -> None:
    place = act.settlement
    refusals = RefusalList()
    with refusals:
        if not settings.name.strip():
            raise Refused(Message(N_("Write what the settlement is called.")), "name")
    with refusals:
        if settings.contribution is not None and not 0 <= settings.contribution <= 100:
            raise Refused(Message(N_("Write a number from 0 to 100.")), "contribution")
    with refusals:
        if "envelope" in before and settings.envelope < (_GRANTED.get(act.db, settlement=place.id) or 0):
            raise Refused(
                Message(N_("Contracts here already grant more than this. Enter a larger sum.")), "envelope"
            )
    with refusals:
        _check_groups(act, settings)
    refusals.settle()


def _check_groups(act: Act, settings: SettlementSettingsInput) -> None:
    place = act.settlement
    if not set(settings.required_groups) <= set(settings.groups):
        raise Refused(
            Message(N_("A group that must be heard must also be one of the groups that meet separately.")),
            "required_groups",
        )
    used = set(_USED_GROUPS.all(act.db, settlement=place.id, cycles_before=place.cycles_before))
    for name, now, wanted in (
        ("groups", place.group_codes, settings.groups),
        ("required_groups", place.required_groups, settings.required_groups),
    ):
        if gone := sorted((set(now) & used) - set(wanted)):
            raise Refused(
                Message(
                    N_("This group chose in a round of this cycle and stays until the next one: %(group)s."),
                    {"group": place.any_group(gone[0]).name},
                ),
                name,
            )

"""Receiving the needs of a file: the same outcome as one by one, with a few statements for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import NamedTuple, cast
from uuid import UUID

from sqlalchemy import BindParameter, Table, bindparam, insert, or_, select

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.messages import Refused
from peoplesprocess.db.bulk_acts import BulkActWriter
from peoplesprocess.db.column_types import uuid7
from peoplesprocess.db.typed_query import Query
from peoplesprocess.field_submission_register import FieldSubmissionInput
from peoplesprocess.models import FieldSubmission, Need
from peoplesprocess.needs.actions import (
    ADD_GROUPS,
    ADD_NEED,
    NeedInput,
    RaisedNeedInput,
    RaisingGroupsInput,
    need_detail,
    session_key,
)
from peoplesprocess.needs.need_checks import check_need
from peoplesprocess.needs.received_needs import RECORD, ReceivedNeed, need_digest, receive_need

Outcome = ReceivedNeed | Refused
_COLUMNS = tuple(each.name for each in fields(NeedInput))
_submission = cast(Table, FieldSubmission.__table__)
_ADD_SUBMISSION = insert(_submission)


class NeedSubmission(NamedTuple):
    """A submitted form with the need that it describes."""

    sent: FieldSubmissionInput
    report: RaisedNeedInput


class _EarlierSubmission(NamedTuple):
    """An earlier submission: its id, the one that it replaces, and the first of its series of edits."""

    instance_id: str
    replaces_id: str | None
    root_id: str


_ids: BindParameter[Sequence[str]] = bindparam("ids", expanding=True)
_CONCERNED = Query(
    _EarlierSubmission,
    select(*(_submission.c[name] for name in _EarlierSubmission._fields)).where(
        _submission.c.settlement_id == bindparam("settlement"),
        or_(*(_submission.c[name].in_(_ids) for name in _EarlierSubmission._fields)),
    ),
)


def receive_needs(act: Act, needs: Sequence[NeedSubmission]) -> list[Outcome]:
    """Receive needs as `receive_need` does, and return the outcome of each, in their order.

    A refused need does not affect the others. Errors: Forbidden.
    """
    act.require_role(Action.RECORD_NEED)
    known = _concerned(act, [each.sent.instance_id for each in needs])
    outcomes: dict[int, Outcome] = {}
    later: list[int] = []
    bulk = _BulkNeeds(act)
    for place, each in enumerate(needs):
        if each.sent.instance_id in known or _is_edit(each.sent):
            later.append(place)
            continue
        known.add(each.sent.instance_id)
        try:
            outcomes[place] = bulk.add(each)
        except Refused as refusal:
            outcomes[place] = refusal
    bulk.acts.write()
    for place in later:
        try:
            # Checked beforehand: if `receive_need` failed after adding its first row, that row would stay.
            session_key(needs[place].report.raised_by, act)
            outcomes[place] = receive_need(act, *needs[place])
        except Refused as refusal:
            outcomes[place] = refusal
    return [outcomes[place] for place in range(len(needs))]


class _BulkNeeds:
    """A writer of needs whose forms are new here."""

    def __init__(self, act: Act) -> None:
        self._act, self._sessions = act, dict[tuple[int | None, tuple[str, ...]], UUID | None]()
        self._number = act.next_number(Need.number, Need.settlement_id, act.settlement.id)
        self.acts = BulkActWriter(act.db, act.journal, act.actor.id, act.now)

    def add(self, each: NeedSubmission) -> ReceivedNeed:
        """Record one need. Errors: Forbidden; Refused."""
        act, (need, raised_by) = self._act, each.report
        act.require(Action.RECORD_NEED, ActSubject(groups=frozenset({raised_by.group_code})))
        check_need(act.settlement, each.report)
        session, key, number = self._session(raised_by), uuid7(), self._number
        self.acts.add(_ADD_SUBMISSION, {**act.columns, **_columns(each, key)})
        written = {name: getattr(need, name) for name in _COLUMNS}
        values = {**act.columns, **written, "id": key, "number": number, "version": 1}
        self.acts.add(ADD_NEED, values | {"meeting_id": session, "block_id": None})
        self.acts.add(ADD_GROUPS, *({"need_id": key, "group_code": code} for code in raised_by.groups))
        self.acts.note("need.record", f"need {number}", **need_detail(need, raised_by.groups))
        self._number += 1
        return ReceivedNeed("new", number)

    def _session(self, raised_by: RaisingGroupsInput) -> UUID | None:
        wanted = raised_by.meeting_number, tuple(raised_by.groups)
        if wanted not in self._sessions:
            self._sessions[wanted] = session_key(raised_by, self._act)
        return self._sessions[wanted]


def _columns(each: NeedSubmission, key: UUID) -> dict[str, object]:
    sent = each.sent
    return {
        "id": uuid7(),
        "form_code": sent.form_code,
        "instance_id": sent.instance_id,
        "root_id": sent.root_id or sent.instance_id,
        "replaces_id": None,
        "source": sent.source,
        "digest": need_digest(each.report),
        "record": RECORD,
        "record_id": key,
    }


def _is_edit(sent: FieldSubmissionInput) -> bool:
    return bool(sent.replaces_id) or sent.root_id not in ("", sent.instance_id)


def _concerned(act: Act, ids: Sequence[str]) -> set[str]:
    """Return the ids among these that have come in before, or that belong to an edit which has."""
    found = _CONCERNED.all(act.db, settlement=act.settlement.id, ids=ids)
    return {each for row in found for each in row if each is not None}

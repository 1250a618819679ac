"""Acts on needs: record a need, change it, merge it into another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import NamedTuple, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, insert, select

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.messages import N_, Conflict, Message, Refused
from peoplesprocess.db.column_types import uuid7
from peoplesprocess.db.session import add_rows
from peoplesprocess.db.typed_query import ScalarQuery
from peoplesprocess.earth_point_writer import coarsen_points
from peoplesprocess.facts.blocks import BLOCKS
from peoplesprocess.facts.meetings import SESSION
from peoplesprocess.facts.need_assessment_origins import RESPONSE_KEY, ResponseRankedIssue
from peoplesprocess.facts.need_lineage import lineage
from peoplesprocess.facts.needs import needs_titled
from peoplesprocess.facts.rounds import rounds_with
from peoplesprocess.models import Merge, Need, NeedGroup, NeedOriginInResponse
from peoplesprocess.needs import queries


@dataclass(frozen=True, slots=True)
class NeedInput:
    """The description of a need; each field is the column of the same name."""

    title: str
    statement: str
    sector: str
    landmark: str
    households: int
    affected: list[str]
    severity: int
    season: str
    since: str
    cause: str
    coping: str
    response_type: str
    block_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class RaisingGroupsInput:
    """The groups that raised a need (`group_code` and those in `also`), and the number of their session."""

    group_code: str
    also: Sequence[str] = field(default_factory=list)
    meeting_number: int | None = None

    @property
    def groups(self) -> list[str]:
        """The groups that raised the need, without duplicates."""
        return list(dict.fromkeys([self.group_code, *self.also]))


class RaisedNeedInput(NamedTuple):
    """A need and the groups that raised it."""

    need: NeedInput
    raised_by: RaisingGroupsInput


class RecordedNeed(NamedTuple):
    """The key and number of a newly recorded need."""

    id: UUID
    number: int


# Statements on tables instead of models: imports record many needs, and objects cost three times as much.
ADD_NEED, ADD_GROUPS = insert(cast(Table, Need.__table__)), insert(cast(Table, NeedGroup.__table__))
GROUPS = ScalarQuery(select(NeedGroup.group_code).where(NeedGroup.need_id == bindparam("need")))
"""The codes of the groups that raised a need, by its key."""


def record_need(
    act: Act,
    need: NeedInput,
    raised_by: RaisingGroupsInput,
    *,
    again: bool = True,
    key: UUID | None = None,
    issue: ResponseRankedIssue | None = None,
) -> RecordedNeed:
    """Record a need under the settlement's next number; `key` is its primary key if the caller has made one.

    `issue` is the issue of a response from which the need comes. `again` says that the user knows of any need
    with the same title and means a different one. Errors: Forbidden; Refused, naming the field.
    """
    _require_voices(act, raised_by.groups)
    if not again:
        _ask_about_twin(act, need.title)
    _require_block(act, need.block_id)
    detail = need_detail(need, raised_by.groups)
    key, number = key or uuid7(), act.next_number(Need.number, Need.settlement_id, act.settlement.id)
    values: dict[str, object] = {**act.columns, **asdict(need), "id": key, "number": number, "version": 1}
    add_rows(act.db, ADD_NEED, values | {"meeting_id": session_key(raised_by, act)})
    add_rows(act.db, ADD_GROUPS, *({"need_id": key, "group_code": code} for code in raised_by.groups))
    if issue is not None:
        act.db.add(_origin(act, key, issue))
    act.note("need.record", f"need {number}", **detail)
    return RecordedNeed(key, number)


def _origin(act: Act, need: UUID, issue: ResponseRankedIssue) -> NeedOriginInResponse:
    response = RESPONSE_KEY.get(act.db, settlement=act.settlement.id, number=issue.response)
    if response is None or not issue.is_key:
        raise Refused(Message(N_("There is no such filled-in form here. See the page “Assessments”.")))
    return NeedOriginInResponse(**act.columns, need_id=need, response_id=response, issue=issue.name)


def change_need(
    act: Act, number: int, need: NeedInput, raised_by: RaisingGroupsInput, seen_version: int
) -> Need:
    """Change the description of a need.

    Errors: Forbidden; Conflict if it was saved since `seen_version`; Refused.
    """
    row = live_need(act, number)
    known = set(GROUPS.all(act.db, need=row.id))
    act.require(Action.CHANGE_NEED, ActSubject(groups=frozenset(known)))
    new = [code for code in raised_by.groups if code not in known]
    _require_voices(act, new)
    if row.version != seen_version:
        raise Conflict({name: getattr(row, name) for name in asdict(need)})
    if need.block_id != row.block_id:
        _require_block(act, need.block_id)
    row.meeting_id = session_key(raised_by, act)
    for name, value in asdict(need).items():
        setattr(row, name, value)
    row.version += 1
    if gone := known - set(raised_by.groups):
        act.db.execute(delete(NeedGroup).where(NeedGroup.need_id == row.id, NeedGroup.group_code.in_(gone)))
    act.db.add_all(NeedGroup(need_id=row.id, group_code=code) for code in new)
    coarsen_points(act, row, raised_by.groups)
    act.note("need.change", f"need {number}", **need_detail(need, raised_by.groups, row.version))
    return row


def merge_need(act: Act, number: int, into_number: int, reason: str) -> Merge:
    """Merge a need into another that is the same; the other then stands for the groups of both.

    Errors: Forbidden, also for a representative if another group raised one of the two; Refused for a chain
    of merges, or if a round of this cycle has the need on its ballot.
    """
    need = live_need(act, number)
    groups = GROUPS.all(act.db, need=need.id)
    act.require(Action.CHANGE_NEED, ActSubject(groups=frozenset(groups)))
    if number == into_number:
        raise Refused(Message(N_("A need cannot be merged into itself. Choose another one.")), "into")
    into = live_need(act, into_number, "into")
    known = GROUPS.all(act.db, need=into.id)
    # The other need will stand for both, so nobody may add a voice to it who may not change it.
    act.require(Action.CHANGE_NEED, ActSubject(groups=frozenset((*groups, *known))))
    _may_go(act, need)
    gained = [code for code in groups if code not in known]
    row = Merge(**act.columns, need_id=need.id, into_id=into.id, reason=reason, gained=gained)
    act.db.add(row)
    act.db.add_all(NeedGroup(need_id=into.id, group_code=code) for code in gained)
    into.version += 1
    coarsen_points(act, into, (*known, *gained))
    act.note("need.merge", f"need {number}", into=into_number)
    return row


def _require_voices(act: Act, groups: Sequence[str]) -> None:
    """Refuse to record a need for groups for which the actor does not speak. Errors: Forbidden; Refused."""
    for code in groups:
        act.require(Action.RECORD_NEED, ActSubject(groups=frozenset({code})))


def _ask_about_twin(act: Act, title: str) -> None:
    """Ask about a listed need with the same title. Errors: Refused, naming that need."""
    called = needs_titled(act.db, act.settlement.id, title)
    if called:
        need = min(called, key=lambda one: one.number)
        sentence = N_("Need %(number)s already has this name: %(title)s. Is this a different need?")
        raise Refused(Message(sentence, {"number": need.number, "title": need.title}), "again")


def _may_go(act: Act, need: Need) -> None:
    """Refuse to merge a need into which others were merged, or which a round of this cycle asks about."""
    if lineage(act.db, need.id).merged:
        raise Refused(
            Message(
                N_(
                    "Other needs were merged into this one. "
                    "Keep it, and merge the other need into this one instead."
                )
            )
        )
    rounds = rounds_with(act.db, act.settlement, need.number)
    if any(not asked.is_closed for asked in rounds):
        raise Refused(
            Message(
                N_("Groups are choosing now, and this need is one of their choices. It cannot be merged now.")
            )
        )
    if rounds:
        raise Refused(
            Message(
                N_(
                    "Groups chose this need in round %(round)s, and it is in the result. Keep it, and let "
                    "one item of the plan answer both needs."
                ),
                {"round": rounds[0].number},
            )
        )


def live_need(act: Act, number: int, field_name: str = "") -> Need:
    """Return a need by its number. Errors: Forbidden; Refused if it is unknown, merged, split or struck."""
    act.require_role(Action.CHANGE_NEED)
    found = queries.NEED_KEY.first(act.db, settlement=act.settlement.id, number=number)
    if found is None:
        raise Refused(Message(N_("There is no need with this number. See the list of needs.")), field_name)
    if found.into_number is not None:
        raise Refused(
            Message(
                N_("Need %(number)s was merged into another one. Choose that one instead."),
                {"number": number},
            ),
            field_name,
        )
    if not found.is_live:
        sentence = N_("Need %(number)s was split or struck. Choose another one.")
        raise Refused(Message(sentence, {"number": number}), field_name)
    return act.db.get_one(Need, found.id)


def _require_block(act: Act, block: UUID | None) -> None:
    """Refuse a block of another settlement, or one that was struck."""
    if block is not None and block not in {
        row.id for row in BLOCKS.all(act.db, settlement=act.settlement.id)
    }:
        raise Refused(Message(N_("Choose one from the list.")), "block_id")


def session_key(raised_by: RaisingGroupsInput, act: Act) -> UUID | None:
    """Return the key of the session in which the need was raised, or None.

    Errors: Refused if there is no such session, or if another group held it.
    """
    if raised_by.meeting_number is None:
        return None
    number = raised_by.meeting_number
    session = SESSION.first(act.db, settlement=act.settlement.id, number=number)
    if session is None:
        raise Refused(Message(N_("Choose one from the list.")), "meeting_number")
    if session.group_code not in raised_by.groups:
        raise Refused(
            Message(N_("This was the session of another group. Choose another session or another group.")),
            "meeting_number",
        )
    return session.id


def need_detail(need: NeedInput, groups: Sequence[str], version: int = 1) -> dict[str, object]:
    """Return the details of a need for the journal."""
    return {
        "sector": need.sector,
        "groups": list(groups),
        "households": need.households,
        "severity": need.severity,
        "answer": need.response_type,
        "version": version,
    }

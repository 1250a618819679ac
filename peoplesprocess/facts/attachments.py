"""Photos of papers attached to records: which there are, which were struck, which record each one proves."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.facts.decision_in_force import WAS_FORWARDED
from peoplesprocess.facts.relied_on import RESTS_ON_PAPER
from peoplesprocess.facts.strikes import not_struck, with_strike
from peoplesprocess.models import Attachment, Contract, Decision, Defect, Plan, PlanItem, Strike


class AttachmentRow(NamedTuple):
    """A photo of a paper; `size` is in bytes, `reason` says why it was struck (None if it was not).

    `replacement` is the number of the paper that replaced this one, `replaces` that of the one it replaced.
    """

    id: UUID
    number: int
    paper: str
    size: int
    digest: str
    made_at: datetime
    reason: str | None
    struck_at: datetime | None
    struck_by: str | None
    hides_picture: bool | None
    replacement: int | None
    replaces: int | None
    is_relied_on: bool

    @property
    def is_struck(self) -> bool:
        """Whether it has been struck and so no longer proves anything."""
        return self.struck_at is not None

    @property
    def is_seen(self) -> bool:
        """Whether its picture is shown: the rule `IS_SEEN`, for a row already read."""
        return not self.is_struck or (self.replacement is not None and not self.hides_picture)

    @property
    def kilobytes(self) -> int:
        """The size of the picture in kilobytes, rounded up."""
        return -(-self.size // 1000)


_record: ColumnElement[UUID] = bindparam("record")
_new, _old, _older = aliased(Attachment), aliased(Attachment), aliased(Strike)
_replaces = (
    select(_old.number)
    .join(_older, _older.record_id == _old.id)
    .where(_older.replacement_id == Attachment.id)
    .correlate(Attachment)
    .scalar_subquery()
)
_attached = (
    with_strike(
        select(
            Attachment.id,
            Attachment.number,
            Attachment.paper,
            Attachment.size,
            Attachment.digest,
            Attachment.made_at,
        ),
        Attachment.id,
    )
    .add_columns(
        Strike.hides_picture,
        _new.number.label("replacement"),
        _replaces.label("replaces"),
        RESTS_ON_PAPER.label("is_relied_on"),
    )
    .outerjoin(_new, _new.id == Strike.replacement_id)
    .order_by(Attachment.number)
)
_decision, _same_decision = aliased(Decision), aliased(Decision)
# A line of the plan keeps its number in every version, so papers and decisions from earlier versions count.
_of_line = exists(
    select(1)
    .select_from(PlanItem)
    .join(Plan, Plan.id == PlanItem.plan_id)
    .where(PlanItem.id == _record, PlanItem.line == Attachment.line)
    .where(Plan.settlement_id == Attachment.settlement_id)
    .correlate(Attachment)
)
_decisions_on_line = (
    select(_same_decision.id)
    .join(
        _decision,
        (_decision.settlement_id == _same_decision.settlement_id) & (_decision.line == _same_decision.line),
    )
    .where(_decision.id == _record)
)
ATTACHED = {
    "meeting": Query(AttachmentRow, _attached.where(Attachment.meeting_id == _record)),
    "cash_book_entry": Query(AttachmentRow, _attached.where(Attachment.cash_book_entry_id == _record)),
    "plan_item": Query(AttachmentRow, _attached.where(_of_line)),
    "contract": Query(AttachmentRow, _attached.where(Attachment.contract_id == _record)),
    "need": Query(AttachmentRow, _attached.where(Attachment.need_id == _record)),
    "defect": Query(AttachmentRow, _attached.where(Attachment.defect_id == _record)),
    "decision": Query(AttachmentRow, _attached.where(Attachment.decision_id.in_(_decisions_on_line))),
}
"""The papers of a record by its table, in order of number; items and decisions share those of their line."""
IS_SEEN = ~exists(
    select(1)
    .where(Strike.record_id == Attachment.id)
    .where(or_(Strike.replacement_id.is_(None), Strike.hides_picture.is_(True)))
    .correlate(Attachment)
)
"""Whether an attachment's picture is shown: not if it was struck without replacement or to hide a face."""
PICTURE = ScalarQuery(
    select(Attachment.digest).where(
        Attachment.settlement_id == bindparam("settlement"),
        Attachment.number == bindparam("number"),
        IS_SEEN,
    )
)
"""The digest under which an attachment's picture is stored; no row if the picture is not shown."""


PAPERS_OF_LINE = (
    select(func.count())
    .where(Attachment.settlement_id == Plan.settlement_id, Attachment.line == PlanItem.line)
    .where(not_struck(Attachment.id))
    .correlate(Plan, PlanItem)
    .scalar_subquery()
)
"""How many papers of an item's line count, whichever version of the plan they were attached to."""
PAPERS_OF_CONTRACT = (
    select(func.count())
    .select_from(Attachment)
    .where(Attachment.contract_id == Contract.id, not_struck(Attachment.id))
    .correlate(Contract)
    .scalar_subquery()
)
"""How many papers of a contract count."""
PAPERS_OF_DEFECT = (
    select(func.count())
    .select_from(Attachment)
    .where(Attachment.defect_id == Defect.id, not_struck(Attachment.id))
    .correlate(Defect)
    .scalar_subquery()
)
"""How many photos of a defect count."""


class AnsweredLine(NamedTuple):
    """The newest answer to a line of the plan, and the office that gave it."""

    id: UUID
    line: int
    area: str
    office: str
    level: int
    is_forwarded: bool


NEWEST_ANSWER = Query(
    AnsweredLine,
    select(
        *(Decision.id, Decision.line, Decision.area, Decision.office, Decision.level),
        WAS_FORWARDED.label("is_forwarded"),
    )
    .where(Decision.settlement_id == bindparam("settlement"), Decision.line == bindparam("line"))
    .order_by(Decision.id.desc())
    .limit(1),
)
"""The newest answer to a line of the plan."""


class PlanLine(NamedTuple):
    """The newest item of a line of the plan, in whichever version it is."""

    id: UUID
    line: int
    title: str


PLAN_LINE = Query(
    PlanLine,
    select(PlanItem.id, PlanItem.line, PlanItem.title)
    .join(Plan, Plan.id == PlanItem.plan_id)
    .where(Plan.settlement_id == bindparam("settlement"), PlanItem.line == bindparam("line"))
    .order_by(Plan.number.desc())
    .limit(1),
)
"""The newest item of a line, from the last version that has it: lines under contract leave later versions."""

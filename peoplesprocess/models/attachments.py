"""Photos of papers, each attached to the record that it proves."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import OfSettlement

RECORDS = ("meeting_id", "cash_book_entry_id", "contract_id", "decision_id", "line", "need_id", "defect_id")
"""The columns of records that a paper can prove; `line` is a line of the plan, in any version."""
_ONE_RECORD = " + ".join(f"case when {column} is null then 0 else 1 end" for column in RECORDS)


class Attachment(OfSettlement):
    """A photo of a paper and the one record that it proves; its bytes are in the photo store, by digest.

    `paper` is the kind of paper; `number` counts a settlement's attachments.
    """

    __tablename__ = "attachment"

    number: Mapped[int]
    paper: Mapped[str]
    digest: Mapped[str]
    size: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    meeting_id: Mapped[UUID | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    cash_book_entry_id: Mapped[UUID | None] = mapped_column(ForeignKey("cash_book_entry.id"), index=True)
    contract_id: Mapped[UUID | None] = mapped_column(ForeignKey("contract.id"), index=True)
    decision_id: Mapped[UUID | None] = mapped_column(ForeignKey("decision.id"), index=True)
    line: Mapped[int | None]
    need_id: Mapped[UUID | None] = mapped_column(ForeignKey("need.id"), index=True)
    defect_id: Mapped[UUID | None] = mapped_column(ForeignKey("defect.id"), index=True)

    __table_args__ = (
        UniqueConstraint("settlement_id", "number"),
        CheckConstraint(f"{_ONE_RECORD} = 1", name="one_record"),
    )

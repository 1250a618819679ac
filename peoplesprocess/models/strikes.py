"""Struck records: they stay readable and count nowhere."""

from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import OfSettlement


class Strike(OfSettlement):
    """The strike of a record, with the reason, and the record that replaces it, if any.

    `kind` is the table of both, `record_id` and `replacement_id` are their keys. `hides_picture` is true if
    the picture of a struck paper must not be shown, although a replacement exists.
    """

    __tablename__ = "strike"

    kind: Mapped[str]
    record_id: Mapped[UUID] = mapped_column(unique=True)
    replacement_id: Mapped[UUID | None] = mapped_column(index=True)
    reason: Mapped[str]
    hides_picture: Mapped[bool | None]

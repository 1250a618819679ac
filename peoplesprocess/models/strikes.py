"""Records that were struck: they stay readable and count nowhere."""

from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import OfSettlement


class Strike(OfSettlement):
    """A record that was struck, with the reason, and the one that was recorded in its place, if any.

    `kind` is the table of both, `record_id` and `replacement_id` their keys. `hides_picture` is true where
    nobody may see the picture of a paper, although another one stands in its place.
    """

    __tablename__ = "strike"

    kind: Mapped[str]
    record_id: Mapped[UUID] = mapped_column(unique=True)
    replacement_id: Mapped[UUID | None] = mapped_column(index=True)
    reason: Mapped[str]
    hides_picture: Mapped[bool | None]

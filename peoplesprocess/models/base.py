"""What every table shares.

Modules of models import no `annotations` from the future: SQLAlchemy would be given texts, and evaluating a
thousand of them takes a twentieth of the start.
"""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Date, ForeignKey, MetaData, String, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from peoplesprocess.db.column_types import Json, UtcTime, uuid7


class Base(DeclarativeBase):
    """All tables; constraint names are spelt out so that migrations can name them on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        UUID: Uuid(as_uuid=True),
        datetime: UtcTime(),
        date: Date(),
        str: String(),
        int: BigInteger(),
        dict[str, Any]: Json(),
        dict[str, int]: Json(),
        dict[str, str]: Json(),
        list[Any]: Json(),
        dict[str, object]: Json(),
        list[int]: Json(),
        list[str]: Json(),
        list[list[int]]: Json(),
        list[list[list[int]]]: Json(),
        list[tuple[str, int]]: Json(),
        list[dict[str, str]]: Json(),
        list[dict[str, object]]: Json(),
        dict[str, list[int]]: Json(),
    }


class Keyed(Base):
    """A table whose rows can be made anywhere."""

    __abstract__ = True

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)


class Recorded(Keyed):
    """A row that says which programme it belongs to, who made it and when."""

    __abstract__ = True

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]


class OfSettlement(Recorded):
    """A row that belongs to a settlement."""

    __abstract__ = True

    settlement_id: Mapped[UUID] = mapped_column(ForeignKey("settlement.id"), index=True)


class RecordedFromPaper(Recorded):
    """A row of what may have been done on paper, and typed in on a later day.

    `on_paper_at` is noon of the day on paper, NULL where that was the day of `made_at`; `facts.done_at`
    tells when it was done.
    """

    __abstract__ = True

    on_paper_at: Mapped[datetime | None]


class DoneOnPaper(OfSettlement, RecordedFromPaper):
    """Such a row that belongs to a settlement."""

    __abstract__ = True

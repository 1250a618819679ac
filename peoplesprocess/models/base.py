"""The base classes of all tables.

Modules of models do not import `annotations` from `__future__`: SQLAlchemy would get strings, and evaluating
a thousand of them takes a twentieth of the start.
"""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Date, ForeignKey, MetaData, String, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from peoplesprocess.db.column_types import Json, UtcTime, uuid7


class Base(DeclarativeBase):
    """The base of all tables; constraints have names, so that migrations can refer to them everywhere."""

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
    """A table with time-ordered UUID keys, which need no database to be made."""

    __abstract__ = True

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)


class Recorded(Keyed):
    """A row with its programme, its author and the time of recording."""

    __abstract__ = True

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]


class OfSettlement(Recorded):
    """A row that belongs to a settlement."""

    __abstract__ = True

    settlement_id: Mapped[UUID] = mapped_column(ForeignKey("settlement.id"), index=True)


class RecordedFromPaper(Recorded):
    """A row about something that may have been done on paper and typed in on a later day.

    `on_paper_at` is noon of the day on paper, NULL if that is the day of `made_at`; `facts.done_at` computes
    when it was done.
    """

    __abstract__ = True

    on_paper_at: Mapped[datetime | None]


class DoneOnPaper(OfSettlement, RecordedFromPaper):
    """A settlement's row about something that may have been done on paper."""

    __abstract__ = True

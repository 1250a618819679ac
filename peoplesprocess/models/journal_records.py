"""The journal: its chains and entries, the digests of rows, and the submissions of web forms."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import Base


class JournalHead(Base):
    """The head of a journal chain: of a settlement, a programme, or the installation.

    Its number counts the entries, and is the version of everything in the place: a page made at one number is
    current while the number is the same.
    """

    __tablename__ = "journal_head"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    sequence: Mapped[int]
    digest: Mapped[str]


class JournalEntry(Base):
    """An act. Rows are only ever added; the database refuses changes and deletions."""

    __tablename__ = "journal_entry"

    chain_id: Mapped[UUID] = mapped_column(ForeignKey("journal_head.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[str]
    actor: Mapped[str]
    act: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[dict[str, object]]
    previous: Mapped[str]
    digest: Mapped[str]

    __table_args__ = (Index(None, "at"), Index(None, "chain_id", "at"), Index(None, "actor", "at"))


class JournalRowDigest(Base):
    """The digest of a row as an act left it, "" if the act deleted it. The act's entry binds it.

    `number` tells which digest of a row is the newest, whatever clocks said; SQLite assigns integer keys by
    itself. Without the `salt`, the row's content could be guessed from its digest.
    """

    __tablename__ = "journal_row"

    number: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)
    chain_id: Mapped[UUID]
    sequence: Mapped[int]
    table_name: Mapped[str]
    key: Mapped[str]
    digest: Mapped[str]
    salt: Mapped[str]

    __table_args__ = (
        ForeignKeyConstraint(["chain_id", "sequence"], ["journal_entry.chain_id", "journal_entry.sequence"]),
    )


class WebFormSubmission(Base):
    """The first submission of a form; a repetition of it is redirected to the same location."""

    __tablename__ = "form_submission"

    form_id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID | None]
    digest: Mapped[str]
    location: Mapped[str]
    made_at: Mapped[datetime]

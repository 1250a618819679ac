"""Papers with codes, votes that are sealed until the close, and the ballots that they become."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import Base, Keyed, Recorded


class VotingCode(Recorded):
    """A paper with a code for one person of a group, without a name; only the code's hash is stored."""

    __tablename__ = "voting_code"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"))
    group_code: Mapped[str]
    number: Mapped[int]
    code_hash: Mapped[str] = mapped_column(unique=True)

    __table_args__ = (UniqueConstraint("round_id", "group_code", "number"),)


class ReturnedVotingCode(Recorded):
    """A code whose owner chose on paper instead; that choice counts, whatever was sealed with the code."""

    __tablename__ = "returned_code"

    voting_code_id: Mapped[UUID] = mapped_column(ForeignKey("voting_code.id"), unique=True)


class SealedBallot(Keyed):
    """The choice made with a code, until the close; voting again replaces it. It is shown to nobody.

    Its key is random, since a time-ordered one would reveal when the vote came.
    """

    __tablename__ = "sealed_ballot"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    voting_code_id: Mapped[UUID] = mapped_column(ForeignKey("voting_code.id"), unique=True)
    needs: Mapped[list[int]]


class Ballot(Keyed):
    """The choice of one person of a group, after the close; nothing says with which code, or when."""

    __tablename__ = "ballot"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), index=True)
    group_code: Mapped[str]
    needs: Mapped[list[int]]


class VoteReceipt(Keyed):
    """The proof that somebody voted with a code; nothing says with which, or how often."""

    __tablename__ = "receipt"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), index=True)
    receipt_hash: Mapped[str] = mapped_column(unique=True)


class LateVote(Keyed):
    """The record that a code was used after the close; neither the choice nor the time is stored."""

    __tablename__ = "late_vote"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    voting_code_id: Mapped[UUID] = mapped_column(ForeignKey("voting_code.id"), unique=True)


class VoterSession(Base):
    """A voter who has just typed in a code; only the hash of the cookie is stored, for some minutes.

    `purpose` is what the session shows: the ballot or, after the vote, the receipt.
    """

    __tablename__ = "voting_session"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    voting_code_id: Mapped[UUID] = mapped_column(ForeignKey("voting_code.id"))
    purpose: Mapped[str]
    expires_at: Mapped[datetime]

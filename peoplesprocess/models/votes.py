"""Papers with a code, votes that are sealed until the close, and the ballots that they become."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import Base, Keyed, Recorded


class VotingCode(Recorded):
    """One paper with a code for one person of a group: the roll, without names. A code's hash is kept."""

    __tablename__ = "voting_code"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"))
    group_code: Mapped[str]
    number: Mapped[int]
    code_hash: Mapped[str] = mapped_column(unique=True)

    __table_args__ = (UniqueConstraint("round_id", "group_code", "number"),)


class ReturnedVotingCode(Recorded):
    """A paper whose owner chose on paper: that counts, whatever was sealed with its code."""

    __tablename__ = "returned_code"

    voting_code_id: Mapped[UUID] = mapped_column(ForeignKey("voting_code.id"), unique=True)


class SealedBallot(Keyed):
    """What was chosen with a code, until the close; sealed again it is another one. Nobody is shown it.

    Its key is made by chance: any other one would say when the vote came.
    """

    __tablename__ = "sealed_ballot"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    voting_code_id: Mapped[UUID] = mapped_column(ForeignKey("voting_code.id"), unique=True)
    needs: Mapped[list[int]]


class Ballot(Keyed):
    """What somebody in a group chose, from the close on; nothing says with which code, or when."""

    __tablename__ = "ballot"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), index=True)
    group_code: Mapped[str]
    needs: Mapped[list[int]]


class VoteReceipt(Keyed):
    """That there was a vote with some paper's code; nothing says which, or how often."""

    __tablename__ = "receipt"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), index=True)
    receipt_hash: Mapped[str] = mapped_column(unique=True)


class LateVote(Keyed):
    """That somebody voted with a paper's code after the close; what was chosen is kept nowhere, nor when."""

    __tablename__ = "late_vote"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    voting_code_id: Mapped[UUID] = mapped_column(ForeignKey("voting_code.id"), unique=True)


class VoterSession(Base):
    """That somebody has just typed in a paper's code; only the cookie's hash is kept, for minutes.

    `purpose` is what it shows: the ballot, or after the vote the receipt.
    """

    __tablename__ = "voting_session"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    voting_code_id: Mapped[UUID] = mapped_column(ForeignKey("voting_code.id"))
    purpose: Mapped[str]
    expires_at: Mapped[datetime]

"""What is read of rounds: with their results, the sheets, who confirmed them, the needs asked about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Label, and_, func, select
from sqlalchemy.orm import Session

from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.prioritisation import GroupTally
from peoplesprocess.core.process.facts import Facts
from peoplesprocess.db.rows import Place
from peoplesprocess.facts.places import SettlementPlace
from peoplesprocess.facts.process import gather
from peoplesprocess.models import (
    Attestation,
    BallotSheet,
    Correction,
    CostChange,
    DataEntry,
    Meeting,
    Merge,
    Need,
    PaperPhoto,
    Programme,
    Result,
    Round,
    Settlement,
)

BALLOT = 60


def facts(db: Session, place: SettlementPlace) -> Facts:
    """Return what gates ask about the settlement."""
    return gather(db, [place])[place.id]


def group_names(db: Session, settlement_id: UUID) -> dict[str, str]:
    """Return the names of the programme's groups, by code."""
    groups = db.scalar(
        select(Programme.groups)
        .join(Settlement, Settlement.programme_id == Programme.id)
        .where(Settlement.id == settlement_id)
    )
    return {group["code"]: group["name"] for group in groups or ()}


def rounds(db: Session, settlement_id: UUID) -> Sequence[Any]:
    """Return the newest rounds, each with the number of its results."""
    results = select(func.count()).where(Result.round_id == Round.id).correlate(Round).scalar_subquery()
    return db.execute(
        select(
            Round.id,
            Round.number,
            Round.method,
            Round.rule,
            Round.ballot,
            Round.typed_twice,
            Round.made_at,
            results.label("results"),
        )
        .where(Round.settlement_id == settlement_id)
        .order_by(Round.number.desc())
        .limit(50)
    ).all()


def round_with_results(db: Session, settlement_id: UUID, number: int) -> Sequence[Any]:
    """Return a round once for each of its results, in order; once if it is open; never if unknown."""
    return db.execute(
        select(
            Round.id,
            Round.number,
            Round.method,
            Round.rule,
            Round.tokens,
            Round.ballot,
            Round.costs,
            Round.envelope,
            Round.typed_twice,
            Round.criteria,
            Round.made_at,
            Result.number.label("result"),
            Result.figures,
            Result.made_at.label("counted_at"),
        )
        .outerjoin(Result, Result.round_id == Round.id)
        .where(Round.settlement_id == settlement_id, Round.number == number)
        .order_by(Result.number)
    ).all()


def round_of(db: Session, place: Place, number: int) -> Round:
    """Return a round to act on. Errors: Refused if there is none with this number."""
    row = db.scalar(select(Round).where(Round.settlement_id == place.id, Round.number == number))
    if row is None:
        raise Refused(Message(N_("There is no round with this number.")))
    return row


def results_of(db: Session, asked: Round) -> int:
    """Return how many results a round has."""
    return db.scalar(select(func.count()).where(Result.round_id == asked.id)) or 0


def came(db: Session, settlement_id: UUID, round_id: UUID, group: str) -> tuple[int, list[Any]]:
    """Return how many people were at a group's sessions, and the photos of its papers, the first first."""
    rows = db.execute(
        select(_attended(settlement_id, group), PaperPhoto.digest, PaperPhoto.size, PaperPhoto.made_at)
        .select_from(Round)
        .outerjoin(PaperPhoto, and_(PaperPhoto.round_id == Round.id, PaperPhoto.group_code == group))
        .where(Round.id == round_id)
        .order_by(PaperPhoto.id)
        .limit(20)
    ).all()
    return rows[0].attended, [row for row in rows if row.digest]


def is_closed(db: Session, round_id: UUID) -> bool:
    """Return whether a round has a result."""
    return db.scalar(select(Result.id).where(Result.round_id == round_id).limit(1)) is not None


def sheets(db: Session, round_id: UUID, group: str = "") -> Sequence[Any]:
    """Return the round's sheets, or one group's, with the confirmation of the present version."""
    return db.execute(
        select(
            BallotSheet.id,
            BallotSheet.group_code,
            BallotSheet.people,
            BallotSheet.tokens,
            BallotSheet.marks,
            BallotSheet.version,
            Attestation.id.label("attestation"),
            Attestation.dissent,
            Attestation.made_at.label("attested_at"),
        )
        .outerjoin(
            Attestation,
            and_(Attestation.sheet_id == BallotSheet.id, Attestation.sheet_version == BallotSheet.version),
        )
        .where(BallotSheet.round_id == round_id, *([BallotSheet.group_code == group] if group else []))
        .order_by(BallotSheet.id)
    ).all()


def tally_of(sheet: Any) -> GroupTally:
    """Return a sheet's people and tokens; JSON keeps the numbers of needs as text."""
    tokens = {int(need): put for need, put in sheet.tokens.items()}
    return GroupTally(sheet.group_code, sheet.people, tokens)


def typings(db: Session, round_id: UUID) -> Sequence[Any]:
    """Return what each person typed in from the groups' papers, in rounds that two people type in."""
    return db.execute(
        select(DataEntry.group_code, DataEntry.made_by, DataEntry.people, DataEntry.tokens, DataEntry.marks)
        .where(DataEntry.round_id == round_id)
        .order_by(DataEntry.id)
    ).all()


def corrections(db: Session, round_id: UUID) -> Sequence[Any]:
    """Return the corrections of the round's sheets, the first first."""
    return db.execute(
        select(
            BallotSheet.group_code, Correction.before, Correction.after, Correction.reason, Correction.made_at
        )
        .join(BallotSheet, BallotSheet.id == Correction.sheet_id)
        .where(BallotSheet.round_id == round_id)
        .order_by(Correction.id)
        .limit(50)
    ).all()


def cost_changes(db: Session, round_id: UUID) -> Sequence[Any]:
    """Return the costs that were changed after the vote, the first first."""
    return db.execute(
        select(CostChange.need, CostChange.before, CostChange.after, CostChange.reason, CostChange.made_at)
        .where(CostChange.round_id == round_id)
        .order_by(CostChange.id)
        .limit(50)
    ).all()


def titles(db: Session, settlement_id: UUID, numbers: Iterable[int]) -> dict[int, str]:
    """Return needs' titles by their numbers."""
    return {row.number: row.title for row in needs(db, settlement_id, numbers)}


def needs(db: Session, settlement_id: UUID, numbers: Iterable[int]) -> Sequence[Any]:
    """Return number, title and sector of needs, by number."""
    return db.execute(
        select(Need.number, Need.title, Need.sector)
        .where(Need.settlement_id == settlement_id, Need.number.in_(list(numbers)))
        .order_by(Need.number)
    ).all()


def live_needs(db: Session, settlement_id: UUID) -> Sequence[Any]:
    """Return number and title of the needs that are not merged, at most `BALLOT`."""
    return db.execute(
        select(Need.number, Need.title)
        .where(
            Need.settlement_id == settlement_id, ~select(Merge.id).where(Merge.need_id == Need.id).exists()
        )
        .order_by(Need.number)
        .limit(BALLOT)
    ).all()


def attended(db: Session, settlement_id: UUID, group: str) -> int:
    """Return how many people were at the sessions of a group."""
    return db.scalar(select(_attended(settlement_id, group))) or 0


def _attended(settlement_id: UUID, group: str) -> Label[int]:
    return (
        select(func.coalesce(func.sum(Meeting.people), 0))
        .where(Meeting.settlement_id == settlement_id, Meeting.kind == "session", Meeting.group_code == group)
        .scalar_subquery()
        .label("attended")
    )

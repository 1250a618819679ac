"""What is done with needs: recording, changing, and merging those that are the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from peoplesprocess.core.messages import N_, Conflict, Message, Refused
from peoplesprocess.db import journal
from peoplesprocess.db.rows import Place, belonging, next_number
from peoplesprocess.models import Meeting, Merge, Need, NeedGroup, Result, Round


@dataclass(frozen=True, slots=True)
class NeedInput:
    """A need as people put it: `group_code` raised it, and `also`; it touches so many `households`."""

    title: str
    statement: str
    sector: str
    landmark: str
    group_code: str
    meeting_number: int | None
    households: int
    affected: list[str]
    severity: int
    season: str
    since: str
    cause: str
    coping: str
    response_type: str
    also: list[str] = field(default_factory=list)

    @property
    def voices(self) -> list[str]:
        """The groups that raised it, each once."""
        return list(dict.fromkeys([self.group_code, *self.also]))


_AS_TYPED = (
    "title", "statement", "sector", "landmark", "households", "affected", "severity", "season", "since",
    "cause", "coping", "response_type",
)  # fmt: skip


def record_need(db: Session, actor: UUID, place: Place, need: NeedInput, now: datetime) -> Need:
    """Record a need as the settlement's next one. Errors: Refused, naming the field."""
    row = Need(
        **belonging(place, actor, now),
        **{name: getattr(need, name) for name in _AS_TYPED},
        number=next_number(db, Need.number, Need.settlement_id, place.id),
        meeting_id=_session_of(db, place, need),
    )
    db.add(row)
    db.flush()
    db.add_all(NeedGroup(need_id=row.id, group_code=code) for code in need.voices)
    _note(db, actor, place, "need.record", row, need.voices, now)
    return row


def change_need(
    db: Session,
    actor: UUID,
    place: Place,
    need_number: int,
    need: NeedInput,
    seen_version: int,
    now: datetime,
) -> Need:
    """Change what is written of a need. Errors: Conflict if it was saved since `seen_version`; Refused."""
    row = _live(db, place, need_number, "")
    if row.version != seen_version:
        raise Conflict({name: getattr(row, name) for name in _AS_TYPED})
    row.meeting_id = _session_of(db, place, need)
    for name in _AS_TYPED:
        setattr(row, name, getattr(need, name))
    row.version += 1
    known = set(_voices(db, row.id))
    gone = known - set(need.voices)
    if gone:
        db.execute(delete(NeedGroup).where(NeedGroup.need_id == row.id, NeedGroup.group_code.in_(gone)))
    db.add_all(NeedGroup(need_id=row.id, group_code=code) for code in need.voices if code not in known)
    _note(db, actor, place, "need.change", row, need.voices, now)
    return row


def merge_need(
    db: Session, actor: UUID, place: Place, number: int, into_number: int, reason: str, now: datetime
) -> Merge:
    """Merge a need into another that is the same: both stay, the other speaks for the groups of both.

    Errors: Refused for a chain of merges, and for a need on which groups are putting tokens now.
    """
    if number == into_number:
        raise Refused(Message(N_("A need cannot be merged into itself. Choose another one.")), "into")
    need, into = _live(db, place, number, ""), _live(db, place, into_number, "into")
    if db.scalar(select(Merge.id).where(Merge.into_id == need.id).limit(1)) is not None:
        raise Refused(
            Message(
                N_(
                    "Other needs were merged into this one. "
                    "Keep it, and merge the other need into this one instead."
                )
            )
        )
    if number in _on_open_ballots(db, place):
        raise Refused(
            Message(
                N_(
                    "Groups are choosing now, and this need is one they choose from. Merge it after the "
                    "round is closed."
                )
            )
        )
    row = Merge(**belonging(place, actor, now), need_id=need.id, into_id=into.id, reason=reason)
    db.add(row)
    known = _voices(db, into.id)
    db.add_all(
        NeedGroup(need_id=into.id, group_code=code) for code in _voices(db, need.id) if code not in known
    )
    into.version += 1
    journal.write(db, place.id, actor, "need.merge", f"need {number}", now, into=into_number)
    return row


def _live(db: Session, place: Place, number: int, field_name: str) -> Need:
    """The need, or a refusal where it is unknown or was merged."""
    found = db.execute(
        select(Need, Merge.id)
        .outerjoin(Merge, Merge.need_id == Need.id)
        .where(Need.settlement_id == place.id, Need.number == number)
    ).first()
    if found is None:
        raise Refused(Message(N_("There is no need with this number.")), field_name)
    if found[1] is not None:
        raise Refused(
            Message(
                N_("Need %(number)s was merged into another one. Choose that one instead."),
                {"number": number},
            ),
            field_name,
        )
    need: Need = found[0]
    return need


def _session_of(db: Session, place: Place, need: NeedInput) -> UUID | None:
    """The key of the session that the need comes from, held by one of the groups that raised it."""
    if need.meeting_number is None:
        return None
    found = db.execute(
        select(Meeting.id, Meeting.group_code).where(
            Meeting.settlement_id == place.id,
            Meeting.number == need.meeting_number,
            Meeting.kind == "session",
        )
    ).first()
    if found is None:
        raise Refused(Message(N_("Choose one from the list.")), "meeting_number")
    if found.group_code not in need.voices:
        raise Refused(
            Message(N_("This was the session of another group. Choose another session or another group.")),
            "meeting_number",
        )
    key: UUID = found.id
    return key


def _voices(db: Session, need_id: UUID) -> Sequence[str]:
    return db.scalars(select(NeedGroup.group_code).where(NeedGroup.need_id == need_id)).all()


def _on_open_ballots(db: Session, place: Place) -> set[int]:
    closed = select(Result.id).where(Result.round_id == Round.id).exists()
    ballots = db.scalars(select(Round.ballot).where(Round.settlement_id == place.id, ~closed))
    return {number for ballot in ballots for number in ballot}


def _note(
    db: Session, actor: UUID, place: Place, act: str, row: Need, voices: list[str], now: datetime
) -> None:
    journal.write(
        db,
        place.id,
        actor,
        act,
        f"need {row.number}",
        now,
        sector=row.sector,
        groups=voices,
        households=row.households,
        severity=row.severity,
        answer=row.response_type,
        version=row.version or 1,
    )

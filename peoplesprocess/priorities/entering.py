"""Typing in the groups' sheets: once, or by two people who do not see each other's; and correcting them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.core.decisions import fingerprint
from peoplesprocess.core.messages import N_, Conflict, Message, Refused
from peoplesprocess.core.prioritisation import EQUAL_SHARES, GroupTally
from peoplesprocess.core.prioritisation.criteria import Criterion
from peoplesprocess.core.prioritisation.methods import METHODS_BY_KEY, BallotFormat, tokens_from_marks
from peoplesprocess.core.prioritisation.sheets import check_people, check_sheet, paper_code
from peoplesprocess.db import journal
from peoplesprocess.db.rows import Place
from peoplesprocess.models import BallotSheet, Correction, DataEntry, PaperPhoto, Round
from peoplesprocess.priorities import queries
from peoplesprocess.priorities.actions import add_result
from peoplesprocess.priorities.marks import as_typed


@dataclass(frozen=True, slots=True)
class SheetInput:
    """A group's sheet: how many people put how many tokens on each need, by the need's number."""

    group_code: str
    people: int
    tokens: dict[int, int]
    reason: str = ""
    seen_version: int | None = None
    code: str = ""
    """The code that stands on the paper, if it was typed too."""
    photo: tuple[str, int] | None = None
    """The digest and the size of a photo of the paper, which lies in the store."""
    marks: dict[str, int] = field(default_factory=dict)
    """Places, answers or scores by their name, where those stand on the paper in place of tokens."""


def enter_sheet(
    db: Session, actor: UUID, place: Place, round_number: int, entered: SheetInput, now: datetime
) -> BallotSheet | None:
    """Type in a group's sheet, or correct it with a reason; after the close that makes a new result.

    Where a round has its sheets typed in by two people, the first typing is kept aside and None returned,
    and so is one that reads the paper differently. Errors: Conflict if it was saved since `seen_version`;
    Refused.
    """
    asked = queries.round_of(db, place, round_number)
    stored = _stored(asked, entered)
    _check(db, place, asked, entered, stored)
    _keep_photo(db, actor, place, asked, entered, now)
    row = db.scalar(
        select(BallotSheet).where(
            BallotSheet.round_id == asked.id, BallotSheet.group_code == entered.group_code
        )
    )
    act = "sheet.enter" if row is None else "sheet.correct"
    results = queries.results_of(db, asked)
    if row is None:
        if results:
            raise Refused(Message(N_("The round is closed. A group that had no sheet cannot be added.")))
        if asked.typed_twice and not _agrees(db, actor, place, asked, entered, stored, now):
            return None
        row = BallotSheet(
            **_whose(place, actor, now),
            round_id=asked.id,
            group_code=entered.group_code,
            people=entered.people,
            **stored,
            version=1,
        )
        db.add(row)
    elif entered.photo is not None and _is_same(row, entered, stored):
        return row
    else:
        _correct(db, actor, place, asked, row, entered, stored, now)
    _note(db, actor, place, asked, row, act, now)
    if results:
        add_result(db, actor, place, asked, now)
    return row


def _is_same(row: BallotSheet, entered: SheetInput, stored: dict[str, dict[str, Any]]) -> bool:
    read = entered.people, stored["tokens"], stored["marks"]
    return (row.people, row.tokens, row.marks) == read


def _keep_photo(
    db: Session, actor: UUID, place: Place, asked: Round, entered: SheetInput, now: datetime
) -> None:
    """Keep that there is a photo of the paper, once for each picture."""
    if entered.photo is None:
        return
    digest, size = entered.photo
    same = select(PaperPhoto.id).where(
        PaperPhoto.round_id == asked.id,
        PaperPhoto.group_code == entered.group_code,
        PaperPhoto.digest == digest,
    )
    if db.scalar(same) is None:
        whose = _whose(place, actor, now)
        db.add(
            PaperPhoto(**whose, round_id=asked.id, group_code=entered.group_code, digest=digest, size=size)
        )
        subject = f"round {asked.number} {entered.group_code}"
        journal.write(db, place.id, actor, "sheet.photo", subject, now, photo=digest)


def _stored(asked: Round, entered: SheetInput) -> dict[str, dict[str, Any]]:
    """The tokens, and the marks that give them where it is not the tokens that stand on the paper."""
    method, marks = METHODS_BY_KEY[asked.method], {}
    tokens = entered.tokens
    if method.marks is not BallotFormat.COUNTS:
        marks = dict(sorted(entered.marks.items()))
        criteria = [Criterion(name, weight) for name, weight in asked.criteria]
        tokens = tokens_from_marks(method, marks, asked.ballot, criteria, entered.people)
    return {"tokens": {str(need): put for need, put in sorted(tokens.items()) if put}, "marks": marks}


def _check(
    db: Session, place: Place, asked: Round, entered: SheetInput, stored: dict[str, dict[str, Any]]
) -> None:
    attended, method = queries.attended(db, place.id, entered.group_code), METHODS_BY_KEY[asked.method]
    sheet = GroupTally(entered.group_code, entered.people, entered.tokens)
    if stored["marks"]:
        check_people(sheet, attended)
    else:
        one_a_need = method.one_a_need or asked.rule == EQUAL_SHARES.key
        check_sheet(sheet, asked.tokens, attended, asked.ballot, one_a_need=one_a_need)
    code = "".join(entered.code.split()).upper()
    if code and code != paper_code(str(asked.id), entered.group_code):
        raise Refused(
            Message(N_("This code is of another sheet. Is the paper of this group and this round?")),
            "code",
        )


def _agrees(
    db: Session,
    actor: UUID,
    place: Place,
    asked: Round,
    entered: SheetInput,
    stored: dict[str, dict[str, Any]],
    now: datetime,
) -> bool:
    """Keep what one person read; return whether somebody else read the same."""
    typed = db.scalars(
        select(DataEntry).where(DataEntry.round_id == asked.id, DataEntry.group_code == entered.group_code)
    ).all()
    own = next((row for row in typed if row.made_by == actor), None)
    others = [row for row in typed if row.made_by != actor]
    if own is None and len(others) > 1:
        raise Refused(Message(N_("Two people have typed in this sheet. They compare it with the paper.")))
    if own is None:
        own = DataEntry(**_whose(place, actor, now), round_id=asked.id, group_code=entered.group_code)
        db.add(own)
    own.people, own.tokens, own.marks = entered.people, stored["tokens"], stored["marks"]
    subject, agreed = f"round {asked.number} {entered.group_code}", bool(others)
    agreed = agreed and all(
        (row.people, row.tokens, row.marks) == (own.people, own.tokens, own.marks) for row in others
    )
    values: dict[str, Any] = {"people": own.people, "tokens": fingerprint(own.tokens), "agrees": agreed}
    journal.write(db, place.id, actor, "sheet.type", subject, now, **values)
    return agreed


def _correct(
    db: Session,
    actor: UUID,
    place: Place,
    asked: Round,
    row: BallotSheet,
    entered: SheetInput,
    stored: dict[str, dict[str, Any]],
    now: datetime,
) -> None:
    before: dict[str, Any] = {"people": row.people, "tokens": row.tokens, "marks": row.marks}
    after: dict[str, Any] = {"people": entered.people, **stored}
    if entered.seen_version != row.version:
        raise Conflict(as_typed(asked, row))
    if before == after:
        raise Refused(Message(N_("Nothing is different from what was saved.")))
    if not entered.reason.strip():
        raise Refused(Message(N_("Write why the sheet is corrected.")), "reason")
    db.add(
        Correction(
            **_whose(place, actor, now),
            sheet_id=row.id,
            before=before,
            after=after,
            reason=entered.reason,
        )
    )
    row.people, row.tokens, row.marks = entered.people, stored["tokens"], stored["marks"]
    row.version += 1


def _note(
    db: Session, actor: UUID, place: Place, asked: Round, row: BallotSheet, act: str, now: datetime
) -> None:
    journal.write(
        db,
        place.id,
        actor,
        act,
        f"round {asked.number} {row.group_code}",
        now,
        version=row.version,
        people=row.people,
        tokens=fingerprint(row.tokens),
    )


def _whose(place: Place, actor: UUID, now: datetime) -> dict[str, Any]:
    return {"programme_id": place.programme_id, "made_by": actor, "made_at": now}

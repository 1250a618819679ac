"""What is done in prioritising: a round's opening, the groups' sheets and their word for them, the close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.core.decisions import fingerprint
from peoplesprocess.core.prioritisation import RULES, Sheet
from peoplesprocess.core.prioritisation.sheets import checked
from peoplesprocess.core.process.checks import CHECKS
from peoplesprocess.core.process.facts import Facts
from peoplesprocess.core.rules import Rules
from peoplesprocess.core.words import N_, Conflict, Message, Refused
from peoplesprocess.db import journal
from peoplesprocess.db.rows import Place, belonging, next_number
from peoplesprocess.models import (
    Attestation,
    Correction,
    Merge,
    Need,
    Programme,
    Result,
    Round,
    Settlement,
    SheetRow,
)
from peoplesprocess.priorities import queries
from peoplesprocess.priorities.counting import count, sheets_of
from peoplesprocess.priorities.standing import before_closing, every, standing

LEAST_NEEDS = 2


@dataclass(frozen=True, slots=True)
class RoundInput:
    """How a round is counted, chosen before counting, and the numbers of the needs that it asks about."""

    method: str
    rule: str
    tokens: int
    read_out: bool
    ballot: list[int]


@dataclass(frozen=True, slots=True)
class SheetInput:
    """A group's sheet: how many people put how many tokens on each need, by the need's number."""

    group_code: str
    people: int
    tokens: dict[int, int]
    reason: str = ""
    seen_version: int | None = None


def open_round(
    db: Session, actor: UUID, place: Place, chosen: RoundInput, facts: Facts, now: datetime
) -> Round:
    """Open a round. Errors: Refused, naming every required group that had no session of its own yet."""
    unheard = [finding for finding in CHECKS["groups-heard"](facts, Rules()) if not finding.holds]
    if unheard:
        raise Refused(every(unheard))
    if not chosen.read_out:
        raise Refused(Message(N_("Read the rule out in the assembly first.")), "read_out")
    if chosen.rule not in {rule.key for rule in RULES}:
        raise Refused(Message(N_("Choose one from the list.")), "rule")
    ballot = list(dict.fromkeys(chosen.ballot))
    if len(ballot) < LEAST_NEEDS:
        raise Refused(
            Message(N_("Choose at least two needs. With one there is nothing to put first.")), "ballot"
        )
    _all_live(db, place, ballot)
    _none_open(db, place)
    row = Round(
        **belonging(place, actor, now),
        number=next_number(db, Round.number, Round.settlement_id, place.id),
        method=chosen.method,
        rule=chosen.rule,
        tokens=chosen.tokens,
        read_out=chosen.read_out,
        ballot=ballot,
    )
    db.add(row)
    values = {"method": row.method, "rule": row.rule, "tokens": row.tokens, "ballot": ballot}
    journal.write(db, place.id, actor, "round.open", f"round {row.number}", now, **values)
    return row


def enter_sheet(
    db: Session, actor: UUID, place: Place, round_number: int, entered: SheetInput, now: datetime
) -> SheetRow:
    """Type in a group's sheet, or correct it with a reason; after the close that makes a new result.

    Errors: Conflict if it was saved since `seen_version`; Refused.
    """
    asked = _round(db, place, round_number)
    sheet = Sheet(entered.group_code, entered.people, entered.tokens)
    checked(sheet, asked.tokens, queries.attended(db, place.id, entered.group_code), asked.ballot)
    stored = {str(need): tokens for need, tokens in sorted(entered.tokens.items()) if tokens}
    row = db.scalar(
        select(SheetRow).where(SheetRow.round_id == asked.id, SheetRow.group_code == entered.group_code)
    )
    act = "sheet.enter" if row is None else "sheet.correct"
    results = _results(db, asked)
    if row is None:
        if results:
            raise Refused(Message(N_("The round is closed. A group that had no sheet cannot be added.")))
        row = SheetRow(
            programme_id=place.programme_id,
            made_by=actor,
            made_at=now,
            round_id=asked.id,
            group_code=entered.group_code,
            people=entered.people,
            tokens=stored,
            version=1,
        )
        db.add(row)
    else:
        _correct(db, actor, place, row, entered, stored, now)
    _note_sheet(db, actor, place, asked, row, act, now)
    if results:
        _add_result(db, actor, place, asked, now)
    return row


def attest(
    db: Session,
    actor: UUID,
    place: Place,
    round_number: int,
    group_code: str,
    dissent: str,
    now: datetime,
    *,
    represents: frozenset[str],
    seen_version: int | None = None,
) -> Attestation:
    """Record the representative's word that the group's sheet, in its present version, is true.

    Errors: Refused; Conflict if the sheet is another one than the representative saw.
    """
    if group_code not in represents:
        raise Refused(Message(N_("Only the representative of this group can confirm its sheet.")))
    asked = _round(db, place, round_number)
    sheet = next(iter(queries.sheets(db, asked.id, group_code)), None)
    if sheet is None:
        raise Refused(Message(N_("There is no sheet of this group yet.")))
    if seen_version is not None and seen_version != sheet.version:
        raise Conflict({"version": sheet.version})
    if sheet.attestation is not None:
        raise Refused(Message(N_("This sheet is confirmed already.")))
    row = Attestation(
        programme_id=place.programme_id,
        made_by=actor,
        made_at=now,
        sheet_id=sheet.id,
        sheet_version=sheet.version,
        dissent=dissent,
    )
    db.add(row)
    subject = f"round {asked.number} {group_code}"
    journal.write(
        db, place.id, actor, "sheet.attest", subject, now, version=sheet.version, dissent=bool(dissent)
    )
    return row


def close_round(db: Session, actor: UUID, place: Place, round_number: int, now: datetime) -> Result:
    """Close a round and keep its first result.

    Errors: Refused, naming every required group without a sheet and every sheet that nobody confirmed.
    """
    asked = _round(db, place, round_number)
    if _results(db, asked):
        raise Refused(Message(N_("This round is closed already.")))
    groups = db.execute(
        select(Settlement.groups, Settlement.required, Programme.groups.label("all_groups"))
        .join(Programme, Programme.id == Settlement.programme_id)
        .where(Settlement.id == place.id)
    ).one()
    names = {group["code"]: group["name"] for group in groups.all_groups}
    lines = standing(groups.groups, queries.sheets(db, asked.id))
    lacking = [finding for finding in before_closing(groups.required, lines, names) if not finding.holds]
    if lacking:
        raise Refused(every(lacking))
    return _add_result(db, actor, place, asked, now)


def _correct(
    db: Session,
    actor: UUID,
    place: Place,
    row: SheetRow,
    entered: SheetInput,
    stored: dict[str, int],
    now: datetime,
) -> None:
    before: dict[str, Any] = {"people": row.people, "tokens": row.tokens}
    after: dict[str, Any] = {"people": entered.people, "tokens": stored}
    if entered.seen_version != row.version:
        raise Conflict(
            {"people": row.people} | {f"need{need}": tokens for need, tokens in row.tokens.items()}
        )
    if before == after:
        raise Refused(Message(N_("Nothing is different from what was saved.")))
    if not entered.reason.strip():
        raise Refused(Message(N_("Write why the sheet is corrected.")), "reason")
    db.add(
        Correction(
            programme_id=place.programme_id,
            made_by=actor,
            made_at=now,
            sheet_id=row.id,
            before=before,
            after=after,
            reason=entered.reason,
        )
    )
    row.people, row.tokens = entered.people, stored
    row.version += 1


def _add_result(db: Session, actor: UUID, place: Place, asked: Round, now: datetime) -> Result:
    db.flush()
    figures = count(asked.rule, asked.ballot, sheets_of(queries.sheets(db, asked.id)))
    row = Result(
        **belonging(place, actor, now),
        round_id=asked.id,
        number=next_number(db, Result.number, Result.round_id, asked.id),
        figures=figures,
    )
    db.add(row)
    act = "round.close" if row.number == 1 else "round.recount"
    journal.write(
        db,
        place.id,
        actor,
        act,
        f"round {asked.number}",
        now,
        result=row.number,
        figures=fingerprint(figures),
    )
    return row


def _round(db: Session, place: Place, number: int) -> Round:
    row = db.scalar(select(Round).where(Round.settlement_id == place.id, Round.number == number))
    if row is None:
        raise Refused(Message(N_("There is no round with this number.")))
    return row


def _results(db: Session, asked: Round) -> int:
    return db.scalar(select(func.count()).where(Result.round_id == asked.id)) or 0


def _none_open(db: Session, place: Place) -> None:
    closed = select(Result.id).where(Result.round_id == Round.id).exists()
    number = db.scalar(select(Round.number).where(Round.settlement_id == place.id, ~closed).limit(1))
    if number is not None:
        raise Refused(Message(N_("Round %(number)s is still open. Close it first."), {"number": number}))


def _all_live(db: Session, place: Place, ballot: list[int]) -> None:
    known = db.scalar(
        select(func.count()).where(
            Need.settlement_id == place.id,
            Need.number.in_(ballot),
            ~select(Merge.id).where(Merge.need_id == Need.id).exists(),
        )
    )
    if known != len(ballot):
        raise Refused(Message(N_("One of these needs is not on the list any more. Choose again.")), "ballot")


def _note_sheet(
    db: Session, actor: UUID, place: Place, asked: Round, row: SheetRow, act: str, now: datetime
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

"""Typing in ballot sheets, once or by two people separately, and correcting them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import select

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.authority_decisions import fingerprint
from peoplesprocess.core.messages import N_, Conflict, Message, Refused
from peoplesprocess.core.prioritisation import EQUAL_SHARES, GroupTally
from peoplesprocess.core.prioritisation.ballot_methods import BallotFormat, tokens_from_marks
from peoplesprocess.core.prioritisation.group_tally import check_people, check_sheet, check_whole, paper_code
from peoplesprocess.facts.rounds import ATTENDANCE, RoundRow, sheet
from peoplesprocess.facts.user_account_makers import tied
from peoplesprocess.models import BallotDataEntry, BallotSheet, BallotSheetCorrection, BallotSheetPhoto
from peoplesprocess.rounds.ballot_sheet_marks import form_values
from peoplesprocess.rounds.queries import PHOTOS
from peoplesprocess.rounds.round_lookup import round_by_number

TWO_TYPED = N_("Two people have typed in this sheet. They compare it with the paper.")


@dataclass(frozen=True, slots=True)
class BallotSheetInput:
    """A group's sheet: the number of people who chose, and the tokens on each need, by need number."""

    group_code: str
    people: int
    tokens: dict[int, int]
    reason: str = ""
    seen_version: int | None = None
    code: str = ""
    """The code printed on the paper, if it was typed in."""
    photo: tuple[str, int] | None = None
    """The digest and size of a photo of the paper, which is already in the store."""
    marks: dict[str, int] = field(default_factory=dict)
    """Ranks, answers or scores by their names, if the paper has those in place of tokens."""
    nothing_missing: bool = True
    """Whether the user confirmed that nothing was left out, although there are few tokens."""


class BallotPaperReading(NamedTuple):
    """The content of a paper: tokens by need, and the marks from which they follow if it has marks."""

    people: int
    tokens: dict[str, int]
    marks: dict[str, int]


def enter_sheet(act: Act, round_number: int, entered: BallotSheetInput) -> BallotSheet | None:
    """Type in a group's sheet, or correct it with a reason, while its round is open.

    If the round's sheets are typed in by two people, None is returned until two entries agree. Errors:
    Forbidden; Conflict if the sheet was saved since `seen_version`; Refused, also after the close, when
    `proposed_corrections.propose` takes its place.
    """
    act.require(Action.ENTER_BALLOT_SHEET)
    asked = round_by_number(act, round_number)
    if asked.is_closed:
        raise Refused(Message(N_("This round is closed. Open the sheet again to propose a correction.")))
    reading = checked_reading(act, asked, entered)
    saved = sheet(act.db, asked.id, entered.group_code)
    if saved is None:
        return _first(act, asked, entered, reading)
    row = act.db.get_one(BallotSheet, saved.id)
    if entered.photo is not None and BallotPaperReading(row.people, row.tokens, row.marks) == reading:
        return row
    require_change(asked, row, entered, reading)
    correct(act, row, reading, entered.reason)
    _note(act, asked, row, "sheet.correct")
    return row


def checked_reading(act: Act, asked: RoundRow, entered: BallotSheetInput) -> BallotPaperReading:
    """Return the content of a paper, and add its photo. Errors: Refused if the content cannot be right."""
    marks: dict[str, int] = {}
    tokens = entered.tokens
    if asked.way.marks is not BallotFormat.COUNTS:
        marks = dict(sorted(entered.marks.items()))
        tokens = tokens_from_marks(asked.way, marks, asked.ballot, asked.criteria, entered.people)
    attended = ATTENDANCE.get(act.db, round=asked.id, group=entered.group_code) or 0
    tally = GroupTally(entered.group_code, entered.people, entered.tokens)
    if marks:
        check_people(tally, attended)
    else:
        one_a_need = asked.way.one_a_need or asked.rule == EQUAL_SHARES.key
        check_sheet(tally, asked.tokens, attended, asked.ballot, one_a_need=one_a_need)
    _check_code(asked, entered)
    _add_photo(act, asked, entered)
    return BallotPaperReading(
        entered.people, {str(need): put for need, put in sorted(tokens.items()) if put}, marks
    )


def _least_choices(asked: RoundRow) -> int:
    """Return the least number of choices per person: all tokens, or one raised hand or marked need."""
    if asked.way.one_a_need:
        return 1
    return min(asked.tokens, len(asked.ballot)) if asked.rule == EQUAL_SHARES.key else asked.tokens


def require_change(
    asked: RoundRow, row: BallotSheet, entered: BallotSheetInput, reading: BallotPaperReading
) -> None:
    """Refuse a correction of an outdated version, without a difference, or without a reason.

    Errors: Conflict; Refused.
    """
    before = BallotPaperReading(row.people, row.tokens, row.marks)
    if entered.seen_version != row.version:
        raise Conflict(form_values(asked, before))
    if before == reading:
        raise Refused(Message(N_("Nothing is different from what was saved.")))
    if not entered.reason.strip():
        raise Refused(Message(N_("Write why the sheet is corrected.")), "reason")


def correct(act: Act, row: BallotSheet, reading: BallotPaperReading, reason: str) -> None:
    """Give a sheet new content, and record the old and new content with the reason."""
    before = BallotPaperReading(row.people, row.tokens, row.marks)
    act.db.add(
        BallotSheetCorrection(
            **act.programme_columns,
            sheet_id=row.id,
            before=before._asdict(),
            after=reading._asdict(),
            reason=reason,
        )
    )
    row.people, row.tokens, row.marks = reading
    row.version += 1


def _check_code(asked: RoundRow, entered: BallotSheetInput) -> None:
    """Refuse the paper of another group or round."""
    code = "".join(entered.code.split()).upper()
    if code and code != paper_code(str(asked.id), entered.group_code):
        raise Refused(
            Message(
                N_("This code belongs to another sheet. Is this the paper of this group and this round?")
            ),
            "code",
        )


def _add_photo(act: Act, asked: RoundRow, entered: BallotSheetInput) -> None:
    """Add the photo of the paper, unless the same picture is already there."""
    if entered.photo is None:
        return
    digest, size = entered.photo
    known = PHOTOS.all(act.db, round=asked.id, group=entered.group_code)
    if digest in {photo.digest for photo in known}:
        return
    act.db.add(
        BallotSheetPhoto(
            **act.programme_columns,
            round_id=asked.id,
            group_code=entered.group_code,
            digest=digest,
            size=size,
        )
    )
    act.note("sheet.photo", f"round {asked.number} {entered.group_code}", photo=digest)


def _first(
    act: Act, asked: RoundRow, entered: BallotSheetInput, reading: BallotPaperReading
) -> BallotSheet | None:
    """Return the group's new sheet, or None while no two people have read the same."""
    if not entered.nothing_missing and asked.way.marks is BallotFormat.COUNTS:
        tally = GroupTally(entered.group_code, entered.people, entered.tokens)
        check_whole(tally, _least_choices(asked))
    if asked.typed_twice and not _agrees(act, asked, entered, reading):
        return None
    row = BallotSheet(
        **act.programme_columns,
        round_id=asked.id,
        group_code=entered.group_code,
        **reading._asdict(),
        version=1,
    )
    act.db.add(row)
    _note(act, asked, row, "sheet.enter")
    return row


def _agrees(act: Act, asked: RoundRow, entered: BallotSheetInput, reading: BallotPaperReading) -> bool:
    """Store one person's reading; return whether somebody else has read the same.

    Errors: Refused if the two may be one person, or if two others have already typed the sheet in.
    """
    entries = act.db.scalars(
        select(BallotDataEntry).where(
            BallotDataEntry.round_id == asked.id, BallotDataEntry.group_code == entered.group_code
        )
    ).all()
    own = next((entry for entry in entries if entry.made_by == act.actor.id), None)
    others = [entry for entry in entries if entry.made_by != act.actor.id]
    typists = [entry.made_by for entry in others]
    act.require(Action.ENTER_BALLOT_SHEET, ActSubject(tied=tied(act.db, act.actor.id, typists)))
    if own is None and len(others) > 1:
        raise Refused(Message(TWO_TYPED))
    if own is None:
        own = BallotDataEntry(**act.programme_columns, round_id=asked.id, group_code=entered.group_code)
        act.db.add(own)
    own.people, own.tokens, own.marks = reading
    agreed = bool(others) and all(
        BallotPaperReading(entry.people, entry.tokens, entry.marks) == reading for entry in others
    )
    act.note(
        "sheet.type",
        f"round {asked.number} {entered.group_code}",
        people=own.people,
        tokens=fingerprint(own.tokens),
        agrees=agreed,
    )
    return agreed


def _note(act: Act, asked: RoundRow, row: BallotSheet, what: str) -> None:
    act.note(
        what,
        f"round {asked.number} {row.group_code}",
        version=row.version,
        people=row.people,
        tokens=fingerprint(row.tokens),
    )

"""Corrections after the close: proposed by those who type sheets in, counted when the group agrees."""

from __future__ import annotations

from dataclasses import dataclass

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.authority_decisions import fingerprint
from peoplesprocess.core.messages import N_, Conflict, Message, Refused
from peoplesprocess.facts.proposed_corrections import PROPOSAL
from peoplesprocess.facts.rounds import RoundRow, sheet
from peoplesprocess.facts.user_account_makers import tied
from peoplesprocess.models import Attestation, BallotSheet, CorrectionAnswer, ProposedCorrection
from peoplesprocess.rounds.ballot_sheet_entry import (
    BallotPaperReading,
    BallotSheetInput,
    checked_reading,
    correct,
    require_change,
)
from peoplesprocess.rounds.result_record import record_result
from peoplesprocess.rounds.round_lookup import round_by_number


@dataclass(frozen=True, slots=True)
class CorrectionAnswerInput:
    """A representative's answer to a proposal; `seen` is the key of the proposal that was read."""

    agrees: bool
    reason: str
    seen: str


def propose(act: Act, round_number: int, entered: BallotSheetInput) -> ProposedCorrection | None:
    """Propose a correction of a sheet of a closed round; it counts only when the group agrees.

    A new proposal replaces one that waits for an answer. If the content is the same and only a photo is new,
    the photo is added and None is returned. Errors: Forbidden; Conflict if the sheet was changed since
    `seen_version`; Refused.
    """
    act.require(Action.CORRECT_BALLOT_SHEET)
    asked = round_by_number(act, round_number)
    if not asked.is_closed:
        raise Refused(Message(N_("This round is open. Correct the sheet itself.")))
    saved = sheet(act.db, asked.id, entered.group_code)
    if saved is None:
        raise Refused(Message(N_("The round is closed. A group that had no sheet cannot be added.")))
    reading = checked_reading(act, asked, entered)
    row = act.db.get_one(BallotSheet, saved.id)
    if entered.photo is not None and BallotPaperReading(row.people, row.tokens, row.marks) == reading:
        return None
    require_change(asked, row, entered, reading)
    proposal = ProposedCorrection(
        **act.programme_columns,
        sheet_id=row.id,
        sheet_version=row.version,
        **reading._asdict(),
        reason=entered.reason.strip(),
    )
    act.db.add(proposal)
    act.note(
        "correction.propose",
        f"round {asked.number} {row.group_code}",
        people=reading.people,
        tokens=fingerprint(reading.tokens),
    )
    return proposal


def answer(act: Act, round_number: int, group: str, given: CorrectionAnswerInput) -> CorrectionAnswer:
    """Record a representative's answer to a proposed correction; a yes corrects the sheet and counts again.

    Errors: Forbidden; Conflict if another correction was proposed meanwhile; Refused.
    """
    act.require(Action.ATTEST_BALLOT_SHEET, ActSubject(groups=frozenset({group})))
    asked = round_by_number(act, round_number)
    proposal = PROPOSAL.first(act.db, round=asked.id, group=group)
    if proposal is None or not proposal.is_open:
        raise Refused(Message(N_("No correction of this sheet waits for an answer.")))
    if given.seen != str(proposal.id):
        raise Conflict({"agrees": ""})
    if given.agrees:
        tied_accounts = tied(act.db, act.actor.id, [proposal.made_by])
        subject = ActSubject(groups=frozenset({group}), typed_by=proposal.made_by, tied=tied_accounts)
        act.require(Action.ATTEST_BALLOT_SHEET, subject)
    if not given.agrees and not given.reason.strip():
        raise Refused(Message(N_("Write why your group does not agree.")), "reason")
    row = CorrectionAnswer(
        **act.programme_columns, proposal_id=proposal.id, agrees=given.agrees, reason=given.reason.strip()
    )
    act.db.add(row)
    act.note("correction.answer", f"round {asked.number} {group}", agrees=given.agrees)
    if given.agrees:
        reading = BallotPaperReading(proposal.people, proposal.tokens, proposal.marks)
        _count_again(act, asked, act.db.get_one(BallotSheet, proposal.sheet_id), reading, proposal.reason)
    return row


def _count_again(
    act: Act, asked: RoundRow, row: BallotSheet, reading: BallotPaperReading, reason: str
) -> None:
    correct(act, row, reading, reason)
    act.db.flush()
    act.db.add(Attestation(**act.programme_columns, sheet_id=row.id, sheet_version=row.version, dissent=""))
    record_result(act, asked, reason)

"""Acts on voting codes: make papers, seal votes, and return the papers of those who chose on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from secrets import token_bytes
from uuid import UUID

from sqlalchemy import delete, select

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Plural, Refused
from peoplesprocess.core.secrets import hashed
from peoplesprocess.db import journal
from peoplesprocess.facts.code_votes import METHOD
from peoplesprocess.facts.rounds import ATTENDANCE, CLOSED_ROUND, ROUND, RoundRow
from peoplesprocess.models import LateVote, ReturnedVotingCode, SealedBallot, VoteReceipt, VotingCode
from peoplesprocess.votes import queries, repeated_vote_throttle
from peoplesprocess.votes.queries import VotingCodeRow
from peoplesprocess.votes.voting_codes import LETTERS, code_of, key_of, plain, receipt_of


def make_codes(act: Act, round_number: int, group: str, wanted: int, secret: bytes) -> int:
    """Make papers until the group has as many as are wanted; return how many there are.

    Errors: Forbidden; Refused for another method, a closed round, or more papers than people attended the
    group's sessions.
    """
    act.require(Action.PRINT_CODES)
    asked = _round(act, round_number)
    if asked.method != METHOD or asked.is_closed:
        raise Refused(Message(N_("Codes are for open rounds in which people choose on secret papers.")))
    attended = ATTENDANCE.get(act.db, round=asked.id, group=group) or 0
    if wanted > attended:
        raise Refused(
            Plural(
                "%(count)s paper is more than the number of people who were at the sessions of this group: "
                "%(attended)s. Write a smaller number.",
                "%(count)s papers are more than the number of people who were at the sessions of this group: "
                "%(attended)s. Write a smaller number.",
                wanted,
                {"attended": attended},
            ),
            "wanted",
        )
    have = queries.HOW_MANY.get(act.db, round=asked.id, group=group) or 0
    for number in range(have + 1, wanted + 1):
        key = UUID(bytes=token_bytes(16), version=4)
        act.db.add(
            VotingCode(
                **act.programme_columns,
                id=key,
                round_id=asked.id,
                group_code=group,
                number=number,
                code_hash=hashed(code_of(secret, key)),
            )
        )
    act.note("slips.make", f"round {asked.number} {group}", papers=max(have, wanted))
    return max(have, wanted)


def seal(act: Act, paper: VotingCodeRow, needs: Sequence[int], secrets: Sequence[bytes]) -> str:
    """Seal the needs chosen with a paper's code, in place of an earlier vote; return the receipt.

    The holder of the paper may vote: no role is required, and nobody is named. After the close the vote is
    recorded as late, without its content, and "" is returned. Before the close nothing goes into the journal:
    an entry for each vote would reveal when somebody voted, and how often. Errors: Refused if the paper was
    returned, for needs that cannot be chosen, and for votes that come too fast.
    """
    # Acts in a settlement wait here for each other; on SQLite all writers do.
    journal.lock(act.db.connection(), act.settlement.id)
    if CLOSED_ROUND.get(act.db, round=paper.round_id) is not None:
        _note_late(act, paper)
        return ""
    if queries.IS_RETURNED.get(act.db, code=paper.id) is not None:
        raise Refused(Message(N_("This paper was handed in. The vote on paper counts.")))
    chosen = sorted(set(needs))
    if not chosen or not set(chosen) <= set(paper.ballot):
        raise Refused(Message(N_("Choose at least one need.")), "needs")
    if len(chosen) > paper.tokens:
        raise Refused(
            Plural(
                "You chose %(count)s need. Choose at most %(most)s.",
                "You chose %(count)s needs. Choose at most %(most)s.",
                len(chosen),
                {"most": paper.tokens},
            ),
            "needs",
        )
    secret = key_of(secrets, paper.id, paper.code_hash)
    _not_too_fast(act, paper, secret)
    receipt = receipt_of(secret, paper.id)
    row = act.db.scalar(select(SealedBallot).where(SealedBallot.voting_code_id == paper.id))
    if row is None:
        row = SealedBallot(voting_code_id=paper.id)
        act.db.add(row)
    row.needs = chosen
    if act.db.scalar(select(VoteReceipt.id).where(VoteReceipt.receipt_hash == hashed(receipt))) is None:
        act.db.add(VoteReceipt(round_id=paper.round_id, receipt_hash=hashed(receipt)))
    return receipt


def _not_too_fast(act: Act, paper: VotingCodeRow, secret: bytes) -> None:
    """Count this vote, or refuse it if it has to wait.

    The caller holds the lock, so no vote slips through.
    """
    seconds = repeated_vote_throttle.wait_before(act.db, secret, paper.id, act.now)
    if seconds:
        raise Refused(
            Plural(
                "Somebody has just voted with this code several times. Wait %(count)s second, then send "
                "again. If that was not you, hand your paper in and choose on paper: that counts.",
                "Somebody has just voted with this code several times. Wait %(count)s seconds, then send "
                "again. If that was not you, hand your paper in and choose on paper: that counts.",
                seconds,
            )
        )
    repeated_vote_throttle.count(act.db, secret, paper.id, act.now)


def _note_late(act: Act, paper: VotingCodeRow) -> None:
    if act.db.scalar(select(LateVote.id).where(LateVote.voting_code_id == paper.id)) is None:
        act.db.add(LateVote(voting_code_id=paper.id))
        # Only the day is recorded: a neighbour might remember who voted at a given minute.
        day = act.now.replace(hour=0, minute=0, second=0, microsecond=0)
        replace(act, now=day).note("ballot.late", f"round {paper.number}")


def return_codes(act: Act, round_number: int, typed: str) -> int:
    """Mark papers as returned by their codes; votes sealed with them no longer count.

    Errors: Forbidden; Refused, naming a code that is not of this round or has already been returned.
    """
    act.require(Action.ENTER_BALLOT_SHEET)
    asked = _round(act, round_number)
    if asked.is_closed:
        raise Refused(Message(N_("This round is closed. Votes are counted.")))
    letters = plain(typed)
    codes = [letters[at : at + LETTERS] for at in range(0, len(letters), LETTERS)]
    if not codes or len(codes[-1]) < LETTERS:
        raise Refused(
            Message(
                N_("Each code has %(letters)s letters and digits. Look at them again."), {"letters": LETTERS}
            ),
            "codes",
        )
    for code in codes:
        _return_code(act, asked, code)
    act.note("slips.hand-in", f"round {asked.number}", papers=len(codes))
    return len(codes)


def _return_code(act: Act, asked: RoundRow, code: str) -> None:
    paper = queries.paper(act.db, code)
    if paper is None or (paper.settlement_id, paper.number) != (act.settlement.id, asked.number):
        raise Refused(Message(N_("No paper of this round has the code “%(code)s”."), {"code": code}), "codes")
    if paper.returned:
        raise Refused(
            Message(N_("The paper with “%(code)s” was handed in already."), {"code": code}), "codes"
        )
    act.db.execute(delete(SealedBallot).where(SealedBallot.voting_code_id == paper.id))
    act.db.add(ReturnedVotingCode(**act.programme_columns, voting_code_id=paper.id))
    act.db.flush()


def _round(act: Act, number: int) -> RoundRow:
    found = ROUND.first(act.db, settlement=act.settlement.id, number=number)
    if found is None:
        raise Refused(Message(N_("There is no round with this number. See the page “Priorities”.")))
    return found

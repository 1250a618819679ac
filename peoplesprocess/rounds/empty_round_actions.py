"""Ending a round in which nobody chose: that nothing was chosen is a result too."""

from __future__ import annotations

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.facts.round_progress import RoundProgress, round_progress
from peoplesprocess.models import RoundEndingWithoutResult
from peoplesprocess.rounds.round_lookup import found_round


def end_round(act: Act, round_number: int, reason: str) -> RoundEndingWithoutResult:
    """End a round without a choice. Errors: Forbidden; Refused if somebody chose, or without a reason."""
    act.require(Action.CLOSE_ROUND)
    asked = found_round(act, round_number)
    if asked.is_closed:
        raise Refused(Message(N_("This round is closed already.")))
    if has_choices(round_progress(act.db, asked, act.settlement)):
        raise Refused(Message(N_("Somebody has chosen in this round. Close it and count.")))
    if not reason.strip():
        raise Refused(Message(N_("Write why nothing was chosen.")), "reason")
    row = RoundEndingWithoutResult(**act.columns, round_id=asked.id, reason=reason)
    act.db.add(row)
    act.note("round.end", f"round {asked.number}")
    return row


def has_choices(progress: RoundProgress) -> bool:
    """Return whether a group's choice is there, typed in by one person at least, or sealed with a code."""
    return any(line.version or line.typed or line.sealed for line in progress.lines)

"""Ending a round in which nobody chose; it is recorded with a reason, like a result."""

from __future__ import annotations

from datetime import date

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.paper_days import day_detail
from peoplesprocess.facts.code_votes import somebody_voted
from peoplesprocess.facts.done_at import noon
from peoplesprocess.facts.round_progress import RoundProgress, round_progress
from peoplesprocess.models import RoundEndingWithoutResult
from peoplesprocess.rounds.round_lookup import round_by_number
from peoplesprocess.rounds.round_paper_days import closed_on


def end_round(
    act: Act, round_number: int, reason: str, on_paper: date | None = None
) -> RoundEndingWithoutResult:
    """End a round without a choice, today or on the day `on_paper`.

    Errors: Forbidden; Refused if somebody chose, without a reason, or if the day on paper is before something
    that had to happen first.
    """
    act.require(Action.CLOSE_ROUND)
    asked = round_by_number(act, round_number)
    if asked.is_closed:
        raise Refused(Message(N_("This round is closed already.")))
    progress = round_progress(act.db, asked, act.settlement)
    if has_choices(progress):
        raise Refused(Message(N_("Somebody has chosen in this round. Close it and count.")))
    if not reason.strip():
        raise Refused(Message(N_("Write why nothing was chosen.")), "reason")
    ended_on = closed_on(act, asked, progress, on_paper)
    # Checked last: only somebody who would otherwise have ended the round learns that there is a single vote.
    if somebody_voted(act.db, asked.id):
        raise Refused(
            Message(
                N_(
                    "Somebody has voted here with a code. Wait for more votes, or let those who voted choose "
                    "on paper and hand their papers in. Then close the round and count."
                )
            )
        )
    row = RoundEndingWithoutResult(
        **act.columns, round_id=asked.id, reason=reason, on_paper_at=noon(act.settlement, ended_on)
    )
    act.db.add(row)
    act.note("round.end", f"round {asked.number}", **day_detail(ended_on))
    return row


def has_choices(progress: RoundProgress) -> bool:
    """Return whether a group has visibly chosen: on a sheet that was typed in, or with five codes."""
    return any(line.version or line.typed or line.votes for line in progress.lines)

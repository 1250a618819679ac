"""The next sheet of a round for somebody who has just saved or confirmed one."""

from __future__ import annotations

from collections.abc import Iterator

from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.facts.places import SettlementGroup
from peoplesprocess.facts.round_progress import BallotSheetProgress, RoundProgress, round_progress
from peoplesprocess.facts.rounds import RoundRow
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context


def progress_for(context: Context, asked: RoundRow) -> RoundProgress:
    """Return how far a round is, as seen by the present user."""
    return round_progress(db(), asked, context.settlement, context.person.id)


def speaks_for(context: Context, group: str) -> bool:
    """Return whether the present user may confirm the sheet of a group."""
    own = ActSubject(groups=frozenset({group}))
    return group in context.groups and context.may(Action.ATTEST_BALLOT_SHEET, own)


def next_to_type_in(context: Context, asked: RoundRow) -> SettlementGroup | None:
    """Return the next group without a sheet whose paper the user has not typed in, or None."""
    return next(
        (
            context.groups[line.group]
            for line in _lines(context, asked)
            if not (line.version or line.typed_by_me)
        ),
        None,
    )


def next_to_confirm(context: Context, asked: RoundRow, group: str) -> SettlementGroup | None:
    """Return another group represented by the user whose sheet is to be confirmed, or None."""
    own = [each for each in context.groups if each != group and speaks_for(context, each)]
    if not own:
        return None
    waiting = (line for line in _lines(context, asked) if line.version and not line.attested)
    return next((context.groups[line.group] for line in waiting if line.group in own), None)


def _lines(context: Context, asked: RoundRow) -> Iterator[BallotSheetProgress]:
    """Return the lines of the groups that this settlement has."""
    return (line for line in progress_for(context, asked).lines if line.group in context.groups)

"""The days on which a round was opened or closed, or a sheet confirmed, on paper, and their bounds."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from peoplesprocess.act import Act
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.paper_days import FIELD, EarliestDay, day_after_all
from peoplesprocess.facts.cycle_days import cycle_began
from peoplesprocess.facts.local_days import day_in
from peoplesprocess.facts.meetings import FIRST_SESSIONS
from peoplesprocess.facts.round_progress import RoundProgress
from peoplesprocess.facts.rounds import NEWEST_ROUNDS, RoundRow, sheets


def opened_on(act: Act, on_paper: date | None) -> date | None:
    """Return the day on which a round was opened on paper, or None if it is opened today.

    Errors: Refused if the cycle began later, the previous round was closed later, or a required group had its
    first session of its own later.
    """
    if on_paper is None:
        return None
    place = act.settlement
    before = NEWEST_ROUNDS.first(act.db, settlement=place.id)
    closed_on = day_in(place, before.closed_at) if before and before.closed_at else None
    sentence = N_(
        "Round %(number)s was closed on %(day)s. The next one cannot have been opened before that. Enter "
        "that day or a later one, or leave the field empty if it was today."
    )
    values = {"number": before.number if before else 0, "day": closed_on}
    return day_after_all(
        on_paper,
        act.today,
        [
            cycle_began(act.db, place),
            EarliestDay(closed_on, Message(sentence, values)),
            *_first_sessions(act, place.required_groups),
        ],
    )


def confirmed_on(act: Act, asked: RoundRow, group: str, on_paper: date | None) -> date | None:
    """Return the day on which a group's sheet was confirmed on paper, or None if it is confirmed today.

    Errors: Refused if the round was opened later, or the group had its first session of its own later.
    """
    if on_paper is None:
        return None
    opened = day_in(act.settlement, asked.opened_at)
    sentence = N_(
        "The round was opened on %(day)s. No sheet of it can have been confirmed before that. Enter that "
        "day or a later one, or leave the field empty if it was today."
    )
    return day_after_all(
        on_paper,
        act.today,
        [EarliestDay(opened, Message(sentence, {"day": opened})), *_first_sessions(act, [group])],
    )


def closed_on(act: Act, asked: RoundRow, progress: RoundProgress, on_paper: date | None) -> date | None:
    """Return the day on which a round was closed on paper, or None if it is closed today.

    Errors: Refused if the round was opened later, if a group that chose had its first session or its sheet's
    confirmation on paper later, or if there are papers with codes, which can vote until the close.
    """
    if on_paper is None or on_paper == act.today:
        return None
    # This does not depend on votes: repeated attempts with a wrong day would show when the first one came.
    if any(line.votes is not None for line in progress.lines):
        sentence = N_(
            "People can vote here with their codes until the round is closed, so it can only be closed "
            "today. Leave the day empty."
        )
        raise Refused(Message(sentence), FIELD)
    opened = day_in(act.settlement, asked.opened_at)
    sentence = N_(
        "The round was opened on %(day)s. It cannot have been closed before that. Enter that day or a later "
        "one, or leave the field empty if it was today."
    )
    chose = {line.group for line in progress.lines if line.version}
    return day_after_all(
        on_paper,
        act.today,
        [
            EarliestDay(opened, Message(sentence, {"day": opened})),
            *_first_sessions(act, chose),
            *_confirmations(act, asked),
        ],
    )


def _confirmations(act: Act, asked: RoundRow) -> Iterator[EarliestDay]:
    place = act.settlement
    sentence = N_(
        "%(group)s, sheet confirmed on %(day)s. The round cannot have been closed before that. Enter that "
        "day or a later one, or leave the field empty if it was today."
    )
    for row in sheets(act.db, asked.id):
        # An attestation without a day on paper does not show when the group agreed.
        if row.attested_at is not None and row.attested_at != row.attested_typed_at:
            day = day_in(place, row.attested_at)
            values = {"group": place.any_group(row.group_code).name, "day": day}
            yield EarliestDay(day, Message(sentence, values))


def _first_sessions(act: Act, groups: Collection[str]) -> Iterator[EarliestDay]:
    place = act.settlement
    sentence = N_(
        "%(group)s, first session in this cycle: %(day)s. The group cannot have chosen before that. Enter "
        "that day or a later one, or leave the field empty if it was today."
    )
    for first in FIRST_SESSIONS.all(act.db, settlement=place.id, cycles_before=place.cycles_before):
        if first.group_code in groups:
            values = {"group": place.any_group(first.group_code).name, "day": first.held_on}
            yield EarliestDay(first.held_on, Message(sentence, values))

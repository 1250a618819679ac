"""The one next step in an open round: a sheet to confirm or to type in, the close, or who continues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.messages import N_, Message, Sentence
from peoplesprocess.core.process.tasks import NextTask, TaskKind, ViewerPermissionPredicate


@dataclass(frozen=True, slots=True)
class BallotSheetSituation:
    """The state of a group's sheet in an open round; `required` if the round waits for the group.

    `name` is the group's name, in people's own words or ours. If two people have to type in a sheet, `begun`
    says that one of them has, and `begun_by_me` that the viewer has. `has_votes` says that somebody has voted
    with a code, so the sheet is not missing.
    """

    group: str
    name: Sentence | str = ""
    required: bool = False
    begun: bool = False
    begun_by_me: bool = False
    has_votes: bool = False
    entered: bool = False
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class RoundSituation:
    """The state of an open round; it `may_close` when nothing is missing."""

    round: int
    sheets: Sequence[BallotSheetSituation]
    may_close: bool


def next_in_round(may: ViewerPermissionPredicate, situation: RoundSituation) -> NextTask:
    """Return the one thing that the viewer can do now for an open round, or who continues."""
    number = {"number": situation.round}
    for sheet in situation.sheets:
        own = ActSubject(groups=frozenset({sheet.group}))
        if sheet.entered and not sheet.confirmed and may(Action.ATTEST_BALLOT_SHEET, own):
            title = N_("Is your group's sheet true?")
            return NextTask(title, "", TaskKind.ATTEST_BALLOT_SHEET, {**number, "group": sheet.group}, title)
    if situation.may_close and may(Action.CLOSE_ROUND):
        title = N_("Close the round and count")
        return NextTask(title, "", TaskKind.CLOSE_ROUND, number, title)
    next_sheet = _to_enter(situation.sheets)
    if next_sheet and may(Action.ENTER_BALLOT_SHEET):
        sentence = Message(N_("Type in the sheet of this group: %(group)s"), {"group": next_sheet.name})
        values: dict[str, str | int] = {**number, "group": next_sheet.group}
        return NextTask(sentence, "", TaskKind.ENTER_BALLOT_SHEET, values, sentence)
    if situation.may_close:
        return NextTask(N_("Nothing is missing from this round. The facilitator closes it and counts."))
    waited_for = [sheet for sheet in situation.sheets if sheet.required or sheet.begun]
    if not all(sheet.entered or sheet.has_votes for sheet in waited_for):
        return NextTask(
            N_(
                "Not all sheets are typed in yet. The facilitator or the committee does that. If the round "
                "asks for it, two different people do it."
            )
        )
    return NextTask(
        N_("The sheets wait for the groups' representatives. Each confirms the sheet of their own group.")
    )


def _to_enter(sheets: Sequence[BallotSheetSituation]) -> BallotSheetSituation | None:
    """Return the sheet to type in next: one that the round waits for, else one that is begun, else any."""
    missing_sheets = [
        sheet for sheet in sheets if not (sheet.entered or sheet.has_votes or sheet.begun_by_me)
    ]
    waited_for = [sheet for sheet in missing_sheets if sheet.required]
    begun_sheets = [sheet for sheet in missing_sheets if sheet.begun]
    return next(iter((*waited_for, *begun_sheets, *missing_sheets)), None)

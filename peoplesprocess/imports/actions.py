"""What a checked spreadsheet makes, by the acts of the rooms, all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from peoplesprocess.accounts.actions import invite
from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.imports.checked_rows import RecordsToAdd
from peoplesprocess.imports.invitations import TokenOf, to_invite
from peoplesprocess.programmes.actions import add_area, add_settlement


@dataclass(frozen=True, slots=True)
class Imported:
    """How much a spreadsheet has made."""

    areas: int
    settlements: int
    people: int


def import_spreadsheet(act: Act, wanted: RecordsToAdd, digest: str, token_of: TokenOf) -> Imported:
    """Add the settlements and invite the people that a spreadsheet asks for and that are not there yet.

    `digest` is that of its rows, for the journal. Errors: Forbidden; Refused by the first of the rooms' acts
    that refuses; then nothing is made.
    """
    act.require(Action.ADD_SETTLEMENT)
    for area in wanted.areas:
        add_area(act, area)
    for settlement in wanted.settlements:
        add_settlement(act, settlement)
    new = [
        each
        for each in to_invite(act.db, act.programme.id, wanted.people, token_of, act.now)
        if not each.is_open
    ]
    for each in new:
        invite(act, each.person.scope, each.token)
    made = Imported(len(wanted.areas), len(wanted.settlements), len(new))
    if any((made.areas, made.settlements, made.people)):
        detail = {"areas": made.areas, "settlements": made.settlements, "people": made.people}
        act.note("spreadsheet.import", "spreadsheet", digest=digest, **detail)
    return made

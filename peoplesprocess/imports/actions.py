"""Acts that write checked files, through the acts of the rooms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from peoplesprocess.accounts.actions import invite
from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.import_outcome import RefusedRow
from peoplesprocess.core.messages import Refused
from peoplesprocess.imports.checked_rows import RecordsToAdd
from peoplesprocess.imports.importable_need import ImportableNeed, refused_row
from peoplesprocess.imports.people_to_invite import TokensOf, to_invite
from peoplesprocess.needs.bulk_needs import NeedSubmission, receive_needs
from peoplesprocess.programmes.actions import add_area, add_settlement


@dataclass(frozen=True, slots=True)
class ImportedRecordCounts:
    """How many areas, settlements and people a spreadsheet has added."""

    areas: int
    settlements: int
    people: int


@dataclass(slots=True)
class NeedImportOutcome:
    """How many rows of a file became needs or changed one, how many were known, and which were refused."""

    new: int = 0
    known: int = 0
    refused: list[RefusedRow] = field(default_factory=list)


def import_needs(act: Act, rows: Sequence[ImportableNeed]) -> NeedImportOutcome:
    """Record the needs of rows of a file, each once, by the act that receives needs from every source.

    Rows that have become wrong since they were judged are refused one by one.
    Errors: Forbidden.
    """
    act.require_role(Action.RECORD_NEED)
    taken = NeedImportOutcome()
    outcomes = receive_needs(act, [NeedSubmission(good.sent, good.report) for good in rows])
    for good, outcome in zip(rows, outcomes, strict=True):
        if isinstance(outcome, Refused):
            taken.refused.append(refused_row(good.row, good.headings, outcome))
        elif outcome.outcome == "known":
            taken.known += 1
        else:
            taken.new += 1
    return taken


def import_spreadsheet(
    act: Act, wanted: RecordsToAdd, digest: str, tokens_of: TokensOf
) -> ImportedRecordCounts:
    """Add the settlements and invite the people that a spreadsheet asks for and that do not exist yet.

    `digest` is that of its rows, for the journal.
    Errors: Forbidden; SecondFactorNeeded; Refused by the first act of a room that refuses, in which case
    nothing is made.
    """
    act.require(Action.ADD_SETTLEMENT)
    for area in wanted.areas:
        add_area(act, area)
    for settlement in wanted.settlements:
        add_settlement(act, settlement)
    new = [
        each
        for each in to_invite(act.db, act.programme.id, wanted.people, tokens_of, act.now)
        if not each.is_open
    ]
    for each in new:
        invite(act, each.person.scope, each.token)
    made = ImportedRecordCounts(len(wanted.areas), len(wanted.settlements), len(new))
    if any((made.areas, made.settlements, made.people)):
        detail = {"areas": made.areas, "settlements": made.settlements, "people": made.people}
        act.note("spreadsheet.import", "spreadsheet", digest=digest, **detail)
    return made

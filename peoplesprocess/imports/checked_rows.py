"""What a checked spreadsheet asks for, and what is wrong with one that is not right."""

from __future__ import annotations

from dataclasses import dataclass, field

from peoplesprocess.accounts.role_scope import RolePlaceInput
from peoplesprocess.core.messages import N_, Message, Msgid, Sentence
from peoplesprocess.programmes.actions import AreaInput, SettlementInput


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person to invite, by the user name that the spreadsheet gives; the name is for the slip alone."""

    name: str
    username: str
    scope: RolePlaceInput


@dataclass(frozen=True, slots=True)
class RecordsToAdd:
    """What a spreadsheet asks for beyond what is there; `there` counts its settlements that are."""

    areas: list[AreaInput] = field(default_factory=list)
    settlements: list[SettlementInput] = field(default_factory=list)
    people: list[PersonRow] = field(default_factory=list)
    there: list[str] = field(default_factory=list)


@dataclass(slots=True)
class ImportFaults:
    """What is wrong, in sentences that name sheet, row and column."""

    sentences: list[Sentence] = field(default_factory=list)

    def add(self, sheet: str, row: int, column: Msgid, fault: Sentence) -> None:
        """Note a fault of one cell."""
        place: dict[str, object] = {"sheet": sheet, "row": row, "column": column, "fault": fault}
        text = N_("Sheet %(sheet)s, row %(row)s, “%(column)s”: %(fault)s")
        if not sheet:
            text = N_("Row %(row)s, “%(column)s”: %(fault)s")
        self.sentences.append(Message(text, place))

"""The outcome of checking a spreadsheet: what it asks for, and its faults."""

from __future__ import annotations

from dataclasses import dataclass, field

from peoplesprocess.accounts.role_scope import RolePlaceInput
from peoplesprocess.core.messages import N_, Message, Msgid, Sentence
from peoplesprocess.programmes.actions import AreaInput, SettlementInput


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person to invite, with the spreadsheet's user name; the name is only for the slip."""

    name: str
    username: str
    scope: RolePlaceInput


@dataclass(frozen=True, slots=True)
class RecordsToAdd:
    """What a spreadsheet asks for that does not exist yet; `there` are codes of existing settlements."""

    areas: list[AreaInput] = field(default_factory=list)
    settlements: list[SettlementInput] = field(default_factory=list)
    people: list[PersonRow] = field(default_factory=list)
    there: list[str] = field(default_factory=list)


@dataclass(slots=True)
class ImportFaults:
    """Faults as sentences that name sheet, row and column."""

    sentences: list[Sentence] = field(default_factory=list)

    def add(self, sheet: str, row: int, column: Msgid, fault: Sentence) -> None:
        """Add a fault of one cell."""
        place: dict[str, object] = {"sheet": sheet, "row": row, "column": column, "fault": fault}
        text = N_("Sheet %(sheet)s, row %(row)s, “%(column)s”: %(fault)s")
        if not sheet:
            text = N_("Row %(row)s, “%(column)s”: %(fault)s")
        self.sentences.append(Message(text, place))

"""Facts about a work, and the lines that its page and its notice are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from peoplesprocess.board.contract_summary import ContractSummary
from peoplesprocess.board.events import BoardEvent
from peoplesprocess.board.queries import BoardNeed
from peoplesprocess.core.messages import N_, Message, Msgid, Sentence
from peoplesprocess.core.money import Money
from peoplesprocess.facts.item_progress import ItemProgress
from peoplesprocess.facts.places import SettlementWithRules


@dataclass(frozen=True, slots=True)
class WorkStageLine:
    """A line of a stage; one that does not hold is missing, one that is late was somebody's fault.

    A detail is on the page only; the notice for the wall has room for its sum. A line ahead has a day that
    has not come: it is neither done nor missing.
    """

    sentence: Sentence
    holds: bool = True
    is_late: bool = False
    is_detail: bool = False
    is_ahead: bool = False


@dataclass(frozen=True, slots=True)
class WorkFacts:
    """The facts of a work: its contract, its item of the plan, its needs and their places in the vote."""

    place: SettlementWithRules
    summary: ContractSummary
    item: ItemProgress | None
    needs: Sequence[BoardNeed]
    places: Mapping[int, Sequence[Sentence]]
    signed_at: datetime | None
    events: Sequence[BoardEvent]
    today: date

    def of_kind(self, kind: str) -> list[BoardEvent]:
        """Return the events of one kind, in order."""
        return sorted((event for event in self.events if event.kind == kind), key=lambda event: event.number)

    def of_kinds(self, first: str) -> list[BoardEvent]:
        """Return the events of the kinds that begin with this part, in order."""
        found = (event for event in self.events if event.kind.partition(":")[0] == first)
        return sorted(found, key=lambda event: event.number)

    def money(self, amount: int) -> Money:
        """Return a sum in the settlement's currency."""
        return Money(amount, self.place.currency)


def so(text: str, **values: object) -> WorkStageLine:
    """Return a line that holds."""
    return WorkStageLine(Message(text, values))


def ahead(text: str, **values: object) -> WorkStageLine:
    """Return a line about something whose day has not come."""
    return WorkStageLine(Message(text, values), holds=False, is_ahead=True)


def missing(text: str, **values: object) -> WorkStageLine:
    """Return a line that says what is missing."""
    return WorkStageLine(Message(text, values), holds=False)


def labelled(label: Msgid, value: object) -> Message:
    """Return a value behind its label."""
    return Message(N_("%(label)s: %(value)s"), {"label": label, "value": value})

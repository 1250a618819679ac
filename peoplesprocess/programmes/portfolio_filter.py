"""Which of a programme's settlements a list shows: by name, step, what they wait for, lateness and place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, false, func, not_, or_

from peoplesprocess.core.messages import N_, Msgid
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.core.search import SearchWords
from peoplesprocess.facts.waiting_settlements import WAITS, may_be_late
from peoplesprocess.models import SettlementSummary
from peoplesprocess.programmes.programme_queries import ProgrammeSettings

HANDED_OVER = "handed-over"
"""What stands in addresses for settlements whose steps are all closed; a step is never called so."""
COMMITTEE_NAMES: Mapping[str, Msgid] = {
    "enough": N_("Enough women on the committee"),
    "few": N_("Too few women on the committee"),
}
"""Which committees in office can be asked for, by the word in addresses."""
Key = TypeVar("Key")
_summary = SettlementSummary.__table__.c


@dataclass(frozen=True, slots=True)
class PortfolioFilter:
    """What was asked for; "" and False ask for nothing. `area` is the path of a place above settlements."""

    words: SearchWords
    step: str = ""
    waits: str = ""
    area: str = ""
    late: bool = False
    committee: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> PortfolioFilter:
        """Return what an address asks for. Errors: LookupError for a wait or a committee that is none."""
        waits, committee = asked.get("waits", ""), asked.get("committee", "")
        for word, known in ((waits, WAITS), (committee, COMMITTEE_NAMES)):
            if word and word not in known:
                raise LookupError(word)
        step, area = (_printable(asked.get(name, "")) for name in ("step", "area"))
        late = bool(asked.get("late"))
        return cls(SearchWords(asked.get("search", "")), step, waits, area, late, committee)

    def __bool__(self) -> bool:
        return bool(self.address)

    @property
    def address(self) -> dict[str, str]:
        """The same as an address asks for it."""
        late = "1" if self.late else ""
        asked = {"search": self.words.typed, "step": self.step, "waits": self.waits, "late": late}
        asked |= {"area": self.area, "committee": self.committee}
        return {name: value for name, value in asked.items() if value}

    def conditions(
        self,
        steps: Mapping[Key, ProgrammeSettings],
        version: ColumnElement[Key],
        rules: ProgrammeRules,
        now: datetime,
    ) -> list[ColumnElement[bool]]:
        """Return what must hold of a settlement's summary, its name aside.

        Of those that wait too long it holds at least: `late_settlements` looks at each again. `steps` holds
        every version of the programme's steps by what the column `version` says.
        """
        found = []
        if self.step:
            found.append(or_(false(), *(self._at_step(version == key, steps[key]) for key in steps)))
        if self.waits:
            found.append(WAITS[self.waits])
        if self.late:
            found.append(may_be_late(rules, now))
        if self.committee:
            found += _women_hold(rules.women_on_committee, enough=self.committee == "enough")
        if self.area:
            found.append((_summary.area + "/").startswith(self.area + "/", autoescape=True))
        return found

    def _at_step(self, is_version: ColumnElement[bool], frame: ProgrammeSettings) -> ColumnElement[bool]:
        keys = [step.key for step in frame.steps]
        if self.step == HANDED_OVER:
            return and_(is_version, *map(_is_closed, keys))
        if self.step not in keys:
            return false()
        before = keys[: keys.index(self.step)]
        return and_(is_version, *map(_is_closed, before), not_(_is_closed(self.step)))


def _women_hold(percent: int, *, enough: bool) -> list[ColumnElement[bool]]:
    """That there is a committee in office, and women hold such a share of its seats, or less."""
    holds = 100 * _summary.women_seats >= percent * _summary.seats
    return [_summary.seats > 0, holds if enough else not_(holds)]


def _is_closed(step: str) -> ColumnElement[bool]:
    closed = " " + func.coalesce(_summary.closed_steps, "") + " "
    return closed.contains(f" {step} ", autoescape=True)


def _printable(text: str) -> str:
    # PostgreSQL takes no NUL in a text, and nothing here has one.
    return text if text.isprintable() else ""

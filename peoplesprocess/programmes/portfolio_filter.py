"""The filter of a programme's settlements: name, step, waits, lateness, committee, area and code of items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, exists, false, func, literal, not_, or_, select

from peoplesprocess.core.messages import N_, Msgid
from peoplesprocess.core.process.steps import ENDED_EARLY
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.core.search import SearchWords
from peoplesprocess.facts.framed_items import IS_STANDING, has_tag
from peoplesprocess.facts.waiting_settlements import WAITS, may_be_late
from peoplesprocess.models import Plan, PlanItem, SettlementSummary
from peoplesprocess.programmes.programme_queries import ProgrammeSettings

HANDED_OVER = "handed-over"
"""The word in addresses for settlements that closed all steps; no step has this key."""
END_NAMES: dict[str, str] = {HANDED_OVER: N_("Handed over"), ENDED_EARLY: N_("Ended early")}
"""How a cycle can be over, by the word in addresses."""
COMMITTEE_NAMES: Mapping[str, Msgid] = {
    "enough": N_("Enough women on the committee"),
    "few": N_("Too few women on the committee"),
}
"""The filters of the committee in office, by their word in addresses."""
Key = TypeVar("Key")
_summary = SettlementSummary.__table__.c


@dataclass(frozen=True, slots=True)
class PortfolioFilter:
    """The values of a filter; "" and False do not filter.

    `area` is the path of an area, `tag` the tag of a code that an item of the settlement's plans has.
    """

    words: SearchWords
    step: str = ""
    waits: str = ""
    area: str = ""
    late: bool = False
    committee: str = ""
    tag: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> PortfolioFilter:
        """Return the filter in an address. Errors: LookupError for an unknown wait or committee."""
        waits, committee = asked.get("waits", ""), asked.get("committee", "")
        for word, known in ((waits, WAITS), (committee, COMMITTEE_NAMES)):
            if word and word not in known:
                raise LookupError(word)
        step, area, tag = (_printable(asked.get(name, "")) for name in ("step", "area", "tag"))
        late = bool(asked.get("late"))
        return cls(SearchWords(asked.get("search", "")), step, waits, area, late, committee, tag)

    def __bool__(self) -> bool:
        return bool(self.address)

    @property
    def address(self) -> dict[str, str]:
        """The arguments of an address with this filter."""
        late = "1" if self.late else ""
        asked = {"search": self.words.typed, "step": self.step, "waits": self.waits, "late": late}
        asked |= {"area": self.area, "committee": self.committee, "tag": self.tag}
        return {name: value for name, value in asked.items() if value}

    def conditions(
        self,
        steps: Mapping[Key, ProgrammeSettings],
        version: ColumnElement[Key],
        rules: ProgrammeRules,
        now: datetime,
    ) -> list[ColumnElement[bool]]:
        """Return the conditions on a settlement's summary, except for its name.

        For `late` the condition is wider, and `late_settlements` checks each settlement again. `steps` holds
        all versions of the programme's steps, by the values of the column `version`.
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
        if self.tag:
            found.append(_has_item_under(self.tag))
        return found

    def _at_step(self, is_version: ColumnElement[bool], frame: ProgrammeSettings) -> ColumnElement[bool]:
        keys = [step.key for step in frame.steps]
        if self.step == ENDED_EARLY:
            return and_(is_version, _is_closed(ENDED_EARLY))
        goes_on = not_(_is_closed(ENDED_EARLY))
        if self.step == HANDED_OVER:
            return and_(is_version, goes_on, *map(_is_closed, keys))
        if self.step not in keys:
            return false()
        before = keys[: keys.index(self.step)]
        return and_(is_version, goes_on, *map(_is_closed, before), not_(_is_closed(self.step)))


def _has_item_under(tag: str) -> ColumnElement[bool]:
    """Return the condition that an item stands under a code in the settlement's plans."""
    items = select(1).select_from(PlanItem).join(Plan, Plan.id == PlanItem.plan_id)
    has = has_tag(PlanItem.__table__.c.frame_tags, literal(tag))
    here = Plan.settlement_id == _summary.settlement_id
    return exists(items.where(here, IS_STANDING, has).correlate(SettlementSummary))


def _women_hold(percent: int, *, enough: bool) -> list[ColumnElement[bool]]:
    """Return the conditions that a committee is in office and women hold enough of its seats, or too few."""
    holds = 100 * _summary.women_seats >= percent * _summary.seats
    return [_summary.seats > 0, holds if enough else not_(holds)]


def _is_closed(step: str) -> ColumnElement[bool]:
    closed = " " + func.coalesce(_summary.closed_steps, "") + " "
    return closed.contains(f" {step} ", autoescape=True)


def _printable(text: str) -> str:
    # PostgreSQL refuses NUL in texts, and no stored text contains unprintable characters.
    return text if text.isprintable() else ""

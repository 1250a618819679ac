"""A contract and its log, by pages alone: each thing on its day, by whoever does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from peoplesprocess.demonstration.story_data import (
    DemonstrationCashBookEntry,
    DemonstrationContribution,
    DemonstrationMusterRoll,
    DemonstrationVisit,
)
from tests.journeys.planning_pages import Town


def draft_contract(town: Town) -> None:
    """Write the contract for the endorsed item on the day before it is signed."""
    told = town.story.contract
    line, item = next(
        (line, item) for line, item in enumerate(town.story.first_plan, start=1) if item.need == told.item
    )
    fields: dict[str, object] = {}
    for number, (what, unit, quantity, rate) in enumerate(told.bill, start=1):
        fields |= {f"what{number}": what, f"unit{number}": unit}
        fields |= {f"quantity{number}": quantity, f"rate{number}": rate}
    for number, (percent, work) in enumerate(zip(told.percents, told.work_done, strict=True), start=1):
        fields |= {f"percent{number}": percent, f"work{number}": work or None}
    town.clock.turn_to(told.signed_on)
    town["bo"].do(
        f"{town.here}/contracts/draft",
        line=line,
        title=told.title,
        mode="hired",
        contribution=item.in_cash + item.in_labour + item.in_materials,
        in_cash=item.in_cash,
        starts_on=told.starts_on,
        ends_on=told.ends_on,
        **fields,
    )


def sign(town: Town) -> None:
    """All three parties sign, each at an own telephone."""
    for name in ("officer", "efua", "carla"):
        town[name].do(f"{town.here}/contracts/1/sign")
    town.close("contract", town.story.contract.signed_on)


class WorkLog:
    """What happens at the work, by day."""

    def __init__(self, town: Town) -> None:
        self._town, self._work = town, f"{town.here}/works/1"
        self._left = sorted(self._acts(), key=lambda dated: dated[0])

    def until(self, day: date) -> None:
        """Let everything happen up to the end of a day."""
        while self._left and self._left[0][0] <= day:
            happens_on, act = self._left.pop(0)
            self._town.clock.turn_to(happens_on)
            act()
        self._town.clock.turn_to(day)

    def _acts(self) -> list[tuple[date, Callable[[], object]]]:
        """Of one day, what was given and paid comes before who looks and who asks."""
        told = self._town.story.contract
        acts: list[tuple[date, Callable[[], object]]] = []
        acts += [(gift.given_on, partial(self._give, gift)) for gift in told.given]
        acts += [(bought.spent_on, partial(self._spend, bought)) for bought in told.bought]
        acts += [(roll.until, partial(self._pay, roll)) for roll in told.rolls]
        acts += [(visit.visited_on, partial(self._visit, visit)) for visit in told.visits]
        for number, (asked, paid) in enumerate(told.tranches, start=1):
            if asked:
                acts.append((asked, partial(self._ask, number)))
            if paid:
                acts.append((paid, partial(self._release, number, paid)))
        return acts

    def _do(self, who: str, path: str, **fields: Any) -> None:
        self._town[who].do(f"{self._work}/{path}", **fields)

    def _give(self, gift: DemonstrationContribution) -> None:
        women, men = gift.days
        self._do(
            "officer",
            "contributions/record",
            kind=gift.kind,
            given_on=gift.given_on,
            what=gift.what,
            value=gift.value,
            women_days=women or None,
            men_days=men or None,
            quantity=gift.quantity or None,
            unit=gift.unit or None,
            paper=gift.paper or None,
        )

    def _spend(self, bought: DemonstrationCashBookEntry) -> None:
        self._do(
            "officer",
            "spending/record",
            spent_on=bought.spent_on,
            what=bought.what,
            amount=bought.amount,
            paper=bought.paper,
        )

    def _pay(self, roll: DemonstrationMusterRoll) -> None:
        women, men = roll.days
        self._do(
            "officer",
            "muster-rolls/record",
            kind="unskilled",
            what=roll.what,
            since=roll.since,
            until=roll.until,
            women_days=women,
            women_rate=roll.rate,
            men_days=men,
            men_rate=roll.rate,
            paid_on=roll.until,
            paper=roll.paper,
        )

    def _visit(self, visit: DemonstrationVisit) -> None:
        done = {f"done{position}": quantity for position, quantity in enumerate(visit.measured, start=1)}
        if visit.failed:
            what, remark, due = visit.failed
            done |= {"tested1": what, "result1": "failed", "remark1": remark, "due1": due}
        self._do(
            "ines",
            "visits/record",
            visited_on=visit.visited_on,
            days_stopped=visit.days_stopped or None,
            delay_cause=visit.delay_cause or None,
            weather=visit.weather or None,
            notes=visit.notes,
            final=visit.final or None,
            **done,
        )

    def _ask(self, number: int) -> None:
        statement = "What came before is spent, with receipts." if number > 1 else "To begin"
        self._do("officer", f"tranches/{number}/request", statement=statement)

    def _release(self, number: int, paid: date) -> None:
        self._do("femi", f"tranches/{number}/release", paper=f"Transfer {number}")
        self._do("officer", f"tranches/{number}/arrival", arrived_on=paid)

"""Hay Al-Nawroz: water, shelters, lights and classrooms with the municipality, in the community's order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from peoplesprocess.approvals import actions
from peoplesprocess.core.decisions import Verdict
from peoplesprocess.db import journal
from peoplesprocess.db.session import writing
from peoplesprocess.models import Adoption, Area, Meeting, Need, Plan, PlanItem, Result, Round, Submission
from tests.factories import MARKET_DAY, Make

AREA = "IQ/DUHOK/SUMEL"
ITEMS = {
    1: ("Water branch line, 1.2 km", 96_000_000),
    2: ("Upgrade of 40 shelters", 72_000_000),
    3: ("60 LED street lights", 27_000_000),
    4: ("4 extra classrooms", 5_000_000),
}
SHEETS = {
    "women": {"people": 22, "tokens": {"1": 12, "2": 12, "3": 4, "4": 9}},
    "men": {"people": 20, "tokens": {"1": 9, "2": 14, "3": 1, "4": 6}},
    "youth": {"people": 26, "tokens": {"1": 7, "2": 3, "3": 10, "4": 12}},
}


class Nawroz:
    """The neighbourhood, with what its people and its authority do between tests' steps."""

    def __init__(self, make: Make, programme: Any = None, days: int = 6) -> None:
        self.make = make
        programme = programme or make.programme(currency="IQD")
        self.place = make.settlement(programme, area=AREA, households=312, envelope=200_000_000)
        self.address = f"/s/{self.place.code}"
        self.now = datetime.now(UTC)
        self.whose: dict[str, Any] = {
            "settlement_id": self.place.id,
            "programme_id": self.place.programme_id,
            "made_by": None,
            "made_at": MARKET_DAY,
        }
        self._write(self._people_and_priorities())
        self.plan({line: {} for line in ITEMS}, days)

    def plan(self, changed: dict[int, dict[str, Any]], days: int = 0) -> None:
        """Hand over a version with these lines; each with the fields that differ from the first version."""
        with writing(self.make.engine) as db:
            number = len(db.scalars(select(Plan.id).where(Plan.settlement_id == self.place.id)).all()) + 1
            meeting = db.scalars(select(Meeting.id).where(Meeting.settlement_id == self.place.id)).one()
        plan = Plan(**self.whose, id=None, number=number)
        with writing(self.make.engine) as db:
            db.add(plan)
            db.flush()
            db.add_all(
                _item(plan.id, rank, line, fields) for rank, (line, fields) in enumerate(changed.items(), 1)
            )
            db.add(Adoption(**self.whose, plan_id=plan.id, meeting_id=meeting, households=300))
            since = {"made_at": self.now - timedelta(days=days)}
            db.add(Submission(**{**self.whose, **since}, plan_id=plan.id))
            self._close(db)

    def answer(
        self, line: int, verdict: str, reason: str = "As agreed", area: str = AREA, to: str = "Directorate"
    ) -> None:
        """Answer a line for the authority of an area."""
        with writing(self.make.engine) as db:
            given = actions.DecisionInput(Verdict(verdict), reason, to)
            actions.decide(db, None, self.place, line, given, area, "Municipality", self.now)  # type: ignore[arg-type]
            db.commit()

    def _people_and_priorities(self) -> list[Any]:
        first = Round(
            **self.whose, number=1, method="tokens", rule="equal-groups", tokens=3, read_out=True, ballot=[]
        )
        self._write([first])
        meeting = Meeting(
            **self.whose,
            **dict.fromkeys(("place", "agenda", "minutes"), "School"),
            **dict.fromkeys(("people", "women", "displaced", "with_disability", "women_headed"), 0),
            number=1,
            kind="assembly",
            held_on=date(2024, 3, 1),
            counts={},
            households=300,
            consent=True,
        )
        figures = {"rule": "equal-groups", "orders": {}, "sheets": SHEETS, "unseen": []}
        result = Result(**self.whose, round_id=self.saved.pop(), number=1, figures=figures)
        return [meeting, result, *(self._need(number, title) for number, (title, _) in ITEMS.items())]

    def _need(self, number: int, title: str) -> Need:
        words = dict.fromkeys(("statement", "since", "cause", "coping", "landmark"), "Said so")
        return Need(
            **self.whose,
            **words,
            number=number,
            title=f"Need of {title}",
            sector="water",
            households=40,
            affected=[],
            severity=2,
            season="all",
            response_type="infrastructure",
        )

    def _write(self, rows: list[Any]) -> None:
        with writing(self.make.engine) as db:
            db.add_all(rows)
            db.flush()
            self.saved = [row.id for row in rows]
            self._close(db)

    def _close(self, db: Any) -> None:
        journal.write(db, self.place.id, None, "test.make", "plan", MARKET_DAY)
        db.commit()


def _item(plan_id: Any, rank: int, line: int, fields: dict[str, Any]) -> PlanItem:
    title, cost = ITEMS.get(line, ("Something else", 1_000_000))
    values = {
        "title": title,
        "place": "Hay Al-Nawroz",
        "needs": [min(line, 4)],
        "cost": cost,
        "in_cash": 0,
        "in_labour": cost // 20,
        "in_materials": 0,
        "source": "UN-Habitat",
        "implementer": "with-help",
        "starts_on": date(2024, 4, 15),
        "ends_on": date(2024, 6, 29),
        "operation_and_maintenance": "The municipality",
        **fields,
    }
    return PlanItem(
        plan_id=plan_id, line=line, rank=rank, fingerprint=f"{line}{sorted(fields.items())}", **values
    )


@pytest.fixture
def nawroz(make: Make) -> Nawroz:
    """The neighbourhood whose plan waits since six days."""
    return Nawroz(make)


@pytest.fixture
def more(make: Make) -> Callable[..., Nawroz]:
    """Makes another neighbourhood."""
    return lambda programme=None, days=6: Nawroz(make, programme, days)


@pytest.fixture
def level(make: Make) -> Callable[[Any, str], str]:
    """Makes the authority of a higher area; returns its username."""

    def account(place: Any, path: str) -> str:
        with writing(make.engine) as db:
            area = Area(programme_id=place.programme_id, path=path, name=path, authority=f"Office of {path}")
            db.add(area)
            db.flush()
            above = SimpleNamespace(programme_id=place.programme_id, area_id=area.id)
            journal.write(db, place.id, None, "test.make", "area", MARKET_DAY)
            db.commit()
        return make.account("local_authority", above)

    return account

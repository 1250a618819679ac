"""Small factories: `make.settlement(name=...)` returns a saved row; what is not said is filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from itertools import count
from types import SimpleNamespace
from typing import Any

from sqlalchemy import ColumnElement, Engine, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from peoplesprocess.act import Act, act_in_installation, act_in_programme, act_in_settlement
from peoplesprocess.approvals import actions as approvals
from peoplesprocess.core import lists, rules
from peoplesprocess.core.decisions import Verdict
from peoplesprocess.core.process import steps
from peoplesprocess.core.roles import SCOPES, Role
from peoplesprocess.db import journal
from peoplesprocess.db.rows import belonging
from peoplesprocess.db.session import writing
from peoplesprocess.facts.plans import NEWEST_ITEM, NEWEST_ITEMS, VERSIONS
from peoplesprocess.models import (
    Account,
    Area,
    Meeting,
    Membership,
    Need,
    Process,
    Programme,
    Settlement,
    StepClosure,
)
from peoplesprocess.needs import actions as needs
from peoplesprocess.plans import actions as plans
from peoplesprocess.web import sessions

MARKET_DAY = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
_numbers = count(1)


class Make:
    """Makes saved rows. Each call is a transaction of its own, with an entry in the journal."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def programme(self, **columns: Any) -> Any:
        """A programme in rupees with all groups and sectors, the usual steps and numbers."""
        number = next(_numbers)
        with writing(self.engine) as db:
            values = {
                "code": f"programme-{number}",
                "name": f"Programme {number}",
                "agency": "UN-Habitat",
                "currency": "PKR",
                "committee_name": "Community development committee",
                "sectors": list(lists.SECTORS),
                "groups": [asdict(group) for group in lists.GROUPS],
                "rules": rules.Rules().stored(),
                "made_at": MARKET_DAY,
            }
            programme = Programme(**{**values, **columns})
            db.add(programme)
            db.flush()
            db.add(
                Process(
                    programme_id=programme.id, version=1, steps=steps.stored(steps.STEPS), made_at=MARKET_DAY
                )
            )
            return _saved(db, programme, programme.id)

    def settlement(
        self, programme: Any = None, area: str = "PK/SD/DADU", *, planned: bool = False, **columns: Any
    ) -> Any:
        """A settlement in its own programme, or in the one given; `planned` closes the steps before money."""
        programme = programme or self.programme()
        number = next(_numbers)
        with writing(self.engine) as db:
            process = db.scalars(
                select(Process).where(Process.programme_id == programme.id).order_by(Process.version.desc())
            ).first()
            assert process is not None
            values = {
                "code": f"goth-{number}",
                "name": f"Goth {number}",
                "currency": programme.currency,
                "groups": ["women", "men", "youth", "displaced", "disability"],
                "required_groups": ["women", "displaced"],
                "made_at": MARKET_DAY,
            }
            settlement = Settlement(
                programme_id=programme.id,
                process_id=process.id,
                area_id=_area(db, programme.id, area).id,
                **{**values, **columns},
            )
            db.add(settlement)
            db.flush()
            if planned:
                whose = belonging(settlement, None, MARKET_DAY)
                db.add_all(
                    StepClosure(**whose, step=step.key) for step in steps.STEPS if not step.guards_money
                )
            return _saved(db, settlement, settlement.id)

    def account(self, role: str, settlement: Any = None, group: str = "", **columns: Any) -> str:
        """An account with one role at a settlement, its programme or area, as the role goes; its username."""
        number = next(_numbers)
        username = str(columns.pop("username", f"{role}-{number}"))
        with writing(self.engine) as db:
            account = Account(
                username=username,
                name=columns.pop("name", f"Person {number}"),
                password_hash="!",
                made_at=MARKET_DAY,
            )
            db.add(account)
            db.flush()
            place = _reach(role, settlement, db)
            db.add(
                Membership(
                    account_id=account.id, role=role, group_code=group, made_at=MARKET_DAY, **place, **columns
                )
            )
            journal.write(db, journal.INSTALLATION, None, "account.add", "account", MARKET_DAY)
            db.commit()
        return username

    @contextmanager
    def act(
        self, who: str = "", place: Any = None, at: datetime = MARKET_DAY, *, group: str = ""
    ) -> Iterator[Act]:
        """An act in a settlement, a programme or none; what was done in it is saved at the end.

        `who` is a user name, or a role: then somebody with that role at `place` is made first; "" is the
        installation itself.

            with make.act("facilitator", goth) as act:
                record_need(act, need, raised_by)
        """
        if who in {role.value for role in Role}:
            who = self.account(who, place, group)
        with writing(self.engine) as db:
            yield _act(db, who, place, at)
            db.commit()

    def plan(
        self,
        settlement: Any,
        items: Mapping[int, Mapping[str, Any]] | None = None,
        *,
        adopted: bool = False,
        submitted: datetime | None = None,
    ) -> None:
        """A version of the plan, by a facilitator's acts: the first one, or one after the newest.

        `items` are the lines that it holds in the community's order, each with the fields that are not
        usual; without it the first version has one item. A moment in `submitted` adopts it too: that needs a
        settlement with `households`, of whom enough come.

            make.plan(goth, {1: {}, 2: {"cost": 900}}, submitted=MARKET_DAY)
        """
        wanted = {line: plan_item(line, **fields) for line, fields in (items or {1: {}}).items()}
        most_needs = max(need for item in wanted.values() for need in item.needs)
        facilitator = self.account("facilitator", settlement)
        with self.act(facilitator, settlement) as act:
            here = act.settlement
            for number in range(_highest(act, Need.number, Need.settlement_id == here.id), most_needs):
                record_need(act, number + 1)
            newest = VERSIONS.first(act.db, settlement=here.id)
            if newest is not None and newest.adopted_on is not None:
                plans.revise(act)
            _write_items(act, wanted)
            if adopted or submitted:
                held = Meeting.settlement_id == here.id, Meeting.kind == "assembly"
                meeting = _highest(act, Meeting.number, *held) or hold_assembly(act, here.households)
                plans.adopt(act, plans.AdoptionInput(meeting))
        if submitted:
            with self.act(facilitator, settlement, submitted) as act:
                plans.submit(act)

    def decision(
        self,
        settlement: Any,
        line: int,
        verdict: str,
        reason: str = "As agreed",
        *,
        area: str = "",
        forwarded_to: str = "Directorate",
        at: datetime = MARKET_DAY,
    ) -> None:
        """An answer of the settlement's own authority, or of that of an `area` above, to an item."""
        given = approvals.DecisionInput(Verdict(verdict), reason, forwarded_to)
        with self.act(self.authority(settlement, area), settlement, at) as act:
            approvals.decide(act, line, given)

    def authority(self, settlement: Any, area: str = "") -> str:
        """The authority of a settlement, or of an `area` above it; its username."""
        if not area:
            return self.account("local_authority", settlement)
        with writing(self.engine) as db:
            area_id = _area(db, settlement.programme_id, area, f"Office of {area}").id
            journal.write(db, settlement.id, None, "test.make", "area", MARKET_DAY)
            db.commit()
        above = SimpleNamespace(programme_id=settlement.programme_id, area_id=area_id)
        return self.account("local_authority", above)


def plan_item(line: int = 1, **fields: Any) -> plans.ItemInput:
    """An item of a plan; what is not said is filled in."""
    usual: dict[str, Any] = {
        "title": f"Work {line}",
        "place": "Old well",
        "needs": [line],
        "cost": 1_000_000,
        "in_cash": 0,
        "in_labour": 100_000,
        "in_materials": 0,
        "source": "UN-Habitat",
        "implementer": "with-help",
        "starts_on": date(2023, 5, 2),
        "ends_on": date(2023, 7, 31),
        "operation_and_maintenance": "The committee",
    }
    return plans.ItemInput(**{**usual, **fields})


def signed_in_cookie(engine: Engine, username: str) -> str:
    """Start a session for an account and return its cookie's value."""
    with writing(engine) as db:
        account = db.scalars(select(Account).where(Account.username == username)).one()
        value = sessions.begin(db, account.id, datetime.now(UTC))
        db.commit()
        return value


def _act(db: Session, who: str, place: Any, at: datetime) -> Act:
    account = db.scalars(select(Account.id).where(Account.username == who)).one() if who else None
    if place is None:
        return act_in_installation(db, account, at)
    is_settlement = hasattr(place, "programme_id")
    return (act_in_settlement if is_settlement else act_in_programme)(db, account, place.code, at)


def record_need(act: Act, number: int, **fields: Any) -> None:
    """Record the need that gets `number`; what is not said is filled in."""
    usual: dict[str, Any] = {
        **dict.fromkeys(("statement", "since", "cause", "coping"), "As it was said"),
        "title": f"Need {number}",
        "sector": "water",
        "landmark": "Old well",
        "households": 50,
        "affected": [],
        "severity": 2,
        "season": "all",
        "response_type": "infrastructure",
    }
    row = needs.record_need(act, needs.NeedInput(**{**usual, **fields}), needs.RaisedBy("women"))
    assert row.number == number


def hold_assembly(act: Act, households: int, **columns: Any) -> int:
    """A meeting of everybody as a row, to which so many households came; its number."""
    usual: dict[str, Any] = {
        **dict.fromkeys(("place", "agenda", "minutes"), "School yard"),
        **dict.fromkeys(("women", "displaced", "with_disability", "women_headed"), 0),
        "held_on": date(2023, 3, 12),
        "counts": {},
        "people": max(households, 300),
        "consent": True,
    }
    number = act.next_number(Meeting.number, Meeting.settlement_id, act.settlement.id)
    values = {**usual, **columns, "kind": "assembly", "number": number, "households": households}
    act.db.add(Meeting(**act.columns, **values))
    act.note("test.make", f"meeting {number}")
    return number


def _write_items(act: Act, wanted: Mapping[int, plans.ItemInput]) -> None:
    """Make the draft hold these lines, and no others, in this order."""
    here = act.settlement.id
    for item in NEWEST_ITEMS.all(act.db, settlement=here):
        if item.line not in wanted:
            plans.remove_item(act, item.line)
    for rank, (line, content) in enumerate(wanted.items(), start=1):
        item = replace(content, rank=rank)
        known = NEWEST_ITEM.first(act.db, settlement=here, line=line)
        if known is None:
            assert plans.add_item(act, item).line == line
        elif any(getattr(known, name) != value for name, value in asdict(item).items()):
            plans.change_item(act, line, item, known.version)


def _highest(act: Act, number: InstrumentedAttribute[int], *conditions: ColumnElement[bool]) -> int:
    return act.db.scalar(select(func.max(number)).where(*conditions)) or 0


def _reach(role: str, settlement: Any, db: Session) -> dict[str, Any]:
    scope = SCOPES[Role(role)][0]
    if scope == "installation":
        return {}
    place = {"programme_id": getattr(settlement, "programme_id", None) or settlement.id}
    if scope == "settlement":
        place["settlement_id"] = settlement.id
    if scope == "area":
        place["area"] = db.scalars(select(Area.path).where(Area.id == settlement.area_id)).one()
    return place


def _area(db: Session, programme_id: Any, path: str, authority: str = "Taluka office") -> Area:
    known = db.scalar(select(Area).where(Area.programme_id == programme_id, Area.path == path))
    if known is None:
        name = path.rpartition("/")[2].title()
        known = Area(programme_id=programme_id, path=path, name=name, authority=authority)
        db.add(known)
        db.flush()
    return known


def _saved(db: Session, row: Any, chain: Any) -> Any:
    journal.write(db, chain, None, "test.make", row.__tablename__, MARKET_DAY)
    values = {
        column.key: getattr(row, column.key) for column in row.__table__.columns if hasattr(row, column.key)
    }
    db.commit()
    return SimpleNamespace(**values)

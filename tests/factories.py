"""Small factories: `make.settlement(name=...)` returns a saved row; what is not said is filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime
from itertools import count
from types import SimpleNamespace
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from peoplesprocess.act import Act, act_in_installation, act_in_programme, act_in_settlement
from peoplesprocess.approvals import actions as approvals
from peoplesprocess.core import choice_lists, programme_rules
from peoplesprocess.core.authority_decisions import AuthorityVerdict
from peoplesprocess.core.process import steps
from peoplesprocess.core.roles import SCOPES, Role
from peoplesprocess.core.secrets import hashed
from peoplesprocess.db import journal
from peoplesprocess.db.session import writing
from peoplesprocess.models import (
    Account,
    Area,
    Membership,
    ProcessVersion,
    Programme,
    Settlement,
    StepClosure,
)
from peoplesprocess.needs.actions import NeedInput, RaisingGroupsInput, record_need
from peoplesprocess.plans import actions as plans
from peoplesprocess.settlements import actions as settlements
from peoplesprocess.web import sessions
from tests.images import Images
from tests.plan_factory import adopt, draft, plan_item
from tests.row_columns import belonging

Made = TypeVar("Made")

MARKET_DAY = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
SEATS = (
    settlements.SeatInput("chair", woman=False, group_code="men", signatory=True),
    settlements.SeatInput("vice", woman=True, group_code="women", signatory=True),
    settlements.SeatInput("treasurer", woman=False, group_code="displaced", signatory=True),
)
"""A small committee: three sign for the account, one of them a woman."""
_numbers = count(10_001)  # as many digits for all: names and addresses are put in order by their letters


class Make:
    """Makes saved rows. Each call is a transaction of its own, with an entry in the journal."""

    def __init__(self, engine: Engine, images: Images | None = None) -> None:
        self.engine, self._images = engine, images
        self.facilitators: dict[UUID, str] = {}

    def once(self, build: Callable[[], Made], *said: Any) -> Made:
        """Return what `build` makes in an empty database, from an image if there is one of what was `said`.

        Only what is the same on every day and at every hour can be made once.
        """
        return build() if self._images is None else self._images.make(self, build, repr(said))

    def programme(self, **columns: Any) -> Any:
        """A programme in rupees with all groups and sectors, the usual steps and numbers."""
        return self.once(lambda: self._programme(columns), "programme", columns)

    def _programme(self, columns: dict[str, Any]) -> Any:
        number = next(_numbers)
        with writing(self.engine) as db:
            values = {
                "code": f"programme-{number}",
                "name": f"Programme {_in_letters(number)}",
                "agency": "UN-Habitat",
                "currency": "PKR",
                "committee_name": "Community development committee",
                "sectors": list(choice_lists.SECTORS),
                "groups": [asdict(group) for group in choice_lists.GROUPS],
                "rules": programme_rules.ProgrammeRules().stored(),
                "made_at": MARKET_DAY,
            }
            programme = Programme(**{**values, **columns})
            db.add(programme)
            db.flush()
            db.add(
                ProcessVersion(
                    programme_id=programme.id, version=1, steps=steps.stored(steps.STEPS), made_at=MARKET_DAY
                )
            )
            return _saved(db, programme, programme.id)

    def settlement(
        self, programme: Any = None, area: str = "PK/SD/DADU", *, planned: bool = False, **columns: Any
    ) -> Any:
        """A settlement in its own programme, or in the one given; `planned` closes the steps before money."""
        said = ("settlement", programme, area, planned, columns)
        return self.once(
            lambda: self._settlement(programme or self.programme(), area, planned, columns), *said
        )

    def _settlement(self, programme: Any, area: str, planned: bool, columns: dict[str, Any]) -> Any:
        number = next(_numbers)
        with writing(self.engine) as db:
            process = db.scalars(
                select(ProcessVersion)
                .where(ProcessVersion.programme_id == programme.id)
                .order_by(ProcessVersion.version.desc())
            ).first()
            assert process is not None
            values = {
                "code": f"goth-{number}",
                "name": f"Goth {_in_letters(number)}",
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

    def contract(self, settlement: Any, *, signed: bool = True, **written: Any) -> Any:
        """A contract for the endorsed item on line `line` of the settlement's plan, by the acts themselves.

        Without a plan the settlement gets one of two endorsed items, and a committee with signatories. The
        row comes with everybody's username and key by role. `written` changes what the contract says.
        """
        # It makes its people with this class.
        from tests.contracts import story

        story.endorse_plan(self, settlement)
        return story.contract(self, settlement, story.PARTY_ROLES if signed else (), **written)

    def facilitator(self, settlement: Any) -> str:
        """The username of the settlement's facilitator, always the same one."""
        if settlement.id not in self.facilitators:
            self.facilitators[settlement.id] = self.account("facilitator", settlement)
        return self.facilitators[settlement.id]

    def need(
        self,
        settlement: Any,
        title: str = "Clean water",
        *groups: str,
        meeting: int | None = None,
        **said: Any,
    ) -> int:
        """A need as the facilitator records it, raised by `groups`, else by women; its number."""
        with self.act(self.facilitator(settlement), settlement) as act:
            first, *also = groups or ("women",)
            need = record_need(act, need_input(title=title, **said), RaisingGroupsInput(first, also, meeting))
            return need.number

    def meeting(
        self, settlement: Any, kind: str = "session", women: int = 0, men: int = 0, **fields: Any
    ) -> int:
        """A meeting with so many women and men of middle age, or with other `fields`; its number."""
        values = {
            "group_code": "women" if kind == "session" else "",
            "held_on": date(2026, 3, 1),
            **dict.fromkeys(("place", "agenda", "minutes"), "School yard"),
            "counts": {"women": [0, women, 0], "men": [0, men, 0], "other": [0, 0, 0]},
            **dict.fromkeys(("displaced", "with_disability", "women_headed", "households"), 0),
            "consent": True,
        }
        with self.act(self.facilitator(settlement), settlement) as act:
            meeting = settlements.MeetingInput(kind=kind, **{**values, **fields})
            return settlements.record_meeting(act, meeting).number

    def account(self, role: str, settlement: Any = None, group: str = "", **columns: Any) -> str:
        """An account with one role at a settlement, its programme or area, as the role goes; its username."""
        number = next(_numbers)
        username = str(columns.pop("username", f"{role}-{number}"))
        with writing(self.engine) as db:
            account = Account(
                username=username,
                name=columns.pop("name", f"Person {_in_letters(number)}"),
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

    def membership(self, username: str, role: str, settlement: Any, group: str = "") -> None:
        """One more role of an account that is there."""
        with writing(self.engine) as db:
            account = db.scalars(select(Account).where(Account.username == username)).one()
            place = _reach(role, settlement, db)
            db.add(
                Membership(account_id=account.id, role=role, group_code=group, made_at=MARKET_DAY, **place)
            )
            journal.write(db, journal.INSTALLATION, None, "account.add", "account", MARKET_DAY)
            db.commit()

    @contextmanager
    def act(
        self,
        who: str = "",
        place: Any = None,
        at: datetime = MARKET_DAY,
        *,
        group: str = "",
        proven: bool = True,
    ) -> Iterator[Act]:
        """An act in a settlement, a programme or none; what was done in it is saved at the end.

        Who acts is proven by a second factor, unless said otherwise. `who` is a user name, or a role: then
        somebody with that role at `place` is made first; "" is the installation itself.

            with make.act("facilitator", goth) as act:
                record_need(act, need, raised_by)
        """
        if who in {role.value for role in Role}:
            who = self.account(who, place, group)
        with writing(self.engine) as db:
            yield _act(db, who, place, at, proven)
            db.commit()

    def profile(self, place: Any, **fields: Any) -> None:
        """Write a settlement's profile; 100 households of residents unless said otherwise."""
        values = {
            "landmark": "School",
            "tenure": "public",
            "hazard": "flood",
            "households": 100,
            "women_headed": 12,
            "with_disability": 9,
            "population": {"women": [90, 60, 80, 20], "men": [95, 65, 75, 15]},
            "statuses": {"resident": 100},
        }
        with self.act("facilitator", place) as act:
            profile = settlements.SettlementFiguresInput(**{**values, **fields})
            settlements.write_profile(act, profile, act.settlement.version)

    def election(self, place: Any, seats: Sequence[settlements.SeatInput] = SEATS, **fields: Any) -> None:
        """Record an election: 80 of 100 voted unless said otherwise."""
        values = {
            "held_on": MARKET_DAY.date(),
            "eligible_women": 50,
            "eligible_men": 50,
            "voted_women": 42,
            "voted_men": 38,
            "observers": 3,
        }
        with self.act("facilitator", place) as act:
            settlements.record_election(act, settlements.ElectionInput(**{**values, **fields}, seats=seats))

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
        facilitator = self.account("facilitator", settlement)
        with self.act(facilitator, settlement) as act:
            draft(act, wanted)
            if adopted or submitted:
                adopt(act)
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
        level: int = 1,
        forwarded_to: str = "Directorate",
        at: datetime = MARKET_DAY,
    ) -> None:
        """An answer of the settlement's own authority, of that of an `area` above, or of a later level."""
        given = approvals.DecisionInput(AuthorityVerdict(verdict), reason, forwarded_to)
        who = self.authority(settlement, area) if level == 1 else ""
        who = who or self.account("local_authority", settlement, level=level)
        with self.act(who, settlement, at) as act:
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


def need_input(**said: Any) -> NeedInput:
    """What is written of a need; what is not said is filled in."""
    values = {
        "title": "Clean water",
        "sector": "water",
        "households": 40,
        "affected": [],
        "severity": 2,
        "season": "all",
        "response_type": "infrastructure",
        **dict.fromkeys(("statement", "landmark", "since", "cause", "coping"), ""),
    }
    return NeedInput(**{**values, **said})


def signed_in_cookie(engine: Engine, username: str, *, proven: bool = True) -> str:
    """Start a session for an account and return its cookie's value; as if a code had just been typed."""
    with writing(engine) as db:
        account = db.scalars(select(Account).where(Account.username == username)).one()
        value = sessions.begin(db, account.id, datetime.now(UTC))
        if proven:
            sessions.prove(db, hashed(value), datetime.now(UTC))
        db.commit()
        return value


def _act(db: Session, who: str, place: Any, at: datetime, proven: bool) -> Act:
    account = db.scalars(select(Account.id).where(Account.username == who)).one() if who else None
    if place is None:
        return act_in_installation(db, account, at, is_proven=proven)
    is_settlement = hasattr(place, "programme_id")
    door = act_in_settlement if is_settlement else act_in_programme
    return door(db, account, place.code, at, is_proven=proven)


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


def _in_letters(number: int) -> str:
    """A number as letters in the same order: no count that a page tells or hides stands in a name."""
    return str(number).translate(str.maketrans("0123456789", "ABCDEFGHIJ"))


def _saved(db: Session, row: Any, chain: Any) -> Any:
    journal.write(db, chain, None, "test.make", row.__tablename__, MARKET_DAY)
    values = {
        column.key: getattr(row, column.key) for column in row.__table__.columns if hasattr(row, column.key)
    }
    db.commit()
    return SimpleNamespace(**values)

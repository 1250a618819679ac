"""Our side: a fresh database filled through the application's own actions, and what a visitor carries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.servers import Server, serving
from peoplesprocess.accounts import actions as accounts
from peoplesprocess.act import Act, act_in_installation, act_in_programme, act_in_settlement
from peoplesprocess.app import create_app
from peoplesprocess.config import Config
from peoplesprocess.core.roles import Role, RoleGrant
from peoplesprocess.core.secrets import hashed
from peoplesprocess.db.column_types import uuid7
from peoplesprocess.db.migrate import upgrade
from peoplesprocess.db.session import reading, writing
from peoplesprocess.demonstration import nawroz, samagipura, sukhpur
from peoplesprocess.demonstration.before_contract import profile
from peoplesprocess.demonstration.loader import PROGRAMME
from peoplesprocess.facts.places import settlement_by_code
from peoplesprocess.models import Need, Settlement, SignInSession
from peoplesprocess.needs import actions as needs
from peoplesprocess.programmes import actions as programmes
from peoplesprocess.settlements import actions as settlements
from peoplesprocess.web import sessions
from peoplesprocess.web.form import token_for
from peoplesprocess.web.person_tokens import session_name
from peoplesprocess.web.stylesheets import stylesheet

READ, WRITTEN = "read", "written"
"""One settlement is read, another is written to, so that the list keeps its fifty needs."""
NEEDS = 50
SECRET = "bench"
STORY = sukhpur.STORY


@dataclass(frozen=True, slots=True)
class Ground:
    """A filled database and somebody signed in, who may record needs in both settlements."""

    app: Flask
    environment: dict[str, str]
    cookie: str

    @property
    def signed_in(self) -> str:
        """What a browser sends from its second page on: it has the stylesheet."""
        return f"{sessions.COOKIE}={self.cookie}; c={stylesheet().name}"

    @contextmanager
    def served(self) -> Iterator[Server]:
        """Serve it as `make run` does."""
        with serving("wsgi:app", self.environment, ready="/healthz") as server:
            yield server

    def forms(self, count: int) -> Iterator[str]:
        """Return so many fresh form ids, each with the token that this session's page would carry."""
        with reading(self.app.extensions["engine"]) as db:
            begun = db.get_one(SignInSession, hashed(self.cookie))
            session = session_name(begun.account_id, begun.made_at)
        # Whoever stops the server sees whether it was the last to have the file open.
        self.app.extensions["engine"].dispose()
        with self.app.app_context():
            for _ in range(count):
                form_id = uuid7()
                yield f"form_id={form_id}&token={token_for(form_id, session)}"

    def recorded(self) -> int:
        """Return how many needs the written settlement has."""
        with reading(self.app.extensions["engine"]) as db:
            place = _place(db, WRITTEN)
            return db.scalar(select(func.count()).where(Need.settlement_id == place.id)) or 0


def laid(folder: Path) -> Ground:
    """Return a fresh ground under `folder`."""
    instance = folder / "instance"
    instance.mkdir(mode=0o700)
    url = f"sqlite:///{folder / 'bench.db'}"
    app = create_app(Config(url, instance, SECRET.encode()))
    engine = app.extensions["engine"]
    upgrade(engine)
    with writing(engine) as db:
        cookie = _fill(db)
        db.commit()
    engine.dispose()
    return Ground(app, {"DATABASE_URL": url, "INSTANCE": str(instance), "SECRET": SECRET}, cookie)


def _fill(db: Session) -> str:
    now = datetime.now(UTC)
    itself = act_in_installation(db, None, now)
    admin = accounts.add_account(
        itself, accounts.AccountInput("ada", "Ada", "!"), [RoleGrant(Role.ADMINISTRATOR)]
    )
    programme = programmes.set_up_programme(
        act_in_installation(db, admin.id, now), replace(PROGRAMME, currency=STORY.currency)
    )
    manager = accounts.add_account(
        itself, accounts.AccountInput("efua", "Efua", "!"), [RoleGrant(Role.PROGRAMME_MANAGER, programme.id)]
    )
    adds = act_in_programme(db, manager.id, programme.code, now, is_proven=True)
    programmes.add_area(adds, programmes.AreaInput(STORY.area, STORY.area_name, STORY.authority))
    made = [_settlement(adds, code) for code in (READ, WRITTEN)]
    account = accounts.add_account(
        itself,
        accounts.AccountInput("bo", "Bo", "!"),
        [RoleGrant(Role.FACILITATOR, programme.id, settlement.id) for settlement in made],
    )
    for settlement in made:
        _write_profile(act_in_settlement(db, account.id, settlement.code, now))
    records = act_in_settlement(db, account.id, READ, now)
    for need, raised_by in islice(cycle(_needs()), NEEDS):
        needs.record_need(records, need, raised_by)
    return sessions.begin(db, account.id, now)


def _settlement(adds: Act, code: str) -> Settlement:
    wanted = programmes.SettlementInput(
        name=STORY.name,
        code=code,
        area=STORY.area,
        currency=STORY.currency,
        envelope=STORY.envelope,
        place_code=STORY.place_code,
        groups=list(STORY.groups),
        required_groups=list(STORY.required_groups),
    )
    return programmes.add_settlement(adds, wanted)


def _write_profile(act: Act) -> None:
    settlements.write_profile(act, profile(STORY), act.settlement.version)


def _needs() -> list[tuple[needs.NeedInput, needs.RaisingGroupsInput]]:
    """The needs of the demonstration's three stories, in people's own words, each raised by three groups."""
    found = []
    lines = "".join((sukhpur.NEEDS, nawroz.NEEDS, samagipura.NEEDS)).split("\n")
    for position, line in enumerate(filter(None, lines)):
        title, sector, landmark, households, severity, answer = (part.strip() for part in line.split("|")[:6])
        first, *also = (STORY.groups[(position + each) % len(STORY.groups)] for each in (0, 1, 3))
        need = needs.NeedInput(
            title=title,
            statement="",
            sector=sector,
            landmark=landmark,
            households=min(int(households), STORY.households),
            affected=[],
            severity=int(severity),
            season="all",
            since="",
            cause="",
            coping="",
            response_type=answer,
        )
        found.append((need, needs.RaisingGroupsInput(first, also)))
    return found


def _place(db: Session, code: str) -> Any:
    db.flush()
    return settlement_by_code(db, code)

"""Two people who choose one word in the same moment: the slower one is told at its field."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, UniqueConstraint, select, text
from sqlalchemy.orm import Session

from peoplesprocess.db.session import writing
from peoplesprocess.models import Account, Area, Base, Programme, Settlement
from peoplesprocess.web.unique_conflicts import TAKEN
from tests.browser import Browser, Page
from tests.factories import MARKET_DAY, Make
from tests.invited import link
from tests.programmes.test_beginning import PLACE, PROGRAMME

People = Callable[..., Browser]
TYPED = {"code", "username", "path"}
"""Columns that hold a word which people choose, and which nobody else may have."""


def sent_while_taken(engine: Engine, row: Any, visitor: Browser, url: str, form: dict[str, Any]) -> Page:
    """Send a form while somebody else's act has written `row`, and commit that once the form waits for it."""
    with writing(engine) as first, ThreadPoolExecutor(1) as pool:
        first.add(row)
        first.connection()
        first.flush()
        answer = pool.submit(visitor.post, url, form)
        if engine.dialect.name == "postgresql":
            until_somebody_waits(engine)
        first.connection().commit()
        return answer.result()


def until_somebody_waits(engine: Engine) -> None:
    with engine.connect() as onlooker:
        for _ in range(500):
            if onlooker.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
                return
            time.sleep(0.01)
    raise AssertionError("the form did not wait for the other act")


def test_a_programmes_code(make: Make, browser: People, engine: Engine, db: Session) -> None:
    ada = browser("administrator")
    form = ada.filled("/programmes/new", **PROGRAMME)
    values = vars(make.programme())
    values = {key: value for key, value in values.items() if key not in ("id", "version")}
    other = Programme(**{**values, "code": PROGRAMME["code"], "name": "Faster"})
    page = sent_while_taken(engine, other, ada, "/programmes/new", form)
    assert page.status == 422
    assert "Another programme has this code. Choose another." in page.problems[0]
    assert page.values["name"] == [PROGRAMME["name"]]
    assert db.scalars(select(Programme.name).where(Programme.code == PROGRAMME["code"])).all() == ["Faster"]


def test_a_settlements_code(make: Make, browser: People, engine: Engine, db: Session) -> None:
    programme = make.programme()
    place, url = make.settlement(programme), f"/p/{programme.code}/settlements/new"
    efua = browser("programme_manager", place)
    form = efua.filled(url, **{**PLACE, "code": "goth-sukhpur", "area_path": "PK/SD/SUKKUR"})
    values = {key: value for key, value in vars(place).items() if key not in ("id", "version")}
    other = Settlement(**{**values, "code": "goth-sukhpur", "name": "Faster"})
    page = sent_while_taken(engine, other, efua, url, form)
    assert page.status == 422
    assert "Another settlement has this code. Choose another." in page.problems[0]
    assert page.values["name"] == [PLACE["name"]]
    assert db.scalars(select(Settlement.name).where(Settlement.code == "goth-sukhpur")).all() == ["Faster"]


def test_an_areas_path(make: Make, browser: People, engine: Engine, db: Session) -> None:
    programme = make.programme()
    place, url = make.settlement(programme), f"/p/{programme.code}/settlements/new"
    efua = browser("programme_manager", place)
    form = efua.filled(url, **{**PLACE, "area_path": "PK/SD/SUKKUR"})
    other = Area(programme_id=programme.id, path="PK/SD/SUKKUR", name="Sukkur", authority="Faster")
    page = sent_while_taken(engine, other, efua, url, form)
    assert page.status == 422
    assert "This area is there already. Choose it from the list." in page.problems[0]
    assert db.scalars(select(Area.authority).where(Area.path == "PK/SD/SUKKUR")).all() == ["Faster"]


def test_a_user_name(make: Make, browser: People, engine: Engine, db: Session) -> None:
    place = make.settlement()
    url = "/invitation/" + link(
        make, make.account("programme_manager", place), "facilitator", place, at=datetime.now(UTC)
    )
    amina = browser()
    form = amina.filled(url, name="Amina", username="amina", password="seven brown goats")
    other = Account(username="amina", name="Faster", password_hash="!", made_at=MARKET_DAY)
    page = sent_while_taken(engine, other, amina, url, form)
    assert page.status == 422
    assert page.problems == ["Choose a user name: Somebody already has this user name. Choose another."]
    assert page.values["name"] == ["Amina"]
    assert amina.send(url, name="Amina", username="amina2", password="seven brown goats").status == 200


OF_FILES = {"uq_assessment_form_programme_id_code", "uq_gazetteer_place_release_id_code"}
"""Codes that nobody types: they come with a file, which is taken in or refused as a whole."""


def test_every_word_that_only_one_can_have_is_told_at_its_field() -> None:
    unique = {
        str(constraint.name)
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint) and TYPED & {column.name for column in constraint.columns}
    }
    assert unique - OF_FILES == set(TAKEN)

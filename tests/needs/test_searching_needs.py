"""Needs are found by any of their words, in every script, within a settlement and in all of one's places."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, select

from peoplesprocess.db.column_types import uuid7
from peoplesprocess.db.session import writing
from peoplesprocess.facts import need_search_text_upkeep
from peoplesprocess.facts.needs import needs_titled
from peoplesprocess.models import Need, NeedSearchText
from tests.browser import Browser
from tests.factories import MARKET_DAY, Make
from tests.statements import statements_of

People = Callable[..., Browser]


@pytest.fixture
def goth(make: Make) -> Any:
    place = make.settlement(households=100)
    make.need(
        place, "مراحيض للنساء", "women", sector="sanitation", statement="المدرسةُ بعيــدةٌ", households=20
    )
    make.need(place, "Éclairage des ruelles", "youth", cause="Le poteau est tombé à l’été", landmark="École")
    make.need(
        place, "Drain, 420 m", "men", sector="drainage", statement="It floods 100% of the lanes_every year"
    )
    make.need(place, "Дренажная канава", "women", coping="Копают сами")
    return place


def found(visitor: Browser, place: Any, **asked: str) -> set[int]:
    page = visitor.client.get(f"/s/{place.code}/needs", query_string=asked)
    assert page.status_code == 200
    return {number for number in range(1, 9) if f"/needs/{number}>" in page.text.replace('"', "")}


@pytest.mark.parametrize(
    ("search", "wanted"),
    [
        ("مدرسه", {1}),
        ("المَدرسة بعيدة", {1}),
        ("ECLAIRAGE ete", {2}),
        ("ecole", {2}),
        ("٤٢٠", {3}),
        ("100%", {3}),
        ("%", {3}),
        ("lanes_every", {3}),
        ("_", {3}),
        ("\\", set()),
        ("копают", {4}),
        ("drain road", set()),
        ("  ", {1, 2, 3, 4}),
        ("a b c d e f g h i j k l", set()),
        ("x" * 300, set()),
    ],
)
def test_words_are_found_however_they_are_written(
    goth: Any, browser: People, search: str, wanted: set[int]
) -> None:
    assert found(browser("facilitator", goth), goth, search=search) == wanted


def test_search_and_filters_go_together(goth: Any, browser: People, make: Make) -> None:
    bo = browser("facilitator", goth)
    assert found(bo, goth, search="a", group="men") == {3}
    assert found(bo, goth, search="drain", sector="water") == set()
    assert found(bo, goth, state="open") == {1, 2, 3, 4}
    make.plan(goth, {1: {"needs": [3]}}, submitted=MARKET_DAY)
    assert found(bo, goth, state="planned") == {3}
    assert found(bo, goth, state="planned", search="канава") == set()
    make.decision(goth, 1, "decline", "No land")
    assert found(bo, goth, state="refused") == {3}
    assert found(bo, goth, state="nonsense") == {1, 2, 3, 4}
    assert "No need matches" in bo.get(f"/s/{goth.code}/needs?search=zzz").text


def test_what_was_changed_is_found_by_its_new_words(goth: Any, browser: People) -> None:
    bo = browser("facilitator", goth)
    bo.send(f"/s/{goth.code}/needs/3/change", title="Culvert")
    assert found(bo, goth, search="culvert") == {3}
    assert found(bo, goth, search="drain, 420") == set()


def test_one_finds_what_was_said_in_all_ones_places(goth: Any, browser: People, make: Make) -> None:
    bo = browser("facilitator", goth)
    page = bo.get("/search?search=المدرسة")
    assert f"/s/{goth.code}/needs/1" in page.links
    assert (
        f"/s/{goth.code}/needs/1"
        not in browser("facilitator", make.settlement()).get("/search?search=المدرسة").links
    )


def test_a_search_asks_no_more_of_many(make: Make, browser: People) -> None:
    place = make.settlement()
    make.need(place, "Drain")
    bo = browser("facilitator", place)
    few = statements_of(make.engine, bo, f"/s/{place.code}/needs?search=drain&state=open")
    for number in range(12):
        make.need(place, f"Drain {number}")
    assert statements_of(make.engine, bo, f"/s/{place.code}/needs?search=drain&state=open") == few <= 6


def test_the_texts_are_made_anew_from_the_needs(goth: Any, engine: Engine) -> None:
    with writing(engine) as db:
        kept = sorted(
            db.execute(select(NeedSearchText.need_id, NeedSearchText.version, NeedSearchText.words)).all()
        )
        assert need_search_text_upkeep.rebuild(db.connection()) == len(kept) == 4
        assert (
            sorted(
                db.execute(select(NeedSearchText.need_id, NeedSearchText.version, NeedSearchText.words)).all()
            )
            == kept
        )
        assert need_search_text_upkeep.fill(db.connection()) == 0
        assert db.scalars(select(Need.number)).all()
        db.rollback()


def test_who_is_asked_about_a_name_waits_for_no_other_need_to_be_read(engine: Engine) -> None:
    """Planted fault: without its index of titles SQLite would look through the texts of all needs."""
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL reads small tables whole, whatever indexes there are")
    said: list[str] = []
    with writing(engine) as db:
        driver: Any = db.connection().connection.driver_connection
        driver.set_trace_callback(said.append)
        assert needs_titled(db, uuid7(), "Drain") == []
        driver.set_trace_callback(None)
        (asked,) = [statement for statement in said if "need_text" in statement]

        def plan(statement: str) -> str:
            return "\n".join(str(step) for step in driver.execute(f"EXPLAIN QUERY PLAN {statement}"))

        by_title = "ix_need_text_settlement_id_title (settlement_id=? AND title=?)"
        assert "ix_need_settlement_id_lower_title" in plan(asked) and by_title in plan(asked)
        by_words = asked.replace("need_text.title = 'drain'", "need_text.words LIKE 'drain %'")
        assert by_words != asked and by_title not in plan(by_words)
        db.rollback()

"""A page that is unchanged is answered from memory, for as long as nothing can have changed it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from gzip import decompress as unpacked
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from peoplesprocess.models import Settlement, SignInSession
from peoplesprocess.web import request_log, unchanged_pages
from peoplesprocess.web.page_cache import PageCache
from peoplesprocess.web.sessions import PROOF_LASTS, TOUCH_EVERY
from tests.browser import Browser, Page
from tests.factories import Make

People = Callable[..., Browser]
Asked = Callable[..., Page]
NEED = {
    "title": "Water",
    "group_code": "women",
    "sector": "water",
    "households": "9",
    "severity": "2",
    "response_type": "infrastructure",
}


@pytest.fixture
def settlement(make: Make, engine: Engine) -> Settlement:
    """A settlement in a database that tells whether something was written: PostgreSQL does not."""
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL tells nobody whether something was written")
    made: Settlement = make.settlement()
    return made


@pytest.fixture
def place(settlement: Settlement) -> str:
    """Its address."""
    return f"/s/{settlement.code}"


@pytest.fixture
def bo(browser: People, settlement: Settlement) -> Browser:
    """A facilitator there, who has used the second factor."""
    return browser("facilitator", settlement)


@pytest.fixture
def runs(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The routes that the application itself answered."""
    seen: list[str] = []
    view = app.view_functions["settlements.show"]
    monkeypatch.setitem(app.view_functions, "settlements.show", _counting(view, seen))
    return seen


@pytest.fixture
def asked(bo: Browser, place: str) -> Callable[[], Page]:
    """Ask for the page as a browser does that has it."""
    # The first visit brings the style inside the page.
    bo.get(place)
    tag = bo.get(place).headers["ETag"]

    def again(**headers: str) -> Page:
        return bo.get(place, headers={"If-None-Match": tag, **headers})

    return again


def test_the_application_is_asked_once_and_each_answer_has_an_id_of_its_own(
    asked: Asked, runs: list[str], app: Flask
) -> None:
    first, second = asked(), asked()
    assert (first.status, second.status, len(runs)) == (304, 304, 1)
    kept, again = ({k: v for k, v in page.headers if k != request_log.HEADER} for page in (first, second))
    assert kept == again and "ETag" in kept
    assert first.headers[request_log.HEADER] != second.headers[request_log.HEADER]
    counted = "".join(app.extensions["metrics"].lines(0))
    assert 'requests_total{route="/s/<code>",status="3xx"}' in counted


def test_a_page_that_was_kept_is_given_again_without_the_application(
    bo: Browser, place: str, runs: list[str], app: Flask
) -> None:
    # Made with the style inside, made without, given from what is kept, and then from memory.
    made = [_compressed(bo, place) for _ in range(5)]
    assert [page.status_code for page in made] == [200] * 5 and len(runs) == 3
    assert made[1].data == made[2].data == made[3].data == made[4].data != made[0].data
    kept, again = ({k: v for k, v in page.headers if k != request_log.HEADER} for page in made[2:4])
    assert kept == again and kept["Content-Encoding"] == "gzip" and int(kept["Content-Length"])
    assert len({page.headers[request_log.HEADER] for page in made}) == 5
    app.extensions["page_cache"] = PageCache()
    # Packed anew it may say another second.
    assert unpacked(_compressed(bo, place).data) == unpacked(made[4].data) and len(runs) == 4


def test_a_page_that_was_kept_is_given_to_nobody_else_and_not_after_an_act(
    bo: Browser, browser: People, settlement: Settlement, place: str, db: Session
) -> None:
    before = [_compressed(bo, place) for _ in range(4)][-1]
    other = browser("local_authority", settlement)
    assert all(_compressed(other, place).data != before.data for _ in range(4))
    assert _compressed(browser(), place).status_code == 303
    assert "Content-Encoding" not in bo.client.get(place).headers
    assert "Saved." in bo.send(f"{place}/needs/record", **NEED).text
    assert _compressed(bo, place).data != before.data
    assert _compressed(bo, place).status_code == 200
    db.execute(delete(SignInSession))
    db.commit()
    assert _compressed(bo, place).status_code == 303


@pytest.mark.parametrize("path", ["", "/needs"])
def test_a_public_page_is_made_once_for_everybody_who_asks_alike(
    browser: People, settlement: Settlement, app: Flask, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs, board = [], f"/board/{settlement.code}{path}"
    view = app.view_functions[f"board.{'needs' if path else 'show'}"]
    monkeypatch.setitem(app.view_functions, f"board.{'needs' if path else 'show'}", _counting(view, runs))
    first, second = (_compressed(browser(), board) for _ in range(2))
    assert (first.data, len(runs)) == (second.data, 1)
    assert second.headers["Cache-Control"] == "public, max-age=60"
    assert first.headers.getlist("Set-Cookie") == second.headers.getlist("Set-Cookie")
    tag = {"If-None-Match": second.headers["ETag"]}
    assert [browser().get(board, headers=tag).status for _ in range(3)] == [304] * 3 and len(runs) == 2
    assert (
        _compressed(browser("facilitator", settlement), board).headers["Cache-Control"]
        != "public, max-age=60"
    )
    assert len(runs) == 3
    bo = browser("facilitator", settlement)
    assert "Saved." in bo.send(f"/s/{settlement.code}/needs/record", **NEED).text
    assert _compressed(browser(), board).data != second.data
    assert len(runs) == 4


def test_a_public_page_is_made_anew_on_another_day_of_its_place(
    browser: People, settlement: Settlement, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[str] = []
    monkeypatch.setitem(app.view_functions, "board.show", _counting(app.view_functions["board.show"], runs))
    moment = datetime.now(UTC)
    for later in (timedelta(), timedelta(seconds=1), timedelta(hours=24)):
        clock = SimpleNamespace(time=(moment + later).timestamp, perf_counter=lambda: 0.0)
        monkeypatch.setattr(unchanged_pages, "time", clock)
        _compressed(browser(), f"/board/{settlement.code}")
    assert len(runs) == 2


def test_a_form_for_anybody_is_bound_to_one_browser_each_time(
    browser: People, settlement: Settlement
) -> None:
    address = f"/board/{settlement.code}/complaint"
    answers = [browser().client.get(address) for _ in range(3)]
    assert len({tuple(answer.headers.getlist("Set-Cookie")) for answer in answers}) == 3
    assert {answer.status_code for answer in answers} == {200}


def _counting(view: Callable[..., object], runs: list[str]) -> Callable[..., object]:
    def counted(*args: object, **kwargs: object) -> object:
        runs.append("ran")
        return view(*args, **kwargs)

    return counted


def _compressed(person: Browser, address: str) -> TestResponse:
    return person.client.get(address, headers={"Accept-Encoding": "gzip"})


def test_another_language_or_another_address_is_another_question(
    asked: Asked, runs: list[str], bo: Browser, place: str
) -> None:
    asked()
    assert asked(**{"Accept-Language": "fr"}).status == 200
    tag = bo.get(place).headers["ETag"]
    assert bo.get(f"{place}?saved=1", headers={"If-None-Match": tag}).status in (200, 304)
    assert len(runs) == 4


def test_an_act_makes_the_page_new(asked: Asked, bo: Browser, place: str) -> None:
    asked()
    assert "Saved." in bo.send(f"{place}/needs/record", **NEED).text
    assert asked().status == 200


def test_who_signed_out_is_not_answered_from_memory(asked: Asked, bo: Browser, db: Session) -> None:
    asked()
    row = db.scalars(select(SignInSession)).one()
    db.delete(row)
    db.commit()
    assert asked().status == 303


@pytest.mark.parametrize(
    ("later", "runs_again"),
    [
        (timedelta(minutes=1), 0),
        (TOUCH_EVERY + timedelta(seconds=1), 1),
        (PROOF_LASTS, 1),
        (timedelta(hours=12), 1),
        (timedelta(seconds=-5), 1),
    ],
)
def test_time_alone_ends_it(
    asked: Asked,
    runs: list[str],
    monkeypatch: pytest.MonkeyPatch,
    later: timedelta,
    runs_again: int,
) -> None:
    asked()
    moment = datetime.now(UTC) + later
    if moment.date() > datetime.now(UTC).date() and not runs_again:
        pytest.skip("the day ends meanwhile")
    clock = SimpleNamespace(time=moment.timestamp, perf_counter=lambda: 0.0)
    monkeypatch.setattr(unchanged_pages, "time", clock)
    asked()
    assert len(runs) == 1 + runs_again

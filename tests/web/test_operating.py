"""What whoever runs this can see: a line for each request, its id on a page, numbers; and nobody's words."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine

from peoplesprocess.db.failure_cause import StorageFailureCause
from peoplesprocess.web.metrics import Metrics
from peoplesprocess.web.request_log import JsonLogFormatter
from tests.browser import Browser
from tests.factories import Make

SECRET_WORD = "Canary0300well"


@pytest.fixture
def lines(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], list[dict[str, object]]]]:
    """What is logged while the test runs, as `LOG=requests` does."""
    stream, logger = io.StringIO(), logging.getLogger("peoplesprocess")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLogFormatter())
    logger.addHandler(handler)
    monkeypatch.setitem(app.config, "LOGS_REQUESTS", True)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logger.removeHandler(handler)


def test_a_request_is_one_line_that_tells_nobodys_words(
    make: Make, browser: Callable[..., Browser], lines: Callable[[], list[dict[str, object]]]
) -> None:
    place = make.settlement()
    bo = browser("facilitator", place)
    bo.send(f"/s/{place.code}/needs/record?note={SECRET_WORD}", title=SECRET_WORD, group_code="women")
    found = lines()
    assert [(line["route"], line["method"]) for line in found] == [
        ("/s/<code>/needs/record", "GET"),
        ("/s/<code>/needs/record", "POST"),
    ]
    assert all(isinstance(line["ms"], float) and line["status"] in (200, 422) for line in found)
    assert SECRET_WORD not in json.dumps(found) and place.code not in json.dumps(found)


def test_an_error_is_logged_by_kind_and_place_and_its_page_shows_the_id(
    app: Flask,
    engine: Engine,
    lines: Callable[[], list[dict[str, object]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken() -> str:
        raise ValueError(SECRET_WORD)

    monkeypatch.setitem(app.view_functions, "accounts.sign_in", broken)
    monkeypatch.setattr(app, "testing", False)
    page = Browser(app).get("/sign-in")
    assert page.status == 500
    error, asked = lines()
    assert (error["event"], error["error"], error["route"]) == ("error", "ValueError", "/sign-in")
    assert error["id"] == asked["id"] == page.headers["X-Request-Id"]
    assert f"Tell the people who run this site: {asked['id']}" in page.text
    assert SECRET_WORD not in json.dumps([error, asked]) + page.html


def test_a_library_that_logs_a_value_is_logged_without_it(app: Flask) -> None:
    record = logging.LogRecord("waitress", logging.ERROR, "", 1, "Exception at %s", (SECRET_WORD,), None)
    assert SECRET_WORD not in JsonLogFormatter().format(record)
    assert json.loads(JsonLogFormatter().format(record))["from"] == "waitress"


def test_an_error_of_the_database_carries_no_parameters(engine: Engine) -> None:
    with pytest.raises(Exception) as raised, engine.connect() as connection:
        connection.exec_driver_sql(
            "SELECT nothing_of_that_name, %s" if _is_postgres(engine) else "SELECT x, ?", (SECRET_WORD,)
        )
    assert SECRET_WORD not in str(raised.value)


def test_numbers_are_told_here_and_to_who_has_the_token_and_to_nobody_else(
    app: Flask, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def status(address: str, **headers: str) -> int:
        here = {"REMOTE_ADDR": address}
        return app.test_client().get("/metrics", environ_overrides=here, headers=headers).status_code

    assert [status("127.0.0.1"), status("::1"), status("203.0.113.9")] == [200, 200, 404]
    assert status("203.0.113.9", Authorization="Bearer ") == 404
    monkeypatch.setitem(app.config, "METRICS_TOKEN", "long and secret")
    assert status("203.0.113.9", Authorization="Bearer long and secret") == 200
    assert status("203.0.113.9", Authorization="Bearer long and secre") == 404
    monkeypatch.setitem(app.config, "METRICS_HERE", False)
    assert status("127.0.0.1") == 404


def test_numbers_count_acts_errors_and_routes(
    app: Flask, make: Make, browser: Callable[..., Browser]
) -> None:
    place = make.settlement()
    bo = browser("facilitator", place)
    before = told(app)
    bo.send(
        f"/s/{place.code}/needs/record",
        title="Drain",
        group_code="women",
        sector="drainage",
        households="9",
        severity="2",
        season="all",
        response_type="infrastructure",
    )
    after = told(app)
    assert after["acts_total"] - before["acts_total"] == 1
    posted = 'requests_total{route="/s/<code>/needs/record",status="3xx"}'
    assert after[posted] - before.get(posted, 0) == 1
    assert after["request_seconds_count"] - before["request_seconds_count"] >= 3
    assert not any(place.code in name for name in after)


def test_each_worker_tells_the_numbers_of_all() -> None:
    metrics = Metrics()
    metrics.prepare(["/"])
    for worker in (1, 2):
        metrics.use_row(worker)
        metrics.answered("/", 200, 0.02, acted=True)
        metrics.failed(StorageFailureCause.DISK)
        metrics.waited(0.5)
    text = "\n".join(metrics.lines(7))
    assert 'peoplesprocess_requests_total{route="/",status="2xx"} 2' in text
    assert 'peoplesprocess_errors_total{cause="disk"} 2' in text
    assert "peoplesprocess_writer_wait_seconds_sum 1\n" in text
    assert 'request_seconds_bucket{le="0.01"} 0\n' in text and 'bucket{le="+Inf"} 2' in text


def test_headers_that_old_telephones_read_come_once_on_pages(app: Flask, engine: Engine) -> None:
    headers = app.test_client().get("/sign-in").headers
    assert headers.getlist("X-Frame-Options") == ["DENY"]
    assert headers.getlist("Cross-Origin-Opener-Policy") == ["same-origin"]
    assert len(headers.getlist("Permissions-Policy")) == 1
    assert re.fullmatch(r"[0-9a-f]{8}", headers["X-Request-Id"])


def told(app: Flask) -> dict[str, float]:
    text = app.test_client().get("/metrics").text
    rows = (line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    return {name.removeprefix("peoplesprocess_"): float(value) for name, value in rows}


def _is_postgres(engine: Engine) -> bool:
    return engine.dialect.name == "postgresql"

"""By which names this site is answered, and what a name that is not ours gets."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine

from peoplesprocess.app import create_app
from peoplesprocess.config import Config
from tests.browser import Browser
from tests.factories import Make

DIALLED = {"SERVER_NAME": "192.168.43.1"}
"""What our server tells of a connection that came in on this address."""


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "192.168.43.1:8000"])
def test_own_addresses_are_answered(app: Flask, engine: Engine, host: str) -> None:
    found = app.test_client().get("/sign-in", headers={"Host": host}, environ_overrides=DIALLED)
    assert found.status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "192.168.43.2", "localhost.evil.example", "", "a b", "x@y"])
def test_another_name_is_refused_and_the_setting_is_named(app: Flask, engine: Engine, host: str) -> None:
    found = app.test_client().get("/sign-in", headers={"Host": host}, environ_overrides=DIALLED)
    assert found.status_code == 400
    assert "TRUSTED_HOSTS" in found.text
    assert "evil.example" not in found.text


def test_who_watches_may_ask_by_any_name(app: Flask, engine: Engine) -> None:
    assert app.test_client().get("/healthz", headers={"Host": "app"}).status_code == 200


def test_names_that_were_set_are_answered(migrated: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{shutil.copy(migrated, tmp_path / 'own.db')}"
    config = Config(url, tmp_path, b"own", trusted_hosts=("shelter.example",))
    app = create_app(config)
    statuses = [
        app.test_client().get("/sign-in", headers={"Host": host}).status_code
        for host in ("shelter.example", "other.example")
    ]
    app.extensions["engine"].dispose()
    assert statuses == [200, 400]


def test_a_kept_page_is_given_to_nobody_who_asked_by_another_name(
    app: Flask, make: Make, browser: Callable[..., Browser]
) -> None:
    place = make.settlement()
    bo = browser("facilitator", place)
    pages = app.extensions["page_cache"]
    for host in ("localhost", "127.0.0.1"):
        before = len(pages._pages)
        bo.client.set_cookie("sid", bo.client.get_cookie("sid").value, domain=host)
        headers = {"Host": host, "Accept-Encoding": "gzip"}
        assert bo.client.get(f"/s/{place.code}/needs", headers=headers).status_code == 200
        assert len(pages._pages) == before + 1


@pytest.mark.parametrize(
    ("trusted", "host"),
    [
        ("village_pi", "village_pi"),
        ("village_pi", "village_pi:8000"),
        ("проверка.рф", "xn--80adjurfhd.xn--p1ai"),
        ("xn--80adjurfhd.xn--p1ai", "xn--80adjurfhd.xn--p1ai:8000"),
    ],
)
def test_a_form_is_taken_at_a_name_of_any_script_and_with_underscores(
    tmp_path: Path, migrated: Path, trusted: str, host: str
) -> None:
    shutil.copy(migrated, tmp_path / "own.db")
    config = Config(f"sqlite:///{tmp_path / 'own.db'}", tmp_path, b"own", trusted_hosts=(trusted,))
    app = create_app(config)
    client, statuses = app.test_client(), []
    for origin in (f"http://{host}", "http://evil.example", "http://other_pi", "null"):
        headers = {"Host": host, "Origin": origin}
        statuses.append(client.post("/sign-in", headers=headers).status_code)
    statuses.append(client.get("/sign-in", headers={"Host": "other_pi"}).status_code)
    app.extensions["engine"].dispose()
    assert statuses == [422, 403, 403, 403, 400]

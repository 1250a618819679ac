"""Rows by overviews of many settlements: first pages, a manager's in every order, the file of all of them."""

from __future__ import annotations

import gc
import sys
import time
import tracemalloc
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bench.ground import Ground
from bench.table import Line, NotMeasured, Row
from peoplesprocess.accounts import actions as accounts
from peoplesprocess.act import act_in_installation
from peoplesprocess.app import create_app
from peoplesprocess.config import Config
from peoplesprocess.core.roles import Role, RoleGrant
from peoplesprocess.db.migrate import upgrade
from peoplesprocess.db.session import writing
from peoplesprocess.demonstration.growth import grow
from peoplesprocess.models import Programme
from peoplesprocess.models.summaries import SORTS
from peoplesprocess.web import sessions
from peoplesprocess.web.stylesheets import stylesheet

FEW, MANY, NEEDS_EACH = 100, 10_000, 100
MOST_MS, ROWS_A_SECOND, MOST_MEGABYTES = 10, 50_000, 20
MEGABYTE = 1_000_000
SIZES = f"{MANY:,} settlements with {MANY * NEEDS_EACH:,} needs"

PAGES = {sort: Row(f"manager's page by {sort}, {SIZES}", f"for {FEW}", "ms", most=1.2) for sort in SORTS}
SLOWEST = Row(f"manager's page in its slowest order, {SIZES}", "limit", "ms", most=1)
HOME = Row(f"manager's first page, {SIZES}", f"for {FEW}", "ms", most=1.2)
FACILITATED = Row(f"facilitator's first page, {SIZES}", f"for {FEW}", "ms", most=1.2)
FILE = Row("file of all settlements, compressed", "limit", "rows/s", least=1)
FILE_MEMORY = Row("memory that the file takes more", "limit", "MB", most=1)
ROWS = (HOME, FACILITATED, *PAGES.values(), SLOWEST, FILE, FILE_MEMORY)


def overview(ground: Ground, folder: Path, rounds: int, seconds: float) -> list[Line]:
    """Grow two databases and measure in this process, both in turn; only its own time counts."""
    few_app, many_app = (_grown(folder, size) for size in (FEW, MANY))
    few, many = (_browser(app, Role.PROGRAMME_MANAGER) for app in (few_app, many_app))
    found = _pages(few, many, rounds, seconds)
    near, wide = (_browser(app, Role.FACILITATOR) for app in (few_app, many_app))
    facilitated = [_milliseconds(near, wide, "/", seconds / 4) for _ in range(rounds)]
    slowest = max((found[sort][1] for sort in SORTS), key=median)
    rates, megabytes = [], []
    for _ in range(rounds):
        _dot()
        rates.append(_rate(many))
        megabytes.append(_megabytes(many))
    lines = [row.measured(found[name][1], found[name][0]) for name, row in {"": HOME, **PAGES}.items()]
    return [
        *lines,
        FACILITATED.measured([wide for _, wide in facilitated], [near for near, _ in facilitated]),
        SLOWEST.measured(slowest, [MOST_MS] * rounds),
        FILE.measured(rates, [ROWS_A_SECOND] * rounds),
        FILE_MEMORY.measured(megabytes, [MOST_MEGABYTES] * rounds),
    ]


def _grown(folder: Path, settlements: int) -> Flask:
    """An application on a fresh database of so many settlements."""
    instance = folder / f"grown-{settlements}"
    instance.mkdir(mode=0o700)
    app = create_app(Config(f"sqlite:///{instance / 'grown.db'}", instance, b"bench"))
    upgrade(app.extensions["engine"])
    grow(app.extensions["engine"], 1, settlements, settlements * NEEDS_EACH)
    return app


def _browser(app: Flask, role: Role) -> FlaskClient:
    """The browser of somebody who has a role in the whole programme."""
    now = datetime.now(UTC)
    with writing(app.extensions["engine"]) as db:
        grant = RoleGrant(role, db.scalars(select(Programme.id)).one())
        given = accounts.AccountInput(role.value, role.value, "!")
        person = accounts.add_account(act_in_installation(db, None, now), given, [grant])
        cookie = sessions.begin(db, person.id, now)
        db.commit()
    client = app.test_client()
    client.set_cookie(sessions.COOKIE, cookie)
    client.set_cookie("c", stylesheet().name)
    return client


def _pages(
    few: FlaskClient, many: FlaskClient, rounds: int, seconds: float
) -> Mapping[str, tuple[list[float], list[float]]]:
    """By order the milliseconds of a page, for few and for many; the first page goes by ""."""
    addresses = {"": "/"} | {sort: f"/p/grown-0?sort={sort}" for sort in SORTS}
    found: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in addresses}
    for _ in range(rounds):
        for name, address in addresses.items():
            _dot()
            pair = _milliseconds(few, many, address, seconds / 4)
            for times, taken in zip(found[name], pair, strict=True):
                times.append(taken)
    return found


def _milliseconds(few: FlaskClient, many: FlaskClient, address: str, seconds: float) -> tuple[float, float]:
    """The medians of this process's own time, page by page in turn, for so many seconds."""
    times: tuple[list[float], list[float]] = ([], [])
    for client in (few, many):
        _get(client, address)
    while not times[1] or sum(times[0]) + sum(times[1]) < seconds:
        for client, taken in zip((few, many), times, strict=True):
            begun = time.process_time()
            _get(client, address)
            taken.append(time.process_time() - begun)
    return 1000 * median(times[0]), 1000 * median(times[1])


def _get(client: FlaskClient, address: str) -> None:
    response = client.get(address, headers={"Accept-Encoding": "gzip", "Accept-Language": "fr"})
    if response.status_code != 200:
        raise NotMeasured(f"{address} answered {response.status_code}")
    response.get_data()


def _rate(client: FlaskClient) -> float:
    begun, counted = time.process_time(), 0
    response = client.get("/p/grown-0.csv", headers={"Accept-Encoding": "gzip"}, buffered=False)
    reader = zlib.decompressobj(zlib.MAX_WBITS | 16)
    for chunk in response.response:
        counted += reader.decompress(bytes(chunk)).count(b"\n")
    response.close()
    if counted != MANY + 1:
        raise NotMeasured(f"the file had {counted} lines")
    return MANY / (time.process_time() - begun)


def _megabytes(client: FlaskClient) -> float:
    """The most that was held at once while the file went out, of what Python keeps account of."""
    gc.collect()
    tracemalloc.start()
    response = client.get("/p/grown-0.csv", headers={"Accept-Encoding": "gzip"}, buffered=False)
    for _ in response.response:
        pass
    response.close()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / MEGABYTE


def _dot() -> None:
    print(".", end="", file=sys.stderr, flush=True)

"""Rows by requests per second: the list of needs, the same unchanged, and recording a need."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import ExitStack, closing
from dataclasses import replace
from itertools import count
from pathlib import Path

from bench import peers
from bench.bare import needs_a_second
from bench.ground import READ, WRITTEN, Ground
from bench.load import MADE_ANEW, RECORD, Target, alternate, answer, run
from bench.servers import Server, serving
from bench.table import Line, NotMeasured, Row

HELLO = "Flask 'hello'"
RATE = "requests/s"
MOST_A_SECOND = 5_000
"""So many forms are prepared for each second of recording, more than can be sent."""

LIST = "list of 50 needs"
KEPT, ANEW = "page as served", "page made anew each time"
LIST_ROWS = {
    (ours, other): Row(f"{LIST}, {ours}", named, RATE, least=least)
    for other, named, least in (("hello", HELLO, 0.33), ("peer", "ihatemoney's list of 60 bills", 25))
    for ours in (KEPT, ANEW)
}
UNCHANGED = Row(f"{LIST}, unchanged (304)", HELLO, RATE, least=0.5)
RECORDED = Row("a need recorded (POST)", HELLO, RATE, least=0.06)
RECORDED_BARE = Row("a need recorded (POST)", "the same rows in bare SQLite", RATE, least=0.3)

NEED = (
    "group_code=women&also=men&sector=drainage&landmark=The+mosque"
    "&households=96&affected=women&severity=2&season=all&response_type=infrastructure"
)


def list_of_needs(ground: Ground, folder: Path, rounds: int, seconds: float) -> list[Line]:
    """Measure the list, kept and made anew, against the limit and against the peer."""
    with ExitStack() as stack:
        ours = stack.enter_context(ground.served())
        limit = stack.enter_context(serving("bench.hello:app"))
        page = list_page(ground, ours)
        targets = {KEPT: page, ANEW: replace(page, script=lambda _: MADE_ANEW), "hello": Target(limit)}
        why = ""
        try:
            peer = peers.prepared(folder)
            targets["peer"] = peer.list_page(stack.enter_context(peer.served()))
        except NotMeasured as missing:
            why = str(missing)
        _check_compressed(page)
        found = alternate(targets, rounds, seconds)
    return [_line(row, found, pair, why) for pair, row in LIST_ROWS.items()]


def unchanged(ground: Ground, folder: Path, rounds: int, seconds: float) -> list[Line]:
    """Measure the answer to a browser that has the list already."""
    with ground.served() as ours, serving("bench.hello:app") as limit:
        page = list_page(ground, ours)
        tag = answer(page)[0]["ETag"]
        again = replace(page, headers={**page.headers, "If-None-Match": tag}, status=304)
        found = alternate({"ours": again, "hello": Target(limit)}, rounds, seconds)
        # A day that ends meanwhile changes the page; then these were no unchanged pages.
        answer(again)
    return [UNCHANGED.measured(found["ours"], found["hello"])]


def recording(ground: Ground, folder: Path, rounds: int, seconds: float) -> list[Line]:
    """Measure valid forms, each sent once, and count afterwards that every one became a need."""
    forms, numbers = round(MOST_A_SECOND * max(1, seconds)), count(1)

    def script(place: Path) -> str:
        path = place / "forms"
        # Of two needs that are called alike the second is asked about.
        path.write_text("\n".join(f"{form}&title=Drain+{next(numbers)}" for form in ground.forms(forms)))
        return RECORD % (path, NEED)

    with ground.served() as ours, serving("bench.hello:app") as limit:
        post = Target(ours, f"/s/{WRITTEN}/needs/record", _headers(ground), script)
        _check_recorded(ground, post)
        # A round each, so that what is bare is measured at the same time as what is not.
        targets = {"ours": post, "hello": Target(limit)}
        found, bare = {name: list[float]() for name in targets}, []
        for _ in range(rounds):
            for name, rates in alternate(targets, 1, seconds).items():
                found[name] += rates
            bare.append(needs_a_second(_copied(folder), seconds))
    return [
        RECORDED.measured(found["ours"], found["hello"]),
        RECORDED_BARE.measured(found["ours"], bare),
    ]


def list_page(ground: Ground, server: Server) -> Target:
    """Return the list of fifty needs in French, for somebody who is signed in and has the stylesheet."""
    return Target(server, f"/s/{READ}/needs", _headers(ground))


def _headers(ground: Ground) -> dict[str, str]:
    return {"Accept-Language": "fr", "Accept-Encoding": "gzip", "Cookie": ground.signed_in}


def _line(row: Row, found: Mapping[str, list[float]], pair: tuple[str, str], why: str) -> Line:
    ours, other = pair
    return row.measured(found[ours], found[other]) if other in found else row.missing(why)


def _check_compressed(page: Target) -> None:
    headers, _ = answer(page)
    if headers.get("Content-Encoding") != "gzip":
        raise NotMeasured("the list was not compressed")


def _copied(folder: Path) -> Path:
    """A copy of the database for the bare rows: thousands more would lie in the place that is measured."""
    copy = folder / "bare.db"
    with closing(sqlite3.connect(folder / "bench.db")) as read, closing(sqlite3.connect(copy)) as written:
        read.backup(written)
    return copy


def _check_recorded(ground: Ground, post: Target) -> None:
    before = ground.recorded()
    _, answered = run(post, 1)
    if ground.recorded() - before < answered:
        raise NotMeasured("forms were answered that recorded nothing")

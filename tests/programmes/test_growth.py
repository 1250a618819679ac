"""Overviews of many settlements: a page goes on where the last one ended, and the file holds all."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, insert, select, text, update

from peoplesprocess.core.roles import Role, RoleGrant
from peoplesprocess.db import journal
from peoplesprocess.db.session import reading, writing
from peoplesprocess.demonstration.growth import ProgrammesNotGrown, grow
from peoplesprocess.facts import longest_waiting_places, settlement_summaries, waiting_lines, waiting_things
from peoplesprocess.facts.places_of_roles import PlacesOfRoles
from peoplesprocess.facts.settlement_summaries import SummaryCheckResult
from peoplesprocess.facts.waiting_thing_kinds import WaitingThingKind
from peoplesprocess.models import (
    Contract,
    Handover,
    JournalHead,
    LaterWorkCheck,
    Programme,
    SettlementSummary,
)
from peoplesprocess.models.summaries import SORTS
from peoplesprocess.programmes import portfolio_file_queries, queries, routes
from tests.browser import Browser
from tests.factories import Make

People = Callable[..., Browser]
SETTLEMENTS = 23


@pytest.fixture
def grown(make: Make) -> Any:
    """A programme of many settlements, in all steps."""
    make.once(partial(grow, make.engine, programmes=1, settlements=SETTLEMENTS, needs=30), "grown")
    with reading(make.engine) as db:
        return db.scalars(select(Programme)).one()


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Pages of five settlements."""
    monkeypatch.setattr(queries, "PAGE", 5)
    monkeypatch.setattr(routes, "PAGE", 5)
    queries._page.cache_clear()
    yield
    queries._page.cache_clear()


@pytest.mark.usefixtures("short_pages")
@pytest.mark.parametrize("sort", SORTS)
def test_pages_in_any_order_show_every_settlement_once_and_the_most_urgent_first(
    engine: Engine, grown: Any, browser: People, sort: str
) -> None:
    efua, address = browser("programme_manager", grown), f"/p/{grown.code}"
    link, seen = f"?sort={sort}", []
    while link:
        page = efua.get(address + link.replace("&amp;", "&"))
        seen += [each.removeprefix("/s/") for each in page.links if each.startswith("/s/")]
        link = next((each for each in page.links if "after=" in each), "")
    columns = SettlementSummary.__table__.c
    keys = [*(columns[key] for key in SORTS[sort]), columns.name, columns.code]
    with engine.connect() as connection:
        assert seen == list(connection.scalars(select(columns.code).order_by(*keys)))
    assert len(seen) == SETTLEMENTS


@pytest.mark.usefixtures("short_pages")
def test_a_page_after_a_settlement_that_is_not_there_is_the_first_one(grown: Any, browser: People) -> None:
    efua, address = browser("programme_manager", grown), f"/p/{grown.code}?sort=late"
    assert efua.get(address + "&after=nowhere").links == efua.get(address).links


def test_a_programmes_page_says_what_all_its_settlements_have(
    engine: Engine, grown: Any, browser: People
) -> None:
    page = browser("finance_officer", grown).get(f"/p/{grown.code}")
    with engine.connect() as connection:
        sums = connection.execute(
            text("SELECT sum(granted), sum(released), sum(spent) FROM settlement_summary")
        ).one()
    granted, released, spent = (f"{int(amount) // 100:,}" for amount in sums)
    assert f"Spent Given in labour and materials PKR {SETTLEMENTS} {granted} {released} {spent}" in page.text


def test_the_file_is_sent_while_it_is_read_and_compressed(
    engine: Engine, grown: Any, browser: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portfolio_file_queries, "BATCH_SIZE", SETTLEMENTS // 2)
    efua = browser("programme_manager", grown)
    response = efua.client.get(f"/p/{grown.code}.csv", headers={"Accept-Encoding": "gzip"}, buffered=False)
    assert (response.is_streamed, response.headers["Content-Encoding"]) == (True, "gzip")
    assert "Content-Length" not in response.headers
    rows = list(csv.DictReader(io.StringIO(gzip.decompress(response.data).decode("utf-8-sig"))))
    assert len(rows) == SETTLEMENTS
    assert [row["Settlement"] for row in rows] == sorted({row["Settlement"] for row in rows})
    told = efua.get(f"/p/{grown.code}").text
    columns = ("Settlement", "Step", "Days in this step", "Missing")
    lines = [" ".join(row[name] or "–" for name in columns) for row in rows if row["Step"] != "Handed over"]
    assert len({row["Step"] for row in rows}) > 3
    assert [line for line in lines if line not in told] == [], "the page says of each the same"
    whole = efua.client.get(f"/p/{grown.code}.csv").data
    columns = SettlementSummary.__table__.c
    with engine.execution_options(writing=True).begin() as connection:
        for key, closed in connection.execute(select(columns.settlement_id, columns.closed_steps)).all():
            turned = " ".join(reversed((closed or "").split())) or None
            connection.execute(
                update(SettlementSummary).where(columns.settlement_id == key).values(closed_steps=turned)
            )
    assert efua.client.get(f"/p/{grown.code}.csv").data == whole, "in whatever order a database has the steps"


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        (Role.PROGRAMME_MANAGER, WaitingThingKind.REQUEST),
        (Role.FACILITATOR, WaitingThingKind.REFERRAL),
        (Role.FACILITATOR, WaitingThingKind.AUDIT),
        (Role.FACILITATOR, WaitingThingKind.CHECK),
        (Role.FACILITATOR, WaitingThingKind.SECOND_AUDIT),
        (Role.FACILITATOR, WaitingThingKind.HANDOVER),
        (Role.TECHNICAL_OFFICER, WaitingThingKind.CERTIFICATE),
        (Role.TECHNICAL_OFFICER, WaitingThingKind.FINAL_VISIT),
        (Role.TECHNICAL_OFFICER, WaitingThingKind.ACCOUNT),
        (Role.TECHNICAL_OFFICER, WaitingThingKind.REPAIR),
    ],
)
def test_of_what_summaries_keep_only_those_are_read_that_wait_longest(
    engine: Engine, grown: Any, monkeypatch: pytest.MonkeyPatch, role: Role, kind: WaitingThingKind
) -> None:
    # Of checks that are due on one day, by whatever clock, those of the first names are read.
    zones = {} if kind == WaitingThingKind.CHECK else {"Etc/GMT-14": "B%", "Etc/GMT+12": "D%"}
    with engine.execution_options(writing=True).begin() as connection:
        for zone, others in zones.items():
            connection.execute(
                text("UPDATE settlement SET time_zone = :zone WHERE name NOT LIKE :others"),
                {"zone": zone, "others": others},
            )
        make_wait(connection, kind)
        settlement_summaries.rebuild(connection)
    monkeypatch.setattr(waiting_things, "_of_roles", waiting_things._of_roles.__wrapped__)
    person, now = [RoleGrant(role, grown.id)], datetime.now(UTC)
    with reading(engine) as db:
        everything = waiting_things.everything_waiting(db, now)
        all_lines = waiting_lines.lines_of(everything, person)
        wherever = {thing.code for thing in everything if thing.kind == kind}
        assert len(all_lines) > 2 and len(wherever) > 2
        for most in range(1, len(all_lines) + 1):
            for module in (waiting_lines, longest_waiting_places):
                monkeypatch.setattr(module, "MOST_LINES", most)
            assert waiting_lines.waiting_lines(db, person, now) == all_lines[:most]
            read = waiting_things.waiting_rows(db, waiting_lines._places(person), now)
            assert len({thing.code for thing in read if thing.kind == kind}) == min(most, len(wherever))


def test_what_is_grown_is_a_process_that_fits_and_the_same_each_time(
    app: Flask, engine: Engine, grown: Any
) -> None:
    with engine.connect() as connection:
        assert settlement_summaries.verify(connection) == SummaryCheckResult(SETTLEMENTS, None)
        needs, groups = (
            connection.scalar(text(f"SELECT count(*) FROM {table}")) for table in ("need", "need_group")
        )
        chains = heads(connection)
    assert (needs, groups) == (30, 30)
    with writing(engine) as db:
        found = journal.verify(db)
        assert (found.first_bad, found.bad_rows) == (None, [])
    again = app.test_cli_runner().invoke(
        args=["grow", "--programmes", "2", "--settlements", "3", "--needs", "7", "--json"]
    )
    made = json.loads(again.output)
    assert set(made) == {"rows", "seconds"}
    assert (made["rows"]["programme"], made["rows"]["settlement"], made["rows"]["need"]) == (2, 3, 7)
    with engine.connect() as connection:
        assert settlement_summaries.verify(connection) == SummaryCheckResult(SETTLEMENTS + 3, None)
        assert chains < heads(connection)


def test_a_database_with_real_programmes_is_left_alone(app: Flask, engine: Engine, make: Make) -> None:
    make.programme()
    with pytest.raises(ProgrammesNotGrown):
        grow(engine, programmes=1, settlements=1, needs=1)
    result = app.test_cli_runner().invoke(
        args=["grow", "--programmes", "1", "--settlements", "1", "--needs", "1"]
    )
    assert result.exit_code == 1
    assert "holds real programmes" in result.output
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM settlement")) == 0


def test_summaries_are_verified_for_programs_and_for_people(app: Flask, engine: Engine, make: Make) -> None:
    place = make.settlement()
    run = app.test_cli_runner().invoke
    told = json.loads(run(args=["summaries", "verify", "--json"]).output)
    assert told.pop("place")
    assert told == {
        "rows": 1,
        "ok": True,
        "first_bad": None,
    }
    with engine.execution_options(writing=True).begin() as connection:
        connection.execute(text("UPDATE settlement_summary SET people = 7"))
    result = run(args=["summaries", "verify", "--json"])
    assert result.exit_code == 1
    assert json.loads(result.output)["first_bad"] == {"settlement": str(place.id), "figure": "people"}
    assert "summaries rebuild" in run(args=["summaries", "verify"]).output
    assert run(args=["summaries", "rebuild"]).exit_code == 0
    assert run(args=["summaries", "verify"]).stdout == "1 summary: all right.\n"


def test_only_works_that_were_lately_found_broken_are_read(
    engine: Engine, grown: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every work that was handed over was looked through, and one that is told no more was read for ever."""
    now = datetime.now(UTC)
    with engine.execution_options(writing=True).begin() as connection:
        hand_over_all(connection)
        count = find_all_broken(connection, now.date())
    read: list[str] = []
    still_waits = waiting_things._still_waits
    monkeypatch.setattr(
        waiting_things, "_still_waits", lambda row, day: read.append(row.code) or still_waits(row, day)
    )
    within = {WaitingThingKind.BROKEN: PlacesOfRoles((), (grown.id,))}
    with reading(engine) as db:
        found = waiting_things.waiting_rows(db, within, now)
        read_here = len(read)
        everything = waiting_things.everything_waiting(db, now)
    assert sorted(found) == sorted(row for row in everything if row.kind == WaitingThingKind.BROKEN)
    assert {row.days // 20 for row in found} == set(range(5))
    assert len(found) == read_here == 5 < count


BUILT = (
    *("DELETE FROM handover", "UPDATE visit SET physical = 10000, final = true WHERE number = 3"),
    "UPDATE tranche SET is_retention = true WHERE number = 4",
    "UPDATE meeting SET held_on = '2199-01-01' WHERE number = 1",
)
OF_ALL = """INSERT INTO {table} (id, programme_id, settlement_id, contract_id, made_by, made_at, {columns})
SELECT id, programme_id, settlement_id, contract_id, made_by, made_at, {values} FROM visit WHERE number = 3
AND contract_id NOT IN (SELECT contract_id FROM {table})"""
READ_OUT = OF_ALL.format(
    table="audit",
    columns="meeting_id, questions, accepted",
    values="(SELECT id FROM meeting WHERE number = 1 AND settlement_id = visit.settlement_id), '', true",
)
CERTIFIED = OF_ALL.format(table="certificate", columns="issued_on, statement", values="visited_on, ''")
ACCOUNTED = OF_ALL.format(
    table="final_account",
    columns="number, measured_on, cost, cost_reason, surplus, surplus_use",
    values="1, visited_on, 1, '', 0, ''",
)
NEVER_ACCOUNTED = "DELETE FROM final_account"
MADE_TO_WAIT: Mapping[WaitingThingKind, Sequence[str]] = {
    WaitingThingKind.CERTIFICATE: (*BUILT, "DELETE FROM certificate"),
    WaitingThingKind.SECOND_AUDIT: (
        *(*BUILT, READ_OUT),
        "UPDATE cash_book_entry SET spent_on = '2200-01-01' WHERE number = 2",
    ),
    WaitingThingKind.FINAL_VISIT: (*BUILT, NEVER_ACCOUNTED, CERTIFIED, "UPDATE visit SET final = false"),
    WaitingThingKind.ACCOUNT: (*BUILT, NEVER_ACCOUNTED, CERTIFIED, READ_OUT),
    WaitingThingKind.HANDOVER: (*BUILT, CERTIFIED, ACCOUNTED),
    WaitingThingKind.REPAIR: (
        OF_ALL.format(
            table="defect", columns="number, what, due_on, visit_id, turn", values="1, '', visited_on, id, ''"
        ),
    ),
}
"""What makes things of a kind wait in many places."""


def make_wait(connection: Connection, kind: WaitingThingKind) -> None:
    """Make things of a kind wait in many places, since another moment in each."""
    if kind in MADE_TO_WAIT:
        for statement in MADE_TO_WAIT[kind]:
            connection.execute(text(statement))
        return
    connection.execute(text("UPDATE need SET response_type = 'referral'"))
    connection.execute(text("UPDATE audit SET accepted = false"))
    connection.execute(text("DELETE FROM work_check"))
    hand_over_all(connection)


def hand_over_all(connection: Connection) -> None:
    """Hand every work over as the first one was, those of later contracts on earlier days."""
    done, chosen = Handover.__table__.c, [column.name for column in Handover.__table__.columns]
    like = connection.execute(select(Handover.__table__)).mappings().first()
    assert like is not None
    contracts = connection.execute(select(Contract.id, Contract.settlement_id).order_by(Contract.id)).all()
    handed_over = set(connection.scalars(select(done.contract_id)))
    rows = [
        {name: like[name] for name in chosen}
        | {"id": key, "contract_id": key, "settlement_id": settlement}
        | {"handed_on": like["handed_on"] - timedelta(days=10 * place)}
        for place, (key, settlement) in enumerate(contracts)
        if key not in handed_over
    ]
    connection.execute(insert(Handover.__table__), rows)


def find_all_broken(connection: Connection, day: date) -> int:
    """Let a check find each work broken, one on this day, each other twenty days before; their number."""
    like = connection.execute(select(Handover.__table__)).mappings().all()
    common = ("id", "programme_id", "settlement_id", "contract_id", "made_by", "made_at")
    rows = [
        {name: each[name] for name in common}
        | {"month": 3, "checked_on": day - timedelta(days=20 * place), "works": False, "notes": ""}
        for place, each in enumerate(like)
    ]
    connection.execute(insert(LaterWorkCheck.__table__), rows)
    return len(rows)


def heads(connection: Connection) -> set[tuple[UUID, str]]:
    """The heads of all places; the installation's grows with whatever is grown."""
    found = connection.execute(select(JournalHead.id, JournalHead.digest))
    return {(chain, digest) for chain, digest in found if chain != journal.INSTALLATION}

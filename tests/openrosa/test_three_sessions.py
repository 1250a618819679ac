"""Scenario C: three sessions come by three doors, each need once: a printed map, an export, telephones."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from peoplesprocess.db import journal
from peoplesprocess.db.session import snapshot
from peoplesprocess.maps.actions import SketchMapInput, add_sketch_map
from peoplesprocess.models import Meeting, Need, NeedGroup
from peoplesprocess.settlements.blocks import BlockInput, add_blocks
from tests.browser import Browser
from tests.factories import Make
from tests.imports.kobo import export, need
from tests.openrosa.conftest import address_on
from tests.openrosa.phone import Phone, add_device
from tests.profiles.test_gaps import counted

pytestmark = pytest.mark.one_database

DAY = date(2025, 1, 18)
WOMEN = {
    "Covered drain, 210 m": "drainage",
    "6 shared toilets rebuilt": "sanitation",
    "Preschool repair": "school",
}
YOUTH = {"Youth study room with internet": "school", "14 street lights": "electricity"}
RENTING = {
    "6 shared toilets rebuilt": "sanitation",
    "58 water connections": "water",
    "Tenure cards": "tenure",
    "Covered drain, 210 m": "drainage",
}
"""What families who rent or were relocated gave most of their dots to."""


def test_three_sessions_come_by_three_doors_and_each_once(
    app: Flask, make: Make, engine: Engine, tmp_path: Any
) -> None:
    groups = ["women", "men", "youth", "renting", "disability"]
    place = make.settlement(
        area="LK/11/KOL", code="samagipura", households=96, groups=groups, required_groups=["women"]
    )
    facilitator = make.facilitator(place)
    for group in ("women", "youth", "renting"):
        make.meeting(place, group_code=group, held_on=DAY)
    malini = Browser(app)
    malini.sign_in_as(facilitator)
    for _ in range(2):
        typed_from_the_printed_sheet(make, malini, place, facilitator)
        exported(app, place, tmp_path)
        sent_by_telephone(app, malini, place)
    with snapshot(engine) as db:
        asked = select(Need.title, Need.sector, NeedGroup.group_code, Meeting.group_code)
        joined = asked.join(NeedGroup, NeedGroup.need_id == Need.id).outerjoin(
            Meeting, Meeting.id == Need.meeting_id
        )
        rows = db.execute(joined.where(Need.settlement_id == place.id)).all()
        assert journal.verify(db).ok
    wanted = [("women", WOMEN), ("youth", YOUTH), ("renting", RENTING)]
    # Each once, and from the session of its group.
    assert sorted(rows) == sorted(
        (title, sector, group, group) for group, needs in wanted for title, sector in needs.items()
    )
    seen_as_gaps(make, malini, place, facilitator)


def seen_as_gaps(make: Make, malini: Browser, place: Any, facilitator: str) -> None:
    """The table of gaps reads them whichever door they came by, and puts them where people say they are."""
    with make.act(facilitator, place) as act:
        add_blocks(act, [BlockInput(f"Lane {letter}", 0) for letter in "ABCDE"])
    gaps = f"/s/{place.code}/profile/gaps"
    # Six sectors in five lanes and in no lane: nobody has said yet in which lane anything is.
    assert counted(malini.get(gaps)) == [36, 6, 0, 6, 0, 30]
    address = f"/s/{place.code}/needs/1/change"
    lanes = re.findall(r'name="block_id" value="([^"]+)"', malini.get(address).html)
    malini.send(address, block_id=lanes[0])
    assert counted(malini.get(gaps)) == [36, 7, 0, 7, 5, 24]


def typed_from_the_printed_sheet(make: Make, malini: Browser, place: Any, facilitator: str) -> None:
    """The women's map: needs typed from it, each marked where its pin stands; a form sent twice is one."""
    url = f"/s/{place.code}"
    if "no drawn map yet" in malini.get(f"{url}/map").text:
        with make.act(facilitator, place) as act:
            add_sketch_map(act, SketchMapInput("0" * 64, 90_000, 1280, 960))
        for number, (title, sector) in enumerate(WOMEN.items(), start=1):
            answers = {
                "title": title,
                "group_code": "women",
                "sector": sector,
                "households": "40",
                "severity": "2",
            }
            answers |= {"season": "all", "response_type": "infrastructure", "meeting_number": "1"}
            sent = malini.filled(f"{url}/needs/record", **answers)
            assert [malini.post(f"{url}/needs/record", sent).status for _ in range(2)] == [303, 303]
            pin = malini.send(f"{url}/map/pins/add", kind="need", need=str(number), square=f"C{number}")
            assert pin.status == 200 and not pin.problems


def exported(app: Flask, place: Any, tmp_path: Any) -> None:
    """The youth's session, exported from KoboToolbox in French."""
    answers = [
        need(number, title=title, sector=sector)
        for number, (title, sector) in enumerate(YOUTH.items(), start=1)
    ]
    file = tmp_path / "youth.csv"
    file.write_bytes(export(answers, language="fr"))
    run = app.test_cli_runner().invoke(
        args=["import", "kobo", str(file), "--settlement", place.code, "--json"]
    )
    told = json.loads(run.stdout)
    assert told["new"] + told["known"] == len(YOUTH) and told["refused"] == []


def sent_by_telephone(app: Flask, malini: Browser, place: Any) -> None:
    """The session of families who rent, on a telephone; the last one sends it from a second one once more."""
    page = malini.get(f"/s/{place.code}/devices")
    phone = Phone(app, address_on(add_device(malini, place, f"Telephone {page.text.count('ODK Collect')}")))
    for number, (title, sector) in enumerate(RENTING.items(), start=1):
        said = {"title": title, "sector": sector, "group_code": "renting", "also": "", "day": DAY.isoformat()}
        form = phone.fill(f"renting-{number}", **said)
        assert [phone.send(form).status_code for _ in range(2)][1] == 202

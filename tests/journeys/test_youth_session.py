"""Scenario C: the youth's session of Samagipura arrives from a telephone's export, in whichever language."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import Engine, select

from peoplesprocess.core import choice_lists
from peoplesprocess.db import journal
from peoplesprocess.db.session import reading, snapshot
from peoplesprocess.demonstration.samagipura import NEEDS
from peoplesprocess.models import Meeting, Need, NeedGroup
from tests.browser import Browser
from tests.factories import Make
from tests.imports.kobo import Spelling, export, need

DAY = date(2024, 10, 20)
SPELLINGS = (
    Spelling("ar", "details", bold=True, hxl=True),
    Spelling("_xml", "both", kind="xlsx"),
    Spelling("fr", "summary", delimiter=","),
    Spelling("_default", "both", " - ", delimiter="\t", turned=True, yes=("True", "False")),
)


def youth() -> list[dict[str, object]]:
    """What the youth of Samagipura put a dot on, a form for each need."""
    told = []
    for line in NEEDS.strip().splitlines():
        title, sector, landmark, households, severity, answer, dots = (
            each.strip() for each in line.split("|")
        )
        if dots.split()[2] != "0":
            told.append((title, sector, landmark, int(households), int(severity), answer))
    return [
        need(
            number,
            today=DAY.isoformat(),
            _submission_time=f"{DAY}T11:20:00",
            title=title,
            sector=sector,
            landmark=landmark,
            households=households,
            severity=severity,
            response_type=answer,
            affected=["youth"] if sector == "school" else ["women", "youth"],
        )
        for number, (title, sector, landmark, households, severity, answer) in enumerate(told, start=1)
    ]


def test_the_session_of_the_youth_comes_in_once_from_every_spelling_of_its_export(
    app: Flask, make: Make, browser: Callable[..., Browser], engine: Engine, tmp_path: Any
) -> None:
    programme = make.programme(groups=[asdict(group) for group in choice_lists.GROUPS])
    samagipura = make.settlement(
        programme,
        name="Samagipura",
        households=96,
        groups=["women", "men", "youth", "renting", "disability"],
        required_groups=["women", "youth"],
    )
    session = make.meeting(samagipura, group_code="youth", held_on=DAY, women=9, men=9)
    forms, digests = youth(), set()
    assert len(forms) == 12
    for spelling in SPELLINGS:
        file = tmp_path / "export"
        file.write_bytes(export(forms, spelling))
        order = ["import", "kobo", str(file), "--settlement", samagipura.code, "--dry-run", "--json"]
        told = json.loads(app.test_cli_runner().invoke(args=order, catch_exceptions=False).stdout)
        assert (told["read"], told["new"], told["refused"]) == (12, 12, [])
        digests.add(told["digest"])
    assert len(digests) == 1

    malini = browser("facilitator", samagipura)
    url = f"/s/{samagipura.code}/needs/import"
    for turn, spelling in enumerate(SPELLINGS):
        sent = {**malini.filled(url), "file": (io.BytesIO(export(forms, spelling)), "export")}
        page = malini.post(url, sent, content_type="multipart/form-data")
        assert page.status == 200
        if turn == 0:
            assert "12 needs are new" in page.text
            assert malini.post(f"{url}/make", page.values).status == 303
        else:
            assert "12 needs are here already" in page.text

    with reading(engine) as db:
        rows = db.execute(
            select(Need.number, Need.title, Need.sector, Need.affected, NeedGroup.group_code, Meeting.number)
            .join(NeedGroup, NeedGroup.need_id == Need.id)
            .join(Meeting, Meeting.id == Need.meeting_id)
            .where(Need.settlement_id == samagipura.id)
            .order_by(Need.number)
        ).all()
        assert [row[0] for row in rows] == list(range(1, 13))
        assert {(row[4], row[5]) for row in rows} == {("youth", session)}
        room = next(row for row in rows if row[1] == "Youth study room with internet")
        assert (room[2], room[3]) == ("school", ["youth"])
    with snapshot(engine) as db:
        assert journal.verify(db).ok
    page = malini.get(f"/s/{samagipura.code}/needs")
    assert "Youth study room with internet" in page.text

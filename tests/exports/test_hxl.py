"""Needs with their priorities for other programs: tags below the headings, no count of fewer than five."""

from __future__ import annotations

import csv
import errno
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from peoplesprocess.spreadsheets.reader import read_spreadsheet
from peoplesprocess.spreadsheets.xlsx_writer import xlsform_workbook
from tests.browser import Browser
from tests.factories import Make

People = Callable[..., Browser]


@pytest.fixture
def programme(make: Make) -> Any:
    """A programme with two settlements that have needs."""
    programme = make.programme()
    for name in ("Goth Sukhpur", "Samagipura"):
        settlement = make.settlement(programme, name=name, place_code="PK1234")
        make.need(settlement, "=Clean water", "women", "displaced", households=40)
        make.need(settlement, "Study room", "youth", households=3)
    return programme


def rows(data: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file by their tags."""
    _, tags, *rest = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert all(tag.startswith("#") for tag in tags) and len(set(tags)) == len(tags)
    return [dict(zip(tags, row, strict=True)) for row in rest]


def test_a_programme_gives_its_needs_with_tags(app: Flask, browser: People, programme: Any) -> None:
    efua = browser("programme_manager", programme)
    page = efua.get(f"/p/{programme.code}")
    addresses = [link for link in page.links if "/export/needs." in link]
    assert len(addresses) == 2
    found = rows(efua.client.get(f"/p/{programme.code}/export/needs.csv").data)
    assert [row["#loc+name"] for row in found] == ["Goth Sukhpur"] * 2 + ["Samagipura"] * 2
    first, second = found[:2]
    assert (first["#adm1+code"], first["#adm2+code"], first["#adm3+code"]) == ("SD", "DADU", "")
    assert first["#need"] == "'=Clean water" and first["#sector"] == "Water supply"
    assert (first["#affected+hh"], second["#affected+hh"]) == ("40", "")
    assert first["#status"] == "Not decided yet" and first["#loc+code"] == "PK1234"
    assert efua.client.get(f"/p/{programme.code}/export/needs.xlsx").data[:2] == b"PK"


def test_a_settlement_gives_its_own(app: Flask, browser: People, make: Make) -> None:
    goth = make.settlement()
    make.need(goth, "Clean water", "women", households=12)
    bo = browser("facilitator", goth)
    assert f"/s/{goth.code}/export/hxl.csv" in bo.get(f"/s/{goth.code}/export").links
    (row,) = rows(bo.client.get(f"/s/{goth.code}/export/hxl.csv").data)
    assert row["#need"] == "Clean water" and row["#severity+num"].isdigit()
    assert bo.client.get(f"/s/{goth.code}/export/hxl.xlsx").data[:2] == b"PK"
    stranger = browser()
    assert stranger.client.get(f"/s/{goth.code}/export/hxl.csv").status_code != 200


def test_the_command_gives_the_same(app: Flask, programme: Any, browser: People, tmp_path: Any) -> None:
    run = app.test_cli_runner().invoke
    efua = browser("programme_manager", programme)
    asked = ["export", "hxl", "--programme", programme.code]
    told = run(args=asked)
    assert told.exit_code == 0
    assert told.stdout_bytes == efua.client.get(f"/p/{programme.code}/export/needs.csv").data
    file = tmp_path / "needs.xlsx"
    assert run(args=[*asked, "-o", str(file)]).exit_code == 0 and file.read_bytes()[:2] == b"PK"
    for wrong in (["export", "hxl"], ["export", "plan", "--programme", programme.code]):
        refused = run(args=wrong)
        assert refused.exit_code == 2 and "--settlement" in refused.stderr
    assert run(args=["export", "hxl", "--settlement", "nowhere"]).exit_code == 2


@pytest.mark.parametrize(("name", "file"), [("hxl", "n.csv"), ("hxl", "n.xlsx"), ("geojson", "n.json")])
def test_a_full_disk_leaves_the_file_of_yesterday(
    app: Flask, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, file: str
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    goth = make.settlement()
    (tmp_path / file).write_text("of yesterday")
    monkeypatch.setattr(os, "fsync", full)
    told = app.test_cli_runner().invoke(
        args=["export", name, "--settlement", goth.code, "-o", str(tmp_path / file)]
    )
    assert told.exit_code == 2 and "Nothing was changed" in told.stderr
    assert (tmp_path / file).read_text() == "of yesterday"
    assert [path.name for path in tmp_path.iterdir()] == [file]


def test_every_sheet_of_a_settlement_can_be_exported(app: Flask, make: Make) -> None:
    from peoplesprocess.cli.export_formats import OF_SETTLEMENT, SHEET_NAMES
    from peoplesprocess.exports.sheets import SHEETS

    goth = make.settlement()
    make.need(goth)
    assert set(SHEET_NAMES) == {*SHEETS} and {*OF_SETTLEMENT} - {*SHEETS} == {
        "workbook",
        "geojson",
        "pabulib",
    }
    for name in SHEETS:
        told = app.test_cli_runner().invoke(
            args=["export", name, "--settlement", goth.code, "--language", "ar"]
        )
        assert told.exit_code == 0 and told.stdout_bytes.startswith(b"\xef\xbb\xbf"), name


def test_an_xlsform_is_a_workbook_of_texts() -> None:
    survey = [
        {"type": "text", "name": "title", "hxl": "#need"},
        {"type": "note", "label::English (en)": "=1+1"},
    ]
    data = xlsform_workbook({"survey": survey, "settings": [{"form_id": "need", "version": 2026112900}]})
    read = {sheet.name: [cells for _, cells in sheet.rows] for sheet in read_spreadsheet(data)}
    assert read["survey"][0] == ("type", "name", "hxl", "label::English (en)")
    assert read["survey"][2] == ("note", "", "", "=1+1")
    assert read["settings"][1] == ("need", "2026112900")

"""Commands that are told a place, as other programs and people give it; and how their help reads."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Engine, func, select

from peoplesprocess.core.process.steps import STEPS
from peoplesprocess.db import journal
from peoplesprocess.db.session import reading, writing
from peoplesprocess.models import MapShape, StepClosure
from tests.browser import Browser
from tests.factories import MARKET_DAY, Make
from tests.row_columns import belonging

pytestmark = pytest.mark.one_database
NEEDS = "title,group_code,sector,households,severity,season,response_type\n"
NEEDS += "Well,women,water,4,2,The rains,A service\n"
SQUARE = [[[67.0, 25.0], [67.1, 25.0], [67.1, 25.1], [67.0, 25.0]]]


def run(app: Flask, *arguments: object) -> Result:
    return app.test_cli_runner().invoke(args=[str(each) for each in arguments], catch_exceptions=False)


def commands_of_ours(app: Flask) -> list[tuple[str, click.Command]]:
    """Every command that is ours, with its name as it is typed."""
    found: list[tuple[str, click.Command]] = []
    for name, command in app.cli.commands.items():
        if command.callback is not None and not command.callback.__module__.startswith("peoplesprocess"):
            continue
        found.append((name, command))
        if isinstance(command, click.Group):
            found += [(f"{name} {part}", each) for part, each in command.commands.items()]
    return found


def test_what_each_command_does_is_a_whole_sentence_in_the_list(app: Flask) -> None:
    for name, command in commands_of_ours(app):
        said = command.get_short_help_str(limit=57)
        assert said.endswith(".") and not said.endswith("..."), f"{name}: {said}"


def test_every_option_says_what_it_is_for(app: Flask) -> None:
    for name, command in commands_of_ours(app):
        for option in command.params:
            if isinstance(option, click.Option):
                assert option.help and option.help.endswith("."), f"{name} {option.name}"


def test_help_lists_what_can_be_taken_in_and_given(app: Flask) -> None:
    from peoplesprocess.cli import export_formats, import_formats

    for command, formats in (("export", export_formats), ("import", import_formats)):
        said = run(app, command, "--help").stdout
        for name in (*formats.OF_SETTLEMENT, *formats.OF_PROGRAMME):
            assert name in said, f"{command} {name}"


def test_a_place_is_named_by_its_id_too(app: Flask, make: Make, tmp_path: Path) -> None:
    settlement = make.settlement()
    make.facilitator(settlement)
    needs = tmp_path / "needs.csv"
    needs.write_text(NEEDS)
    told = run(app, "import", "needs", needs, "--settlement", settlement.id, "--dry-run", "--json")
    assert (told.exit_code, json.loads(told.stdout)["new"]) == (0, 1), told.output
    assert run(app, "export", "needs", "--settlement", settlement.id).exit_code == 0
    assert run(app, "export", "hxl", "--programme", settlement.programme_id).exit_code == 0
    assert run(app, "device", "--settlement", settlement.id, "--json").exit_code == 0
    nowhere = run(app, "export", "needs", "--settlement", settlement.programme_id)
    assert nowhere.exit_code == 2 and "There is no settlement" in nowhere.stderr


def test_where_all_steps_are_closed_nobody_else_is_asked_for(
    app: Flask, make: Make, engine: Engine, tmp_path: Path
) -> None:
    settlement = make.settlement()
    make.facilitator(settlement)
    with writing(engine) as db:
        whose = belonging(settlement, None, MARKET_DAY)
        db.add_all(StepClosure(**whose, step=step.key) for step in STEPS)
        journal.write(db, settlement.id, None, "step.close", "step", MARKET_DAY)
        db.commit()
    file = tmp_path / "file"
    for command in (("needs", NEEDS), ("geojson", json.dumps({"type": "FeatureCollection", "features": []}))):
        file.write_text(command[1])
        told = run(app, "import", command[0], file, "--settlement", settlement.code)
        assert (
            told.exit_code == 2
            and "is over. Open its next cycle" in told.stderr
            and "--username" not in told.stderr
        )
    told = run(app, "device", "--settlement", settlement.code)
    assert told.exit_code == 2 and "next cycle" in told.stderr


def test_who_may_not_do_it_is_named(app: Flask, make: Make, tmp_path: Path) -> None:
    settlement = make.settlement()
    make.facilitator(settlement)
    manager = make.account("programme_manager", settlement)
    told = run(app, "device", "--settlement", settlement.code, "--username", manager)
    assert told.exit_code == 2 and f"{manager} may not add a telephone" in told.stderr


def _feature(kind: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"kind": kind, **more},
        "geometry": {"type": "Polygon", "coordinates": SQUARE},
    }


def test_a_map_is_taken_in_whole_or_not_at_all_and_says_so(
    app: Flask, make: Make, engine: Engine, tmp_path: Path
) -> None:
    settlement = make.settlement()
    make.facilitator(settlement)
    file = tmp_path / "map.geojson"
    wrong = {**_feature("block", name="B"), "geometry": {"type": "Polygon", "coordinates": [[[670, 25]]]}}
    shapes = {"type": "FeatureCollection", "features": [_feature("block", name="A"), wrong]}
    file.write_text(json.dumps(shapes))
    order = ("import", "geojson", file, "--settlement", settlement.code)
    told = run(app, *order, "--json")
    assert told.exit_code == 2 and json.loads(told.stdout)["new"] == 0, told.stdout
    assert "--good-rows" not in run(app, *order).stdout
    some = run(app, *order, "--good-rows")
    assert some.exit_code == 2 and "whole or not at all" in some.stderr
    with reading(engine) as db:
        assert not db.scalar(select(func.count()).select_from(MapShape))


@pytest.mark.parametrize("format", ["portfolio", "pcodes", "xlsform"])
def test_a_wrong_file_is_told_in_plain_lines(app: Flask, make: Make, tmp_path: Path, format: str) -> None:
    programme = make.programme()
    make.account("programme_manager", programme)
    file = tmp_path / "file.csv"
    file.write_text("code,region\nX01,Africa\n")
    told = run(app, "import", format, file, "--programme", programme.code)
    assert told.exit_code == 2, told.output
    assert "Row ," not in told.stdout and ", :" not in told.stdout and "--good-rows" not in told.stdout
    assert "Nothing was written. Put this right." in told.stdout


def test_the_row_of_a_fault_is_said_once(app: Flask, make: Make, tmp_path: Path) -> None:
    programme = make.programme()
    make.account("programme_manager", programme)
    file = tmp_path / "codes.csv"
    file.write_text("ADM1_PCODE,ADM1_EN,ADM2_PCODE,ADM2_EN\nPK1,Sindh,PK11,Dadu\n,,,Nameless\n")
    told = run(app, "import", "pcodes", file, "--programme", programme.code)
    assert told.exit_code == 2 and told.stdout.splitlines()[0].count("Row 3") == 1, told.stdout


def test_a_programme_gives_its_settlements_and_its_report_as_its_pages_do(
    app: Flask, make: Make, browser: Callable[..., Browser], tmp_path: Path
) -> None:
    programme = make.programme()
    settlement = make.settlement(programme)
    make.need(settlement)
    manager = browser("programme_manager", programme)
    code = programme.code
    for name, page in (("settlements", f"/p/{code}.csv"), ("report", f"/p/{code}/report.csv")):
        told = run(app, "export", name, "--programme", code)
        assert told.exit_code == 0 and told.stdout_bytes == manager.client.get(page).data, name
        file = tmp_path / f"{name}.xlsx"
        assert run(app, "export", name, "--programme", code, "-o", file).exit_code == 0
        assert file.read_bytes()[:2] == b"PK"
        refused = run(app, "export", name, "--settlement", settlement.code)
        assert refused.exit_code == 2 and "--programme" in refused.stderr


def test_a_settlement_gives_all_its_sheets_as_a_workbook(app: Flask, make: Make, tmp_path: Path) -> None:
    settlement, file = make.settlement(), tmp_path / "all.xlsx"
    order = ("export", "workbook", "--settlement", settlement.code)
    assert run(app, *order, "-o", file).exit_code == 0 and file.read_bytes()[:2] == b"PK"
    refused = run(app, *order, "-o", tmp_path / "all.csv")
    assert refused.exit_code == 2 and ".xlsx" in refused.stderr and not (tmp_path / "all.csv").exists()

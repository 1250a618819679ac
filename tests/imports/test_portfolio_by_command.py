"""Settlements and people of a programme by command: all of the file or nothing, and the same file once."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask
from sqlalchemy import Engine, func, select

from peoplesprocess.db.session import reading
from peoplesprocess.models import Invitation, Settlement
from tests.factories import Make
from tests.imports.conftest import person, settlement, xlsx


def test_a_portfolio_comes_in_by_command_as_by_its_page(
    app: Flask, make: Make, programme: Any, engine: Engine, tmp_path: Any
) -> None:
    file = tmp_path / "portfolio.xlsx"

    def take(*more: str) -> tuple[int, dict[str, Any]]:
        order = ["import", "portfolio", str(file), "--programme", programme.code, "--json", *more]
        result = app.test_cli_runner().invoke(args=order, catch_exceptions=False)
        return result.exit_code, json.loads(result.stdout)

    def count(table: Any) -> int:
        with reading(engine) as db:
            return db.scalar(select(func.count()).select_from(table)) or 0

    file.write_bytes(xlsx([settlement("north"), settlement("south")], [person("ada", settlement="north")]))
    code, told = take()
    assert code == 2 and "no confirmed manager" in told["refused"][0]["why"]
    make.account("programme_manager", programme)
    code, told = take("--dry-run")
    assert (code, told["read"], told["new"], told["known"]) == (0, 3, 3, 0)
    assert count(Settlement) == 0
    code, told = take()
    assert (code, told["new"]) == (0, 3)
    assert (count(Settlement), count(Invitation)) == (2, 1)
    code, told = take()
    assert (code, told["new"], told["known"]) == (0, 0, 3)
    file.write_bytes(xlsx([settlement("east"), settlement("west", currency="gold")]))
    code, told = take()
    assert code == 2 and told["new"] == 0 and told["refused"][0]["row"] == 3
    assert "gold" in told["refused"][0]["why"] or "currency" in told["refused"][0]["why"].casefold()
    assert count(Settlement) == 2


def test_where_a_file_goes_has_to_be_said(app: Flask, tmp_path: Any) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"a")
    run = app.test_cli_runner().invoke
    assert "--settlement and its short name" in run(args=["import", "kobo", str(file)]).stderr
    assert "--programme and its short name" in run(args=["import", "portfolio", str(file)]).stderr
    nowhere = run(args=["import", "kobo", str(file), "--settlement", "nowhere"])
    assert nowhere.exit_code == 2 and "There is no settlement nowhere" in nowhere.stderr
    wrong = run(args=["import", "kobo", str(file), "--settlement", "nowhere", "--map", "a=b"])
    assert wrong.exit_code == 2 and "HEADING=FIELD" in wrong.stderr

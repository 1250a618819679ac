"""Commands that other programs count on."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from peoplesprocess.core.actions import Action
from peoplesprocess.core.roles import Role
from tests.factories import Make


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=list(arguments))
    # On the other stream stands where the command worked, or why it did not.
    return result.exit_code, result.stdout or result.stderr


def test_permissions_are_printed_for_programs(app: Flask, engine: Engine) -> None:
    code, output = run(app, "permissions", "--json")
    table = json.loads(output)
    assert code == 0
    assert table["roles"] == [role.value for role in Role]
    assert ["technical_officer", "record_visit", "programme"] in table["allowed"]
    public = {route["endpoint"] for route in table["routes"] if route["action"] is None}
    assert public == {
        "accounts.sign_in",
        "accounts.leave",
        "accounts.accept",
        "accounts.renew_password",
        "approvals.papers.answers",
        "board.find",
        "approvals.papers.answers_file",
        "board.show",
        "board.needs",
        "complaints.file",
        "complaints.ask",
        "board.photo",
        "openrosa.collect.form_list",
        "openrosa.collect.form",
        "openrosa.collect.manifest",
        "openrosa.collect.ask",
        "openrosa.collect.submit",
        "openrosa.collect.nothing",
        "openrosa.kobo.push",
        "openrosa.kobo.nothing",
        "board.works.show",
        "board.works.poster",
        "board.works.poster_file",
        "profiles.public.show",
        "results.poster",
        "results.public_file",
        "votes.begin",
        "votes.ballot",
        "votes.ask",
        "votes.show_receipt",
        "votes.finish",
        "votes.old_ballot",
        "votes.old_receipt",
        "health.alive",
        "health.ready",
        "metrics.show",
        "stylesheets.show",
        "styleguide.show",
    }


def test_permissions_are_printed_for_people(app: Flask, engine: Engine) -> None:
    output = run(app, "permissions")[1]
    assert all(action.value in output for action in Action)


def test_the_journal_is_verified_and_a_bad_entry_named(app: Flask, engine: Engine, make: Make) -> None:
    place = make.settlement()
    code, output = run(app, "journal", "verify", "--json")
    assert (code, json.loads(output)["ok"]) == (0, True)
    with engine.execution_options(writing=True).begin() as connection:
        connection.execute(text("UPDATE journal_head SET sequence = sequence + 1"))
    code, output = run(app, "journal", "verify", "--json")
    assert code == 1
    assert json.loads(output)["first_bad"]["sequence"] == 2
    assert place.code not in output


def test_a_real_start_gives_one_link_and_only_while_nobody_can_sign_in(
    app: Flask, engine: Engine, make: Make
) -> None:
    code, output = run(app, "set-up-link")
    assert code == 0
    token = output.rsplit("/invitation/", 1)[1].strip()
    assert app.test_client().get(f"/invitation/{token}").status_code == 200
    make.account("administrator")
    assert "/invitation/" not in run(app, "set-up-link")[1]


@pytest.mark.parametrize(("address", "answer"), [("/healthz", "ok\n"), ("/readyz", "ok\n")])
def test_it_says_whether_it_lives_and_can_save(app: Flask, engine: Engine, address: str, answer: str) -> None:
    found = app.test_client().get(address)
    assert (found.status_code, found.text) == (200, answer)
    assert found.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_it_says_shortly_why_it_cannot_save(
    app: Flask, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("peoplesprocess.web.health.LEAST_FREE_BYTES", 10**18)
    found = app.test_client().get("/readyz")
    assert (found.status_code, found.text) == (503, "disk\n")

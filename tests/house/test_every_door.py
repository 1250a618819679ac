"""Every route, tried by every role from here and from elsewhere: who may not enter finds nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.routing import Rule

from peoplesprocess.app import PUBLIC
from peoplesprocess.core.actions import Action
from peoplesprocess.core.permissions import ALLOWED
from peoplesprocess.core.roles import Role
from tests.browser import Browser
from tests.factories import Make

pytestmark = pytest.mark.one_database

EVERYWHERE = {Action.SIGNED_IN}


def guarded(app: Flask) -> list[tuple[Rule, Action]]:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint not in PUBLIC]
    return [(rule, app.view_functions[rule.endpoint].action) for rule in rules]  # type: ignore[attr-defined]


def address(rule: Rule, code: str, programme: str) -> str:
    known = {"code": code, "programme": programme}
    sample = {"uuid": "01a20b04-2189-706b-b3b1-550057cf999c"}
    return re.sub(
        r"<(?:(\w+):)?(\w+)>", lambda found: known.get(found[2], sample.get(found[1], "1")), rule.rule
    )


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_a_role_enters_nothing_that_the_table_does_not_allow(
    app: Flask, make: Make, browser: Callable[..., Browser], role: str
) -> None:
    programme = make.programme()
    place = make.settlement(programme)
    visitor = browser(role, place, "women" if role == "group_representative" else "")
    entered = []
    for rule, action in guarded(app):
        if Role(role) in ALLOWED[action].roles:
            continue
        for method in rule.methods & {"GET", "POST"}:
            open_door = visitor.client.open(address(rule, place.code, programme.code), method=method)
            if open_door.status_code != 404:
                entered.append((method, rule.rule, open_door.status_code))
    assert entered == []


@pytest.mark.parametrize("role", [role.value for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_from_elsewhere_enters_anything(
    app: Flask, make: Make, browser: Callable[..., Browser], role: str
) -> None:
    programme = make.programme()
    place, elsewhere = make.settlement(programme), make.settlement()
    visitor = browser(role, elsewhere, "women" if role == "group_representative" else "")
    entered = []
    for rule, action in guarded(app):
        if not {"code", "programme"} & rule.arguments or action in EVERYWHERE:
            continue
        for method in rule.methods & {"GET", "POST"}:
            open_door = visitor.client.open(address(rule, place.code, programme.code), method=method)
            if open_door.status_code != 404:
                entered.append((method, rule.rule, open_door.status_code))
    assert entered == []


def test_a_stranger_is_asked_to_sign_in_everywhere(
    app: Flask, make: Make, browser: Callable[..., Browser]
) -> None:
    programme = make.programme()
    place = make.settlement(programme)
    farid = browser()
    for rule, _ in guarded(app):
        if "GET" in rule.methods:
            answer = farid.client.get(address(rule, place.code, programme.code))
            assert answer.status_code == 303, rule.rule
            assert answer.headers["Location"].startswith("/sign-in"), rule.rule


def test_the_oracle_sees_an_open_door(app: Flask, make: Make, browser: Callable[..., Browser]) -> None:
    """Planted fault: with the guard's judgement removed, the first test above would have entries."""
    place = make.settlement()
    original = ALLOWED[Action.RECORD_MEETING]
    ALLOWED[Action.RECORD_MEETING] = type(original)(frozenset(Role), original.states)
    try:
        authority = browser("local_authority", place)
        assert authority.client.get(f"/s/{place.code}/meetings/record").status_code == 200
    finally:
        ALLOWED[Action.RECORD_MEETING] = original

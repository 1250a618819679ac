"""Forms of the programme on telephones: listed as published; each filled-in one is a response, once."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import Engine

from peoplesprocess.assessments.actions import publish_form
from peoplesprocess.assessments.response_queries import RESPONSE
from peoplesprocess.db import journal
from peoplesprocess.db.session import snapshot
from tests.assessments.conftest import SPACES, sheets
from tests.browser import Browser
from tests.factories import Make
from tests.openrosa.conftest import address_on
from tests.openrosa.phone import Phone, add_device, said

pytestmark = pytest.mark.one_database

ANSWERS = (
    "<place><area>{area}</area><flooded>no</flooded></place>"
    "<spaces><space>Yard</space><quality>3</quality></spaces>"
    "<spaces><space>Canal side</space><quality>1</quality></spaces><seen>2026-02-28</seen>"
)


def filled(version: str, instance: str, area: str = "Hill", replaces: str = "") -> str:
    meta = f"<instanceID>uuid:{instance}</instanceID>"
    meta += f"<deprecatedID>uuid:{replaces}</deprecatedID>" if replaces else ""
    return f'<data id="spaces" version="{version}">{ANSWERS.format(area=area)}<meta>{meta}</meta></data>'


def test_a_published_form_is_filled_in_on_telephones_each_once(
    app: Flask, make: Make, engine: Engine
) -> None:
    programme = make.programme()
    goth = make.settlement(programme)
    bo = Browser(app)
    bo.sign_in_as(make.facilitator(goth))
    phone = Phone(app, address_on(add_device(bo, goth)))
    assert [form["formID"] for form in phone.forms()] == ["need"]
    with make.act("programme_manager", programme) as act:
        publish_form(act, sheets(**SPACES))
    form = next(each for each in phone.forms() if each["formID"] == "spaces")
    assert b"<spaces" in phone.load(form)
    version = form["version"]
    late = phone.send(filled(version, "b", "Bank", "a"))
    assert (late.status_code, said(late)) == (201, "Filled-in form 1 is recorded.")
    for sent in (filled(version, "a"), filled(version, "b", "Bank", "a")):
        assert phone.send(sent).status_code == 202
    assert phone.send(filled(version, "a", "Elsewhere")).status_code == 409
    wrong = phone.send(filled("1", "c"))
    assert wrong.status_code == 400 and "never had the version “1” here" in said(wrong)
    with snapshot(engine) as db:
        kept = RESPONSE.first(db, settlement=goth.id, number=1)
        assert kept is not None and kept.about == "Bank"
        assert [each["space"] for each in kept.answers["spaces"]] == ["Yard", "Canal side"]
        assert RESPONSE.first(db, settlement=goth.id, number=2) is None
        assert journal.verify(db).ok

"""KoboToolbox pushes forms as often and in whichever order it likes; it takes our form as an XLSForm."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from werkzeug.test import TestResponse

from peoplesprocess.assessments.form_file_reader import read_sheets
from peoplesprocess.assessments.xform_conversion import as_xform
from peoplesprocess.core.xlsform.reader import read_form
from peoplesprocess.db.session import reading
from peoplesprocess.models import Need, NeedGroup
from tests.browser import Browser
from tests.factories import Make
from tests.imports.kobo import export, need
from tests.openrosa.phone import Phone, add_device

XFORM = "{http://www.w3.org/2002/xforms}"


class Kobo:
    """A project of KoboToolbox with a service that was registered as its page says."""

    def __init__(self, app: Flask, page: Any) -> None:
        found = re.search(r"http://localhost(/kobo/\w+)", page.html)
        secret = re.search(r'<dd dir="?ltr"?>(\w{40})', page.html)
        assert found and secret, page.html
        self.address, self.secret = found[1], secret[1]
        self.client = app.test_client(use_cookies=False)

    def push(self, told: object, **headers: str) -> TestResponse:
        agent = "KoboToolbox external service - kf.kobotoolbox.org #hAbc"
        given = {"User-Agent": agent, "X-Form-Secret": self.secret, **headers}
        return self.client.post(self.address, json=told, headers=given)


def payload(said: Mapping[str, object], **more: object) -> dict[str, object]:
    """A form as it is pushed: groups before questions, choices side by side, what the server adds."""
    answers = {
        name if name.startswith(("_", "meta", "today")) else f"need/{name}": " ".join(value)
        if isinstance(value, list)
        else value
        for name, value in said.items()
    }
    added = {"_attachments": [], "_geolocation": [None, None], "_tags": [], "_validation_status": {}}
    return {**answers, **added, "formhub/uuid": "f", "_status": "submitted_via_web", **more}


@pytest.fixture
def kobo(app: Flask, bo: Browser, goth: Any) -> Kobo:
    page = add_device(bo, goth, "Project of youth", "kobo")
    assert page.status == 200, page.problems
    return Kobo(app, page)


def titles(engine: Engine) -> list[str]:
    with reading(engine) as db:
        return list(db.scalars(select(Need.title).order_by(Need.number)))


def test_a_pushed_form_is_one_need_also_in_the_export_of_later(
    kobo: Kobo, engine: Engine, goth: Any, bo: Browser, app: Flask, tmp_path: Any
) -> None:
    answers = [need(1, also=["women"]), need(2, affected=[])]
    first = kobo.push(payload(answers[0]))
    assert first.status_code == 201 and first.json == {
        "message": "Need 1 is recorded.",
        "needs": [1],
        "left_out": [],
    }
    again = kobo.push(payload(answers[0], **{"need/weather": "Rain"}))
    assert again.status_code == 200 and again.json["left_out"] == ["need/weather"]
    assert kobo.push(payload(answers[0], **{"need/title": "Other"})).status_code == 409
    # An edit before the form that it edits, and that form before the second edit is told.
    chain = {
        "_uuid": "e2",
        "meta/rootUuid": "uuid:" + str(answers[1]["_uuid"]),
        "meta/deprecatedID": "uuid:e1",
    }
    assert kobo.push(payload(answers[1], **{**chain, "need/title": "Edited"})).status_code == 201
    assert kobo.push(payload(answers[1])).status_code == 200
    assert titles(engine) == ["Need 1 of youth", "Edited"]
    # The export of a month later holds the form as it was edited last.
    file = tmp_path / "export.csv"
    file.write_bytes(export([answers[0], {**answers[1], "title": "Edited", "_uuid": "e2"}]))
    run = app.test_cli_runner().invoke(
        args=["import", "kobo", str(file), "--settlement", goth.code, "--json"]
    )
    assert '"new": 0, "known": 2' in run.stdout
    with reading(engine) as db:
        groups = select(NeedGroup.group_code).join(Need, Need.id == NeedGroup.need_id).where(Need.number == 1)
        assert set(db.scalars(groups)) == {"youth", "women"}
    assert kobo.address not in bo.get(f"/s/{goth.code}/devices").html


def test_needs_in_a_repeat_come_all_or_none(kobo: Kobo, engine: Engine) -> None:
    rows = [
        {f"needs/{name}": value for name, value in need(number, affected="women").items() if name[0] != "_"}
        for number in (1, 2)
    ]
    for row in rows:
        for name in ("needs/today", "needs/group_code", "needs/also", "needs/meta/rootUuid"):
            row.pop(name)
    form = {"_uuid": "f1", "today": "2025-01-18", "group_code": "youth", "needs": rows, "_tags": ["x"]}
    bad = {**form, "needs": [rows[0], {**rows[1], "needs/sector": "castles"}]}
    refused = kobo.push(bad)
    assert refused.status_code == 400 and "castles" in refused.json["message"]
    assert titles(engine) == []
    assert kobo.push(form).json["needs"] == [1, 2]
    assert kobo.push(form).status_code == 200
    edited = {
        **form,
        "_uuid": "f2",
        "meta/deprecatedID": "f1",
        "needs": [rows[0], {**rows[1], "needs/title": "X"}],
    }
    assert kobo.push(edited).status_code == 201
    assert titles(engine) == ["Need 1 of youth", "X"]


def test_a_text_that_a_telephone_cut_within_a_sign_is_kept_without_the_half(
    kobo: Kobo, engine: Engine
) -> None:
    told = payload(need(1, title="A roof \U0001f3e0 for the school \ud83c"))
    assert kobo.push(told).status_code == 201
    assert titles(engine) == ["A roof \U0001f3e0 for the school \ufffd"]
    for half in ("_uuid", "meta/rootUuid", "need/title\ud83c"):
        assert kobo.push({**payload(need(2)), half: "a\ud83c"}).status_code < 500, half
    bytes_of_half = b'{"_uuid":"a", "need/title":"\xed\xa0\xbc"}'
    raw = kobo.client.post(kobo.address, data=bytes_of_half, headers={"X-Form-Secret": kobo.secret})
    assert raw.status_code == 400 and "not in JSON" in raw.json["message"]


def test_what_is_no_form_is_refused_with_a_sentence(kobo: Kobo, engine: Engine, app: Flask) -> None:
    deep: object = []
    for _ in range(30):
        deep = [{"a": deep}]
    for told, sentence in (
        ([1], "not in JSON"),
        ({"a": deep}, "Telephones do not send a form like this"),
        ({f"q{number}": 1 for number in range(600)}, "Telephones do not send a form like this"),
        ({"x": "x" * 1_000_001}, "larger than 1\u00a0MB"),
        ({"_uuid": "a"}, "No column contains this"),
        (payload(need(1, today="1970-01-01")), "the clock of this telephone was wrong"),
    ):
        answer = kobo.push(told)
        assert answer.status_code == 400 and sentence in answer.json["message"], answer.text
    raw = kobo.client.post(kobo.address, data="[" * 200_000, headers={"X-Form-Secret": kobo.secret})
    assert raw.status_code == 400 and "not in JSON" in raw.json["message"]
    wrong = kobo.push(payload(need(1)), **{"X-Form-Secret": "x" * 40})
    assert wrong.status_code == 403 and "X-Form-Secret is missing or wrong" in wrong.json["message"]
    lost = Phone(app, kobo.address.replace("/kobo/", "/openrosa/"))
    assert lost.ask().status_code == 404, "an address of one kind opens nothing of the other"
    assert kobo.client.get(kobo.address).status_code == 404
    assert kobo.client.get("/kobo/" + "0" * 40).status_code == 404
    assert titles(engine) == []


def test_the_form_goes_to_other_servers_and_is_the_same_there(
    phone: Phone, bo: Browser, goth: Any, browser: Callable[..., Browser], make: Make
) -> None:
    assert "XLSForm" in bo.get(f"/s/{goth.code}/needs/import").text
    answer = bo.client.get(f"/s/{goth.code}/needs/form.xlsx")
    sheets = read_sheets(answer.data)
    assert all(row["hxl"].startswith("#") for row in sheets["survey"])
    form = read_form(sheets)
    settings = sheets["settings"][0]
    assert (form.code, settings["version"]) == ("need", phone.forms()[0]["version"])
    # What another program makes of it asks the same as what telephones load here.
    made = as_xform(sheets, form.code, settings["form_title"], settings["version"])
    ours, theirs = (ElementTree.fromstring(data) for data in (phone.load(phone.forms()[0]), made.text))
    assert binds(ours) == binds(theirs)
    assert asked(ours) == asked(theirs)
    assert browser("local_authority", goth).get(f"/s/{goth.code}/needs/form.xlsx").status == 404


def binds(form: ElementTree.Element) -> dict[str, tuple[str, str, str]]:
    """The type of each answer, whether it is needed, and what it must hold."""
    told = {}
    for bind in form.iter(f"{XFORM}bind"):
        name = bind.get("nodeset", "").rpartition("/")[2].rpartition(":")[2]
        needed, rule = bind.get("required", ""), bind.get("constraint", "")
        told[name] = (bind.get("type", ""), needed, rule)
    return told


def asked(form: ElementTree.Element) -> list[tuple[str, str, list[str]]]:
    """The questions in their order, each with its control and the words of its label in each language."""
    words: dict[str, list[str]] = {}
    for text in form.iter(f"{XFORM}text"):
        words.setdefault(text.get("id", ""), []).append(
            # The converter writes curly apostrophes straight.
            "".join(text.itertext()).strip().replace("’", "'")
        )
    body = form.find("{http://www.w3.org/1999/xhtml}body")
    assert body is not None
    return [
        (
            control.tag.removeprefix(XFORM),
            control.get("ref", "").rpartition("/")[2],
            words[f"/data/{control.get('ref', '').rpartition('/')[2]}:label"],
        )
        for control in body
    ]

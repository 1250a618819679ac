"""What ODK Collect asks and sends, as it does: each line of the protocol with its trap."""

from __future__ import annotations

import gc
import io
import time
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import Engine, select

from peoplesprocess.db import journal
from peoplesprocess.db.session import reading, snapshot
from peoplesprocess.models import EarthPoint, FieldSubmission, Need
from peoplesprocess.settlements.blocks import BlockInput, add_blocks
from peoplesprocess.web.i18n import SHIPPED
from tests.browser import Browser
from tests.factories import Make
from tests.openrosa.phone import HEADERS, Phone, drawing, said

XFORM = "{http://www.w3.org/2002/xforms}"


def titles(engine: Engine, place: Any) -> list[str]:
    with reading(engine) as db:
        return list(
            db.scalars(select(Need.title).where(Need.settlement_id == place.id).order_by(Need.number))
        )


def test_forms_are_listed_and_loaded_byte_for_byte(phone: Phone, make: Make, goth: Any, bo: Browser) -> None:
    (form,) = phone.forms()
    assert (form["formID"], form["name"]) == ("need", f"Needs of {goth.name}")
    assert form["downloadUrl"].startswith("http://localhost/openrosa/") and "descriptionText" not in form
    data = phone.load(form)
    assert phone.forms() == [form] and phone.load(form) == data
    root = ElementTree.fromstring(data)
    languages = [each.get("lang", "") for each in root.iter(f"{XFORM}translation")]
    assert [each[-3:-1] for each in languages] == list(SHIPPED)
    texts = [{text.get("id") for text in each} for each in root.iter(f"{XFORM}translation")]
    assert texts[0] == texts[1] == texts[2] and len(texts[0]) > 60
    used = {each.get("ref", "")[10:-2] for each in root.iter() if each.get("ref", "").startswith("jr:itext")}
    assert used <= texts[0]
    manifest = phone.get(form["manifestUrl"].partition(phone.address)[2])
    assert manifest.status_code == 200 and b"mediaFile" not in manifest.data
    assert "descriptionText" in phone.get("/formList?verbose=true").text
    assert "need" not in phone.get("/formList?formID=other").text
    assert phone.get("/formList/").status_code == 200
    assert phone.get("/forms/other").status_code == 404
    # What is asked changes: another version, and the former one is still taken.
    with make.act(make.facilitator(goth), goth) as act:
        add_blocks(act, [BlockInput("Canal side", 20)])
    assert [each["version"] for each in phone.forms()] != [form["version"]]
    assert phone.send(phone.fill(version=form["version"])).status_code == 201
    # The language of who added the telephone is the one in which it opens.
    bo.send("/account/details", spoken="ar")
    opened = ElementTree.fromstring(phone.load(phone.forms()[0]))
    default = [each.get("lang") for each in opened.iter(f"{XFORM}translation") if each.get("default")]
    assert default == ["العربية (ar)"]


def test_it_says_first_that_it_takes_forms(phone: Phone) -> None:
    asked = phone.ask()
    # Any other 2xx is "a login page of this network" to Collect.
    assert (asked.status_code, asked.data) == (204, b"")
    assert asked.headers["X-OpenRosa-Accept-Content-Length"] == "10000000"
    assert asked.headers["X-OpenRosa-Version"] == "1.0" and "Date" in asked.headers
    assert asked.headers["Location"] == f"http://localhost{phone.address}/submission"


def test_a_form_is_one_need_however_often_it_comes(
    phone: Phone, engine: Engine, goth: Any, make: Make
) -> None:
    make.meeting(goth, held_on=date(2026, 3, 1))
    with make.act(make.facilitator(goth), goth) as act:
        add_blocks(act, [BlockInput("Canal side", 20)])
    form = phone.fill(
        "a", block="1", point="26.731212345 67.775412345 3.0 4.5", group_code="women", affected=""
    )
    first = phone.send(form)
    assert (first.status_code, said(first)) == (201, "Need 1 is recorded.")
    # Twice, and with the files that did not fit into the first post: still one need.
    again = phone.send(form, {"roof.jpg": b"\xff\xd8\xff"})
    assert (again.status_code, said(again)) == (202, "This form came in before: it is need 1.")
    other = phone.send(phone.fill("a", title="Something else"))
    assert other.status_code == 409 and "came in before with other answers" in said(other)
    edited = phone.send(phone.fill("b", "a", title="A dry roof", group_code="women", affected=""))
    assert (edited.status_code, said(edited)) == (201, "Need 1 is changed.")
    assert phone.send(form).status_code == 202
    assert titles(engine, goth) == ["A dry roof"]
    with reading(engine) as db:
        row = db.scalars(select(FieldSubmission).order_by(FieldSubmission.id)).first()
        assert row is not None and (row.source, row.instance_id, row.form_code) == ("collect", "a", "need")
        point = db.scalars(select(EarthPoint)).one()
        assert (point.latitude, point.longitude, point.decimals) == (2673121, 6777541, 5)
        assert db.scalars(select(Need.meeting_id)).one() is not None
    with snapshot(engine) as db:
        assert journal.verify(db).ok


def test_what_stands_beside_a_need_holds_it_not_back(phone: Phone, engine: Engine, goth: Any) -> None:
    """A telephone without a view of the sky writes 0 0; the need is worth more than its point."""
    answer = phone.send(phone.fill(point="0 0 0 0", block="7"))
    assert answer.status_code == 201 and "Need 1 is recorded. Its block was left out" in said(answer)
    assert "Its point was left out. Telephones write 0, 0" in said(answer)
    assert titles(engine, goth) == ["A roof that does not leak"]
    # A place of displaced people is kept no finer than a kilometre.
    assert phone.send(phone.fill(point="26.731212345 67.775412345")).status_code == 201
    with reading(engine) as db:
        assert db.scalars(select(EarthPoint.decimals)).all() == [2]


def test_photos_come_in_parts_and_each_is_kept_once(
    phone: Phone, goth: Any, bo: Browser, engine: Engine
) -> None:
    """Collect splits what is larger than 10 MB: the form comes again with each part."""
    form = phone.fill("a", photo="17.jpg")
    first = phone.send(form, {"18.jpg": b"x"})
    assert (first.status_code, said(first)) == (201, "Need 1 is recorded.")
    second = phone.send(form, {"17.jpg": drawing(3000, 2000).read()})
    assert second.status_code == 201 and said(second).endswith("Its photo is kept."), second.text
    assert phone.send(form, {"17.jpg": drawing(3000, 2000).read()}).status_code == 202
    here = f"/s/{goth.code}/needs/1/papers"
    page = bo.get(here)
    assert "Paper 1: Photo of the place" in page.text and "Paper 2" not in page.text
    picture = bo.client.get(f"/s/{goth.code}/papers/1")
    assert picture.mimetype == "image/jpeg" and len(picture.data) <= 100_000
    assert not Image.open(io.BytesIO(picture.data)).getexif()
    # One that was struck does not come back with the next edit; what is no photo is told.
    bo.send(f"{here}/1/strike", reason="A face can be seen")
    edit = phone.fill("b", "a", photo="17.jpg", title="A dry roof")
    assert said(phone.send(edit, {"17.jpg": drawing(3000, 2000).read()})) == "Need 1 is changed."
    other = phone.send(phone.fill("c", photo="x.jpg"), {"x.jpg": b"<svg onload='alert(1)'/>"})
    assert other.status_code == 201 and "Its photo was left out. This file is not a photo" in said(other)
    assert bo.client.get(f"/s/{goth.code}/papers/1").status_code == 404
    assert "No paper is attached yet" in bo.get(f"/s/{goth.code}/needs/2/papers").text
    with snapshot(engine) as db:
        assert journal.verify(db).ok


def test_what_was_kept_is_known_whatever_changed_here_since(
    phone: Phone, make: Make, goth: Any, engine: Engine
) -> None:
    form = phone.fill("a", households="100")
    assert phone.send(form).status_code == 201
    make.profile(goth, households=50, statuses={"resident": 50})
    # The first answer was lost on the way: Collect sends again what would be refused today.
    assert phone.send(form).status_code == 202
    assert phone.send(phone.fill("b", households="100")).status_code == 400
    assert titles(engine, goth) == ["A roof that does not leak"]


BOMB = "<!DOCTYPE d [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><data><title>&b;</title></data>"
BAD = {
    "bomb": (BOMB, "declares a document type or entities"),
    "file": ("<!DOCTYPE d SYSTEM 'file:///etc/passwd'><data id='need'/>", "declares a document type"),
    "entity": (
        "<data id='need'><title>&nbsp;</title></data>",
        "is incomplete or has a wrong character in line 1",
    ),
    "cut": ("<data id='need'>\n<title>Wat", "is incomplete or has a wrong character in line 2"),
    "nothing": ("", "is incomplete"),
    "no xml": ("%PDF-1.7", "is incomplete"),
    "encoding": (
        "<?xml version='1.0' encoding='klingon'?><data/>",
        "names a wrong encoding",
    ),
    "latin": (b"<data id='need'><title>caf\xe9</title></data>", "wrong character in line 1"),
    "deep": ("<a>" * 5000, "Telephones do not send a form like this"),
    "wide": (f"<data id='need'>{'<x/>' * 30_000}</data>", "Telephones do not send a form like this"),
    "large": (f"<data id='need'><title>{'x' * 1_100_000}</title></data>", "larger than 1 MB"),
    "id": (
        f"<data id='need'><meta><instanceID>{'x' * 500}</instanceID></meta></data>",
        "do not give a form such an id",
    ),
}


def test_what_is_no_form_is_refused_quickly_with_a_sentence(phone: Phone, engine: Engine, goth: Any) -> None:
    for case, (form, sentence) in BAD.items():
        begun = time.process_time()
        answer = phone.send(form)
        assert time.process_time() - begun < 2, case
        assert answer.status_code == 400 and sentence in said(answer), f"{case}: {said(answer)}"
    assert titles(engine, goth) == []


REFUSED: tuple[tuple[dict[str, str], str], ...] = (
    ({"day": "1970-01-01"}, "“Day of the session”: 1 Jan 1970: the clock of this telephone was wrong"),
    ({"day": "2101-01-01"}, "has not come yet"),
    ({"title": ""}, "“Need”: Write what people need"),
    ({"title": "Ask Ali, +92 300 1234567"}, "looks like a telephone or identity number"),
    ({"sector": "castles"}, "“Sector”: “castles” is not one of the choices"),
    ({"affected": "women dragons"}, "“women dragons” is not one of the choices"),
    ({"group_code": ""}, "“Group”: Choose the group"),
    ({"households": "many"}, "“Households affected”: Write a whole number"),
    ({"households": "101"}, "more than all 100 households"),
    ({"weather": "Rain"}, "“weather” is no longer asked here"),
    ({"title": "One</title><title>Two"}, "“title” is answered twice"),
    ({"version": "1"}, "never had the version “1” here. Load a new blank form"),
)


def test_what_no_page_would_take_is_refused_at_its_question(phone: Phone, engine: Engine, goth: Any) -> None:
    for answers, sentence in REFUSED:
        answer = phone.send(phone.fill(**answers))
        assert answer.status_code == 400 and sentence in said(answer), said(answer)
    assert titles(engine, goth) == []


def test_a_question_or_a_form_that_is_not_there_is_named(phone: Phone, goth: Any, engine: Engine) -> None:
    form = phone.fill()
    answer = phone.send(form.replace("<households>12</households>", ""))
    assert answer.status_code == 400 and "“Households affected” is missing in this form" in said(answer)
    answer = phone.send(form.replace('id="need"', 'id="cattle"'))
    assert answer.status_code == 404 and "The form “cattle” is not in use here" in said(answer)
    # An empty answer to a question that is gone loses nothing.
    assert phone.send(form.replace("<title>", "<weather/><title>")).status_code == 201


# Werkzeug leaves the half of a file that it has read open.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_half_of_a_post_is_nothing(phone: Phone, goth: Any, engine: Engine) -> None:
    url, kind = f"{phone.address}/submission", "multipart/form-data; boundary=B"
    head = '--B\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="f.xml"\r\n\r\n'
    whole = f"{head}{phone.fill('a')}\r\n--B--\r\n".encode()
    for cut in (whole[:-6], whole[: len(whole) // 2], whole[:40], b""):
        answer = phone.client.post(url, data=cut, content_type=kind, headers=HEADERS)
        assert answer.status_code == 400 and "Send it again" in said(answer), cut[-40:]
    gc.collect()
    assert titles(engine, goth) == []
    # The same in pieces of unknown length, as a proxy hands it on.
    answer = phone.client.post(
        url,
        input_stream=io.BytesIO(whole),
        content_type=kind,
        headers=HEADERS,
        environ_overrides={"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"},
    )
    assert answer.status_code == 201, answer.text


def test_what_is_too_large_is_said_in_its_own_words(phone: Phone, app: Flask) -> None:
    announced = {"CONTENT_LENGTH": "16000001"}
    answer = phone.send(phone.fill(), environ_overrides=announced)
    assert answer.status_code == 413 and "parts of 10 MB" in said(answer)


def test_errors_speak_the_language_of_who_added_the_telephone(
    phone: Phone, make: Make, goth: Any, engine: Engine, bo: Browser
) -> None:
    bo.send("/account/details", spoken="fr")
    answer = phone.send(phone.fill(day="1970-01-01"))
    assert answer.status_code == 400 and answer.headers["Content-Language"] == "fr"
    assert "Jour de la séance" in said(answer)

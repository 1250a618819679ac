"""Visits: measured quantities become progress, who builds does not verify, photos are safe to keep."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from peoplesprocess.core.progress import hundredths
from peoplesprocess.db.column_types import uuid7
from peoplesprocess.models import Visit, VisitPhoto
from tests.browser import Browser
from tests.contracts.story import also, signed
from tests.factories import Make
from tests.works.test_instalments import first_paid, spend, visit

People = Callable[..., Browser]
MULTIPART = {"content_type": "multipart/form-data"}
VISIT = {
    "visited_on": "2023-05-29",
    "done1": "8",
    "done2": "16",
    "done3": "0",
    "done4": "0",
    "notes": "Pits are lined.",
}


def count(db: Session, table: Any) -> Any:
    found = db.scalar(select(func.count()).select_from(table))
    db.rollback()
    return found


def jpeg(side: int = 40) -> io.BytesIO:
    """A photo whose camera told where it was."""
    buffer = io.BytesIO()
    image = Image.new("RGB", (side, side), (120, 90, 60))
    exif = Image.Exif()
    exif[0x010F] = "Camera that tells"
    image.save(buffer, "JPEG", exif=exif)
    buffer.seek(0)
    return buffer


def test_a_visit_of_29_may_finds_22_percent_built_and_21_1_spent(
    make: Make, browser: People, db: Session
) -> None:
    story = signed(make)
    first_paid(db, story)
    spend(db, story, date(2023, 5, 27), 812_000)
    db.commit()
    sam = browser("technical_officer", story.place)
    page = sam.send(f"{story.url}/visits/record", **VISIT)
    assert page.h1 == "Visit on 29 May 2023: 22 % built"
    assert "Spent until then (with receipts) 812,000 PKR" in page.text
    assert "Pits are lined." in page.text
    page = sam.get(story.url)
    assert "Built 22 % Cost so far 21.1 %" in page.text
    assert db.scalar(select(Visit.physical)) == 2200


def test_the_form_begins_at_what_was_measured_last(make: Make, browser: People, db: Session) -> None:
    story = signed(make)
    visit(db, story, date(2023, 5, 29), 8, 16, 0, 0)
    db.commit()
    page = browser("technical_officer", story.place).get(f"{story.url}/visits/record")
    assert [page.values[f"done{n}"] for n in (1, 2, 3)] == [["8"], ["16"], ["0"]]


def test_work_and_money_15_points_apart_are_no_warning_and_more_are_one(
    make: Make, browser: People, db: Session
) -> None:
    story = signed(make)
    visit(db, story, date(2023, 5, 29), 6, 0, 0, 0)
    db.commit()
    efua = browser("programme_manager", story.place)
    assert "Built 15 %" in efua.get(story.url).text
    assert "far apart" not in efua.get(story.url).text
    visit(db, story, date(2023, 5, 29), 6, 1, 0, 0)
    db.commit()
    assert "Work and money are far apart." in efua.get(story.url).text
    assert "points apart." in efua.get(f"/s/{story.place.code}/works").text


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"visited_on": ""}, "Enter the day of your visit."),
        ({"visited_on": "2149-01-01"}, "This day has not come yet."),
        ({"visited_on": "2999-01-01"}, "Check the year."),
        ({"visited_on": "yesterday"}, "Write the day like this"),
        ({"done1": "9"}, "More is measured than the contract allows."),
        ({"done1": "-1"}, "This must be at least 0."),
        ({"done1": "some"}, "Write a number in digits."),
        ({"days_stopped": "400"}, "This cannot be more than 366."),
        ({"notes": "x" * 2001}, "This is 2,001 characters long."),
        ({"notes": "Ask 0301 2345678"}, "This looks like a telephone"),
    ],
)
def test_a_wrong_visit_is_refused_at_its_field_and_nothing_typed_is_lost(
    make: Make, browser: People, db: Session, fields: dict[str, str], problem: str
) -> None:
    story = signed(make)
    sam = browser("technical_officer", story.place)
    sent = sam.filled(f"{story.url}/visits/record", **{**VISIT, **fields})
    page = sam.post(f"{story.url}/visits/record", sent)
    assert page.status == 422
    assert problem in page.problems[0]
    assert page.values["done2"] == ["16"]
    assert count(db, Visit) == 0


def test_less_than_at_the_last_visit_needs_a_note(make: Make, browser: People, db: Session) -> None:
    story = signed(make)
    visit(db, story, date(2023, 5, 29), 8, 16, 0, 0)
    db.commit()
    sam = browser("technical_officer", story.place)
    url = f"{story.url}/visits/record"
    fewer = {**VISIT, "visited_on": "2023-06-27", "done2": "10", "notes": ""}
    page = sam.post(url, sam.filled(url, **fewer))
    assert "Less is measured than at the last visit." in page.problems[0]
    page = sam.send(url, **{**fewer, "notes": "A wall fell in the storm"}, fell="yes")
    assert page.status == 200
    page = sam.post(url, sam.filled(url, **{**VISIT, "visited_on": "2023-06-01"}))
    assert "The last visit was on 27 Jun 2023." in page.problems[0]


@pytest.mark.parametrize("role", ["facilitator", "committee_officer"])
def test_who_builds_does_not_verify(make: Make, browser: People, db: Session, role: str) -> None:
    story = signed(make)
    sam = browser("technical_officer", story.place)
    also(make, sam.username, role, story.place)
    url = f"{story.url}/visits/record"
    told = sam.get(url)
    assert "Those who build cannot verify" in told.text and not told.controls
    page = sam.send_unshown(url, **VISIT)
    assert "Those who build cannot verify" in page.problems[0]
    assert count(db, Visit) == 0
    assert browser(role, story.place).get(url).status == 404


def test_photos_are_kept_without_what_the_camera_told(
    make: Make, browser: People, db: Session, app: Flask
) -> None:
    story = signed(make)
    sam = browser("technical_officer", story.place)
    url = f"{story.url}/visits/record"
    sent = sam.filled(url, **VISIT, moment1="before", moment3="after")
    sent |= {"photo1": (jpeg(), "../../x.jpg"), "photo3": (jpeg(2000), "b.png")}
    assert sam.post(url, sent).status == 303
    page = sam.get(story.url)
    assert "Photo, before, 1 kB" in page.text
    assert "Photo, after," in page.text
    link = f"{story.url}/visits/1/photos/1"
    assert link in page.links
    response = sam.client.get(link)
    assert response.mimetype == "image/jpeg"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.headers["Content-Disposition"].startswith("inline")
    assert b"Camera that tells" not in response.data
    again = sam.client.get(link, headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b""), "a photo that was seen is not sent twice"
    assert all(photo.size <= 100_000 for photo in db.scalars(select(VisitPhoto)))
    db.rollback()
    for nobody in (browser("technical_officer", make.settlement()), browser()):
        assert nobody.client.get(link).status_code in (302, 303, 401, 404)
    for unknown in (f"{story.url}/visits/1/photos/3", f"{story.url}/visits/2/photos/1"):
        assert sam.client.get(unknown).status_code == 404
    assert app.extensions["photos"].read(db.scalars(select(VisitPhoto.digest)).first() or "")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"Dear engineer, here is the photo.", "This file is not a photo that can be read."),
        (b"\xff\xd8" + b"0" * 10_000_000, "This photo is larger than 5 MB."),
        (b"", "This file is not a photo that can be read."),
    ],
)
def test_what_is_no_photo_is_refused_at_its_field_and_the_rest_stays(
    make: Make, browser: People, db: Session, content: bytes, problem: str
) -> None:
    story = signed(make)
    sam = browser("technical_officer", story.place)
    url = f"{story.url}/visits/record"
    sent = sam.filled(url, **VISIT, moment1="before", moment2="during")
    sent["photo1"] = FileStorage(jpeg(), filename="a.jpg")
    sent["photo2"] = FileStorage(io.BytesIO(content), filename="photo.jpg")
    # Encoded here: werkzeug's client would leave a temporary file open for the large one.
    boundary, body = encode_multipart(sent)
    page = sam.post(url, body, content_type=f"multipart/form-data; boundary={boundary}")
    assert page.status == 422
    assert page.problems[0] == "Photo: Choose the photo again: it was not saved."
    assert page.problems[1].startswith(f"Photo: {problem}")
    assert page.values["notes"] == ["Pits are lined."]
    assert page.values["moment2"] == ["during"]
    assert count(db, Visit) == count(db, VisitPhoto) == 0


def test_a_photo_says_when_it_was_taken(make: Make, browser: People) -> None:
    story = signed(make)
    sam = browser("technical_officer", story.place)
    url = f"{story.url}/visits/record"
    page = sam.post(url, {**sam.filled(url, **VISIT), "photo1": (jpeg(), "a.jpg")})
    assert "Say when the photo was taken." in " ".join(page.problems)


def test_a_visit_sent_twice_is_one_visit(make: Make, browser: People, db: Session) -> None:
    story = signed(make)
    sam = browser("technical_officer", story.place)
    sent = sam.filled(f"{story.url}/visits/record", **VISIT)
    assert [sam.post(f"{story.url}/visits/record", sent).status for _ in range(2)] == [303, 303]
    assert count(db, Visit) == 1


def test_a_hundred_percent_is_only_what_is_complete() -> None:
    assert hundredths(Fraction(99_996, 1000), complete=False) == 9999
    assert hundredths(Fraction(100), complete=True) == 10_000
    assert hundredths(Fraction(22_0049, 10_000), complete=False) == 2200
    assert hundredths(Fraction(220_050, 10_000), complete=False) == 2201


def test_an_unknown_visit_or_work_is_not_there(make: Make, browser: People) -> None:
    story = signed(make)
    sam = browser("technical_officer", story.place)
    for url in (f"{story.url}/visits/0", f"{story.url}/visits/1", f"/s/{story.place.code}/works/2"):
        assert sam.get(url).status == 404


def test_others_save_while_a_photo_is_decoded(
    make: Make, browser: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    story, opened, saved = signed(make), Image.open, list[int]()

    def while_others_save(*what: Any, **options: Any) -> Any:
        # A writer who waited for the sender of this photo would wait for ever.
        saved.append(make.need(story.place))
        return opened(*what, **options)

    sam = browser("technical_officer", story.place)
    sent = sam.filled(f"{story.url}/visits/record", **VISIT, moment1="during")
    monkeypatch.setattr(Image, "open", while_others_save)
    page = sam.post(f"{story.url}/visits/record", {**sent, "photo1": (jpeg(), "a.jpg")}, **MULTIPART)
    assert page.status == 303
    assert len(saved) == 1


def test_nothing_is_decoded_for_who_may_not_send_it(
    make: Make, browser: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = signed(make)
    monkeypatch.setattr(Image, "open", lambda *what, **options: pytest.fail("a stranger's photo was decoded"))
    for nobody, status in ((browser(), 401), (browser("technical_officer", make.settlement()), 404)):
        sent = {"form_id": str(uuid7()), "photo1": (jpeg(), "a.jpg")}
        assert nobody.post(f"{story.url}/visits/record", sent, **MULTIPART).status == status


def test_a_photo_after_an_error_is_asked_for_again(make: Make, browser: People, db: Session) -> None:
    story = signed(make)
    sam = browser("technical_officer", story.place)
    url = f"{story.url}/visits/record"
    sent = sam.filled(url, **VISIT)
    page = sam.post(url, {**sent, "photo1": (jpeg(), "site.jpg")}, **MULTIPART)
    assert page.status == 422
    assert "Photo: Choose the photo again: it was not saved." in page.problems
    page = sam.post(url, {**page.values, "moment1": "before"}, **MULTIPART)
    assert "Choose the photo again, or remove the time when it was taken." in page.problems[0]
    assert count(db, Visit) == 0
    assert sam.post(url, {**page.values, "photo1": (jpeg(), "site.jpg")}, **MULTIPART).status == 303
    assert count(db, VisitPhoto) == 1

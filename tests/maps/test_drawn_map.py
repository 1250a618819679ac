"""A map that people drew: a photo, pins by two taps or by squares, moved and taken away with a reason."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from PIL import Image, ImageDraw

from tests.browser import Browser, Page
from tests.factories import Make

MULTIPART = {"content_type": "multipart/form-data"}


@pytest.fixture
def place(make: Make) -> Any:
    """A settlement with two needs."""
    place = make.settlement()
    make.need(place, "Clean water")
    make.need(place, "A drain along the lane", "men")
    return place


@pytest.fixture
def malini(browser: Any, place: Any) -> Browser:
    """Its facilitator."""
    found: Browser = browser("facilitator", place)
    return found


def drawing(width: int = 1200, height: int = 900) -> io.BytesIO:
    """A sheet with lines on it, with what a camera tells."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    for step in range(0, width, 40):
        draw.line([(step, 0), (width - step, height)], (step % 255, 80, 60), 3)
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (6.0, 56.0, 3.8)}
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=exif)
    buffer.seek(0)
    return buffer


def upload(visitor: Browser, url: str, photo: io.BytesIO | None = None) -> Page:
    sent = visitor.filled(f"{url}/add")
    return visitor.post(f"{url}/add", {**sent, "photo": (photo or drawing(), "map.jpg")}, **MULTIPART)


def test_a_drawn_map_is_added_and_its_picture_comes_when_asked_for(malini: Browser, place: Any) -> None:
    url = f"/s/{place.code}/map"
    assert "no drawn map yet" in malini.get(url).text
    assert "No faces in the photo" in malini.get(f"{url}/add").text
    assert upload(malini, url).status == 303
    page = malini.get(url)
    weight = re.search(r"Show the map \((\d+) kB\)", page.text)
    assert weight and int(weight[1]) <= 100
    assert "<image" not in page.html and "<img" not in page.html
    assert len(page.html) < 10_000
    assert "/map/1/picture" in malini.get(f"{url}/1?picture=1").html
    whole = malini.client.get(f"{url}/1/picture")
    assert whole.mimetype == "image/jpeg" and len(whole.data) <= 100_000
    assert not Image.open(io.BytesIO(whole.data)).getexif()
    small = malini.client.get(f"{url}/1/small")
    assert Image.open(io.BytesIO(small.data)).size == (276, 207) and len(small.data) < 40_000
    part = malini.client.get(f"{url}/1/parts/4/0")
    assert Image.open(io.BytesIO(part.data)).size == (276, 207)
    again = malini.client.get(f"{url}/1/small", headers={"If-None-Match": small.headers["ETag"]})
    assert again.status_code == 304
    assert malini.get(f"{url}/1/parts/5/0").status == 404
    assert "already" in " ".join(upload(malini, url).problems)


def test_two_taps_put_a_pin_on_the_map(malini: Browser, place: Any) -> None:
    url = f"/s/{place.code}/map"
    upload(malini, url)
    add = f"{url}/pins/add"
    sent = malini.filled(add, kind="need", need="1")
    first = malini.post(add, {**sent, "tap.x": "270", "tap.y": "20"})
    assert first.status == 200 and "Now tap the exact place" in first.text
    assert "E1 F1 E2 F2" in first.text and "/map/1/parts/4/0" in first.html
    assert first.values["need"] == ["1"]
    # The enlarged part begins at E1: its middle is the corner of four squares.
    second = malini.post(add, {**first.values, "tap.x": "290", "tap.y": "200"})
    assert second.status == 303
    page = malini.get(url)
    assert "● 1. Clean water A need F2" in page.text
    assert malini.post(add, {**first.values, "tap.x": "290", "tap.y": "200"}).location == second.location
    assert malini.get(url).text.count("Clean water") == 1


def test_squares_and_places_do_the_same_by_keyboard(malini: Browser, place: Any) -> None:
    url = f"/s/{place.code}/map"
    upload(malini, url)
    add = f"{url}/pins/add"
    refused = malini.post(add, {**malini.filled(add, kind="need", need="2"), "tap.x": "0", "tap.y": "0"})
    assert refused.status == 422 and "Choose the square of the place instead" in " ".join(refused.problems)
    assert malini.send(add, kind="asset", what="School", square="C4", finer="9").status == 200
    assert malini.send(add, kind="hazard", what="Deep canal", place="pin 1").status == 200
    text = malini.get(url).text
    assert "■ 1. School Something that the place has C4" in text
    assert "▲ 2. Deep canal A hazard C4" in text
    assert "Tap the map, or choose a square or a place" in " ".join(
        malini.send(add, kind="asset", what="Well").problems
    )
    assert "Choose which need it is" in " ".join(malini.send(add, kind="need", square="A1").problems)
    assert "in a few words" in " ".join(malini.send(add, kind="asset", square="A1").problems)


def test_a_part_that_was_not_shown_is_no_part(malini: Browser, place: Any) -> None:
    url = f"/s/{place.code}/map"
    upload(malini, url)
    add = f"{url}/pins/add"
    sent = malini.filled(add, kind="asset", what="Well")
    forged = malini.post(add, {**sent, "part": "22" + "0" * 16, "tap.x": "10", "tap.y": "10"})
    assert forged.status == 200 and "Now tap the exact place" in forged.text
    assert "There are no pins on this map yet" in malini.get(url).text


def test_a_pin_is_moved_and_taken_away_with_a_reason(malini: Browser, place: Any) -> None:
    url = f"/s/{place.code}/map"
    upload(malini, url)
    malini.send(f"{url}/pins/add", kind="asset", what="School", square="C4")
    assert "there already" in " ".join(
        malini.send(f"{url}/pins/1/move", square="C4", reason="Wrong lane").problems
    )
    assert malini.send(f"{url}/pins/1/move", square="D4").problems
    malini.send(f"{url}/pins/1/move", square="D4", reason="Wrong lane")
    text = malini.get(url).text
    assert "■ 2. School Something that the place has D4" in text
    assert "It is pin 2 now." in text and "Wrong lane" in text
    assert malini.get(f"{url}/pins/1/strike").status == 404
    malini.send(f"{url}/pins/2/strike", reason="It fell down")
    assert "There are no pins on this map yet" in malini.get(url).text


def test_an_older_map_keeps_its_pins_and_a_struck_picture_is_seen_by_nobody(
    malini: Browser, place: Any
) -> None:
    url = f"/s/{place.code}/map"
    upload(malini, url)
    malini.send(f"{url}/pins/add", kind="asset", what="School", square="C4")
    upload(malini, url, drawing(600, 900))
    assert "There are no pins on this map yet" in malini.get(url).text
    assert "School" in malini.get(f"{url}/1").text
    malini.send(f"{url}/1/strike", reason="A face is on it")
    assert malini.client.get(f"{url}/1/picture").status_code == 404
    assert "School" in malini.get(f"{url}/1").text


def test_who_reads_and_who_has_no_role_here(malini: Browser, place: Any, browser: Any, make: Make) -> None:
    url = f"/s/{place.code}/map"
    upload(malini, url)
    authority = browser("local_authority", place)
    assert authority.get(url).status == 200 and "Put a pin on the map" not in authority.get(url).text
    assert authority.get(f"{url}/pins/add").status == 404
    officer = browser("committee_officer", place)
    assert officer.send(f"{url}/pins/add", kind="hazard", what="Canal", square="A6").status == 200
    assert browser("facilitator", make.settlement()).get(url).status == 404
    assert malini.get(f"{url}/sheet").text.count("A1") >= 1


def test_what_is_no_photo_is_refused(malini: Browser, place: Any) -> None:
    url = f"/s/{place.code}/map"
    svg = io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")
    assert "not a photo" in " ".join(upload(malini, url, svg).problems)

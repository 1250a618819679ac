"""Papers as PDF files: the page as it would be printed, one at a time, and nothing is fetched for one."""

from __future__ import annotations

import re
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from flask import g

from peoplesprocess.web import pdf_renderer
from tests.browser import Browser
from tests.conftest import missing
from tests.contracts.story import signed
from tests.drawn_papers import DRAWING, undrawn
from tests.factories import Make
from tests.loopback import listening

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]
SIZES = {"a4": (595, 842), "letter": (612, 792)}
"""Width and height in points, of which 72 are an inch."""


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are made on this machine, and drawn."""
    monkeypatch.setattr(pdf_renderer, "drawing", DRAWING)
    if not pdf_renderer.is_made():
        missing(
            "WeasyPrint or Pango is not on this machine: make pdf, and the packages of docs/operations.md"
        )


@pytest.fixture
def paper(make: Make, browser: People) -> Any:
    """Somebody who reads the paper of a signed contract, and its address."""
    story = signed(make)
    return browser("facilitator", story.place), f"/s/{story.place.code}/contracts/1/paper"


def unpacked(data: bytes) -> bytes:
    """What a file holds, with all that is compressed in it."""
    streams = re.findall(rb"/FlateDecode.*?stream\n(.*?)\nendstream", data, re.DOTALL)
    return b"\n".join([data, *map(zlib.decompress, streams)])


def sheet(data: bytes) -> tuple[int, int]:
    """The width and the height of a file's first sheet, in whole points."""
    found = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", unpacked(data))
    assert found
    return round(float(found[1])), round(float(found[2]))


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("second", ["ar", "fr", ""])
def test_a_contract_comes_as_a_file(paper: Any, size: str, second: str) -> None:
    bo, url = paper
    linked = f"{url}.pdf?size={size}" + (f"&second={second}" if second else "")
    assert linked.replace("&", "&amp;") in bo.get(f"{url}?second={second}").html
    response = bo.client.get(linked)
    assert response.status_code == 200
    assert response.mimetype == "application/pdf"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="')
    assert response.data.startswith(b"%PDF-")
    assert sheet(response.data) == SIZES[size]


@pytest.mark.usefixtures("made")
def test_answers_and_the_notice_of_a_work_come_as_files_to_anybody(make: Make, browser: People) -> None:
    story = signed(make)
    reader = browser()
    notice = reader.client.get(f"/board/{story.place.code}/work/1/poster.pdf?second=ar")
    assert sheet(notice.data) == (842, 1191), "A3"
    answers = reader.client.get(f"/board/{story.place.code}/answers/1.pdf?second=fr&size=letter")
    assert sheet(answers.data) == SIZES["letter"]


@pytest.mark.usefixtures("made")
def test_nothing_is_fetched_for_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stolen = tmp_path / "small.css"
    stolen.write_text("@page { size: A6 }")
    plain = pdf_renderer.drawing("<p>Nothing.</p>", "A4")
    with server() as (address, asked):
        wanted = [stolen.as_uri(), f"{address}/small.css", str(stolen)]
        links = "".join(f'<link rel="stylesheet" href="{url}"><img src="{url}">' for url in wanted)
        styles = "".join(f'@import "{url}"; ' for url in wanted)
        more = f'<object data="{wanted[0]}"></object><svg><image href="{wanted[1]}"/></svg>'
        page = f"<style>{styles} p {{ background: url({wanted[1]}) }}</style>{links}<p>Nothing.</p>{more}"
        drawn = pdf_renderer.drawing(page, "A4")
    assert asked == []
    assert sheet(drawn) == sheet(plain) == SIZES["a4"]
    assert unpacked(drawn).count(b"/Image") == unpacked(plain).count(b"/Image")


@pytest.mark.usefixtures("made")
def test_who_comes_while_others_have_papers_made_is_told_so(
    paper: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bo, url = paper
    monkeypatch.setattr(pdf_renderer, "drawing", undrawn)
    monkeypatch.setattr(pdf_renderer, "WAIT_SECONDS", 0.01)
    with pdf_renderer.PEN:
        waited = bo.get(f"{url}.pdf")
    assert waited.status == 503
    assert waited.h1 == "Other people are making papers right now"
    assert "Try again in a minute, or print the paper from the browser." in waited.text
    assert waited.headers["Retry-After"] == "30"
    assert bo.client.get(f"{url}.pdf").status_code == 200, "it is over with that"


@pytest.mark.usefixtures("made")
def test_no_more_than_two_wait_for_the_one_that_is_drawn(paper: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    bo, url = paper
    monkeypatch.setattr(pdf_renderer, "drawing", undrawn)
    monkeypatch.setattr(pdf_renderer, "PLACES", threading.BoundedSemaphore(1))
    with pdf_renderer.PLACES:
        assert bo.get(f"{url}.pdf").status == 503
    assert bo.client.get(f"{url}.pdf").status_code == 200


@pytest.mark.usefixtures("made")
def test_nobody_waits_for_a_connection_while_a_file_is_drawn(
    paper: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bo, url = paper
    held: list[bool] = []

    def drawing(html: str, size: str) -> bytes:
        held.append("db" in g or "connection" in g)
        return b"%PDF-"

    monkeypatch.setattr(pdf_renderer, "drawing", drawing)
    assert bo.client.get(f"{url}.pdf").data == b"%PDF-"
    assert held == [False]


@pytest.mark.usefixtures("made")
def test_a_file_is_for_who_may_see_the_page(paper: Any, browser: People, make: Make) -> None:
    _, url = paper
    assert browser("facilitator", make.settlement()).get(f"{url}.pdf").status == 404
    assert browser().get(f"{url}.pdf").status in (302, 303)


def test_without_the_library_the_paper_says_how_to_make_a_file(
    paper: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bo, url = paper
    monkeypatch.setattr(pdf_renderer, "_library", lambda: None)
    page = bo.get(f"{url}?second=ar")
    assert "For a PDF file, choose “Print” in the browser, then “Save as PDF”." in page.text
    assert ".pdf" not in page.html
    refused = bo.get(f"{url}.pdf")
    assert refused.status == 404
    assert "Choose “Print” in the browser" in refused.text


def test_peoples_words_keep_their_direction_in_a_file() -> None:
    html = (
        '<p><bdi>8 latrines</bdi> <bdi>مدرسة 5</bdi></p><p class="x" dir="auto">&quot;مدرسة</p><p dir=auto>a'
    )
    assert pdf_renderer.directed(html) == (
        '<p><bdi dir="ltr">8 latrines</bdi> <bdi dir="rtl">مدرسة 5</bdi></p>'
        '<p class="x" dir="rtl">&quot;مدرسة</p><p dir="ltr">a'
    )


@contextmanager
def server() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine, and what it is asked for."""
    asked: list[str] = []

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    with listening(server):
        yield f"http://127.0.0.1:{server.server_port}", asked

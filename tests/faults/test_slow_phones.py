"""The server itself: phones that send slowly or nothing, requests made to deceive, stopping under load."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from sqlalchemy import func, select
from waitress.task import ThreadedTaskDispatcher

from bench.ground import READ, WRITTEN, laid
from bench.pages import NEED
from bench.servers import serving
from bench.slow import Crowd, Served, served, slow_phones
from peoplesprocess import server as servers
from peoplesprocess.config import MOST_BYTES
from peoplesprocess.db import journal
from peoplesprocess.db.session import reading
from peoplesprocess.models import WebFormSubmission

CROWD = Crowd(silent=16, trickling=8, reading=8)
IN_THE_MIDDLE = 20
"""After so many acts it is stopped, however slow the machine is."""
HEAD = "HTTP/1.1\r\nHost: localhost\r\n"
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"


def test_slow_phones_hold_up_nobody_and_a_stop_loses_no_act(tmp_path: Path) -> None:
    ground = laid(tmp_path)
    path = f"/s/{READ}/needs"
    with serving("wsgi:app", ground.environment, ready="/healthz") as server:
        alone = apart(served(server.port, 1, path, ground.signed_in))

        async def beside() -> Served:
            async with slow_phones(server.port, "/sign-in", CROWD):
                return await served(server.port, 1.5, path, ground.signed_in)

        crowded = apart(beside())
        assert crowded.share >= 0.99
        # A hundredth of a second more or less is the machine's, not the phones'.
        assert crowded.median <= 2 * max(alone.median, 0.02), f"{alone} / {crowded}"
        forms = list(ground.forms(400))
        acknowledged = saved_until(
            lambda: os.kill(server.pid, signal.SIGTERM), server.port, forms, ground.signed_in
        )
    assert not list(tmp_path.glob("*.db-wal")), "the log was not put into the file"
    assert ground.recorded() >= acknowledged > 0


def test_a_server_that_is_killed_in_the_middle_of_acts_loses_and_doubles_none(tmp_path: Path) -> None:
    ground = laid(tmp_path)
    forms = list(ground.forms(200))
    with serving("wsgi:app", ground.environment, ready="/healthz") as server:
        acknowledged = saved_until(server.kill, server.port, forms, ground.signed_in)
    assert acknowledged > 0
    engine = ground.app.extensions["engine"]
    recorded = ground.recorded()
    with reading(engine) as db:
        # Each need has its form's first answer, saved with it: what was told and what is there agree.
        answers = db.scalar(select(func.count()).select_from(WebFormSubmission))
        assert journal.verify(db).ok
    engine.dispose()
    assert acknowledged <= recorded == answers
    with serving("wsgi:app", ground.environment, ready="/healthz") as server:
        # Whoever had no answer sends the same form again.
        again = saved_until(lambda: None, server.port, forms, ground.signed_in)
    assert again == len(forms) == ground.recorded()
    engine.dispose()


def apart(work: Coroutine[Any, Any, Served]) -> Served:
    """Run it in a thread of its own: a test with a browser may have left this one's loop running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def saved_until(stop: Callable[[], None], port: int, forms: list[str], cookie: str) -> int:
    """Record needs with several hands, `stop` in the middle; return how many were acknowledged."""

    answers = count(1)

    def hand(mine: list[tuple[int, str]]) -> int:
        saved = 0
        for number, form in mine:
            connection = HTTPConnection("127.0.0.1", port, timeout=10)
            headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
            try:
                connection.request(
                    "POST",
                    f"/s/{WRITTEN}/needs/record",
                    f"{form}&title=Drain+{number}&{NEED}",
                    headers,
                )
                if connection.getresponse().status == 303:
                    saved += 1
                    if next(answers) == IN_THE_MIDDLE:
                        stop()
            except (OSError, HTTPException):
                break
            finally:
                connection.close()
        return saved

    with ThreadPoolExecutor(4) as hands:
        # Of two needs that are called alike the second is asked about.
        numbered = list(enumerate(forms))
        work = [hands.submit(hand, numbered[start::4]) for start in range(4)]
        return sum(each.result() for each in work)


@contextmanager
def listening(app: Flask) -> Iterator[int]:
    """Serve an application in this process, as a worker does, and give its port."""
    sockets: dict[int, Any] = {}
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(2)
    sock = socket.create_server(("127.0.0.1", 0))
    sock.setblocking(False)
    server = servers.listen(app, sock, sockets, dispatcher)
    running = True

    def work() -> None:
        while running:
            servers.run_once([server], sockets)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield sock.getsockname()[1]
    finally:
        running = False
        server.pull_trigger()
        thread.join()
        dispatcher.shutdown()
        for each in list(sockets.values()):
            each.close()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """An application that says what it was sent."""
    app = Flask("echo")
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES

    @app.route("/", methods=["GET", "POST"])
    def echo() -> str:
        return f"{len(request.get_data())} {request.environ['SERVER_NAME']} {request.is_secure}"

    @app.get("/page")
    def page() -> str:
        return LONG_PAGE

    with listening(app) as found:
        yield found


def told(port: int, *parts: str | bytes, then: Callable[[], None] = lambda: None) -> bytes:
    """Send what is given, and return all that is answered until the connection ends."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as phone:
        answer = b""
        try:
            for part in parts:
                phone.sendall(part.encode() if isinstance(part, str) else part)
            while more := phone.recv(65_536):
                answer += more
        except (ConnectionResetError, BrokenPipeError):
            pass
        return answer


CLOSE = "Connection: close\r\n"
LONG_PAGE = "".join(f"<p>{number}" for number in range(1_000))
CHUNKED = "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
DECEIVING = {
    "two lengths": f"POST / {HEAD}{CLOSE}Content-Length: 3\r\nContent-Length: 30\r\n\r\nabc",
    "the same length twice": f"POST / {HEAD}{CLOSE}Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
    "length and chunks": f"POST / {HEAD}{CLOSE}Content-Length: 3\r\n{CHUNKED}",
    "chunks by another name": f"POST / {HEAD}{CLOSE}{CHUNKED.replace('chunked', 'xchunked')}",
    "a signed length": f"POST / {HEAD}{CLOSE}Content-Length: +3\r\n\r\nabc",
    "a space before the colon": f"POST / {HEAD}{CLOSE}Content-Length : 3\r\n\r\nabc",
    "a bare line feed": "GET / HTTP/1.1\nHost: localhost\n\n\r\n\r\n",
    "a header of 20 KB": f"GET / {HEAD}{CLOSE}X: {'a' * 20_000}\r\n\r\n",
}


@pytest.mark.parametrize("what", DECEIVING)
def test_a_request_that_can_be_read_in_two_ways_is_refused(port: int, what: str) -> None:
    answer = told(port, DECEIVING[what])
    assert answer[9:10] in (b"4", b"5"), answer[:200]
    assert answer[9:12] in (b"400", b"431", b"501")
    assert b"X-Content-Type-Options: nosniff\r\n" in answer
    assert answer.count(b"HTTP/1.1") + answer.count(b"HTTP/1.0") == 1


def test_what_a_stranger_says_of_a_proxy_is_not_believed(port: int) -> None:
    answer = told(port, f"GET / {HEAD}{CLOSE}X-Forwarded-Proto: https\r\nX-Forwarded-Ssl: on\r\n\r\n")
    assert answer.endswith(b"0 127.0.0.1 False")


def test_a_body_that_is_too_large_is_refused_before_it_is_sent(port: int) -> None:
    begun = time.monotonic()
    answer = told(port, f"POST / {HEAD}{FORM}Content-Length: 100000000000\r\n\r\nabc")
    assert answer.startswith(b"HTTP/1.1 413")
    assert time.monotonic() - begun < 5


def test_chunks_without_an_end_are_refused(port: int) -> None:
    chunk = b"100000\r\n" + b"a" * 0x100000 + b"\r\n"
    answer = told(port, f"POST / {HEAD}{FORM}Transfer-Encoding: chunked\r\n\r\n", *[chunk] * 17)
    assert answer.startswith(b"HTTP/1.1 413") or answer == b""


def test_a_whole_body_arrives_whole_and_in_one_packet_comes_the_answer(port: int) -> None:
    answer = told(port, f"POST / {HEAD}{CLOSE}Content-Length: 300000\r\n\r\n", "a" * 300_000)
    assert answer.endswith(b"300000 127.0.0.1 False")
    assert b"Server:" not in answer


def test_what_a_page_paints_first_leaves_before_its_rest(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[bytes] = []
    send = servers.ConnectionWithDeadline.send

    def seen(connection: Any, data: bytes, **how: Any) -> int:
        left.append(bytes(data))
        sent: int = send(connection, data, **how)
        return sent

    monkeypatch.setattr(servers.ConnectionWithDeadline, "send", seen)
    answer = told(port, f"GET /page {HEAD}{CLOSE}\r\n")
    assert answer.endswith(b"\r\n\r\n" + LONG_PAGE.encode())
    assert [len(each.rpartition(b"\r\n\r\n")[2]) for each in left] == [1_448, len(LONG_PAGE) - 1_448]
    left.clear()
    assert told(port, f"GET / {HEAD}{CLOSE}\r\n").endswith(b"False")
    assert len(left) == 1


@pytest.mark.parametrize(
    ("part", "answer"),
    [
        (f"GET / {HEAD}Accept-", b"408"),
        (f"POST / {HEAD}Content-Length: 100\r\n\r\nabc", b"408"),
        ("", b""),
    ],
)
def test_a_phone_that_falls_silent_is_let_go(
    port: int, part: str, answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers, "HEADER_SECONDS", 0.1)
    monkeypatch.setattr(servers, "BODY_SECONDS", 0.1)
    monkeypatch.setattr(servers, "BYTES_A_SECOND", 10_000)
    monkeypatch.setattr(servers, "SWEEP_SECONDS", 0.05)
    assert told(port, part)[9:12] == answer


def test_a_large_photo_has_the_time_that_it_needs() -> None:
    request = servers.RequestParser(None)
    request.headers_finished = True
    request.content_length = 30_000
    assert servers._seconds_for(request) > 30_000 / 500
    request.headers_finished = False
    assert servers._seconds_for(request) == servers.HEADER_SECONDS


def test_when_there_are_too_many_the_one_that_waits_longest_makes_room(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(3)]
    monkeypatch.setattr(servers, "CONNECTION_RESERVE", 10_000)
    try:
        assert told(port, f"GET / {HEAD}{CLOSE}\r\n").startswith(b"HTTP/1.1 200")
        assert silent[0].recv(10) == b""
    finally:
        for each in silent:
            each.close()

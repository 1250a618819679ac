"""The worker in which gunicorn serves: waitress reads whole requests before a thread takes one up.

A phone on a weak network sends a form for a minute. In gunicorn's own workers it holds a thread all that
time; here it holds a connection, which costs a few kilobytes, and has a deadline. Decision 0027 has figures.
"""

from __future__ import annotations

import os
import resource
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import TYPE_CHECKING

from gunicorn.workers.base import Worker as GunicornWorker
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher, WSGITask
from waitress.utilities import RequestEntityTooLarge

from peoplesprocess.config import MOST_BYTES

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

HEADER_SECONDS = 10
"""So long may a phone take for a request's first lines, or say nothing on a new connection."""
BODY_SECONDS, BYTES_A_SECOND = 30, 400
"""So long may it take for what follows: some seconds, and one more for so many bytes that it announced."""
IDLE_SECONDS = 30
"""So long is a connection kept for the next request, and kept when nothing moves on it."""
CHUNKED_SECONDS = 120
"""So long may a body take whose size nobody announced; no browser sends one."""
MOST_CONNECTIONS = 800
"""So many connections of a worker; beyond them the one that has waited longest for its phone is closed."""
STOP_SECONDS = 8
"""So long a worker that was told to stop goes on answering what it has begun."""
ROOM = 20
"""So many connections before the last one that is taken up, the one that waits longest is let go."""
SWEEP_SECONDS = 0.5
FILES_KEPT = 100
"""So many open files are left for the database, the logs and the photos."""
FIRST_SCREEN = 1_448
"""So many bytes of a body hold what a page paints first: its style and heading. Decision 0076 has figures."""

TIMED_OUT = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class RequestParser(HTTPRequestParser):
    """Reads a request; refuses one whose length can be read in two ways."""

    def received(self, data: bytes) -> int:
        """Take bytes in and return how many were taken."""
        taken: int = super().received(data)
        if isinstance(self.error, RequestEntityTooLarge) and self.content_length:
            # The application knows the announced length and answers with a page in the reader's language.
            self.error, self.connection_close = None, True
        return taken

    def parse_header(self, header_plus: bytes) -> None:
        """Read the first lines. Errors: ParsingError."""
        super().parse_header(header_plus)
        if self.chunked and "CONTENT_LENGTH" in self.headers:
            raise ParsingError("A length and chunks")


class AnswerTask(WSGITask):
    """Answers one request; the header and what is painted first leave together, and the rest after them."""

    def get_environment(self) -> WSGIEnvironment:
        """Return what the application is told; the server's name is the address that was dialled."""
        environ: WSGIEnvironment = super().get_environment()
        environ["SERVER_NAME"] = self.channel.local_address
        return environ

    def start(self) -> None:
        """Begin; a worker that stops keeps no connection open."""
        super().start()
        if self.channel.server.stopping or self.request.connection_close:
            self.set_close_on_finish()

    def write(self, data: bytes) -> None:
        """Send the header with the first screen of a whole body, then its rest; else one after the other.

        In one piece with the rest it would stand in packets that are filled up to their ends, and a slow
        link would bring it as late as those ends.
        """
        if self.wrote_header or not (self.complete and self.has_body and self.content_length == len(data)):
            super().write(data)
            return
        self.channel.write_soon(self.build_response_header() + data[:FIRST_SCREEN])
        self.channel.write_soon(data[FIRST_SCREEN:])
        self.wrote_header = True
        self.content_bytes_written = len(data)


class RefusalTask(ErrorTask):
    """Refuses what is no request; as in every answer, nobody is to guess the type of its words."""

    def execute(self) -> None:
        """Answer."""
        self.response_headers.append(("X-Content-Type-Options", "nosniff"))
        super().execute()


class ConnectionWithDeadline(HTTPChannel):
    """One connection, with a deadline for what it waits for."""

    parser_class, task_class, error_task_class = RequestParser, AnswerTask, RefusalTask

    def __init__(self, server: Server, sock: socket.socket, *rest: object, **named: object) -> None:
        self.connection = sock
        self.local_address = sock.getsockname()[0]
        self.begun = self.moved = time.monotonic()
        self.said_nothing = True
        self._seen = 0.0
        super().__init__(server, sock, *rest, **named)

    def received(self, data: bytes) -> bool:
        """Take bytes in; the first ones of a request start its time."""
        self.said_nothing = False
        if self.request is None:
            self.begun = time.monotonic()
        taken: bool = super().received(data)
        return taken

    @property
    def waits(self) -> bool:
        """Whether nothing can be done here before its phone sends more."""
        return not self.requests and not self.total_outbufs_len

    @property
    def is_idle(self) -> bool:
        """Whether nothing was asked that is not answered."""
        return self.waits and self.request is None

    def overdue(self, now: float) -> bool:
        """Return whether the phone has had its time; `now` is monotonic."""
        if self.last_activity != self._seen:
            self._seen, self.moved = self.last_activity, now
        if self.requests:
            return False
        if now - self.moved > (HEADER_SECONDS if self.said_nothing else IDLE_SECONDS):
            return True
        request = self.request
        if request is None or self.total_outbufs_len:
            return False
        return now - self.begun > _seconds_for(request)

    def give_up(self) -> None:
        """Close the connection, and say why if a request was begun."""
        if self.request is not None and not self.total_outbufs_len:
            with suppress(OSError):
                self.connection.send(TIMED_OUT)
        self.handle_close()


def _seconds_for(request: HTTPRequestParser) -> float:
    if not request.headers_finished:
        return HEADER_SECONDS
    if request.chunked:
        return CHUNKED_SECONDS
    return BODY_SECONDS + float(request.content_length) / BYTES_A_SECOND


class Server(TcpWSGIServer):
    """What listens on one address for one worker."""

    channel_class = ConnectionWithDeadline
    stopping = False
    woken = False
    next_sweep = 0.0

    def pull_trigger(self) -> None:
        """Wake the loop, once for all that happens before it looks."""
        if not self.woken:
            self.woken = True
            super().pull_trigger()

    def handle_accept(self) -> None:
        """Take a new connection up; if there are too many, one that only waits makes room."""
        if len(self.active_channels) >= self.adj.connection_limit - ROOM:
            waiting = [channel for channel in self.active_channels.values() if channel.waits]
            if waiting:
                min(waiting, key=lambda channel: channel.moved).give_up()
        super().handle_accept()

    def maintenance(self, now: float) -> None:
        """Nothing here: it would go by a clock that can be set."""

    def sweep(self, now: float) -> None:
        """Close what has had its time; look no more often than makes sense."""
        if now < self.next_sweep:
            return
        self.next_sweep = now + SWEEP_SECONDS
        for channel in list(self.active_channels.values()):
            if channel.overdue(now) or (self.stopping and channel.is_idle):
                channel.give_up()

    def stop_accepting(self) -> None:
        """Leave new connections to others, and close those on which nothing was asked."""
        self.stopping = True
        self.del_channel()
        self.next_sweep = 0.0


class Worker(GunicornWorker):
    """A process of gunicorn in which waitress serves."""

    def handle_quit(self, sig: int, frame: FrameType | None) -> None:
        """Stop as if asked politely: what was begun is answered, and the database is closed."""
        self.alive = False

    def run(self) -> None:
        """Serve until told to stop, then finish what was begun."""
        dispatcher = ThreadedTaskDispatcher()
        dispatcher.set_thread_count(self.cfg.threads)
        sockets: dict[int, wasyncore.dispatcher] = {}
        servers = [listen(self.wsgi, each.sock, sockets, dispatcher) for each in self.sockets]
        self._serve(servers, sockets, lambda: self.alive and self.ppid == os.getppid())
        for server in servers:
            server.stop_accepting()
        until = time.monotonic() + STOP_SECONDS
        self._serve(servers, sockets, lambda: _busy(servers) and time.monotonic() < until)
        dispatcher.shutdown(timeout=1)

    def _serve(
        self, servers: list[Server], sockets: dict[int, wasyncore.dispatcher], goes_on: Callable[[], bool]
    ) -> None:
        while goes_on():
            look(servers, sockets)
            self.notify()


def listen(
    app: WSGIApplication,
    sock: socket.socket,
    sockets: dict[int, wasyncore.dispatcher],
    dispatcher: ThreadedTaskDispatcher,
) -> Server:
    """Return what serves `app` on a socket that listens; `look` makes it work."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = min(MOST_CONNECTIONS, files - FILES_KEPT) if files > 0 else MOST_CONNECTIONS
    settings = Adjustments(
        connection_limit=max(50, limit),
        max_request_header_size=16_384,
        max_request_body_size=MOST_BYTES,
        inbuf_overflow=64_000,
        recv_bytes=65_536,
        ident=None,
        clear_untrusted_proxy_headers=False,
        log_socket_errors=False,
    )
    return Server(
        app,
        sockets,
        _sock=sock,
        dispatcher=dispatcher,
        adj=settings,
        bind_socket=False,
        sockinfo=(sock.family, sock.type, sock.proto, sock.getsockname()),
    )


def look(servers: list[Server], sockets: dict[int, wasyncore.dispatcher]) -> None:
    """Take up what has come, send what can be sent, and close what has had its time."""
    for server in servers:
        server.woken = False
    wasyncore.poll2(0.5, sockets)
    now = time.monotonic()
    for server in servers:
        server.sweep(now)


def _busy(servers: list[Server]) -> bool:
    return any(server.active_channels for server in servers)

"""The gunicorn worker, in which waitress reads whole requests before a thread takes one up.

A phone on a weak network may take a minute to send a form. In gunicorn's own workers it would occupy a thread
all that time; here it occupies a connection, which costs a few kilobytes and has a deadline. Decision 0027
has figures.
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
"""Seconds for the header of a request, or until the first byte on a new connection."""
BODY_SECONDS, BYTES_A_SECOND = 30, 400
"""Seconds for the body, and how many bytes of its announced length add another second."""
IDLE_SECONDS = 30
"""Seconds that an idle connection is kept, or one on which nothing moves."""
CHUNKED_SECONDS = 120
"""Seconds for a body of unannounced length; no browser sends one."""
MOST_CONNECTIONS = 800
"""Connections of a worker; beyond them, the one that has waited longest for its client is closed."""
STOP_SECONDS = 8
"""Seconds that a stopping worker continues to answer requests already begun."""
CONNECTION_RESERVE = 20
"""How many connections before the limit the longest waiting one is closed."""
SWEEP_SECONDS = 0.5
FILES_KEPT = 100
"""File descriptors left for the database, the logs and the photos."""
FIRST_SCREEN = 1_448
"""Bytes of a body that contain what a page paints first: style and heading. Decision 0076 has figures."""

TIMED_OUT = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class RequestParser(HTTPRequestParser):
    """A parser that refuses requests whose length is ambiguous."""

    def received(self, data: bytes) -> int:
        """Consume bytes and return how many were consumed."""
        taken: int = super().received(data)
        if isinstance(self.error, RequestEntityTooLarge) and self.content_length:
            # The application sees the announced length and answers with a page in the reader's language.
            self.error, self.connection_close = None, True
        return taken

    def parse_header(self, header_plus: bytes) -> None:
        """Parse the header. Errors: ParsingError."""
        super().parse_header(header_plus)
        if self.chunked and "CONTENT_LENGTH" in self.headers:
            raise ParsingError("A length and chunks")


class AnswerTask(WSGITask):
    """The answer to one request; its header leaves with the first screen, and the rest after them."""

    def get_environment(self) -> WSGIEnvironment:
        """Return the WSGI environment, in which the server's name is the address that was connected to."""
        environ: WSGIEnvironment = super().get_environment()
        environ["SERVER_NAME"] = self.channel.local_address
        return environ

    def start(self) -> None:
        """Start the answer; a stopping worker does not keep the connection open."""
        super().start()
        if self.channel.server.stopping or self.request.connection_close:
            self.set_close_on_finish()

    def write(self, data: bytes) -> None:
        """Send a whole body in two parts: the header with the first screen, then the rest.

        In one part, the first screen would share its last packet with later bytes, and arrive as late as
        those on a slow link.
        """
        if self.wrote_header or not (self.complete and self.has_body and self.content_length == len(data)):
            super().write(data)
            return
        self.channel.write_soon(self.build_response_header() + data[:FIRST_SCREEN])
        self.channel.write_soon(data[FIRST_SCREEN:])
        self.wrote_header = True
        self.content_bytes_written = len(data)


class RefusalTask(ErrorTask):
    """The answer to a malformed request; like all answers, with the header against content sniffing."""

    def execute(self) -> None:
        """Send the refusal."""
        self.response_headers.append(("X-Content-Type-Options", "nosniff"))
        super().execute()


class ConnectionWithDeadline(HTTPChannel):
    """A connection with a deadline for what it waits for."""

    parser_class, task_class, error_task_class = RequestParser, AnswerTask, RefusalTask

    def __init__(self, server: Server, sock: socket.socket, *rest: object, **named: object) -> None:
        self.connection = sock
        self.local_address = sock.getsockname()[0]
        self.request_began = self.last_moved = time.monotonic()
        self.is_new = True
        self._seen = 0.0
        super().__init__(server, sock, *rest, **named)

    def received(self, data: bytes) -> bool:
        """Consume bytes; the first ones of a request start its deadline."""
        self.is_new = False
        if self.request is None:
            self.request_began = time.monotonic()
        taken: bool = super().received(data)
        return taken

    @property
    def waits(self) -> bool:
        """Whether nothing can be done before the client sends more."""
        return not self.requests and not self.total_outbufs_len

    @property
    def is_idle(self) -> bool:
        """Whether there is no unanswered request, not even a partial one."""
        return self.waits and self.request is None

    def overdue(self, now: float) -> bool:
        """Return whether the client's time is up; `now` is monotonic."""
        if self.last_activity != self._seen:
            self._seen, self.last_moved = self.last_activity, now
        if self.requests:
            return False
        if now - self.last_moved > (HEADER_SECONDS if self.is_new else IDLE_SECONDS):
            return True
        request = self.request
        if request is None or self.total_outbufs_len:
            return False
        return now - self.request_began > _seconds_for(request)

    def give_up(self) -> None:
        """Close the connection, after a 408 answer if a request was begun."""
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
    """The server on one listening socket of a worker."""

    channel_class = ConnectionWithDeadline
    stopping = False
    woken = False
    next_sweep = 0.0

    def pull_trigger(self) -> None:
        """Wake the loop, at most once until it runs again."""
        if not self.woken:
            self.woken = True
            super().pull_trigger()

    def handle_accept(self) -> None:
        """Accept a new connection; if there are too many, close the one that has waited longest."""
        if len(self.active_channels) >= self.adj.connection_limit - CONNECTION_RESERVE:
            waiting = [channel for channel in self.active_channels.values() if channel.waits]
            if waiting:
                min(waiting, key=lambda channel: channel.last_moved).give_up()
        super().handle_accept()

    def maintenance(self, now: float) -> None:
        """Do nothing: waitress would use the wall clock, which can be set; see `sweep`."""

    def sweep(self, now: float) -> None:
        """Close overdue connections, at most once in `SWEEP_SECONDS`."""
        if now < self.next_sweep:
            return
        self.next_sweep = now + SWEEP_SECONDS
        for channel in list(self.active_channels.values()):
            if channel.overdue(now) or (self.stopping and channel.is_idle):
                channel.give_up()

    def stop_accepting(self) -> None:
        """Stop accepting connections, and close idle ones."""
        self.stopping = True
        self.del_channel()
        self.next_sweep = 0.0


class Worker(GunicornWorker):
    """A gunicorn worker process that serves with waitress."""

    def handle_quit(self, sig: int, frame: FrameType | None) -> None:
        """Stop gracefully: requests already begun are answered, and the database is closed."""
        self.alive = False

    def run(self) -> None:
        """Serve until told to stop, then finish the requests already begun."""
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
            run_once(servers, sockets)
            self.notify()


def listen(
    app: WSGIApplication,
    sock: socket.socket,
    sockets: dict[int, wasyncore.dispatcher],
    dispatcher: ThreadedTaskDispatcher,
) -> Server:
    """Return the server of `app` on a listening socket; `run_once` runs it."""
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


def run_once(servers: list[Server], sockets: dict[int, wasyncore.dispatcher]) -> None:
    """Run the loop once: read and write what is ready, and close overdue connections."""
    for server in servers:
        server.woken = False
    wasyncore.poll2(0.5, sockets)
    now = time.monotonic()
    for server in servers:
        server.sweep(now)


def _busy(servers: list[Server]) -> bool:
    return any(server.active_channels for server in servers)

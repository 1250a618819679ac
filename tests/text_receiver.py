"""A gateway for text messages on this machine: it keeps what comes, once for each id, and answers as told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.loopback import listening

SECRET = "between us"


@dataclass
class TextReceiver:
    """What came, by its id; how often anything came; what is answered to a number, 202 unless told."""

    port: int = 0
    came: dict[str, dict[str, str]] = field(default_factory=dict)
    requests: int = 0
    answers: dict[str, int] = field(default_factory=dict)
    breaks_off: bool = False
    """Takes a message and closes the line before it answers."""

    @property
    def address(self) -> str:
        """Where messages are handed in."""
        return f"http://127.0.0.1:{self.port}/messages"

    def texts(self, to: str) -> list[str]:
        """What came to a number, in order."""
        return [message["text"] for message in self.came.values() if message["to"] == to]


class _Door(BaseHTTPRequestHandler):
    receiver: TextReceiver

    def do_POST(self) -> None:
        receiver = self.receiver
        receiver.requests += 1
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status = receiver.answers.get(message["to"], 202)
        if self.headers["Authorization"] != f"Bearer {SECRET}" or self.path != "/messages":
            status = 401
        if status == 202:
            receiver.came.setdefault(message["id"], message)
        if receiver.breaks_off:
            self.close_connection = True
            return
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *told: Any) -> None:
        """Keep quiet."""


@contextmanager
def receiving_texts() -> Iterator[TextReceiver]:
    """A gateway that listens while the block runs."""
    receiver = TextReceiver()
    handler = type("Door", (_Door,), {"receiver": receiver})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    receiver.port = server.server_address[1]
    with listening(server):
        yield receiver

"""A mail server on this machine that keeps what comes, refuses what it is told to, and may speak TLS."""

from __future__ import annotations

import socketserver
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from tests.loopback import listening


@dataclass
class MailReceiver:
    """What came: messages by their address, and whether TLS was begun. `refuses` are addresses not taken."""

    port: int = 0
    came: list[tuple[str, EmailMessage]] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)
    tls: ssl.SSLContext | None = None
    sealed: int = 0


class _Session(socketserver.StreamRequestHandler):
    receiver: MailReceiver

    def handle(self) -> None:
        with suppress(OSError):
            self._converse()
        self.request.close()

    def _converse(self) -> None:
        self._say("220 here")
        to = ""
        while line := self.rfile.readline().decode().strip():
            match line.upper().split(" ")[0]:
                case "EHLO":
                    self._say("250-here\r\n250 STARTTLS" if self.receiver.tls else "250 here")
                case "STARTTLS" if self.receiver.tls:
                    self._say("220 go on")
                    plain = self.request
                    self.request = self.receiver.tls.wrap_socket(
                        plain, server_side=True, do_handshake_on_connect=False
                    )
                    self.request.do_handshake()
                    self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)
                    self.receiver.sealed += 1
                case "RCPT":
                    to = line.partition("<")[2].partition(">")[0]
                    self._say(f"550 no such person as {to}" if to in self.receiver.refuses else "250 yes")
                case "DATA":
                    self._say("354 go on")
                    lines = iter(self.rfile.readline, b".\r\n")
                    parsed = message_from_bytes(b"".join(lines), policy=policy.default)
                    self.receiver.came.append((to, parsed))
                    self._say("250 kept")
                case "QUIT":
                    return self._say("221 bye")
                case _:
                    self._say("250 yes")
        return None

    def _say(self, said: str) -> None:
        self.wfile.write(f"{said}\r\n".encode())


@contextmanager
def receiving(tls: ssl.SSLContext | None = None) -> Iterator[MailReceiver]:
    """A server that listens while the block runs."""
    receiver = MailReceiver(tls=tls)
    handler = type("Session", (_Session,), {"receiver": receiver})
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    receiver.port = server.server_address[1]
    with listening(server):
        yield receiver

"""Servers that listen on loopback while a test runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseServer
from threading import Thread

POLL_SECONDS = 0.01
"""How often a server looks whether it shall stop: its own half a second is waited for at each end."""


@contextmanager
def listening(server: BaseServer) -> Iterator[None]:
    """Let a server answer, in a thread of its own, while the block runs."""
    thread = Thread(target=server.serve_forever, args=(POLL_SECONDS,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

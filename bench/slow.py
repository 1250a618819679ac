"""Phones on a weak network: silent, trickling and slowly reading ones, and how others are served beside them.

`python -m bench.slow` serves a filled database as `make run` does and prints one line of figures.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.ground import READ, laid
from bench.servers import Server, serving

BYTES_A_SECOND = 500
FORM_BYTES, PHOTO_BYTES = 1_800, 30_000
PATIENCE = 10.0
"""So long somebody waits for a page before giving up."""
PEOPLE = 6


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many phones of each kind hold connections at once."""

    silent: int = 60
    trickling: int = 20
    reading: int = 20


@dataclass(frozen=True, slots=True)
class Served:
    """How people were served: seconds of each page that came, and how many never did."""

    seconds: Sequence[float]
    lost: int

    @property
    def median(self) -> float:
        """The median time of a page. Units: seconds."""
        return statistics.median(self.seconds) if self.seconds else float("inf")

    @property
    def share(self) -> float:
        """The share of pages that came."""
        return len(self.seconds) / max(1, len(self.seconds) + self.lost)

    def __str__(self) -> str:
        slowest = max(self.seconds, default=float("inf"))
        return f"{self.share:.1%} served, median {self.median * 1000:.1f} ms, slowest {slowest * 1000:.0f} ms"


async def served(port: int, seconds: float, path: str, cookie: str = "", people: int = PEOPLE) -> Served:
    """Let some people open a page again and again, each time over a connection of its own."""
    until, found, lost = time.monotonic() + seconds, list[float](), 0

    async def person() -> None:
        nonlocal lost
        while time.monotonic() < until:
            begun = time.perf_counter()
            try:
                good = await asyncio.wait_for(_page(port, path, cookie), PATIENCE)
            except (OSError, TimeoutError, asyncio.IncompleteReadError):
                good = False
            if good:
                found.append(time.perf_counter() - begun)
            else:
                lost += 1
            await asyncio.sleep(0.03)

    await asyncio.gather(*(person() for _ in range(people)))
    return Served(found, lost)


@asynccontextmanager
async def slow_phones(port: int, path: str, crowd: Crowd, *, close: bool = False) -> AsyncIterator[None]:
    """Keep these phones at work while the block runs; each comes again when it is sent away."""
    head = f"{path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n" + ("Connection: close\r\n" if close else "")
    kinds: list[Callable[[int], Awaitable[None]]] = [
        *[lambda port: _silent(port, f"GET {head}Accept-")] * (crowd.silent // 2),
        *[lambda port: _silent(port, _form(head, FORM_BYTES)[: FORM_BYTES // 2])]
        * (crowd.silent - crowd.silent // 2),
        *[lambda port: _trickling(port, _form(head, PHOTO_BYTES))] * (crowd.trickling // 2),
        *[lambda port: _trickling(port, _form(head, FORM_BYTES))] * (crowd.trickling - crowd.trickling // 2),
        *[lambda port: _reading(port, f"GET {head}\r\n")] * crowd.reading,
    ]
    tasks = [asyncio.create_task(_again(kind, port)) for kind in kinds]
    await asyncio.sleep(0.5)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _again(kind: Callable[[int], Awaitable[None]], port: int) -> None:
    while True:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await kind(port)
        await asyncio.sleep(0.2)


async def _silent(port: int, part: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(part.encode())
        await reader.read()
    finally:
        writer.close()


async def _trickling(port: int, message: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for start in range(0, len(message), BYTES_A_SECOND // 5):
            writer.write(message[start : start + BYTES_A_SECOND // 5].encode())
            await writer.drain()
            await asyncio.sleep(0.2)
        await reader.read(1)
    finally:
        writer.close()


async def _reading(port: int, message: str) -> None:
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
    narrow.setblocking(False)
    loop = asyncio.get_running_loop()
    try:
        await loop.sock_connect(narrow, ("127.0.0.1", port))
        await loop.sock_sendall(narrow, message.encode())
        while await loop.sock_recv(narrow, BYTES_A_SECOND // 5):
            await asyncio.sleep(0.2)
    finally:
        narrow.close()


def _form(head: str, size: int) -> str:
    kind = "Content-Type: application/x-www-form-urlencoded"
    return f"POST {head}{kind}\r\nContent-Length: {size}\r\n\r\n" + ("words=" + "a" * size)[:size]


async def _page(port: int, path: str, cookie: str) -> bool:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n"
            "Accept-Encoding: gzip\r\nConnection: close\r\n\r\n".encode()
        )
        answer = await reader.read()
        return answer.startswith((b"HTTP/1.1 200", b"HTTP/1.0 200"))
    finally:
        writer.close()


async def compared(server: Server, cookie: str, crowd: Crowd, seconds: float, *, close: bool) -> str:
    """Return the figures of people alone and beside a crowd."""
    path = f"/s/{READ}/needs"
    alone = await served(server.port, seconds, path, cookie)
    async with slow_phones(server.port, "/sign-in", crowd, close=close):
        beside = await served(server.port, 2 * seconds, path, cookie)
    return f"alone: {alone}\nbeside: {beside}\nratio of medians {beside.median / alone.median:.2f}"


def main() -> None:
    """Print how people are served alone and beside a crowd of slow phones."""
    parser = argparse.ArgumentParser(prog="python -m bench.slow", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--silent", type=int, default=60)
    parser.add_argument("--trickling", type=int, default=20)
    parser.add_argument("--reading", type=int, default=20)
    parser.add_argument("--close", action="store_true", help="slow phones ask to close the connection")
    parser.add_argument("--option", action="append", help="gunicorn's options instead of the usual ones")
    asked = parser.parse_args()
    crowd = Crowd(asked.silent, asked.trickling, asked.reading)
    with tempfile.TemporaryDirectory() as folder:
        ground = laid(Path(folder))
        options = {"options": asked.option} if asked.option else {}
        with serving("wsgi:app", ground.environment, ready="/healthz", **options) as server:
            print(asyncio.run(compared(server, ground.signed_in, crowd, asked.seconds, close=asked.close)))
            print(f"memory {server.bytes_held() / 1e6:.0f} MB", file=sys.stderr)


if __name__ == "__main__":
    main()

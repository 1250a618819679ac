"""A bucket on this machine that speaks as much S3 as photos need, and can be told to fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from urllib.parse import parse_qs, unquote, urlsplit

from tests.loopback import listening

NAME, KEY_ID, SECRET_KEY = "photos-of-tests", "key-of-tests", "only for tests, and told to nobody"


@dataclass
class Bucket:
    """What lies in it, what was asked of it, and how it answers."""

    address: str = ""
    objects: dict[str, tuple[bytes, datetime]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    """The method and the name of each request."""
    mood: str = ""
    """"": it works. A number: it answers so. "silent": with nothing before `wake`. "cut": with half of it."""
    meanwhile: Callable[[], object] = bool
    """What happens elsewhere while a photo is on its way."""
    listed: Callable[[], object] = bool
    """What happens elsewhere once it has said what lies in it."""
    wake: Event = field(default_factory=Event)

    @property
    def setting(self) -> str:
        return f"s3://{NAME}/town?endpoint={self.address}"

    @property
    def photos(self) -> list[str]:
        return sorted(name for name in self.objects if name.startswith("town/photos/"))

    def age(self, name: str, days: float) -> None:
        """Make an object old."""
        self.objects[name] = (self.objects[name][0], datetime.now(UTC) - timedelta(days=days))


@contextmanager
def serving() -> Iterator[Bucket]:
    """Serve a bucket at a free port while the block runs."""
    bucket = Bucket()
    handler = type("Handler", (_Handler,), {"bucket": bucket})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    bucket.address = f"http://127.0.0.1:{server.server_port}"
    with listening(server):
        try:
            yield bucket
        finally:
            bucket.wake.set()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    bucket: Bucket

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except OSError:  # who asked is gone
            self.close_connection = True

    def do_PUT(self) -> None:
        data = self.rfile.read(int(self.headers["Content-Length"]))
        self.bucket.meanwhile()
        if self._is_well():
            self.bucket.objects[self._name] = (data, datetime.now(UTC))
            self._answer(200)

    def do_GET(self) -> None:
        if not self._is_well():
            return
        asked = parse_qs(urlsplit(self.path).query)
        if "list-type" in asked:
            self._list(asked["prefix"][0])
        else:
            self._object()

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_DELETE(self) -> None:
        if self._is_well():
            self.bucket.objects.pop(self._name, None)
            self._answer(204)

    @property
    def _name(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix(f"/{NAME}/")

    def _is_well(self) -> bool:
        self.bucket.asked.append(f"{self.command} {self._name}")
        if not unquote(self.path).startswith(f"/{NAME}"):
            self._answer(404, b"<Error><Code>NoSuchBucket</Code></Error>")
        elif f"Credential={KEY_ID}/" not in self.headers.get("Authorization", ""):
            self._answer(403, b"<Error><Code>InvalidAccessKeyId</Code></Error>")
        elif self.bucket.mood == "silent":
            self.bucket.wake.wait(30)
            self.close_connection = True
        elif self.bucket.mood.isdigit():
            self._answer(int(self.bucket.mood), b"<Error><Code>SlowDown</Code></Error>")
        else:
            return True
        return False

    def _object(self) -> None:
        if self._name not in self.bucket.objects:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
            return
        data, at = self.bucket.objects[self._name]
        self._answer(200, data, **{"Last-Modified": format_datetime(at, usegmt=True), "ETag": '"1"'})

    def _list(self, prefix: str) -> None:
        found = "".join(
            f"<Contents><Key>{name}</Key><LastModified>{at:%Y-%m-%dT%H:%M:%S.000Z}</LastModified>"
            f"<Size>{len(data)}</Size><ETag>1</ETag></Contents>"
            for name, (data, at) in sorted(self.bucket.objects.items())
            if name.startswith(prefix)
        )
        whole = f"<ListBucketResult><IsTruncated>false</IsTruncated>{found}</ListBucketResult>"
        self.bucket.listed()
        self._answer(200, whole.encode())

    def _answer(self, status: int, data: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(data)), "ETag": '"1"', **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        if self.bucket.mood == "cut":
            data, self.close_connection = data[: len(data) // 2], True
        self.wfile.write(data)

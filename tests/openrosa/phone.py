"""A telephone with ODK Collect, as a server sees it: its headers, its parts, its order of requests."""

from __future__ import annotations

import hashlib
import io
import uuid
import zlib
from base64 import b64decode
from collections.abc import Mapping
from json import loads
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

from flask import Flask
from flask.testing import FlaskClient
from PIL import Image, ImageDraw
from werkzeug.test import TestResponse

from tests.browser import Browser

LIST = "{http://openrosa.org/xforms/xformsList}"
RESPONSE = "{http://openrosa.org/http/response}"
HEADERS = {"X-OpenRosa-Version": "1.0", "User-Agent": "org.odk.collect.android/v2026.2.0 Dalvik/2.1.0"}
ANSWERS = {
    "day": "2026-03-01",
    "group_code": "displaced",
    "also": "women",
    "title": "A roof that does not leak",
    "sector": "shelter",
    "statement": "",
    "landmark": "Behind the school",
    "households": "12",
    "affected": "displaced women",
    "severity": "3",
    "season": "rains",
    "since": "",
    "cause": "",
    "coping": "",
    "response_type": "infrastructure",
}


class Phone:
    """Collect with a server's address typed in."""

    def __init__(self, app: Flask, address: str) -> None:
        self.address = urlsplit(address).path
        # Collect keeps no cookie of ours and tells no language.
        self.client: FlaskClient = app.test_client(use_cookies=False)

    def get(self, path: str, **headers: str) -> TestResponse:
        """Ask for something below the server's address."""
        return self.client.get(self.address + path, headers={**HEADERS, **headers})

    def forms(self) -> list[dict[str, str]]:
        """The forms of the list, read as strictly as Collect does."""
        answer = self.get("/formList")
        assert answer.status_code == 200, answer.text
        assert answer.headers["X-OpenRosa-Version"] == "1.0" and "Date" in answer.headers
        root = ElementTree.fromstring(answer.data)
        assert root.tag == f"{LIST}xforms"
        told = [{each.tag.removeprefix(LIST): each.text or "" for each in form} for form in root]
        assert all({"formID", "name", "downloadUrl"} <= set(form) for form in told)
        return told

    def load(self, form: Mapping[str, str]) -> bytes:
        """A form of the list, whose bytes are those that the list has digested."""
        data = self.client.get(urlsplit(form["downloadUrl"]).path, headers=HEADERS).data
        assert form["hash"] == f"md5:{hashlib.md5(data).hexdigest()}"
        return data

    def ask(self) -> TestResponse:
        """What Collect asks before it sends."""
        return self.client.head(f"{self.address}/submission", headers=HEADERS)

    def send(self, form: str | bytes, files: Mapping[str, bytes] | None = None, **more: Any) -> TestResponse:
        """Send a filled-in form with its files."""
        parts = {
            "xml_submission_file": ("form.xml", "text/xml", form.encode() if isinstance(form, str) else form)
        }
        parts |= {name: (name, "image/jpeg", content) for name, content in (files or {}).items()}
        return self.client.post(
            f"{self.address}/submission?deviceID=collect%3Aabc",
            data=multipart(parts),
            content_type="multipart/form-data; boundary=collect",
            headers=HEADERS,
            **more,
        )

    def fill(self, instance: str = "", replaces: str = "", version: str = "", **answers: str) -> str:
        """The form of needs of the list, filled in."""
        version = version or next(form["version"] for form in self.forms() if form["formID"] == "need")
        said = {**ANSWERS, **answers}
        told = "".join(f"<{name}>{text}</{name}>" for name, text in said.items())
        meta = f"<orx:instanceID>uuid:{instance or uuid.uuid4()}</orx:instanceID>"
        if replaces:
            meta += f"<orx:deprecatedID>uuid:{replaces}</orx:deprecatedID>"
        return (
            f'<?xml version=\'1.0\' ?><data id="need" version="{version}" '
            f'xmlns:orx="http://openrosa.org/xforms">{told}<orx:meta>{meta}</orx:meta></data>'
        )


def multipart(parts: Mapping[str, tuple[str, str, bytes]]) -> bytes:
    """Parts as OkHttp writes them: each with its name, its file's name, its type and its bytes."""
    told = b""
    for name, (file, kind, content) in parts.items():
        head = f'--collect\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
        told += f"{head}Content-Type: {kind}\r\nContent-Length: {len(content)}\r\n\r\n".encode()
        told += content + b"\r\n"
    return told + b"--collect--\r\n"


def drawing(width: int, height: int) -> io.BytesIO:
    """A photo as a camera writes it, with where it was taken."""
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


def said(answer: TestResponse) -> str:
    """The sentence that Collect shows of an answer."""
    assert answer.content_type == "text/xml; charset=utf-8", answer.content_type
    root = ElementTree.fromstring(answer.data)
    assert root.tag == f"{RESPONSE}OpenRosaResponse"
    # A telephone ends its lines where it likes.
    return (root.findtext(f"{RESPONSE}message") or "").replace("\u00a0", " ")


def add_device(browser: Browser, place: Any, name: str = "First telephone", kind: str = "collect") -> Any:
    """Add a device on its page; the page that shows its address."""
    address = f"/s/{place.code}/devices/add"
    return browser.post(address, browser.filled(address, name=name, kind=kind))


def settings(packed: str) -> Any:
    """What Collect reads from a square."""
    return loads(zlib.decompress(b64decode(packed)))

"""A visitor without JavaScript: gets pages, fills in forms, and notices what is wrong with a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from lxml import etree

from tests.factories import signed_in_cookie

VOID = {"meta", "link", "input", "br", "hr", "img", "rect", "path", "use"}


class Page:
    """A page as a reader meets it: its text, headings, links and the values in its form."""

    def __init__(self, status: int, html: str, location: str = "", headers: Any = None) -> None:
        self.status, self.html, self.location, self.headers = status, html, location, headers
        self.h1, self.links, self.ids, self.labels = "", [], [], set()
        self.tagged: list[str] = []
        self.controls: list[dict[str, str]] = []
        self.values: dict[str, list[str]] = {}
        self.choices: dict[str, list[str]] = {}
        self.headings = 0
        self._inside: list[str] = []
        self._words: list[str] = []
        self._heard: list[str] = []
        self._form = self.action = ""
        self._select = self._area = ""
        if html.lstrip().startswith("<!doctype"):
            # Read in C, and told as it is read: Python's own reader took a tenth of a test run.
            etree.HTML(html, etree.HTMLParser(target=self))

    @property
    def text(self) -> str:
        """All that can be read, with single blanks."""
        return " ".join(" ".join(self._words).split())

    @property
    def title(self) -> str:
        """What a tab calls the page."""
        found = re.search(r"<title>(.*?)</title>", self.html, re.S)
        return unescape(found[1]).strip() if found else ""

    @property
    def levels(self) -> list[int]:
        """How deep each heading stands, in the order in which a screen reader goes through them."""
        return [int(level) for level in re.findall(r"<h([1-6])\b", self.html)]

    @property
    def regions(self) -> list[str]:
        """What the tables that scroll by themselves are called, with plain blanks."""
        names = re.findall(r' role="region"[^>]* aria-label="([^"]*)"', self.html)
        return [name.replace("\u00a0", " ") for name in names]

    @property
    def misnamed(self) -> list[str]:
        """Links and buttons that read one thing and are called another: a voice cannot press them."""
        pairs = re.findall(r'<(?:a|button)\b[^>]* aria-label="([^"]*)"[^>]*>([^<]*)<', self.html)
        return [name for name, words in pairs if words.strip() not in name]

    @property
    def summary(self) -> str:
        """The list above a form of what is wrong, as it is written; "" if nothing is."""
        found = re.search(r'id="wrong".*?</ul>', self.html, re.S)
        return found[0] if found else ""

    @property
    def problems(self) -> list[str]:
        """What the summary above a form says is wrong; the line that names a field ends in a colon here.

        Blanks at which no line ends are plain ones.
        """
        items = self.summary.split("<li>")[1:]
        words = [re.sub(r"<[^>]+>", "", re.sub("<br> *", ": ", item)).strip() for item in items]
        return [each.replace("\u00a0", " ") for each in words]

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Note what begins."""
        self._note_words()
        values = dict(attributes)
        self.tagged += [value for value in values.values() if "<bdi" in value]
        if "id" in values:
            self.ids.append(values["id"])
        match tag:
            case "form":
                self._form = values.get("id", "other")
                if self._form == "form":
                    self.action = values.get("action", "")
            case "a":
                self.links.append(values.get("href", ""))
            case "h1":
                self.headings += 1
            case "label":
                self.labels.add(values.get("for", "inside"))
            case "input" | "select" | "textarea":
                self._control(tag, values)
            case "option" if self._select:
                self.choices.setdefault(self._select, []).append(values.get("value", ""))
                if "selected" in values:
                    self.values[self._select] = [values.get("value", "")]
        if tag not in VOID:
            self._inside.append(tag)

    def end(self, tag: str) -> None:
        """Note what ends; nothing that is void ever began."""
        self._note_words()
        while tag in self._inside and self._inside.pop() != tag:
            pass
        if tag == "form":
            self._form = ""
        if tag == "textarea":
            self._area = ""
        if tag == "select":
            self._select = ""

    def data(self, words: str) -> None:
        """Note words, which come in pieces."""
        self._heard.append(words)

    def close(self) -> None:
        """End, as the reader asks for."""

    def _note_words(self) -> None:
        data = "".join(self._heard)
        self._heard.clear()
        if not data or "style" in self._inside[-1:]:
            return
        if self._area:
            self.values[self._area] = [data.removeprefix("\n")]
        if "h1" in self._inside:
            self.h1 = " ".join(f"{self.h1} {data}".split())
        self._words.append(data)

    def _control(self, tag: str, values: dict[str, str]) -> None:
        name, kind = values.get("name", ""), values.get("type", "text")
        if self._form != "form":
            return
        if kind != "hidden":
            self.controls.append({**values, "tag": tag, "inside": ",".join(self._inside)})
        if tag == "select":
            self._select = name
            self.values.setdefault(name, [""])
        elif tag == "textarea":
            self._area = name
            self.values.setdefault(name, [""])
        elif kind in ("radio", "checkbox"):
            self.choices.setdefault(name, []).append(values.get("value", "on"))
            if "checked" in values:
                self.values.setdefault(name, []).append(values.get("value", "on"))
        elif name and kind not in ("file", "submit"):
            self.values[name] = [values.get("value", "")]

    def check(self) -> None:
        """Complain about what no page may have."""
        assert self.headings == 1, f"{self.headings} h1 on the page"
        twice = {name for name in self.ids if self.ids.count(name) > 1}
        assert not twice, f"ids twice: {twice}"
        lost = set(re.findall(r' (?:form|list)="([^"]*)"', self.html)) - set(self.ids)
        assert not lost, f"controls of a form or a list that is not on the page: {lost}"
        adrift = set(re.findall(r'href="#([^"]*)"', self.summary)) - set(self.ids)
        assert not adrift, f"what is wrong with fields that are not on the page: {adrift}"
        alike = {name for name in self.regions if self.regions.count(name) > 1}
        assert not alike, f"regions of one name: {alike}"
        unlabelled = [
            control.get("name")
            for control in self.controls
            if "aria-label" not in control
            and control.get("id") not in self.labels
            and "label" not in control["inside"]
        ]
        assert not unlabelled, f"inputs without a label: {unlabelled}"
        assert not self.tagged, f"attributes in which a tag is read out: {self.tagged}"
        assert not re.search(r"<table[^>]*>(?!<caption)", self.html), "a table without a caption"
        assert not re.search(r"<th(?: [^>]*)?>(?=</?t)", self.html), "a heading of a table that says nothing"
        tables = re.findall(r"<table.*?</table>", self.html, re.S)
        bare = [table for table in tables if re.search(r"<thead><tr><td>.*<tbody><tr><td[^>]*>(?!<t)", table)]
        assert not bare, "a column without a heading"
        lists = re.findall(r'<ul class="rooms">(.*?)</ul>', self.html, re.S)
        cards = [card.split("</li>")[0].strip() for each in lists for card in each.split("<li>")[1:]]
        beside = [card for card in cards if not re.fullmatch(r"<a [^>]*>((?!</a>).)*</a>", card, re.S)]
        assert not beside, f"words beside a link that fills its card, over what follows: {beside}"
        lone = re.findall(r'<p class="hint"[^>]*>\s*(<a [^>]*>[^<]*</a>)\s*</p>', self.html)
        assert not lone, f"links that stand alone in small letters, too low for a finger: {lone}"
        boxes = re.findall(r'<div class="wide"[^>]*>', self.html)
        assert all('role="region" tabindex="0" aria-label="' in box for box in boxes), (
            "a box that scrolls, without a name or without a way to it by keys"
        )
        assert " style=" not in self.html.split("</style>")[-1], (
            "an inline style, which the browser is told to refuse"
        )


class Browser:
    """One visitor with a cookie jar."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()
        self.username = ""

    def sign_in_as(self, username: str, *, proven: bool = True) -> None:
        """Become somebody, past the sign-in page and past the second factor."""
        self.username = username
        cookie = signed_in_cookie(self.app.extensions["engine"], username, proven=proven)
        self.client.set_cookie("sid", cookie)

    def get(self, url: str, **options: Any) -> Page:
        """Open a page; a round's page leads to its result once there is one."""
        page = self._page(self.client.get(url, **options))
        return self.get(page.location) if page.status == 303 and "/result" in page.location else page

    def post(self, url: str, data: Any = None, **options: Any) -> Page:
        """Send a form as it is given, without following its answer."""
        return self._page(self.client.post(url, data=data, **options))

    def filled(self, url: str, **fields: Any) -> dict[str, Any]:
        """Open a form and return what it would send with `fields` filled in."""
        return self._filled(url, self.get(url), fields)

    def send(self, url: str, **fields: Any) -> Page:
        """Open a form, fill `fields` in, send it, and follow where its answer leads."""
        page = self.get(url)
        page = self.post(urljoin(url, page.action), self._filled(url, page, fields))
        if page.status == 303:
            parts = urlsplit(page.location)
            return self.get(f"{parts.path}?{parts.query}" if parts.query else parts.path)
        return page

    def send_unshown(self, url: str, **fields: Any) -> Page:
        """Send a form that its page does not show, as somebody who had it open before, or who made it."""
        own = self.get("/account").values
        return self.post(url, {"form_id": own["form_id"], "token": own["token"], **fields})

    def _filled(self, url: str, page: Page, fields: dict[str, Any]) -> dict[str, Any]:
        assert page.status == 200, f"{url}: {page.status}"
        return {**page.values, **{key: value for key, value in fields.items() if value is not None}}

    def _page(self, response: Any) -> Page:
        html = response.text if "text/" in (response.mimetype or "") else ""
        page = Page(response.status_code, html, response.headers.get("Location", ""), response.headers)
        # The test client leaves the file open in which it packed a large upload.
        response.request.environ["wsgi.input"].close()
        if response.mimetype == "text/html" and response.status_code not in (303, 304) and html:
            page.check()
        return page

"""People who go by pages alone: every address is a link that they have seen, every field one that is shown.

Nothing here calls an act or writes a row. Only the clock is the test's: it is turned on to the days of a
story, and whoever has been away signs in again with a password.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import pyotp
import pytest
from flask import Flask

from peoplesprocess.cli import accounts as account_commands
from peoplesprocess.web import request_state
from tests.browser import Browser, Page

PASSWORD = "river-stone-42"
PROOF = "/account/confirm"
STEP = timedelta(seconds=10)
"""So long a page is looked at: a proof by second factor is not over before its form is filled in."""
IDLE = timedelta(minutes=20)


class StoryClock:
    """Stands where pages ask what time it is, and only goes forward."""

    def __init__(self, begun: date) -> None:
        self.moment = self._morning(begun)

    def now(self, zone: object) -> datetime:
        """The moment, as `datetime.now` tells it."""
        return self.moment

    def turn_to(self, day: date) -> None:
        """Go on to the morning of a day; on the same day it stays what it is."""
        assert day >= self.moment.date(), f"the story goes back from {self.moment} to {day}"
        self.moment = max(self.moment, self._morning(day))

    def _morning(self, day: date) -> datetime:
        # Also by the clocks of Sindh, Dohuk and Colombo it is this day.
        return datetime.combine(day, time(5), UTC)


class Reader(Browser):
    """Somebody at a browser without an account: opens what is linked, fills in what is asked."""

    def __init__(self, app: Flask, clock: StoryClock, *starts: str) -> None:
        super().__init__(app)
        self.clock = clock
        self.loads = 0
        self.secret = ""
        self.path = ""
        self._seen: dict[str, str] = {}
        self._since = clock.moment
        self.forget_links(*starts)

    def forget_links(self, *starts: str) -> None:
        """Know no addresses but those that stand on paper or in the head."""
        self._seen = {start: start for start in starts}

    def remember(self, path: str) -> None:
        """Know an address that no page leads to."""
        self._seen.setdefault(path, path)

    @property
    def is_away(self) -> bool:
        """Whether a session would have ended by now."""
        return self.clock.moment - self._since > IDLE

    def open(self, path: str) -> Page:
        """Go to a page by links, from the nearest page above it whose link was seen."""
        walked: set[str] = set()
        while path not in self._seen:
            above = [seen for seen in self._seen if path.startswith(seen.rstrip("/") + "/")]
            nearest = max(above, key=len, default="")
            assert nearest and nearest not in walked, f"{self.username}: {nearest} leads to no {path}"
            walked.add(nearest)
            self._load(nearest)
        return self._load(path)

    def read(self, path: str) -> str:
        """Open a page and return its words without marks of direction."""
        return words(self.open(path))

    def read_everything(self) -> dict[str, str]:
        """Open what can be reached without a form, once, and return what is sent by address: files too."""
        read: dict[str, str] = {}
        while left := [path for path in self._seen if path not in read]:
            answer = self.client.get(left[0])
            read[left[0]] = answer.get_data().decode(errors="replace")
            self._seen_on(left[0], self._page(answer))
        return read

    def do(self, path: str, **fields: Any) -> Page:
        """Go to a form, fill it in and send it; it must be taken."""
        return self.hand_in(self.open(path), path, **fields)

    def do_each(self, path: str, entries: Sequence[dict[str, Any]]) -> Page:
        """Fill the same form in for each of several entries, by the button that saves and opens it anew."""
        form = self.open(path)
        for fields in entries[:-1]:
            form = self.hand_in(form, path, another=True, **fields)
        return self.hand_in(form, path, **entries[-1])

    def hand_in(self, form: Page, path: str, *, another: bool = False, **fields: Any) -> Page:
        """Fill the form of an open page in and send it, with the code it asks for; it must be taken.

        `another` sends it by the button beside the usual one.
        """
        assert not another or 'name="another"' in form.html, f"{path} offers no second button"
        proof = {"proof": self.code()} if "proof" in form.values else {}
        page = self._answer(path, form, {**fields, **proof}, another=another)
        if urlsplit(page.action).path == PROOF:
            kept = self._answer(path, page, {"code": self.code()})
            assert kept.h1 == "You have confirmed that it is you. What you typed is not lost.", kept.problems
            page = self._answer(path, kept, {})
        assert page.status in (200, 303), (
            f"{self.username} at {path}: {page.status} {page.problems} {page.h1}"
        )
        assert not page.problems, f"{self.username} at {path}: {page.problems}"
        return self._follow(page) if page.status == 303 else self._seen_on(path, page)

    def press(self, page: Page, path: str) -> Page:
        """Send the form of one button on an open page, as it stands, to where it says; it must be taken."""
        found = re.search(
            rf'<form method="?post"? action="({re.escape(path)}[^"]*)">(.*?)</form>', page.html, re.S
        )
        assert found, f"{self.username}: no button to {path} in {page.text}"
        sent = dict(re.findall(r'name="?(form_id|token)"? value="?([\w-]+)', found[2]))
        answer = self.post(unescape(found[1]), sent)
        assert answer.status == 303, f"{self.username} at {path}: {answer.status} {answer.problems}"
        return self._follow(answer)

    def refused(self, path: str, **fields: Any) -> str:
        """Fill a form in and send it; the words of the page that says why it is not taken."""
        page = self._answer(path, self.open(path), fields)
        assert page.status == 422, f"{self.username} at {path}: {page.status}"
        return words(page)

    def code(self) -> str:
        """What the second factor on the telephone shows now."""
        return pyotp.TOTP(self.secret).at(self.clock.moment)

    def _answer(self, path: str, page: Page, fields: dict[str, Any], *, another: bool = False) -> Page:
        typed = {name: _typed(page, name, value) for name, value in fields.items() if value is not None}
        wrong = list(_not_offered(page, typed))
        assert not wrong, f"{self.username} at {path}: {wrong}"
        button = {"another": "1"} if another else {}
        return self.post(urljoin(path, page.action), {**page.values, **typed, **button})

    def _follow(self, page: Page) -> Page:
        parts = urlsplit(page.location)
        return self._load(f"{parts.path}?{parts.query}" if parts.query else parts.path)

    def _load(self, path: str) -> Page:
        page = self.get(path)
        assert page.status == 200, f"{self.username}: {path} answers {page.status}"
        self.path = urlsplit(path).path
        return self._seen_on(path, page)

    def _seen_on(self, path: str, page: Page) -> Page:
        for link in page.links:
            parts = urlsplit(urljoin(path, link))
            self._seen.setdefault(parts.path, link)
            if parts.query:
                self._seen.setdefault(f"{parts.path}?{parts.query}", link)
        return page

    def _page(self, response: Any) -> Page:
        self.loads += 1
        self._since = self.clock.moment = self.clock.moment + STEP
        return super()._page(response)


class Community:
    """All who take part in a story, by name, and what it costs them in page loads."""

    def __init__(self, app: Flask, clock: StoryClock) -> None:
        self.app, self.clock = app, clock
        self.people: dict[str, Reader] = {}
        self.strangers: list[Reader] = []
        self.sign_ins = 0

    def __getitem__(self, name: str) -> Reader:
        """Somebody with an account, who signs in again after having been away."""
        person = self.people[name]
        if person.is_away:
            self.sign_ins += 1
            person.forget_links("/sign-in")
            person.do("/sign-in", username=name, password=PASSWORD)
        return person

    @property
    def loads(self) -> int:
        """All pages opened and all forms sent."""
        return sum(reader.loads for reader in (*self.people.values(), *self.strangers))

    def stranger(self, *starts: str) -> Reader:
        """Somebody without an account who has these addresses from a wall."""
        reader = Reader(self.app, self.clock, *starts)
        self.strangers.append(reader)
        return reader

    def come_in(self, name: str, invitation: str) -> Reader:
        """Become who an invitation makes."""
        person = Reader(self.app, self.clock, invitation)
        person.username = name
        self.people[name] = person
        person.do(invitation, username=name, name=name.title(), password=PASSWORD)
        return person

    def set_up_second_factor(self, name: str) -> None:
        """Bind a telephone to an account."""
        person = self[name]
        form = person.open("/account/second-factor")
        found = re.search(r"<b>([A-Z2-7 ]{39})</b>", form.html)
        assert found, form.text
        person.secret = found[1].replace(" ", "")
        person.hand_in(form, "/account/second-factor", code=person.code())

    def first_invitation(self) -> str:
        """The link that the installation prints for its first administrator."""
        output = self.app.test_cli_runner().invoke(args=["set-up-link"]).stdout
        return "/invitation/" + output.rsplit("/invitation/", 1)[1].strip()


def set_clock(monkeypatch: pytest.MonkeyPatch, begun: date) -> StoryClock:
    """Let every page and command ask this clock, from the first day of a story on."""
    clock = StoryClock(begun)
    monkeypatch.setattr(request_state, "datetime", clock)
    monkeypatch.setattr(account_commands, "datetime", clock)
    return clock


def words(page: Page) -> str:
    """All that can be read on a page, without marks of direction."""
    return _without_marks(page.text)


def plain(html: str) -> str:
    """The words of a piece of a page."""
    return _without_marks(unescape(re.sub(r"<[^>]*>", " ", html)))


def told(text: str, *parts: str) -> None:
    """Miss nothing of what must be read."""
    missing = [part for part in parts if part not in text]
    assert not missing, f"{missing} not in: {text}"


def _without_marks(text: str) -> str:
    return " ".join(re.sub("[\u2066-\u2069\u200e\u200f]", "", text).split())


def _typed(page: Page, name: str, value: Any) -> Any:
    if value is True:
        return page.choices.get(name, ["a box to tick"])[0]
    return [str(each) for each in value] if isinstance(value, list | tuple) else str(value)


def _not_offered(page: Page, typed: dict[str, Any]) -> Iterator[str]:
    """What nobody could fill in on this page: no such field, or no such choice."""
    named = {control.get("name", "") for control in page.controls}
    for name, value in typed.items():
        if name not in named:
            yield f"there is no field {name}"
            continue
        choices = page.choices.get(name)
        for each in value if isinstance(value, list) else [value]:
            if choices and each not in choices:
                yield f"{name} offers no {each}"

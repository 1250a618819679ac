"""People who record needs on a bad line: who gets no answer sends the very same form until one comes."""

from __future__ import annotations

import http.client
import re
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle
from threading import Event, Thread
from urllib.parse import urlencode

from bench.cluster.site import PORT, Account, Demonstration
from bench.table import NotMeasured

PATIENCE = 20.0
"""So long somebody looks at a page that does not come before trying again. Units: seconds."""
SIGN_IN_SECONDS = 60.0
PAUSE = 0.3
"""So long until somebody sends again what was not taken. Units: seconds."""
TYPED = {"group_code": "", "sector": "drainage", "statement": "Water stands in the lane after rain."}
TYPED |= {"households": "5", "severity": "2", "season": "all", "response_type": "infrastructure"}
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
GROUP = re.compile(r'name="group_code".*?value="([a-z-]+)"', re.S)


@dataclass
class Person:
    """Somebody signed in, what was acknowledged to them, and what they were told otherwise."""

    front: str
    account: Account
    address: str
    name: str
    acknowledged: dict[str, float] = field(default_factory=dict)
    """Titles, each with the moment of its acknowledgement (monotonic)."""
    told: Counter[str] = field(default_factory=Counter)
    """What stood in the way and how often: a status with the page's title, or the kind of error."""
    sent_again: int = 0
    _cookies: dict[str, str] = field(default_factory=dict)

    def sign_in(self) -> None:
        """Sign in by the page. Errors: NotMeasured if it does not work for a minute."""
        until = time.monotonic() + SIGN_IN_SECONDS
        while time.monotonic() < until:
            with suppress(OSError, http.client.HTTPException, ValueError):
                form = self._form("/sign-in")
                form |= {"username": self.account["username"], "password": self.account["password"]}
                status, _ = self._ask("POST", "/sign-in", form)
                if status == 303:
                    self.told.clear()
                    return
            time.sleep(PAUSE)
        raise NotMeasured(f"{self.account['username']} could not sign in: {dict(self.told)}")

    def work(self, stop: Event) -> None:
        """Record one need after the other; a form that was begun is sent until it is acknowledged."""
        number = 0
        while not stop.is_set():
            number += 1
            title = f"{self.name} need {number}"
            try:
                form = self._form(self.address)
            except (OSError, http.client.HTTPException, ValueError):
                time.sleep(PAUSE)
                continue
            self._send_until_taken({**form, "title": title}, title, stop)

    def _send_until_taken(self, form: Mapping[str, str], title: str, stop: Event) -> None:
        tries = 0
        # Who has begun a form goes on a while after the bell, so that little is left in doubt.
        while not stop.is_set() or tries < 40:
            tries += 1
            try:
                status, page = self._ask("POST", self.address, form)
            except (OSError, http.client.HTTPException) as error:
                self.told[type(error).__name__] += 1
            else:
                if status == 303:
                    self.acknowledged[title] = time.monotonic()
                    self.sent_again += tries > 1
                    return
                self.told[f"{status} {_heading(page)}"] += 1
            time.sleep(PAUSE)

    def _form(self, address: str) -> dict[str, str]:
        """Return what a page's form carries. Errors: ValueError if the page has none."""
        status, page = self._ask("GET", address)
        main = page.partition("<main")[2]
        hidden = dict(HIDDEN.findall(main))
        if status != 200 or "form_id" not in hidden:
            self.told[f"{status} {_heading(page)} (opening the form)"] += 1
            raise ValueError(f"{address} answered {status} without a form")
        if (group := GROUP.search(main)) is not None:
            return {**TYPED, **hidden, "group_code": group[1]}
        return hidden

    def _ask(self, method: str, address: str, form: Mapping[str, str] | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection(self.front, PORT, timeout=PATIENCE)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        body = None
        if form is not None:
            body, headers["Content-Type"] = urlencode(form), "application/x-www-form-urlencoded"
        try:
            connection.request(method, address, body, headers)
            answer = connection.getresponse()
            page = answer.read().decode(errors="replace")
            for cookie in answer.headers.get_all("Set-Cookie", []):
                name, _, value = cookie.split(";")[0].partition("=")
                self._cookies[name] = value
            return answer.status, page
        finally:
            connection.close()


class Crowd:
    """People at work, each in a thread."""

    def __init__(self, front: str, made: Demonstration, people: int) -> None:
        working = {place["name"]: place["url"] for place in made["settlements"] if place["step"] != "closed"}
        facilitators = cycle(
            account
            for account in made["accounts"]
            if account["role"] == "facilitator" and account["settlement"] in working
        )
        self.people = [
            Person(front, account, f"{working[account['settlement']]}/needs/record", f"Person {number}")
            for number, account in zip(range(1, people + 1), facilitators, strict=False)
        ]
        self._stop = Event()
        self._threads = [
            Thread(target=each.work, args=(self._stop,), name=each.name, daemon=True) for each in self.people
        ]

    def begin(self) -> None:
        """Sign everybody in, and let them work."""
        for each in self.people:
            each.sign_in()
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Let everybody finish the form that they hold."""
        self._stop.set()
        for thread in self._threads:
            thread.join(60)

    def acknowledged(self) -> dict[str, float]:
        """Return every title that somebody was told is saved, with the moment (monotonic)."""
        return {title: moment for each in self.people for title, moment in list(each.acknowledged.items())}


def _heading(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.S)
    problem = re.search(r'id="wrong">.*?<li>(.*?)</li>', page, re.S)
    return re.sub(r"<[^>]+>", "", " / ".join(part[1].strip() for part in (found, problem) if part))

"""People of a journey: each with a browser of their own, without JavaScript, in one language."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page

WRONG = "#wrong"


class Person:
    """Opens pages, fills fields by their names, presses the one button, and reads."""

    def __init__(self, browser: Browser, base: str, language: str) -> None:
        self.base = base
        self.context = browser.new_context(
            java_script_enabled=False, locale=language, viewport={"width": 320, "height": 640}
        )
        self.page: Page = self.context.new_page()

    def open(self, path: str) -> str:
        """Open a page and return its text."""
        answer = self.page.goto(self.base + path)
        assert answer is not None and answer.status == 200, f"{path}: {answer and answer.status}"
        return self.text

    @property
    def text(self) -> str:
        """All that can be read on the page, with single blanks and without marks of direction."""
        words = re.sub("[\u2066-\u2069\u200e\u200f]", "", self.page.inner_text("body"))
        return " ".join(words.split())

    @property
    def path(self) -> str:
        """Where the browser stands."""
        return urlsplit(self.page.url).path

    def fill(self, **fields: Any) -> None:
        """Write into the fields of the page's form; True ticks, a list ticks several, None leaves alone."""
        for name, value in fields.items():
            if value is not None:
                self._fill(self.page.locator(f'#form [name="{name}"]'), name, value)

    def send(self) -> str:
        """Press the form's button and return the text of the page that comes."""
        self.page.locator("#form button.go").first.click()
        wrong = self.page.locator(WRONG)
        assert wrong.count() == 0, f"{self.path}: {wrong.inner_text()}"
        return self.text

    def do(self, path: str, **fields: Any) -> str:
        """Open a form, fill it in, send it."""
        self.open(path)
        self.fill(**fields)
        return self.send()

    def _fill(self, field: Locator, name: str, value: Any) -> None:
        assert field.count(), f"{self.path} has no field {name}"
        kind = field.first.get_attribute("type") or field.first.evaluate("element => element.tagName").lower()
        if kind in ("radio", "checkbox"):
            wanted = [str(one) for one in value] if isinstance(value, list) else [str(value)]
            for number in range(field.count()):
                each = field.nth(number)
                if value is True or each.get_attribute("value") in wanted:
                    each.check()
                elif kind == "checkbox":
                    each.uncheck()
        elif kind == "select":
            field.select_option(str(value))
        else:
            field.fill(str(value))

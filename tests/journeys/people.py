"""People of a journey: each with a browser of their own, without JavaScript, in one language."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Error, Page

WRONG = "#wrong"
GO = "#form button.go"
MOST_TRIES = 100
FILL = """
(form, fields) => {
    const wrong = [];
    const shown = element => element.checkVisibility({visibilityProperty: true}) && element.innerText.trim();
    const reached = field => {
        field.scrollIntoView({block: "center", behavior: "instant"});
        const box = field.getBoundingClientRect();
        const met = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return met === field || [...field.labels].includes(met && met.closest("label"));
    };
    const choose = (field, wanted) => {
        if (field.checked !== wanted && (wanted || field.type === "checkbox")) field.click();
        return field.checked === wanted || field.type === "radio";
    };
    const write = (field, text) => {
        field.focus();
        if (field.tagName === "SELECT" || field.type === "date") field.value = text;
        else { field.select(); document.execCommand(text ? "insertText" : "delete", false, text); }
        return field.value === text;
    };
    for (const [name, values] of fields) {
        const named = [...form.elements].filter(field => field.name === name && field.type !== "hidden");
        for (const fold of named.map(field => field.closest("details:not([open])")))
            if (fold) fold.querySelector("summary").click();
        const choices = named.filter(field => ["radio", "checkbox"].includes(field.type));
        if (!named.length) wrong.push(`there is no field ${name}`);
        for (const field of named) {
            if (![...field.labels].some(shown) && !field.ariaLabel) wrong.push(`${name} has no label to see`);
            if (field.disabled || field.readOnly) wrong.push(`${name} cannot be changed`);
            if (!reached(field)) wrong.push(`${name} is hidden or covered`);
            if (!choices.length && !write(field, values[0])) wrong.push(`${name} does not take ${values[0]}`);
        }
        for (const field of choices)
            if (!choose(field, values === true || values.includes(field.value)))
                wrong.push(`${name} cannot be chosen`);
        for (const value of choices.length && values !== true ? values : [])
            if (!choices.some(field => field.value === value)) wrong.push(`${name} offers no ${value}`);
    }
    return wrong;
}
"""
"""Fills all fields of a form as a person finds them: shown, labelled, in reach of a finger, open to typing.

It asks the browser once for a whole form: a hundred forms, field by field, took two minutes.
"""


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
        answer = self.page.goto(self.base + path, wait_until="domcontentloaded")
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
        written = [(name, _written(value)) for name, value in fields.items() if value is not None]
        wrong = self.page.locator("#form").evaluate(FILL, written)
        assert wrong == [], f"{self.path}: {wrong}"

    def send(self) -> str:
        """Press the form's button and return the text of the page that comes."""
        self.press(GO)
        wrong = self.page.locator(WRONG)
        assert wrong.count() == 0, f"{self.path}: {wrong.inner_text()}"
        return self.text

    def press(self, selector: str) -> None:
        """Press the first link or button of those, and wait until the page it leads to can be read.

        A browser shows the address of a page first, with neither title nor words.
        """
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            self.page.locator(selector).first.click()

    def back(self) -> None:
        """Press Back. Between two pages there is a moment at which Chromium says that it shows none."""
        for _ in range(MOST_TRIES):
            try:
                self.page.go_back()
                return
            except Error as error:
                if "Not attached to an active page" not in error.message:
                    raise
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{self.path}: Chromium shows no page")

    def do(self, path: str, **fields: Any) -> str:
        """Open a form, fill it in, send it."""
        self.open(path)
        self.fill(**fields)
        return self.send()


def _written(value: Any) -> list[str] | bool:
    if value is True:
        return True
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]

"""Every form, with all that can be wrong in it: a sentence, nothing lost, nothing half-written."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select

from peoplesprocess.models import Base
from tests.browser import Browser, Page
from tests.first_of_kind import FirstOfKind
from tests.house.file_addresses import leads_to_file

READERS = (
    "bo",
    "berivan",
    "malini",
    "officer.samagipura",
    "karwan",
    "engineer",
    "efua",
    "finance",
    "admin",
    "deng",
    "",
)
"""Who fills in forms; the last one is somebody who is not signed in."""
MORE = {
    "": ("/board/samagipura/complaint", "/vote", "/receipt"),
    "bo": ("/account/second-factor",),
    "berivan": (
        "/s/hay-al-nawroz/sheet/write",
        "/s/hay-al-nawroz/committee/elect",
        "/s/hay-al-nawroz/needs/3/merge",
    ),
    "malini": ("/s/samagipura/priorities/open", "/s/samagipura/contracts/draft"),
    "engineer": ("/s/hay-al-nawroz/works/1/visits/record",),
    "finance": ("/s/samagipura/works/1/tranches/3/release", "/s/samagipura/works/1/tranches/3/refuse"),
    "officer.samagipura": ("/s/samagipura/works/1/spending/record",),
    "efua": (
        "/p/recovery/rules",
        "/p/recovery/steps",
        "/p/recovery/people/invite",
        "/p/recovery/settlements/new",
    ),
    "admin": ("/programmes/new",),
}
PERSONAL = "Ask for Ali at +92 300 1234567"
WRONG_ANYWHERE = ("x" * 6000, PERSONAL, "\x00", "bell\x07")
WRONG_AS_FIGURES = (
    *("-5", "٣٫٥٫٧", "12 USD", "31-31-2023", "=1+1", "%% %(x)s", "<b>bold</b>"),
    *("9" * 25, "20261123120000", "99999-01-01"),
)
MACHINERY = {"form_id", "token", "version", "seen"}
REFERENCES = {"paper", "reference", "contact"}
"""Fields for the numbers of papers, and of a service that all shall call: they may look like anything."""


@pytest.fixture(scope="module")
def told(demonstration: Callable[[], AbstractContextManager[Flask]]) -> Iterator[Flask]:
    """The demonstration, whose three settlements stand at different steps."""
    with demonstration() as app:
        yield app


@pytest.fixture(scope="module")
def is_new(shared_folder: Callable[[str], Path], in_campaign: bool) -> Callable[[str, Page], bool]:
    """Whether nobody tried such a form in this run; in the campaign each counts as new."""
    tried = FirstOfKind(shared_folder("tried_forms"))

    def first(address: str, form: Page) -> bool:
        kind = re.sub(r"[0-9a-f-]{36}|\d+", "9", re.sub(r"^/([sp])/[^/]+", r"/\1", address))
        return in_campaign or tried.is_first((kind, sorted(form.values)))

    return first


@pytest.mark.parametrize("reader", READERS)
def test_every_form_answers_bad_input_with_sentences_and_writes_nothing(
    told: Flask, reader: str, is_new: Callable[[str, Page], bool]
) -> None:
    visitor = Browser(told)
    if reader:
        visitor.sign_in_as(reader)
    before = row_counts(told.extensions["engine"])
    tried = 0
    for address, form in forms(visitor):
        tried += 1
        for sent in attempts(form, is_new=is_new(address, form)):
            refuse(visitor, address, sent, form)
        unsigned = visitor.post(address, {**form.values, "token": "forged"})
        assert unsigned.status == 422 and "came from elsewhere" in " ".join(unsigned.problems), address
    assert tried
    assert row_counts(told.extensions["engine"]) == before


def attempts(form: Page, *, is_new: bool) -> Iterator[dict[str, object]]:
    """What a form must not take: nothing at all, and the same wrong word in every field.

    In a form like those that somebody else tried before, one word stands for all.
    """
    machinery = {name: form.values[name] for name in MACHINERY & set(form.values)}
    names = {control["name"] for control in form.controls if control.get("name")}
    figures = [
        c
        for c in form.controls
        if c["tag"] == "select" or c.get("type", "text") != "text" or "inputmode" in c
    ]
    if any(control.get("type") != "checkbox" for control in form.controls):
        yield machinery
    unseen = set(form.values) - names - {"form_id", "token"}
    if unseen:
        yield {**machinery, **dict.fromkeys(unseen, "gone")}
    wrong = (*WRONG_ANYWHERE, *(WRONG_AS_FIGURES if figures else ()))
    for bad in wrong if is_new else wrong[:1]:
        yield {**machinery, **{name: "" if name in REFERENCES else bad for name in names}}


def refuse(visitor: Browser, address: str, sent: dict[str, object], form: Page) -> None:
    """The form comes back with a summary, whose links the visitor follows, and with all that was typed."""
    answer = visitor.post(address, sent)
    assert answer.status in (422, 409, 404), f"{address}: {answer.status} for {str(sent)[:200]}"
    if answer.status == 404:
        return
    assert answer.problems, f"{address}: no sentence for {str(sent)[:200]}"
    assert not any(re.search(r"%\((?!x\))\w+\)s", problem) for problem in answer.problems), answer.problems
    for control in form.controls:
        name, is_text = (
            control.get("name", ""),
            control["tag"] != "select" and control.get("type", "text") == "text",
        )
        if is_text and name in sent and str(sent[name]).isprintable():
            assert answer.values.get(name, [""])[0].strip() == str(sent[name]), f"{address}: {name} was lost"


def test_a_photo_that_is_none_or_too_large_costs_nothing_typed(told: Flask) -> None:
    ines = Browser(told)
    ines.sign_in_as("engineer")
    address = "/s/hay-al-nawroz/works/1/visits/record"
    before = row_counts(told.extensions["engine"])
    for name, data, said in (
        ("dog.jpg", b"This is a letter, not a picture.", "not a photo"),
        ("big.jpg", b"\xff\xd8" + b"\x00" * 10_000_000, "larger than 5 MB"),
    ):
        sent = ines.filled(address, visited_on="2024-07-01", notes="Seen from the tower", moment1="during")
        answer = ines.post(
            address, {**sent, "photo1": (io.BytesIO(data), name)}, content_type="multipart/form-data"
        )
        assert answer.status == 422
        assert said in " ".join(answer.problems)
        assert answer.values["notes"] == ["Seen from the tower"]
    assert row_counts(told.extensions["engine"]) == before


def forms(visitor: Browser) -> Iterator[tuple[str, Page]]:
    """Every page with a form that links lead to, at most two of a kind, and some that are worth it."""
    ahead, seen, kinds = ["/", *MORE.get(visitor.username, ())], set(), {}
    while ahead:
        address = ahead.pop(0)
        page = visitor.get(address)
        if page.status != 200 or not page.html:
            continue
        if "form_id" in page.values:
            if page.controls:
                yield address.partition("?")[0], page
            continue
        for link in page.links:
            full = urljoin(address, link).partition("#")[0]
            kind = re.sub(r"[0-9a-f-]{36}|\d+", "9", full)
            leaves = urlsplit(full).scheme or "language=" in full or leads_to_file(full)
            if full.startswith("/") and not leaves and full not in seen and kinds.get(kind, 0) < 2:
                seen.add(full)
                kinds[kind] = kinds.get(kind, 0) + 1
                ahead.append(full)


def row_counts(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in Base.metadata.sorted_tables
            if table.name not in ("sign_in", "attempt", "streak")
        }


BEYOND = ("9" * 25, "-1", "%00", "a%00b", "1e9", "٣", "x" * 3000)
ASKED = (
    "/?after={}",
    "/p/recovery?after={}&sort={}",
    "/p/recovery/people?before={}",
    "/s/samagipura/needs?after={}",
    "/s/samagipura/needs?sector={}&group={}&answer={}",
    "/s/samagipura/works/1/cash-book?page={}",
    "/s/samagipura/plan/compare?from={}&to={}",
    "/s/samagipura/priorities/1/result?result={}",
    "/s/samagipura/needs/{}",
    "/s/{}",
    "/p/{}",
    "/board/{}",
    "/board/samagipura/photos/1/1/{}",
    "/invitation/{}",
)


@pytest.mark.parametrize("beyond", BEYOND)
def test_no_address_breaks_a_page(told: Flask, beyond: str) -> None:
    for reader in ("malini", "efua"):
        visitor = Browser(told)
        visitor.sign_in_as(reader)
        for address in ASKED:
            status = visitor.get(address.replace("{}", beyond)).status
            assert status in (200, 303, 400, 404, 414), f"{address}: {status}"

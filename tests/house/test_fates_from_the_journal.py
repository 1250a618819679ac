"""What became of each need: told by the journal alone, and the same on the board and on the need's page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from peoplesprocess.models import JournalEntry, Need, Settlement
from tests.browser import Browser

VERDICTS = {"endorse": "Endorsed on", "return": "Returned on", "decline": "Declined on"}
VERDICTS |= {"forward": "Forwarded on"}
FIRST_WORDS = (
    *("Handed over on", "Being built under contract", "Put off on", *VERDICTS.values()),
    *("With the authority since", "Taken out of the plan on", "In the plan", "Merged with need"),
    *("Referred to those responsible", "Not chosen this time", "Not decided yet"),
)
"""How every sentence about a fate begins."""
PARTIES = 3


@dataclass
class Line:
    """A line of a plan as entries tell of it."""

    needs: list[int]
    verdict: str = ""
    digest: str = ""
    signatures: int = 0
    handed_over: bool = False
    deferred: bool = False
    removed: bool = False

    @property
    def told(self) -> str:
        if self.handed_over:
            return "Handed over on"
        if self.signatures >= PARTIES:
            return "Being built under contract"
        if self.removed and self.verdict in ("", "endorse"):
            return "Taken out of the plan on"
        if self.deferred:
            return "Put off on"
        return VERDICTS.get(self.verdict, "With the authority since")


@dataclass
class Story:
    """A settlement's lines and merged needs, as its journal tells of them."""

    lines: dict[int, Line] = field(default_factory=dict)
    contracts: dict[int, int] = field(default_factory=dict)
    merged: set[int] = field(default_factory=set)

    def read(self, entry: JournalEntry) -> None:
        words, detail = entry.subject.split(), entry.detail
        match entry.act:
            case "plan.item.add" | "plan.item.change":
                known = self.lines.setdefault(int(words[-1]), Line([]))
                known.needs, known.removed = _numbers(detail["needs"]), False
                if known.digest != detail["digest"]:
                    known.digest, known.verdict = str(detail["digest"]), ""
            case "plan.item.remove":
                self.lines[int(words[-1])].removed = True
            case "item.decide":
                self.lines[int(words[-1])].verdict = str(detail["verdict"])
            case "item.defer":
                self.lines[int(words[-1])].deferred = True
            case "contract.draft" | "contract.change":
                self.contracts[int(words[-1])] = int(str(detail["line"]))
            case "contract.sign":
                self.lines[self.contracts[int(words[-1])]].signatures += 1
            case "work.hand_over":
                self.lines[self.contracts[int(words[-1])]].handed_over = True
            case "need.merge":
                self.merged.add(int(words[-1]))

    def fates(self, need: int) -> list[str]:
        """The fates of the lines that answer a need."""
        return [line.told for line in self.lines.values() if need in line.needs]


@pytest.fixture(scope="module")
def app(demonstration: Callable[[], AbstractContextManager[Flask]]) -> Iterator[Flask]:
    with demonstration() as told:
        yield told


def test_the_board_and_each_needs_page_tell_what_the_journal_tells(app: Flask) -> None:
    compared, efua = 0, Browser(app)
    efua.sign_in_as("efua")
    for place, story in _stories(app.extensions["engine"]):
        board = Browser(app).get(f"/board/{place.code}").text
        for number, title in _needs(app.extensions["engine"], place):
            on_board = board.partition(f"{number}. {title} ")[2]
            page = efua.get(f"/s/{place.code}/needs/{number}").text
            wanted = story.fates(number)
            if number in story.merged:
                wanted = ["Merged"]
            for fate in wanted:
                assert fate in page, (place.code, number, fate)
                compared += 1
            if wanted:
                first = min((on_board.find(words), words) for words in FIRST_WORDS if words in on_board)[1]
                assert any(first.startswith(fate) for fate in wanted), (place.code, number, first, wanted)
    assert compared >= 15


def _stories(engine: Engine) -> Iterator[tuple[Any, Story]]:
    with Session(engine) as db:
        for place in db.scalars(select(Settlement)):
            story = Story()
            entries = select(JournalEntry).where(JournalEntry.chain_id == place.id)
            for entry in db.scalars(entries.order_by(JournalEntry.sequence)):
                story.read(entry)
            yield place, story


def _needs(engine: Engine, place: Any) -> list[tuple[int, str]]:
    with Session(engine) as db:
        found = select(Need.number, Need.title).where(Need.settlement_id == place.id).order_by(Need.number)
        return [(number, title) for number, title in db.execute(found)]


def _numbers(stored: object) -> list[int]:
    assert isinstance(stored, list)
    return [int(each) for each in stored]

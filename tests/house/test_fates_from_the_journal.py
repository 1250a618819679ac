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
    "Split into",
    *(
        "For another office: the committee will take it there",
        "Not chosen this time",
        "Not decided yet",
    ),
)
"""How every sentence about a fate begins."""
PARTIES, NAWROZ = 3, "/s/hay-al-nawroz"


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
class DemonstrationStory:
    """A settlement's lines, its merged, split and struck needs, as its journal tells of them."""

    lines: dict[int, Line] = field(default_factory=dict)
    contracts: dict[int, int] = field(default_factory=dict)
    merged: dict[int, int] = field(default_factory=dict)
    split: dict[int, list[int]] = field(default_factory=dict)
    struck: set[int] = field(default_factory=set)

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
                self.merged[int(words[-1])] = int(str(detail["into"]))
            case "merge.strike":
                assert self.merged.pop(int(words[-1])) == detail["into"]
            case "need.split":
                self.split[int(words[-1])] = _numbers(detail["into"])
            case "split.strike":
                self.struck |= set(self.split.pop(int(words[-1])))
            case "need.strike":
                self.struck.add(int(words[-1]))

    def fates(self, need: int) -> list[str]:
        """The fate of a need, or the fates of the lines that answer it."""
        if need in self.merged:
            return [f"Merged with need {self.merged[need]}"]
        if need in self.split:
            *others, last = self.split[need]
            return [f"Split into {', '.join(map(str, others))} and {last}"]
        return [line.told for line in self.lines.values() if need in line.needs]


@pytest.fixture(scope="module")
def app(demonstration: Callable[[], AbstractContextManager[Flask]]) -> Iterator[Flask]:
    with demonstration() as told:
        yield told


def test_the_board_and_each_needs_page_tell_what_the_journal_tells(app: Flask) -> None:
    assert len(compared(app)) >= 15


def test_merges_and_splits_are_told_and_told_no_more_when_they_are_taken_back(app: Flask) -> None:
    berivan, before = Browser(app), compared(app)
    berivan.sign_in_as("berivan")
    one, other = (recorded(berivan, title) for title in ("A gate", "The gate"))
    berivan.send(f"{NAWROZ}/needs/{one}/merge", into=str(other), reason="The same gate")
    assert compared(app) == {*before, ("hay-al-nawroz", one, f"Merged with need {other}")}
    berivan.send(f"{NAWROZ}/needs/{one}/unmerge", reason="Two gates")
    assert compared(app) == before
    parts = {"title1": "A gate", "households1": "9", "title2": "A fence", "households2": "8"}
    berivan.send(f"{NAWROZ}/needs/{one}/split", **parts, reason="Two things")
    assert compared(app) == {*before, ("hay-al-nawroz", one, f"Split into {other + 1} and {other + 2}")}
    berivan.send(f"{NAWROZ}/needs/{one}/unsplit", reason="One thing")
    assert compared(app) == before


def recorded(visitor: Browser, title: str) -> int:
    """Record a need of the women of the camp; its number."""
    said = {"group_code": "host-women", "sector": "public-space", "households": "9", "severity": "1"}
    said |= {"season": "all", "response_type": "infrastructure"}
    page = visitor.send(f"{NAWROZ}/needs/record", title=title, **said)
    assert page.h1.endswith(title), page.problems
    return int(page.h1.partition(".")[0])


def compared(app: Flask) -> set[tuple[str, int, str]]:
    """Every fate that the journal tells, by place and need, after board and page told the same."""
    told, efua = set(), Browser(app)
    efua.sign_in_as("efua")
    for place, story in _stories(app.extensions["engine"]):
        board = Browser(app).get(f"/board/{place.code}").text
        for number, title in _needs(app.extensions["engine"], place):
            on_board = board.partition(f"{number}. {title} ")[2]
            page = efua.get(f"/s/{place.code}/needs/{number}").text
            wanted = story.fates(number)
            for fate in wanted:
                on_page = fate.replace("Merged with", "into") if number in story.merged else fate
                assert on_page in page, (place.code, number, fate)
                told.add((place.code, number, fate))
            assert (number in story.struck) == (on_board == ""), (place.code, number)
            if wanted:
                first = min((on_board.find(words), words) for words in FIRST_WORDS if words in on_board)[1]
                assert any(fate.startswith(first) for fate in wanted), (place.code, number, first, wanted)
    return told


def _stories(engine: Engine) -> Iterator[tuple[Any, DemonstrationStory]]:
    with Session(engine) as db:
        for place in db.scalars(select(Settlement)):
            story = DemonstrationStory()
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

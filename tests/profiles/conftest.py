"""A settlement with blocks, and rounds of its profile as people type them in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from peoplesprocess.core.choice_lists import DAMAGE_GRADES
from peoplesprocess.core.profile_parts import (
    WORDS,
    ProfilePartKey,
    ProfilePartSourceReference,
    stored_disability,
)
from peoplesprocess.core.washington_group import QUESTIONS, DisabilityCounts
from peoplesprocess.profiles import actions
from peoplesprocess.profiles.actions import ProfilePartInput, ProfileRoundInput
from peoplesprocess.settlements.blocks import BlockInput, add_blocks
from tests.factories import Make

DAY = date(2026, 3, 10)
STATES = {"F": "functional", "A": "affected", "P": "partly", "N": "not"}
PEOPLE = {"women": [51, 38, 97, 22], "men": [54, 36, 88, 16]}
FEW = {"women": [9, 8, 7, 3], "men": [9, 8, 7, 6]}


@dataclass
class Profiler:
    """Writes rounds of one settlement by the acts themselves; pages are tried where a test is about them."""

    make: Make
    place: Any

    def begin(self, taken_on: date = DAY, *, from_last: bool = False) -> int:
        """Begin a round; its number."""
        with self.make.act("facilitator", self.place) as act:
            return actions.begin_round(act, ProfileRoundInput(taken_on, from_last)).number

    def write(
        self,
        number: int,
        part: str,
        body: Mapping[str, object],
        seen: int = 0,
        as_of: date = DAY,
        **place: Any,
    ) -> int:
        """Write a part; its number in the round."""
        with self.make.act("facilitator", self.place) as act:
            source = ProfilePartSourceReference("own", None, "", as_of)
            written = ProfilePartInput(ProfilePartKey(part, **place), body, source)
            return actions.write_part(act, number, written, seen).number

    def services(
        self, number: int, states: str, block: int | None = None, as_of: date = DAY, seen: int = 0
    ) -> int:
        """Write services of an area as letters in their order, ? for unknown."""
        from peoplesprocess.core.choice_lists import SERVICES

        body = {
            service: STATES[letter]
            for service, letter in zip(SERVICES, states, strict=False)
            if letter in STATES
        }
        return self.write(number, "services", body, seen, block=block, as_of=as_of)

    def rest(self, number: int, *, without: str = "", few: Mapping[str, object] = FEW) -> None:
        """Write everything but the services."""
        self.write(number, "population", PEOPLE, status="resident")
        if few:
            self.write(number, "population", few, status="renting")
        counts = DisabilityCounts(60, dict.fromkeys(QUESTIONS, 2) | {"walking": 9}, 11)
        self.write(number, "disability", stored_disability(counts))
        self.write(number, "damage", dict.fromkeys(DAMAGE_GRADES, 10) | {"destroyed": 2})
        for part in WORDS:
            if part != without:
                self.write(number, part, {"text": f"What people say of {part}."})

    def publish(self, number: int) -> None:
        """Publish a round."""
        with self.make.act("facilitator", self.place) as act:
            actions.publish_round(act, number)


@pytest.fixture
def profiled(make: Make) -> Callable[..., Profiler]:
    """Make a settlement with so many blocks, to profile."""

    def with_blocks(blocks: int = 0, **columns: Any) -> Profiler:
        place = make.settlement(**columns)
        if blocks:
            with make.act("facilitator", place) as act:
                add_blocks(act, [BlockInput(f"Block {letter}", 20) for letter in "ABCDEFGHIJKL"[:blocks]])
        return Profiler(make, place)

    return with_blocks

"""The findings of a check, and the two forms that most findings have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from peoplesprocess.core.inclusion import PeopleShare
from peoplesprocess.core.messages import Message, Sentence
from peoplesprocess.core.process.gate_facts import GateFacts
from peoplesprocess.core.programme_rules import ProgrammeRules


@dataclass(frozen=True, slots=True)
class GateFinding:
    """One line of a gate: whether it holds, and a sentence that says so or names what is missing."""

    holds: bool
    sentence: Sentence


Check = Callable[[GateFacts, ProgrammeRules], list[GateFinding]]


@lru_cache(maxsize=256)
def either(holds: bool, done: str, missing: str) -> GateFinding:
    """Return the finding that says `done` or names what is `missing`."""
    return GateFinding(holds, Message(done if holds else missing))


def shares(share: PeopleShare, least: int, enough: str, too_few: str) -> GateFinding:
    """Return the finding whether `share` reaches `least` percent, with both figures; 0 requires nothing."""
    if share.reaches(least) or not least:
        return GateFinding(True, Message(enough, {"share": share}))
    return GateFinding(False, Message(too_few, {"share": share, "least": least}))

"""How far a need can get, from undecided to a work that was handed over."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from peoplesprocess.core.messages import N_, Message


class NeedStage(IntEnum):
    """How far a need has got; if several items answer it, the furthest one counts."""

    UNDECIDED = 0
    NOT_CHOSEN = 1
    REFERRED = 2
    REFUSED_BY_OFFICE = 3
    TAKEN_TO_OFFICE = 4
    MERGED = 5
    SPLIT = 6
    REMOVED = 7
    DECLINED = 8
    RETURNED = 9
    FORWARDED = 10
    DEFERRED = 11
    NOT_CARRIED_OUT = 12
    PLANNED = 13
    SUBMITTED = 14
    ENDORSED = 15
    ENDED = 16
    RESOLVED_BY_OFFICE = 17
    BEING_BUILT = 18
    HANDED_OVER = 19


class NeedOutcome(NamedTuple):
    """What became of a need: a stage that can be compared, and a sentence."""

    stage: NeedStage
    sentence: Message


def outcome_of(stage: NeedStage, sentence: str, **values: object) -> NeedOutcome:
    """Return an outcome from a stage, its sentence and the sentence's values."""
    return NeedOutcome(stage, Message(sentence, values))


def split_outcome(parts: Sequence[int]) -> NeedOutcome:
    """Return the outcome of a need that was split into two or three parts, given their numbers."""
    values: dict[str, object] = dict(zip(("first", "second", "third"), parts, strict=False))
    if len(parts) == 2:
        return outcome_of(NeedStage.SPLIT, N_("Split into %(first)s and %(second)s"), **values)
    return outcome_of(NeedStage.SPLIT, N_("Split into %(first)s, %(second)s and %(third)s"), **values)

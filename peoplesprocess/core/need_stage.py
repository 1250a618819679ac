"""How far a need can come, from nothing decided to a work that was handed over."""

from __future__ import annotations

from enum import IntEnum


class NeedStage(IntEnum):
    """How far a need has come; of several items that answer it, the furthest one tells."""

    UNDECIDED = 0
    NOT_CHOSEN = 1
    REFERRED = 2
    MERGED = 3
    SPLIT = 4
    REMOVED = 5
    DECLINED = 6
    RETURNED = 7
    FORWARDED = 8
    DEFERRED = 9
    PLANNED = 10
    SUBMITTED = 11
    ENDORSED = 12
    ENDED = 13
    BEING_BUILT = 14
    HANDED_OVER = 15

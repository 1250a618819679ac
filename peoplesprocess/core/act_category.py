"""A kind of acts that the journal tells of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from peoplesprocess.core.messages import Msgid


@dataclass(frozen=True, slots=True)
class ActCategory:
    """Acts that are looked for together: what they are called, and a sentence for each by its name."""

    name: Msgid
    sentences: Mapping[str, Msgid]

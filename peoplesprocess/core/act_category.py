"""A category of acts in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from peoplesprocess.core.messages import Msgid


@dataclass(frozen=True, slots=True)
class ActCategory:
    """Acts that are filtered together: the category's name, and the sentence of each act by its name."""

    name: Msgid
    sentences: Mapping[str, Msgid]

"""Sentences for people: whole, untranslated, with named values; and the refusals that carry them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def N_(text: str) -> str:  # noqa: N802 - the name that translators' tools know
    """Return `text` unchanged; it marks a string for translation where it stands."""
    return text


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence in the source language; it is translated, and its values formatted, when it is shown."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plural:
    """A sentence whose form follows `count`; `%(count)s` is among its values."""

    one: str
    many: str
    count: int
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the interface (a group, a sector, a role) used as a value inside a sentence."""

    text: str


Sentence = Message | Plural


class Refused(Exception):
    """An act that the rules do not allow now; says why, and at which field if it is one field's matter."""

    def __init__(self, sentence: Sentence, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class Conflict(Exception):
    """Somebody saved the same thing meanwhile; carries what is stored now, by field name."""

    def __init__(self, theirs: Mapping[str, object]) -> None:
        super().__init__("changed meanwhile")
        self.theirs = theirs

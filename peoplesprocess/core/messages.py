"""Sentences for people: whole, untranslated, with named values; and the refusals that carry them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


class Msgid(str):
    """A word or sentence of ours, in the source language: it is translated where it is shown.

    Every other string is people's own words and passes through no catalogue: a settlement called
    "School" keeps its name in French.
    """

    __slots__ = ()


def N_(text: str) -> Msgid:  # noqa: N802 - the name that translators' tools know
    """Return `text` as ours; it marks a string for translation where it stands."""
    return Msgid(text)


def ours(text: str, *usual: Msgid) -> str:
    """Return a stored `text` as ours if it is one of the `usual` ones, and as people's own otherwise."""
    return next((msgid for msgid in usual if msgid == text), text)


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence in the source language; it is translated, and its values formatted, when it is shown."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __mod__(self, values: Mapping[str, object]) -> Message:
        """Return the sentence with more values: how WTForms' validators fill in theirs."""
        return Message(self.text, {**self.values, **values})


@dataclass(frozen=True, slots=True)
class Plural:
    """A sentence whose form follows `count`; `%(count)s` is among its values."""

    one: str
    many: str
    count: int
    values: Mapping[str, object] = field(default_factory=dict)


Sentence = Message | Plural


def keep_to(longest: int) -> Plural:
    """Return what is said of a text of more than `longest` characters."""
    return Plural("Keep this to %(count)s character.", "Keep this to %(count)s characters.", longest)


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

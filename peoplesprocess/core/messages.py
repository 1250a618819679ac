"""Sentences for people: whole, untranslated, with named values; and the refusals that carry them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
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
    """An act that the rules do not allow now; says why, and at which field if it is one field's matter.

    `others` were found together with it.
    """

    def __init__(self, sentence: Sentence, field: str = "", others: Sequence[Refused] = ()) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.others = tuple(others)

    @property
    def each(self) -> list[Refused]:
        """This refusal and all that were found together with it, in order."""
        return [self, *(found for other in self.others for found in other.each)]

    def moved(self, field_of: Callable[[str], str]) -> Refused:
        """Return the same at other fields: `field_of` says how a page calls what a rule calls otherwise."""
        others = [other.moved(field_of) for other in self.others]
        return Refused(self.sentence, field_of(self.field), others)


class RefusalList:
    """Gathers what is refused, so that one answer tells all of it.

    `with` it around each check that can be made whatever the others find; `settle` refuses what was found.
    """

    def __init__(self) -> None:
        self.found: list[Refused] = []

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, Refused):
            self.found.append(error)
        return isinstance(error, Refused)

    @contextmanager
    def of_line(self, line: int, *shared: str, called: Mapping[str, str] | None = None) -> Iterator[None]:
        """Gather what is refused in one of several lines, at fields that end in the line's number.

        Those in `shared` are fields of all lines; `called` says how a line calls what a rule calls otherwise.
        """
        names = called or {}

        def _in_line(field: str) -> str:
            name = names.get(field, field)
            return name if name in ("", *shared) else f"{name}{line}"

        with self:
            try:
                yield
            except Refused as refusal:
                raise refusal.moved(_in_line) from None

    def settle(self) -> None:
        """Refuse all that was found, if anything was. Errors: Refused."""
        if self.found:
            first, *others = self.found
            first.others += tuple(others)
            raise first


class Conflict(Exception):
    """Somebody saved the same thing meanwhile; carries what is stored now, by field name."""

    def __init__(self, theirs: Mapping[str, object]) -> None:
        super().__init__("changed meanwhile")
        self.theirs = theirs

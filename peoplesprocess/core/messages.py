"""Sentences for people: whole, untranslated, with named values; and the refusals that carry them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field


class Msgid(str):
    """A word or sentence of ours in the source language; it is translated where it is shown.

    Every other string is people's own words and is never looked up in a catalogue: a settlement called
    "School" keeps its name in French.
    """

    __slots__ = ()


def N_(text: str) -> Msgid:  # noqa: N802 - the name that translators' tools know
    """Return `text` as a msgid, and mark it for extraction into the catalogues."""
    return Msgid(text)


def ours(text: str, *usual: Msgid) -> str:
    """Return a stored `text` as a msgid if it equals one of the `usual` ones, otherwise unchanged."""
    return next((msgid for msgid in usual if msgid == text), text)


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence in the source language; it is translated and its values are formatted when it is shown."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __mod__(self, values: Mapping[str, object]) -> Message:
        """Return the sentence with more values; WTForms' validators fill in theirs this way."""
        return Message(self.text, {**self.values, **values})


@dataclass(frozen=True, slots=True)
class Plural:
    """A sentence whose form depends on `count`; `%(count)s` is among its values."""

    one: str
    many: str
    count: int
    values: Mapping[str, object] = field(default_factory=dict)


Sentence = Message | Plural


def keep_to(longest: int) -> Plural:
    """Return the sentence that refuses a text of more than `longest` characters."""
    return Plural("Keep this to %(count)s character.", "Keep this to %(count)s characters.", longest)


class Refused(Exception):
    """An act that the rules do not allow now; carries the sentence, and the field if it belongs to one.

    `others` are refusals that were found together with it.
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
        """Return the same refusal with its fields renamed by `field_of`, from a rule's names to a page's."""
        others = [other.moved(field_of) for other in self.others]
        return Refused(self.sentence, field_of(self.field), others)


class RefusalList:
    """Collects refusals, so that one answer reports all of them.

    Wrap each check that does not depend on the others in `with`; `settle` raises what was found.
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
        """Collect the refusals of one of several lines; the line's number is appended to their fields.

        Fields in `shared` belong to all lines and stay; `called` maps a rule's field names to those of the
        form.
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
        """Raise everything that was found as one refusal, if anything was. Errors: Refused."""
        if self.found:
            first, *others = self.found
            first.others += tuple(others)
            raise first


class Conflict(Exception):
    """Somebody else saved the same record in between; carries the values stored now, by field name."""

    def __init__(self, theirs: Mapping[str, object]) -> None:
        super().__init__("changed meanwhile")
        self.theirs = theirs

"""The reader's filter of the journal, given in the address and chosen in a form that changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import abort, request

from peoplesprocess.core.act_categories import KINDS
from peoplesprocess.facts.journal_entries import JournalEntryKey
from peoplesprocess.journal.queries import CHOICES, JournalEntryFilter, JournalFilterChoice, account_of

Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class JournalFilterArguments:
    """The filter's arguments in the address, "" if not given."""

    kind: str
    person: str
    settlement: str

    @property
    def as_arguments(self) -> dict[str, str]:
        """The given arguments, for an address."""
        said = {"kind": self.kind, "person": self.person, "settlement": self.settlement}
        return {name: value for name, value in said.items() if value}

    def entries(self, place: UUID, *, is_programme: bool) -> JournalEntryFilter:
        """Return the filter of the entries; 404 if an argument is unknown."""
        person = account_of(self.person)
        if (self.person and person is None) or (self.kind and self.kind not in KINDS):
            abort(404)
        acts = tuple(KINDS[self.kind].sentences) if self.kind else ()
        return JournalEntryFilter(place, is_programme, person, acts)


def chosen_filter() -> JournalFilterArguments:
    """Return the filter in the address."""
    asked = request.args
    return JournalFilterArguments(
        asked.get("kind", ""), asked.get("person", ""), asked.get("settlement", "").strip()
    )


def people_of(found: Iterable[JournalFilterChoice]) -> Choices:
    """Return people to choose from, by account; only the first ones if there are many."""
    people = [(str(row.account), row.name) for row in found if not row.is_settlement]
    return sorted(people[:CHOICES], key=lambda choice: choice[1])


def settlements_of(found: Iterable[JournalFilterChoice]) -> Choices | None:
    """Return the settlements to choose from, by code; None if there are too many for a list."""
    settlements = [(row.code or "", row.name) for row in found if row.is_settlement]
    return None if len(settlements) > CHOICES else sorted(settlements, key=lambda choice: choice[1])


def key_of(written: str) -> JournalEntryKey:
    """Return the key that an address names; 404 if it is none."""
    at, chain, sequence = ([*written.split("_"), "", ""])[:3]
    place = account_of(chain)
    if place is None or not sequence.isdecimal() or len(sequence) > 9 or not at.isprintable():
        abort(404)
    return JournalEntryKey(at, place, int(sequence))


def address_of(key: Sequence[object]) -> str:
    """Return a key as it is written in an address."""
    return "_".join(map(str, key))

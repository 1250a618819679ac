"""Who looks, at what place, when: all that a view may rely on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from peoplesprocess.core.permissions import (
    Action,
    Membership,
    Role,
    Where,
    groups_represented,
    may,
    reaches,
)
from peoplesprocess.core.process import steps
from peoplesprocess.core.process.steps import Step
from peoplesprocess.core.rules import Rules
from peoplesprocess.web.sign_in import Person
from peoplesprocess.web.words import digits_of


@dataclass(frozen=True, slots=True)
class GroupHere:
    """A group that a settlement hears by itself, with its badge."""

    code: str
    letter: str
    name: str
    stands_for: str
    position: int
    required: bool


def groups_of(row: Row[Any]) -> dict[str, GroupHere]:
    """Return the groups of a settlement's row by code, in the programme's order."""
    chosen = [group for group in row.all_groups if group["code"] in row.groups]
    return {
        group["code"]: GroupHere(**group, position=position, required=group["code"] in row.required)
        for position, group in enumerate(chosen)
    }


@dataclass(slots=True)
class Here:
    """Who looks, at what place, when: everything that a view may rely on."""

    person: Person
    now: datetime
    where: Where
    settlement: Row[Any] | None = None
    programme: Row[Any] | None = None
    steps: tuple[Step, ...] = ()
    closed: tuple[str, ...] = ()
    rules: Rules = field(default_factory=Rules)
    sequence: int = 0

    def may(self, action: str | Action) -> bool:
        """Return whether the person may do something here and now; pages ask by name."""
        wanted = Action[action] if isinstance(action, str) else action
        return may(self.person.memberships, wanted, self.where)

    @property
    def place(self) -> Row[Any]:
        """The settlement, which is there on every page below one."""
        if self.settlement is None:
            raise LookupError("this page stands in no settlement")
        return self.settlement

    @property
    def url(self) -> str:
        """The address of the settlement or the programme."""
        return f"/s/{self.place.code}" if self.settlement is not None else f"/p/{self.frame.code}"

    @property
    def digits(self) -> int:
        """How many digits the settlement's currency has after the point."""
        return digits_of(self.place.currency)

    @property
    def present(self) -> Step | None:
        """The step that the settlement is at."""
        return steps.present(self.steps, self.closed)

    @property
    def represents(self) -> frozenset[str]:
        """The codes of the groups that the person represents here."""
        return groups_represented(self.person.memberships, self.where)

    @property
    def groups(self) -> dict[str, GroupHere]:
        """The groups that are heard by themselves here, by code, in the programme's order."""
        return groups_of(self.place)

    @property
    def area(self) -> str:
        """The area for which the person answers as its authority, "" if for none."""
        held_here = self._held(Role.LOCAL_AUTHORITY)
        return next((held.area for held in held_here if may((held,), Action.SEE_SETTLEMENT, self.where)), "")

    def signs(self, step: Step) -> bool:
        """Return whether the person has a role that closes the step."""
        return any(held.role.value in step.signed_by for role in Role for held in self._held(role))

    def has(self, role: str) -> bool:
        """Return whether the person has a role here; pages ask by its name."""
        return any(self._held(Role[role]))

    def _held(self, role: Role) -> Sequence[Membership]:
        return [held for held in self.person.memberships if held.role is role and reaches(held, self.where)]

    @property
    def frame(self) -> Row[Any]:
        if self.programme is None:
            raise LookupError("this page stands in no programme")
        return self.programme

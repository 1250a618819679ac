"""Who looks, at what place, when: all that a view may rely on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from peoplesprocess.core.permissions import (
    Action,
    Grant,
    Role,
    Where,
    groups_represented,
    may,
    reaches,
)
from peoplesprocess.core.process import steps
from peoplesprocess.core.process.steps import Step
from peoplesprocess.core.rules import Rules
from peoplesprocess.web.i18n import digits_of
from peoplesprocess.web.sessions import Person


@dataclass(frozen=True, slots=True)
class SettlementGroup:
    """A group that a settlement hears by itself, with its badge."""

    code: str
    letter: str
    name: str
    stands_for: str
    position: int
    required: bool


def settlement_groups(row: Row[Any]) -> dict[str, SettlementGroup]:
    """Return the groups of a settlement's row by code, in the programme's order."""
    chosen = [group for group in row.all_groups if group["code"] in row.groups]
    return {
        group["code"]: SettlementGroup(
            **group, position=position, required=group["code"] in row.required_groups
        )
        for position, group in enumerate(chosen)
    }


@dataclass(slots=True)
class Context:
    """Who looks, at what place, when: everything that a view may rely on."""

    person: Person
    now: datetime
    where: Where
    at_settlement: Row[Any] | None = None
    at_programme: Row[Any] | None = None
    steps: tuple[Step, ...] = ()
    closed: tuple[str, ...] = ()
    rules: Rules = field(default_factory=Rules)
    sequence: int = 0

    def may(self, action: str | Action) -> bool:
        """Return whether the person may do something here and now; pages ask by name."""
        wanted = Action[action] if isinstance(action, str) else action
        return may(self.person.memberships, wanted, self.where)

    @property
    def settlement(self) -> Row[Any]:
        """The settlement, which is there on every page below one."""
        if self.at_settlement is None:
            raise LookupError("this page stands in no settlement")
        return self.at_settlement

    @property
    def url(self) -> str:
        """The address of the settlement or the programme."""
        return f"/s/{self.settlement.code}" if self.at_settlement is not None else f"/p/{self.programme.code}"

    @property
    def digits(self) -> int:
        """How many digits the settlement's currency has after the point."""
        return digits_of(self.settlement.currency)

    @property
    def present(self) -> Step | None:
        """The step that the settlement is at."""
        return steps.present(self.steps, self.closed)

    @property
    def represents(self) -> frozenset[str]:
        """The codes of the groups that the person represents here."""
        return groups_represented(self.person.memberships, self.where)

    @property
    def groups(self) -> dict[str, SettlementGroup]:
        """The groups that are heard by themselves here, by code, in the programme's order."""
        return settlement_groups(self.settlement)

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

    def _held(self, role: Role) -> Sequence[Grant]:
        return [held for held in self.person.memberships if held.role is role and reaches(held, self.where)]

    @property
    def programme(self) -> Row[Any]:
        if self.at_programme is None:
            raise LookupError("this page stands in no programme")
        return self.at_programme

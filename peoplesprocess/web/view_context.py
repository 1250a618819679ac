"""The context of a view: who is looking, at what place and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.messages import Sentence
from peoplesprocess.core.permissions import may, refusal
from peoplesprocess.core.process.steps import StepDefinition
from peoplesprocess.core.roles import Role, RoleGrant, builds, groups_represented, reaches
from peoplesprocess.facts.place_and_time import Place, PlaceAndTime
from peoplesprocess.facts.places import SettlementGroup, SettlementWithRules
from peoplesprocess.web.i18n import digits_of
from peoplesprocess.web.request_state import db
from peoplesprocess.web.sessions import SignedInPerson


@dataclass(frozen=True, slots=True)
class Context(PlaceAndTime):
    """Who is looking, at what place and when: everything on which a view may rely."""

    person: SignedInPerson
    now: datetime
    place: Place | None = None

    @property
    def act(self) -> Act:
        """A new act of this person and place, in the request's transaction."""
        return Act(db(), self.person.actor, self.now, self.place)

    def may(self, action: str | Action, subject: ActSubject | None = None) -> bool:
        """Return whether the person may do something here and now; templates pass the action's name."""
        wanted = Action[action] if isinstance(action, str) else action
        return may(self.person.actor, wanted, self.where, subject)

    def refusal(self, action: Action, subject: ActSubject) -> Sentence | None:
        """Return the sentence that refuses the person's act on `subject`, or None if it is allowed."""
        return refusal(self.person.actor, action, self.where, subject)

    @property
    def in_settlement(self) -> bool:
        """Return whether the page is in a settlement."""
        return isinstance(self.place, SettlementWithRules)

    @property
    def url(self) -> str:
        """The address of the settlement or programme."""
        return url_for("settlements.show" if self.in_settlement else "programmes.show")

    @property
    def digits(self) -> int:
        """The number of decimals of the settlement's currency."""
        return digits_of(self.settlement.currency)

    @property
    def steps(self) -> tuple[StepDefinition, ...]:
        """The steps that the settlement follows."""
        return self.settlement.steps

    @property
    def closed(self) -> tuple[str, ...]:
        """The keys of the closed steps."""
        return self.settlement.closed

    @property
    def present(self) -> StepDefinition | None:
        """The step at which the settlement is, or None after the last one."""
        return self.settlement.present

    @property
    def groups(self) -> Mapping[str, SettlementGroup]:
        """The groups that meet separately here by code, in the programme's order."""
        return self.settlement.groups

    @property
    def represents(self) -> frozenset[str]:
        """The codes of the groups that the person represents here."""
        return groups_represented(self.person.actor, self.where)

    @property
    def area(self) -> str:
        """The area for which the person answers as its authority, or ""."""
        return next((held.area for held in self._held(Role.LOCAL_AUTHORITY)), "")

    @property
    def builds(self) -> bool:
        """Return whether the person builds here now, and judges no work here in another role."""
        return builds(self.person.actor, self.where)

    def has(self, role: str) -> bool:
        """Return whether the person has a role here; templates pass its name."""
        return bool(self._held(Role[role]))

    def _held(self, role: Role) -> list[RoleGrant]:
        return [held for held in self.person.actor.grants if held.role is role and reaches(held, self.where)]

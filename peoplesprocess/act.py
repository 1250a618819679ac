"""An act: who does what, where and when, in one transaction; the first parameter of every room's actions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypedDict
from uuid import UUID

from sqlalchemy.orm import InstrumentedAttribute, Session

from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.permissions import Forbidden, SecondFactorNeeded, may, require, require_role
from peoplesprocess.core.roles import Actor
from peoplesprocess.db import journal
from peoplesprocess.db.row_numbers import next_number
from peoplesprocess.db.session import runs_after_act
from peoplesprocess.facts import need_search_text_upkeep, settlement_summaries
from peoplesprocess.facts.actors import actor_of
from peoplesprocess.facts.place_and_time import Place, PlaceAndTime
from peoplesprocess.facts.places import (
    SettlementWithRules,
    programme_by_code,
    settlement_by_code,
)
from peoplesprocess.facts.writing_turns import take_turn_in_programme, take_turn_in_settlement

runs_after_act(settlement_summaries.update_after_act)
runs_after_act(need_search_text_upkeep.update_after_act)


class ProgrammeRowOriginValues(TypedDict):
    """The columns that say to which programme a row belongs, who made it and when."""

    programme_id: UUID
    made_by: UUID | None
    made_at: datetime


class SettlementRowOriginValues(ProgrammeRowOriginValues):
    """The same columns with the settlement."""

    settlement_id: UUID


@dataclass(frozen=True, slots=True)
class Act(PlaceAndTime):
    """One act in its transaction, which asks the table of permissions and writes the journal.

    It does not commit: the caller that made it does, once the journal has its entry.
    """

    db: Session
    actor: Actor
    now: datetime
    place: Place | None = None

    def require(self, action: Action, subject: ActSubject | None = None) -> None:
        """Refuse the act unless the table of permissions allows it.

        Errors: Forbidden, SecondFactorNeeded, Refused.
        """
        require(self.actor, action, self.where, subject)

    def require_role(self, action: Action) -> None:
        """Refuse actors whose roles never allow this here, before the subject is read.

        Once it is known, `require` checks the relations to it. Errors: Forbidden, SecondFactorNeeded.
        """
        require_role(self.actor, action, self.where)

    def require_proof(self) -> None:
        """Refuse actors who have not used their second factor. Errors: SecondFactorNeeded.

        For acts that need no role, such as those on second factors.
        """
        if not self.actor.is_proven:
            raise SecondFactorNeeded("the second factor has not been used")

    def require_installation(self) -> None:
        """Refuse accounts: only commands of the installation do this. Errors: Forbidden."""
        if self.actor.id is not None:
            raise Forbidden("only the installation itself does this")

    def may(self, action: Action, subject: ActSubject | None = None) -> bool:
        """Return whether the table of permissions allows the action."""
        return may(self.actor, action, self.where, subject)

    def note(self, act: str, subject: str, **detail: object) -> None:
        """Write the act into the journal of its place. `detail` never contains words that people typed."""
        self.note_in(self.journal, act, subject, **detail)

    def note_in(self, chain: UUID, act: str, subject: str, **detail: object) -> None:
        """Write the act into the journal of another place, such as one that it has just made."""
        journal.write(self.db, chain, self.actor.id, act, subject, self.now, **detail)

    def next_number(
        self, number: InstrumentedAttribute[int], owner: InstrumentedAttribute[UUID], of: UUID
    ) -> int:
        """Return the next number of `of`; safe, because acts in a place follow one another."""
        return next_number(self.db, number, owner, of)

    @property
    def journal(self) -> UUID:
        """The chain of the journal into which the act is written."""
        return self.place.id if self.place is not None else journal.INSTALLATION

    @property
    def columns(self) -> SettlementRowOriginValues:
        """The columns of a new row that belongs to the settlement."""
        return {"settlement_id": self.settlement.id, **self.programme_columns}

    @property
    def programme_columns(self) -> ProgrammeRowOriginValues:
        """The columns of a new row that belongs to the programme."""
        place = self.place
        programme = place.programme_id if isinstance(place, SettlementWithRules) else self.programme.id
        return {"programme_id": programme, "made_by": self.actor.id, "made_at": self.now}


def act_in_installation(
    db: Session, account_id: UUID | None, now: datetime, *, is_proven: bool = False
) -> Act:
    """Return an act outside of any place, of an account or of the installation itself.

    Without a page, the caller states whether the actor `is_proven` by the second factor.
    """
    journal.lock(db.connection(), journal.INSTALLATION)
    return _act_at(db, account_id, None, now, is_proven)


def act_in_settlement(
    db: Session, account_id: UUID | None, code: str, now: datetime, *, is_proven: bool = False
) -> Act:
    """Return an act in a settlement, of an account or of the installation, for callers without a page.

    Errors: LookupError if there is no such settlement.
    """
    take_turn_in_settlement(db.connection(), code)
    place = settlement_by_code(db, code)
    if place is None:
        raise LookupError(code)
    return _act_at(db, account_id, place, now, is_proven)


def act_in_programme(
    db: Session, account_id: UUID | None, code: str, now: datetime, *, is_proven: bool = False
) -> Act:
    """Return an act in a programme, of an account or of the installation, for callers without a page.

    Errors: LookupError if there is no such programme.
    """
    take_turn_in_programme(db.connection(), code)
    place = programme_by_code(db, code)
    if place is None:
        raise LookupError(code)
    return _act_at(db, account_id, place, now, is_proven)


def _act_at(db: Session, account_id: UUID | None, place: Place | None, now: datetime, is_proven: bool) -> Act:
    actor = Actor() if account_id is None else replace(actor_of(db, account_id, now), is_proven=is_proven)
    return Act(db, actor, now, place)

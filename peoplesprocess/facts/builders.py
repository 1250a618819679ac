"""The accounts that build in a settlement, and so may neither verify its works nor pay for them."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple, TypedDict
from uuid import UUID

from sqlalchemy import Uuid, bindparam, null, or_, select, type_coerce, union_all
from sqlalchemy.orm import Session

from peoplesprocess.core.roles import BUILDING_ROLES, Role
from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.facts.user_account_makers import MADE_ACCOUNT, makers_of, tied_by
from peoplesprocess.models import Membership

# Regardless of time, even if the role ended before the contract was written: giving back a role does not
# make its holder impartial, and nobody should have to work out from which day it would.
_builders = select(Membership.account_id).where(
    Membership.role.in_([role.value for role in BUILDING_ROLES]),
    Membership.programme_id == bindparam("programme"),
    or_(
        Membership.settlement_id == bindparam("settlement"),
        Membership.settlement_id.is_(None),
        bindparam("settlement", type_=Uuid()).is_(None),
    ),
)


class BuilderOrMadeAccount(NamedTuple):
    """A builder here (`maker` is None), or an account that made or was made by another, with its maker."""

    account: UUID
    maker: UUID | None


_BUILDERS_WITH_MAKERS = Query(
    BuilderOrMadeAccount,
    union_all(
        _builders.with_only_columns(
            Membership.account_id.label("account"), type_coerce(null(), Uuid()).label("maker")
        ),
        makers_of(or_(bindparam("account", type_=Uuid()) == MADE_ACCOUNT, MADE_ACCOUNT.in_(_builders))),
    ),
)
_BUILDER = ScalarQuery(_builders.where(Membership.account_id == bindparam("account")).limit(1))
_OFFICER = ScalarQuery(
    select(Membership.account_id)
    .where(
        Membership.account_id == bindparam("account"),
        Membership.role == Role.COMMITTEE_OFFICER.value,
        Membership.settlement_id == bindparam("settlement"),
    )
    .limit(1)
)


class BuildersHere(TypedDict):
    """The builders of a settlement as far as one account is concerned: itself, and those it is tied to."""

    builders: frozenset[UUID]
    tied: frozenset[UUID]


def builders_here(db: Session, place: SettlementWithRules, account_id: UUID | None) -> BuildersHere:
    """Return whether an account builds or has ever built here, and the builders that made it or that it made.

    Two accounts of which one made the other do not count as two people when one checks the other's work,
    until somebody else confirms the account that was made (decision 23).
    """
    if account_id is None:
        return {"builders": frozenset(), "tied": frozenset()}
    found, made = set[UUID](), defaultdict[UUID, set[UUID]](set)
    values = {"account": account_id, "programme": place.programme_id, "settlement": place.id}
    for row in _BUILDERS_WITH_MAKERS.all(db, **values):
        if row.maker is None:
            found.add(row.account)
        else:
            made[row.account].add(row.maker)
    lines = {account: frozenset(makers) for account, makers in made.items()}
    return {
        "builders": frozenset({account_id} & found),
        "tied": tied_by(lines, account_id, found - {account_id}),
    }


def builders(db: Session, place: SettlementWithRules, account_id: UUID | None) -> frozenset[UUID]:
    """Return `account_id` as a set if it has ever built in a settlement, else an empty set."""
    found = _BUILDER.get(db, account=account_id, programme=place.programme_id, settlement=place.id)
    return frozenset() if found is None else frozenset({found})


def officers(db: Session, place: SettlementWithRules, account_id: UUID | None) -> frozenset[UUID]:
    """Return `account_id` as a set if it has ever been an officer of the committee, else an empty set."""
    found = _OFFICER.get(db, account=account_id, settlement=place.id)
    return frozenset() if found is None else frozenset({found})


def ever_built(db: Session, account_id: UUID, programme_id: UUID | None, settlement_id: UUID | None) -> bool:
    """Return whether an account has ever built in a settlement; with None, anywhere in the programme."""
    found = _BUILDER.get(db, account=account_id, programme=programme_id, settlement=settlement_id)
    return found is not None

"""Who builds in a settlement, and so neither verifies the work nor pays for it."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple, TypedDict
from uuid import UUID

from sqlalchemy import Uuid, bindparam, null, or_, select, type_coerce, union_all
from sqlalchemy.orm import Session

from peoplesprocess.core.roles import BUILDING_ROLES, Role
from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.facts.user_account_makers import MADE_ACCOUNT, line_of, tied_by
from peoplesprocess.models import Membership

# Since ever, also if the role was taken back before the contract was written: giving a role back does not
# make a builder somebody else, and nobody should have to reckon from which day on it would.
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
    """An account that builds here, without a maker; or one with who made it, or made its maker's."""

    account: UUID
    maker: UUID | None


_BUILDERS_WITH_MAKERS = Query(
    BuilderOrMadeAccount,
    union_all(
        _builders.with_only_columns(
            Membership.account_id.label("account"), type_coerce(null(), Uuid()).label("maker")
        ),
        line_of(or_(bindparam("account", type_=Uuid()) == MADE_ACCOUNT, MADE_ACCOUNT.in_(_builders))),
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
    """Who builds in a settlement, as far as an account is one of them, or is tied to one of them."""

    builders: frozenset[UUID]
    tied: frozenset[UUID]


def builders_here(db: Session, place: SettlementWithRules, account_id: UUID | None) -> BuildersHere:
    """Return whether an account builds here or ever did, and whether one of those who do made it, or it one.

    Two accounts of which one made the other are no two people where one looks at the other's work, until
    somebody else stands for the one that was made (decision 23).
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
    """Return those who build or ever built in a settlement, as far as `account_id` is one of them."""
    found = _BUILDER.get(db, account=account_id, programme=place.programme_id, settlement=place.id)
    return frozenset() if found is None else frozenset({found})


def officers(db: Session, place: SettlementWithRules, account_id: UUID | None) -> frozenset[UUID]:
    """Return those who are or ever were officers of the committee, as far as `account_id` is one of them."""
    found = _OFFICER.get(db, account=account_id, settlement=place.id)
    return frozenset() if found is None else frozenset({found})


def ever_built(db: Session, account_id: UUID, programme_id: UUID | None, settlement_id: UUID | None) -> bool:
    """Return whether somebody builds or ever built in a settlement, None for any of the programme."""
    found = _BUILDER.get(db, account=account_id, programme=programme_id, settlement=settlement_id)
    return found is not None

"""Who builds in a settlement, and so neither verifies the work nor pays for it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Uuid, bindparam, or_, select
from sqlalchemy.orm import Session

from peoplesprocess.core.roles import BUILDING_ROLES, Role
from peoplesprocess.db.typed_query import ScalarQuery
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.models import Membership

# Since ever, also if the role was taken back before the contract was written: giving a role back does not
# make a builder somebody else, and nobody should have to reckon from which day on it would.
_BUILDER = ScalarQuery(
    select(Membership.account_id)
    .where(
        Membership.account_id == bindparam("account"),
        Membership.role.in_([role.value for role in BUILDING_ROLES]),
        Membership.programme_id == bindparam("programme"),
        or_(
            Membership.settlement_id == bindparam("settlement"),
            Membership.settlement_id.is_(None),
            bindparam("settlement", type_=Uuid()).is_(None),
        ),
    )
    .limit(1)
)
_OFFICER = ScalarQuery(
    select(Membership.account_id)
    .where(
        Membership.account_id == bindparam("account"),
        Membership.role == Role.COMMITTEE_OFFICER.value,
        Membership.settlement_id == bindparam("settlement"),
    )
    .limit(1)
)


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

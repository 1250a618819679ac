"""The fixed points of a work, from which photos are taken again and again so that they can be compared."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.search import folded
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.strikes import is_struck, not_struck
from peoplesprocess.models import FixedPoint, Strike, Visit, VisitPhoto
from peoplesprocess.strike_writer import require_not_struck, strike_record
from peoplesprocess.works import queries

MOST = 12
"""The most fixed points of a work: nobody returns to more of them."""
_contract: ColumnElement[UUID] = bindparam("contract")


class FixedPhotoPointRow(NamedTuple):
    """A fixed point of a work, and whether it was struck."""

    id: UUID
    number: int
    name: str
    is_struck: bool


POINTS = Query(
    FixedPhotoPointRow,
    select(FixedPoint.id, FixedPoint.number, FixedPoint.name, is_struck(FixedPoint.id).label("is_struck"))
    .where(FixedPoint.contract_id == _contract)
    .order_by(FixedPoint.number),
)
"""A contract's fixed points in order, struck ones too."""


class FixedPointPhoto(NamedTuple):
    """A photo that was taken from a fixed point."""

    point: UUID
    visit: int
    number: int
    visited_on: date
    moment: str
    size: int


PHOTOS_OF_POINTS = Query(
    FixedPointPhoto,
    select(
        VisitPhoto.point_id.label("point"),
        Visit.number.label("visit"),
        VisitPhoto.number,
        Visit.visited_on,
        VisitPhoto.moment,
        VisitPhoto.size,
    )
    .join(Visit, Visit.id == VisitPhoto.visit_id)
    .where(Visit.contract_id == _contract, VisitPhoto.point_id.is_not(None), not_struck(Visit.id))
    .order_by(Visit.number, VisitPhoto.number),
)
"""The photos that were taken from a contract's fixed points, the earliest first."""


def add_point(act: Act, number: int, name: str) -> FixedPoint:
    """Add a fixed point to a work. Errors: Forbidden; Refused, naming the field `name`."""
    act.require(Action.RECORD_VISIT)
    contract = _contract_of(act, number)
    standing = [point for point in POINTS.all(act.db, contract=contract) if not point.is_struck]
    if not name.strip():
        raise Refused(Message(N_("Write what the point is called.")), "name")
    if any(folded(point.name) == folded(name) for point in standing):
        raise Refused(Message(N_("Another point already has this name. Give this one another name.")), "name")
    if len(standing) >= MOST:
        raise Refused(Message(N_("There are %(most)s points. Strike one first."), {"most": MOST}), "name")
    row = FixedPoint(
        **act.columns,
        contract_id=contract,
        number=act.next_number(FixedPoint.number, FixedPoint.contract_id, contract),
        name=name.strip(),
    )
    act.db.add(row)
    act.note("fixed_point.add", f"contract {number} fixed_point {row.number}")
    return row


def strike_point(act: Act, number: int, point: int, reason: str) -> Strike:
    """Strike a fixed point: it can no longer be chosen, and its photos keep its name.

    Errors: Forbidden; Refused if there is none, if it is struck already, or without a reason.
    """
    act.require(Action.RECORD_VISIT)
    points = POINTS.all(act.db, contract=_contract_of(act, number))
    found = next((each for each in points if each.number == point), None)
    if found is None:
        raise Refused(Message(N_("There is no such point here. See the page of the work.")))
    require_not_struck(found.is_struck)
    row = strike_record(act, FixedPoint, found.id, reason)
    act.note("fixed_point.strike", f"contract {number} fixed_point {point}")
    return row


def keys_of_points(act: Act, contract: UUID) -> dict[int, UUID]:
    """Return the keys of a work's points by number, with struck ones, to which kept photos may refer."""
    return {point.number: point.id for point in POINTS.all(act.db, contract=contract)}


def _contract_of(act: Act, number: int) -> UUID:
    work = queries.WORK.first(act.db, settlement=act.settlement.id, number=number)
    if work is None:
        raise Refused(Message(N_("There is no such work here. See the list of works.")))
    return work.id

"""Acts about points on the earth of a settlement, its needs and pins; for displaced people, only cells."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.coordinates import Point
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.facts.needs import LIVE_NEED_KEY
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.facts.point_precision import EXACT_DECIMALS, decimals_of
from peoplesprocess.maps.earth_point_need import POINTED_NEED
from peoplesprocess.maps.queries import PINS, newest_points
from peoplesprocess.maps.settlement_bounds import known_bounds
from peoplesprocess.models import EarthPoint, Strike
from peoplesprocess.strike_writer import strike_record

PUBLIC_DECIMALS = 3
"""Public points have three decimals, which is about a hundred metres."""


@dataclass(frozen=True, slots=True)
class EarthPointInput:
    """A point of a need or of a pin, by its number, or of the settlement itself."""

    point: Point
    need: int | None = None
    pin: int | None = None


def former_point(db: Session, place: SettlementWithRules, need: int | None, pin: int | None) -> Point | None:
    """Return the point in force of a need, of a pin, or of the settlement, None if there is none."""
    for row in newest_points(db, place):
        if row.pin == pin and (pin is not None or row.need == need):
            return row.point
    return None


def record_point(act: Act, given: EarthPointInput) -> EarthPoint:
    """Record where something lies on the earth, no more precisely than allowed; the newest point counts.

    Errors: Forbidden; Refused if the need or pin is not standing, or if the point is far from the settlement.
    """
    act.require(Action.RECORD_MAP)
    need_id, pin_id, need_number = None, None, given.need
    if given.pin is not None:
        pins = PINS.all(act.db, settlement=act.settlement.id)
        pin = next((each for each in pins if each.number == given.pin and each.struck_at is None), None)
        if pin is None:
            raise Refused(Message(N_("There is no such pin here. See the drawn map.")))
        pin_id, need_number = pin.id, pin.need
    elif given.need is not None:
        need_id = LIVE_NEED_KEY.get(act.db, settlement=act.settlement.id, number=given.need)
        if need_id is None:
            raise Refused(Message(N_("There is no need with this number. See the list of needs.")))
    former = former_point(act.db, act.settlement, given.need, given.pin)
    bounds = known_bounds(act.db, act.settlement, without=former)
    if bounds is not None and not bounds.holds(given.point):
        raise Refused(Message(N_("This point is far from the settlement. Check the numbers.")), "text")
    decimals = point_decimals(act.db, act.settlement, need_number)
    point = given.point.rounded(decimals)
    number = act.next_number(EarthPoint.number, EarthPoint.settlement_id, act.settlement.id)
    row = EarthPoint(
        **act.columns,
        number=number,
        need_id=need_id,
        pin_id=pin_id,
        latitude=point.latitude,
        longitude=point.longitude,
        decimals=decimals,
    )
    act.db.add(row)
    act.note("point.record", f"point {number}", decimals=decimals)
    return row


def strike_point(act: Act, number: int, reason: str) -> Strike:
    """Strike a point. Errors: Forbidden; Refused if it does not count, or without a reason."""
    act.require(Action.RECORD_MAP)
    row = next((p for p in newest_points(act.db, act.settlement) if p.number == number), None)
    if row is None:
        raise Refused(Message(N_("There is no such point here. See the drawn map.")))
    struck = strike_record(act, EarthPoint, row.id, reason)
    act.note("point.strike", f"point {number}")
    return struck


def point_decimals(db: Session, place: SettlementWithRules, need: int | None) -> int:
    """Return how many decimals the point of a need, or of something else if None, may have.

    The need may be one that no longer stands but is still shown by a pin, as it concerns the same people.
    """
    found = None if need is None else POINTED_NEED.first(db, settlement=place.id, number=need)
    if found is None:
        return EXACT_DECIMALS
    return decimals_of(place, (found.raised_by or "").split(), found.affected)

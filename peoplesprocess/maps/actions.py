"""Acts about drawn maps: adding one, and placing, moving and removing pins, each with its reason."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from uuid import UUID

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.sketch_map_squares import PIN_KINDS, SketchMapPosition
from peoplesprocess.facts.blocks import BLOCKS
from peoplesprocess.facts.needs import LIVE_NEED_KEY
from peoplesprocess.maps.queries import PINS, SKETCH_MAPS, PinRow, SketchMapRow
from peoplesprocess.models import SketchMap, SketchPin, Strike
from peoplesprocess.strike_writer import require_not_struck, strike_record

MOST_PINS = 99
"""More pins cannot be told apart on a picture as wide as a hand."""


@dataclass(frozen=True, slots=True)
class SketchMapInput:
    """A photo of the drawn map, stored already."""

    digest: str
    size: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PinInput:
    """What is where: a need by its number, or words; on the picture, or in a block by its number."""

    kind: str
    need: int | None
    what: str
    x: int | None
    y: int | None
    block: int | None = None


def add_sketch_map(act: Act, sent: SketchMapInput) -> SketchMap:
    """Add a photo of the map that people drew, as the newest one.

    Errors: Forbidden; Refused if it is known.
    """
    act.require(Action.RECORD_MAP)
    known = [each for each in SKETCH_MAPS.all(act.db, settlement=act.settlement.id) if not each.is_struck]
    if sent.digest in {each.digest for each in known}:
        raise Refused(Message(N_("This same photo is already a map here. Choose another one.")), "photo")
    number = act.next_number(SketchMap.number, SketchMap.settlement_id, act.settlement.id)
    row = SketchMap(**act.columns, **asdict(sent), number=number)
    act.db.add(row)
    act.note("map.add", f"map {number}", photo=sent.digest)
    return row


def strike_sketch_map(act: Act, number: int, reason: str) -> Strike:
    """Strike a drawn map: its picture is no longer shown, its pins stay in the list.

    Errors: Forbidden; Refused if there is none, if it is struck already, or without a reason.
    """
    act.require(Action.RECORD_MAP)
    row = next((each for each in _maps(act) if each.number == number), None)
    if row is None:
        raise Refused(Message(N_("There is no such map here. See the drawn map.")))
    require_not_struck(row.is_struck)
    struck = strike_record(act, SketchMap, row.id, reason)
    act.note("map.strike", f"map {number}")
    return struck


def add_pin(act: Act, pin: PinInput) -> SketchPin:
    """Put a pin on the newest drawn map. Errors: Forbidden; Refused, naming the field."""
    act.require(Action.RECORD_MAP)
    newest = next((each for each in _maps(act) if not each.is_struck), None)
    if newest is None:
        raise Refused(Message(N_("There is no drawn map yet. Add a photo of it first.")))
    pins = [each for each in PINS.all(act.db, settlement=act.settlement.id) if each.map_id == newest.id]
    if sum(each.struck_at is None for each in pins) >= MOST_PINS:
        sentence = N_("There are already %(most)s pins on this map. Remove one that is not needed.")
        raise Refused(Message(sentence, {"most": MOST_PINS}))
    row = _pin(act, newest.id, pin)
    act.note("pin.add", f"pin {row.number}", kind=pin.kind)
    return row


def move_pin(act: Act, number: int, spot: SketchMapPosition, reason: str) -> SketchPin:
    """Move a pin on its map: the pin is struck, and a copy is placed at the new position.

    Errors: Forbidden; Refused if there is no such standing pin, if it is there already, or without a reason.
    """
    act.require(Action.RECORD_MAP)
    old = _standing(act, number)
    if old.spot == spot:
        raise Refused(Message(N_("The pin is there already. Choose another place.")), "square")
    struck = strike_record(act, SketchPin, old.id, reason)
    kept = act.db.get_one(SketchPin, old.id)
    copied = {name: getattr(kept, name) for name in ("map_id", "kind", "need_id", "what")}
    next_one = act.next_number(SketchPin.number, SketchPin.settlement_id, act.settlement.id)
    row = SketchPin(**act.columns, **copied, number=next_one, x=spot.x, y=spot.y)
    act.db.add(row)
    act.db.flush()
    struck.replacement_id = row.id
    act.note("pin.move", f"pin {number}", replacement=row.number)
    return row


def strike_pin(act: Act, number: int, reason: str) -> Strike:
    """Remove a pin. Errors: Forbidden; Refused if it is not standing, or without a reason."""
    act.require(Action.RECORD_MAP)
    struck = strike_record(act, SketchPin, _standing(act, number).id, reason)
    act.note("pin.strike", f"pin {number}")
    return struck


def _maps(act: Act) -> list[SketchMapRow]:
    return SKETCH_MAPS.all(act.db, settlement=act.settlement.id)


def _pin(act: Act, map_id: UUID, pin: PinInput) -> SketchPin:
    """Return a new pin with the next number. Errors: Refused, naming the field."""
    if pin.kind not in PIN_KINDS:
        raise Refused(Message(N_("Choose one from the list.")), "kind")
    need = _need_key(act, pin.need) if pin.kind == "need" else None
    if need is None and not pin.what.strip():
        raise Refused(Message(N_("Write what is there, in a few words.")), "what")
    block = None if pin.block is None else _block_key(act, pin.block)
    if block is None and (pin.x is None or pin.y is None):
        raise Refused(Message(N_("Tap the map, or choose a square or a place.")), "square")
    row = SketchPin(
        **act.columns,
        map_id=map_id,
        number=act.next_number(SketchPin.number, SketchPin.settlement_id, act.settlement.id),
        kind=pin.kind,
        need_id=need,
        what="" if need else pin.what.strip(),
        x=pin.x,
        y=pin.y,
        block_id=block,
    )
    act.db.add(row)
    return row


def _need_key(act: Act, number: int | None) -> UUID:
    key = None if number is None else LIVE_NEED_KEY.get(act.db, settlement=act.settlement.id, number=number)
    if key is None:
        raise Refused(Message(N_("Choose which need it is.")), "need")
    return key


def _block_key(act: Act, number: int) -> UUID:
    block = next((b for b in BLOCKS.all(act.db, settlement=act.settlement.id) if b.number == number), None)
    if block is None:
        raise Refused(Message(N_("Choose one from the list.")), "place")
    return block.id


def _standing(act: Act, number: int) -> PinRow:
    row = next((pin for pin in PINS.all(act.db, settlement=act.settlement.id) if pin.number == number), None)
    if row is None:
        raise Refused(Message(N_("There is no such pin here. See the drawn map.")))
    require_not_struck(row.struck_at is not None)
    return row

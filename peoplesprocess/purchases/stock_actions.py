"""Acts about the store: recording what comes in, goes out or is counted, and striking movements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from peoplesprocess.act import Act
from peoplesprocess.cash_book_writer import FUTURE_DAY, book_of, require_since
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.purchases import COUNT, moved
from peoplesprocess.core.search import folded
from peoplesprocess.db.column_types import uuid7
from peoplesprocess.facts.cash_positions import CashBookContract
from peoplesprocess.models import StockItem, StockMovement, Strike
from peoplesprocess.purchases import queries
from peoplesprocess.purchases.queries import StockItemRow
from peoplesprocess.strike_writer import require_not_struck, strike_record


@dataclass(frozen=True, slots=True)
class StockMovementInput:
    """A movement of the store, in thousandths of the unit; `item` is None for a thing that is new there."""

    item: int | None
    title: str
    unit: str
    kind: str
    moved_on: date
    quantity: int
    paper: str
    reason: str


def record_movement(act: Act, number: int, movement: StockMovementInput) -> StockMovement:
    """Record that something came in, went out or was counted.

    Errors: Forbidden; Refused, naming the field, if more would go out than is there, or if a count corrects
    the book without a reason.
    """
    act.require(Action.RECORD_SPENDING)
    book = book_of(act, number)
    require_since(book.first_day(act.settlement), movement.moved_on, "moved_on")
    if movement.moved_on > act.today:
        raise Refused(FUTURE_DAY, "moved_on")
    known = _item(act, book, movement)
    change = moved(movement.kind, movement.quantity, known.balance if known else 0)
    if movement.kind == COUNT and change and not movement.reason.strip():
        sentence = N_("According to the book, there should be %(book)s. Write what explains the difference.")
        values = {"book": Fraction(known.balance if known else 0, 1000)}
        raise Refused(Message(sentence, values), "reason")
    item = known or _new_item(act, book, movement)
    row = StockMovement(
        **act.columns,
        stock_item_id=item.id,
        number=act.next_number(StockMovement.number, StockMovement.stock_item_id, item.id),
        kind=movement.kind,
        moved_on=movement.moved_on,
        quantity=movement.quantity,
        change=change,
        paper=movement.paper.strip(),
        reason=movement.reason.strip(),
    )
    act.db.add(row)
    act.note(
        "stock.move", f"contract {number} item {item.number} move {row.number}", kind=row.kind, change=change
    )
    return row


def strike_movement(act: Act, number: int, item: int, movement: int, reason: str) -> Strike:
    """Strike a wrong movement.

    Errors: Forbidden; Refused if the balance would become negative, or if a later count fixes it.
    """
    act.require(Action.RECORD_SPENDING)
    book = book_of(act, number)
    known = queries.STOCK_ITEM.first(act.db, contract=book.id, number=item)
    found = queries.MOVEMENT.first(act.db, item=known.id, number=movement) if known else None
    if known is None or found is None:
        raise Refused(Message(N_("There is no such line in the store's book. See the page of the work.")))
    require_not_struck(found.struck_at is not None)
    if (later := queries.LATER_COUNT.get(act.db, item=known.id, number=movement)) is not None:
        sentence = N_(
            "The store was counted after that, in line %(number)s, so it is known what is there. If that "
            "count is wrong, strike it first."
        )
        raise Refused(Message(sentence, {"number": later}))
    if known.balance - found.change < 0:
        sentence = N_(
            "Without this line, more would have gone out than came in. First strike what went out, or count "
            "what is there."
        )
        raise Refused(Message(sentence))
    row = strike_record(act, StockMovement, found.id, reason)
    act.note("stock.strike", f"contract {number} item {item} move {movement}", change=-found.change)
    return row


def _item(act: Act, book: CashBookContract, movement: StockMovementInput) -> StockItemRow | None:
    """Return the thing named by number or by words, None if it is new."""
    if movement.item is not None:
        found = queries.STOCK_ITEM.first(act.db, contract=book.id, number=movement.item)
        if found is None:
            raise Refused(Message(N_("Choose one from the list.")), "item")
        return found
    if not movement.title.strip():
        raise Refused(Message(N_("Choose what it is, or write what is new in the store.")), "title")
    if not movement.unit.strip():
        raise Refused(Message(N_("Write in which unit it is counted.")), "unit")
    for known in queries.STOCK.all(act.db, contract=book.id):
        if folded(known.title) == folded(movement.title):
            sentence = N_("%(what)s is in the list already. Choose it there.")
            raise Refused(Message(sentence, {"what": known.title}), "item")
    return None


def _new_item(act: Act, book: CashBookContract, movement: StockMovementInput) -> StockItem:
    row = StockItem(
        **act.columns,
        id=uuid7(),
        contract_id=book.id,
        number=act.next_number(StockItem.number, StockItem.contract_id, book.id),
        title=movement.title.strip(),
        unit=movement.unit.strip(),
    )
    act.db.add(row)
    act.db.flush()
    return row

"""Acts about comparisons of quotations: recording, correcting and striking one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from peoplesprocess.act import Act
from peoplesprocess.cash_book_writer import book_of
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.money import Money
from peoplesprocess.core.purchases import QuotationInput, require_comparison
from peoplesprocess.core.written_reasons import require_reason
from peoplesprocess.db.column_types import uuid7
from peoplesprocess.facts.cash_positions import CashBookContract
from peoplesprocess.facts.quotation_comparisons import COMPARISON, PriceComparisonRow
from peoplesprocess.models import PriceComparison, Quotation, Strike
from peoplesprocess.purchases import queries
from peoplesprocess.strike_writer import require_not_struck, strike_record

__all__ = ["PriceComparisonInput", "QuotationInput", "compare", "correct_comparison", "strike_comparison"]


@dataclass(frozen=True, slots=True)
class PriceComparisonInput:
    """Quotations for a purchase; `chosen` is the place of the chosen one, from 1."""

    what: str
    quotations: Sequence[QuotationInput]
    chosen: int
    why: str


def compare(act: Act, number: int, comparison: PriceComparisonInput) -> PriceComparison:
    """Record quotations for a purchase with the chosen one. Errors: Forbidden; Refused, naming the field."""
    act.require(Action.RECORD_SPENDING)
    book = book_of(act, number)
    last = act.next_number(PriceComparison.number, PriceComparison.contract_id, book.id)
    row = _write(act, book, comparison, last, 1, "")
    act.note("comparison.record", f"contract {number} comparison {row.number}", **_detail(comparison))
    return row


def correct_comparison(
    act: Act, number: int, comparison: int, anew: PriceComparisonInput, reason: str
) -> PriceComparison:
    """Correct a comparison in a new version; the earlier ones stay readable.

    Errors: Forbidden; Refused without a reason, or if the chosen sum would be less than what is paid on it.
    """
    act.require(Action.RECORD_SPENDING)
    book = book_of(act, number)
    found = _found(act, book, comparison)
    require_reason(reason)
    version = queries.QUOTATIONS.all(act.db, contract=book.id, number=comparison)[0].version
    row = _write(act, book, anew, comparison, version + 1, reason.strip(), found.paid)
    act.note("comparison.correct", f"contract {number} comparison {comparison}", **_detail(anew))
    return row


def strike_comparison(act: Act, number: int, comparison: int, reason: str) -> Strike:
    """Strike a comparison. Errors: Forbidden; Refused without a reason, or if something was paid on it."""
    act.require(Action.RECORD_SPENDING)
    found = _found(act, book_of(act, number), comparison)
    if found.paid:
        sentence = N_(
            "Lines of the cash book are based on this comparison. Correct it instead, or strike those lines "
            "first."
        )
        raise Refused(Message(sentence))
    row = strike_record(act, PriceComparison, found.id, reason)
    act.note("comparison.strike", f"contract {number} comparison {comparison}")
    return row


def _found(act: Act, book: CashBookContract, comparison: int) -> PriceComparisonRow:
    found = COMPARISON.first(act.db, contract=book.id, number=comparison)
    if found is None:
        raise Refused(Message(N_("There is no such comparison here. See the quotations of the work.")))
    require_not_struck(found.is_struck)
    return found


def _write(
    act: Act,
    book: CashBookContract,
    comparison: PriceComparisonInput,
    number: int,
    version: int,
    changed: str,
    paid: int = 0,
) -> PriceComparison:
    if not comparison.what.strip():
        raise Refused(Message(N_("Write what is bought.")), "what")
    require_comparison(comparison.quotations, comparison.chosen, comparison.why, act.today)
    if comparison.quotations[comparison.chosen - 1].amount < paid:
        sentence = N_(
            "%(paid)s has already been paid for this purchase. The chosen quotation cannot be for less."
        )
        raise Refused(Message(sentence, {"paid": Money(paid, act.settlement.currency)}), "chosen")
    row = PriceComparison(
        **act.columns,
        id=uuid7(),
        contract_id=book.id,
        number=number,
        version=version,
        what=comparison.what.strip(),
        chosen=comparison.chosen,
        reason=comparison.why.strip(),
        changed=changed,
    )
    act.db.add(row)
    # The quotations refer to the row, so it must exist first.
    act.db.flush()
    act.db.add_all(
        Quotation(price_comparison_id=row.id, position=position, **asdict(quotation))
        for position, quotation in enumerate(comparison.quotations, start=1)
    )
    return row


def _detail(comparison: PriceComparisonInput) -> dict[str, object]:
    """Return what the journal records of a comparison."""
    chosen = comparison.quotations[comparison.chosen - 1]
    return {"quotations": len(comparison.quotations), "amount": chosen.amount}

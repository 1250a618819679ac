"""The bank's numbers of payments: a duplicate is asked about, a mistyped one can be corrected."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.written_reasons import require_reason
from peoplesprocess.facts.bank_payment_numbers import SAME_PAYMENTS, TYPED_NUMBERS
from peoplesprocess.models import PaymentNumberCorrection
from peoplesprocess.works import queries
from peoplesprocess.works.ledger import LedgerTranche, ledger
from peoplesprocess.works.tranche_answer_permission import answer
from peoplesprocess.works.visits import work_of


@dataclass(frozen=True, slots=True)
class PaymentNumberCorrectionInput:
    """The number of a payment as the bank wrote it, and what was wrong with the one typed in."""

    paper: str
    reason: str


def require_payment_number(act: Act, tranche: UUID, paper: str, *, again: bool) -> str:
    """Return the number of an instalment's payment as it is stored.

    Errors: Refused if it is empty; without `again`, also if another payment of the programme has the same
    number, naming that payment.
    """
    number = paper.strip()
    if not number:
        raise Refused(Message(N_("Give the number of the payment.")), "paper")
    same = {"programme": act.settlement.programme_id, "tranche": tranche, "paper": number}
    found = None if again else SAME_PAYMENTS.first(act.db, **same)
    if found is not None:
        sentence = N_(
            "%(paper)s is already the number of instalment %(number)s of contract %(contract)s in "
            "%(place)s. Check it."
        )
        raise Refused(Message(sentence, found._asdict()), "again")
    return number


def correct_payment_number(
    act: Act, number: int, tranche_number: int, right: PaymentNumberCorrectionInput, *, again: bool = True
) -> PaymentNumberCorrection:
    """Correct the number of a payment; both numbers stay readable.

    `again` says that somebody has confirmed that another payment has the same number.
    Errors: Forbidden; Refused, naming the field, if the instalment is not released, if the number is the same
    as before or, without `again`, another payment has it, or without a reason.
    """
    act.require_role(Action.RELEASE_TRANCHE)
    part = _instalment(act, number, tranche_number)
    request = part.requests[-1] if part.requests else None
    act.require(Action.RELEASE_TRANCHE, answer(act.db, act.settlement, act.actor.id, request))
    numbers = TYPED_NUMBERS.all(act.db, tranche=part.id)
    if not numbers:
        sentence = N_("Instalment %(number)s is not released yet, so it has no payment number.")
        raise Refused(Message(sentence, {"number": tranche_number}))
    if right.paper.strip() == numbers[0].paper:
        raise Refused(Message(N_("This number is already recorded here. Write the right one.")), "paper")
    require_reason(right.reason)
    row = PaymentNumberCorrection(
        **act.columns,
        release_id=numbers[0].release_id,
        number=numbers[0].order + 1,
        paper=require_payment_number(act, part.id, right.paper, again=again),
        reason=right.reason.strip(),
    )
    act.db.add(row)
    act.note("payment_number.correct", f"contract {number} instalment {tranche_number}", version=row.number)
    return row


def _instalment(act: Act, number: int, tranche_number: int) -> LedgerTranche:
    work = work_of(act, number)
    part = ledger(work, queries.TRANCHES.all(act.db, contract=work.id), act.settlement, act.today).tranche(
        tranche_number
    )
    if part is None:
        raise Refused(Message(N_("There is no such instalment here. See the page of the work.")))
    return part

"""Bank balances of several works on one day, as a new treasurer counts all that is left at once."""

from __future__ import annotations

from collections.abc import Mapping

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, RefusalList, Refused
from peoplesprocess.models import BankBalance
from peoplesprocess.works.bank_balances import BankBalanceInput, record_balance


def record_balances(act: Act, stated: Mapping[int, BankBalanceInput]) -> list[BankBalance]:
    """Compare the bank's balance of each work, by the work's number, with its cash book: all of them or none.

    Errors: Forbidden; Refused, naming for each wrong balance its field with the work's number.
    """
    act.require(Action.RECORD_SPENDING)
    if not stated:
        raise Refused(Message(N_("Write how much is on the account for at least one work.")))
    rows, refusals = list[BankBalance](), RefusalList()
    for number, balance in stated.items():
        with refusals.of_line(number, "stated_on", "paper", called={"": "amount"}):
            rows.append(record_balance(act, number, balance))
    refusals.settle()
    return rows

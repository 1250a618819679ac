"""Writing the rows of a contract: its bill of quantities and its instalments, with the retention last."""

from __future__ import annotations

from peoplesprocess.act import Act
from peoplesprocess.contracts.contract_content import ContractInput, ContractSums
from peoplesprocess.core.programme_rules import TrancheTerms
from peoplesprocess.models import BillLine, Contract, Tranche


def write_parts(act: Act, contract: Contract, written: ContractInput, follow: ContractSums) -> None:
    """Write a contract's bill and instalments; the retention is taken from the last instalment's share."""
    act.db.add_all(
        BillLine(
            contract_id=contract.id,
            position=position,
            title=line.title,
            unit=line.unit,
            quantity=line.quantity,
            rate=line.rate,
            amount=amount,
        )
        for position, (line, amount) in enumerate(zip(written.bill, follow.amounts, strict=True), start=1)
    )
    for number, (terms, amount) in enumerate(zip(written.tranches, follow.tranches, strict=True), start=1):
        is_last = number == len(written.tranches)
        percent = terms.percent - contract.retention if is_last else terms.percent
        act.db.add(_tranche(contract, number, percent, amount, terms))
    if follow.retention:
        terms = TrancheTerms(contract.retention, certificate=True)
        row = _tranche(contract, len(written.tranches) + 1, terms.percent, follow.retention, terms)
        row.is_retention = True
        act.db.add(row)


def _tranche(contract: Contract, number: int, percent: int, amount: int, terms: TrancheTerms) -> Tranche:
    return Tranche(
        contract_id=contract.id,
        number=number,
        percent=percent,
        amount=amount,
        work_done=terms.work_done,
        money_spent=terms.money_spent,
        certificate=terms.certificate,
    )

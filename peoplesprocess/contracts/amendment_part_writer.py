"""The rows of an amendment: each line of the bill and each instalment as it was and as it would be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from peoplesprocess.act import Act
from peoplesprocess.contracts import amendment_queries
from peoplesprocess.core.amendments import AmendedBillLine, AmendedSums
from peoplesprocess.facts.contracts import BillLineRow
from peoplesprocess.models import Amendment, AmendmentLine, AmendmentTranche


def write_parts(
    act: Act,
    amendment: Amendment,
    bill: Sequence[BillLineRow],
    lines: Sequence[AmendedBillLine],
    follow: AmendedSums,
) -> None:
    """Write an amendment's lines and instalments, each beside what it was before."""
    former: Mapping[int, BillLineRow] = dict(enumerate(bill, start=1))
    for position, (line, amount) in enumerate(zip(lines, follow.amounts, strict=True), start=1):
        was = former.get(position)
        act.db.add(
            AmendmentLine(
                amendment_id=amendment.id,
                position=position,
                title=line.title,
                unit=line.unit,
                quantity=line.quantity,
                rate=line.rate,
                amount=amount,
                former_quantity=was.quantity if was else 0,
                former_rate=was.rate if was else 0,
                former_amount=was.amount if was else 0,
            )
        )
    agreed = amendment_queries.AGREED_TRANCHES.all(act.db, contract=amendment.contract_id)
    act.db.add_all(
        AmendmentTranche(
            amendment_id=amendment.id, number=row.number, amount=amount, former_amount=row.amount
        )
        for row, amount in zip(agreed, follow.tranches, strict=True)
    )

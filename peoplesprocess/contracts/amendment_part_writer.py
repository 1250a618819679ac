"""Writing the rows of an amendment: each line of the bill and each instalment, former and new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from peoplesprocess.act import Act
from peoplesprocess.contracts import amendment_tranches
from peoplesprocess.core.amendments import AgreedTranche, AmendedBillLine, AmendedSums
from peoplesprocess.facts.contracts import BillLineRow
from peoplesprocess.models import Amendment, AmendmentLine, AmendmentTranche


def write_lines(
    act: Act,
    amendment: Amendment,
    bill: Sequence[BillLineRow],
    lines: Sequence[AmendedBillLine],
    follow: AmendedSums,
) -> None:
    """Write an amendment's lines, each with its former values."""
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


def write_tranches(
    act: Act, amendment: Amendment, tranches: Sequence[AgreedTranche], follow: AmendedSums
) -> None:
    """Write an amendment's instalments with their new shares, each with its former values."""
    rows = amendment_tranches.AGREED_TRANCHES.all(act.db, contract=amendment.contract_id)
    former = {row.number: row for row in rows}
    now = {
        part.number: (part.percent, amount) for part, amount in zip(tranches, follow.tranches, strict=True)
    }
    for number in sorted(former.keys() | now.keys()):
        was, (percent, amount) = former.get(number), now.get(number, (0, 0))
        act.db.add(
            AmendmentTranche(
                amendment_id=amendment.id,
                number=number,
                amount=amount,
                former_amount=was.amount if was else 0,
                percent=percent,
                former_percent=was.percent if was else 0,
            )
        )

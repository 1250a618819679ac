"""Queries of amendments: those of a contract, and one with its signatures, lines and measured visits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, String, bindparam, cast, literal, null, select, union_all
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import aggregate_strings

from peoplesprocess.core.amendments import IN_FORCE, REFUSED
from peoplesprocess.core.choice_lists import PARTIES
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.db.column_types import UtcTime
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.contract_signatures import signed_parties
from peoplesprocess.facts.contracts import PHYSICAL, BillLineRow
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import (
    Account,
    Amendment,
    AmendmentLine,
    AmendmentOutcome,
    AmendmentSignature,
    ContractExtension,
    Visit,
)

_contract: ColumnElement[UUID] = bindparam("contract")
_amendment: ColumnElement[UUID] = bindparam("amendment")


@dataclass(frozen=True, slots=True)
class AmendmentRow:
    """An amendment; `outcome` is None while it is open, `closed_reason` why it was refused or withdrawn."""

    id: UUID
    number: int
    reason: str
    proposed_at: datetime
    total: int
    contribution: int
    grant: int
    ends_on: date
    former_total: int
    former_contribution: int
    former_grant: int
    former_ends_on: date
    defects_months: int | None
    former_defects_months: int | None
    retention: int | None
    former_retention: int | None
    signed_by: str | None
    outcome: str | None
    closed_at: datetime | None
    closed_by: str | None
    closed_reason: str | None

    @property
    def parties(self) -> list[str]:
        """The parties that have signed it, in the order of a contract's parties."""
        return signed_parties(self.signed_by)

    @property
    def is_open(self) -> bool:
        """Whether it waits for signatures."""
        return self.outcome is None

    @property
    def is_in_force(self) -> bool:
        """Whether all parties have signed it."""
        return self.outcome == IN_FORCE

    @property
    def standing(self) -> Message:
        """The sentence that says whether it is open, in force, refused or withdrawn, and why."""
        if self.is_open:
            sentence = N_("Proposed on %(day)s. It will be in force when all parties have signed it.")
            return Message(sentence, {"day": self.proposed_at})
        values: dict[str, object] = {"day": self.closed_at, "reason": self.closed_reason}
        if self.is_in_force:
            return Message(N_("In force since %(day)s. It changed what was agreed before."), values)
        if self.outcome == REFUSED:
            values["party"] = PARTIES[self.closed_by or ""]
            return Message(N_("Refused on %(day)s by %(party)s: %(reason)s"), values)
        return Message(N_("Withdrawn on %(day)s: %(reason)s"), values)


@dataclass(frozen=True, slots=True)
class SignedAmendmentRow(AmendmentRow):
    """An amendment with one of its signatures, whose six columns are None if nobody has signed."""

    party: str | None
    signed_at: datetime | None
    typed_at: datetime | None
    signer: UUID | None
    signer_name: str | None
    thumbprint_witness: str | None


_amendments = (
    select(
        Amendment.id,
        *(Amendment.number, Amendment.reason, Amendment.made_at.label("proposed_at")),
        *(Amendment.total, Amendment.contribution, Amendment.grant, Amendment.ends_on),
        *(Amendment.former_total, Amendment.former_contribution, Amendment.former_grant),
        Amendment.former_ends_on,
        *(Amendment.defects_months, Amendment.former_defects_months),
        *(Amendment.retention, Amendment.former_retention),
        select(aggregate_strings(AmendmentSignature.party, " "))
        .where(AmendmentSignature.amendment_id == Amendment.id)
        .correlate(Amendment)
        .scalar_subquery()
        .label("signed_by"),
        AmendmentOutcome.outcome,
        AmendmentOutcome.made_at.label("closed_at"),
        AmendmentOutcome.party.label("closed_by"),
        AmendmentOutcome.reason.label("closed_reason"),
    )
    .select_from(Amendment)
    .outerjoin(AmendmentOutcome, AmendmentOutcome.amendment_id == Amendment.id)
    .order_by(Amendment.number)
)
AMENDMENTS = Query(AmendmentRow, _amendments.where(Amendment.contract_id == _contract))
"""The amendments of a contract, in order."""
AMENDMENT = AMENDMENTS.where(Amendment.number == bindparam("amendment_number"))
"""One amendment of a contract by its number."""
SIGNED_AMENDMENT = Query(
    SignedAmendmentRow,
    _amendments.add_columns(
        AmendmentSignature.party,
        done_at(AmendmentSignature).label("signed_at"),
        AmendmentSignature.made_at.label("typed_at"),
        AmendmentSignature.made_by.label("signer"),
        Account.name.label("signer_name"),
        AmendmentSignature.thumbprint_witness,
    )
    .outerjoin(AmendmentSignature, AmendmentSignature.amendment_id == Amendment.id)
    .outerjoin(Account, Account.id == AmendmentSignature.made_by)
    .where(Amendment.contract_id == _contract, Amendment.number == bindparam("amendment_number")),
)
"""One amendment of a contract, once for each of its signatures, or once if there are none."""


class ExtensionOrAmendment(NamedTuple):
    """An agreed extension (`number` 0) or an amendment; `outcome` is None while an amendment is open."""

    number: int
    ends_on: date
    reason: str
    outcome: str | None
    closed_at: datetime | None


CHANGES = Query(
    ExtensionOrAmendment,
    union_all(
        select(
            cast(literal(0), BigInteger).label("number"),
            ContractExtension.until.label("ends_on"),
            ContractExtension.reason.label("reason"),
            cast(null(), String).label("outcome"),
            cast(null(), UtcTime).label("closed_at"),
        ).where(ContractExtension.contract_id == _contract),
        select(
            Amendment.number,
            Amendment.ends_on,
            Amendment.reason,
            AmendmentOutcome.outcome,
            AmendmentOutcome.made_at,
        )
        .outerjoin(AmendmentOutcome, AmendmentOutcome.amendment_id == Amendment.id)
        .where(Amendment.contract_id == _contract),
    ),
)
"""Everything that changed a contract after its signatures, unordered, in one statement."""


class AmendmentLineRow(NamedTuple):
    """A line of the bill before and after, in thousandths of the unit and minor units."""

    position: int
    title: str
    unit: str
    quantity: int
    rate: int
    amount: int
    former_quantity: int
    former_rate: int
    former_amount: int

    @property
    def is_changed(self) -> bool:
        """Whether its quantity or rate changed."""
        return (self.quantity, self.rate) != (self.former_quantity, self.former_rate)

    @property
    def former(self) -> BillLineRow:
        """The line as it was before the amendment."""
        amounts = self.former_quantity, self.former_rate, self.former_amount
        return BillLineRow(self.position, self.title, self.unit, *amounts)


LINES = Query(
    AmendmentLineRow,
    select(*(getattr(AmendmentLine, name) for name in AmendmentLineRow._fields))
    .where(AmendmentLine.amendment_id == _amendment)
    .order_by(AmendmentLine.position),
)
"""The lines of an amendment, in order."""


class AmendmentSignatureRow(NamedTuple):
    """The signer of an amendment for a party."""

    party: str
    made_by: UUID | None


SIGNATURES = Query(
    AmendmentSignatureRow,
    select(AmendmentSignature.party, AmendmentSignature.made_by)
    .where(AmendmentSignature.amendment_id == _amendment)
    .order_by(AmendmentSignature.id),
)
"""The signatures under an amendment."""


class MeasuredVisitRow(NamedTuple):
    """A visit that is not struck, with what it measured and its progress against the bill in force."""

    id: UUID
    number: int
    measured: dict[str, int]
    physical: int


VISITS = Query(
    MeasuredVisitRow,
    select(Visit.id, Visit.number, Visit.measured, PHYSICAL.label("physical"))
    .where(Visit.contract_id == _contract, not_struck(Visit.id))
    .order_by(Visit.number),
)
"""The visits of a contract that are not struck, in order."""

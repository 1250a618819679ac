"""What is done to contracts: written, changed until the first signature, signed by each party, extended."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from peoplesprocess.contracts import queries
from peoplesprocess.contracts.parties import is_signed, parties_of
from peoplesprocess.contracts.terms import BillInput, ContractInput, Sums, sums
from peoplesprocess.core.lists import MODES
from peoplesprocess.core.messages import N_, Conflict, Message, Refused
from peoplesprocess.core.tranches import signatories
from peoplesprocess.db import journal
from peoplesprocess.db.rows import Place, belonging, next_number
from peoplesprocess.models import BillLine, Contract, Extension, Signature, Tranche

__all__ = ["BillInput", "ContractInput", "change", "draft", "extend", "sign"]


def draft(db: Session, actor: UUID, place: Place, written: ContractInput, now: datetime) -> Contract:
    """Write a contract for an endorsed item of the plan. Errors: Refused."""
    follow = sums(written)
    item = _item(db, place, written.line, follow.total)
    _within_envelope(db, place, follow.grant)
    contract = Contract(
        **belonging(place, actor, now),
        number=next_number(db, Contract.number, Contract.settlement_id, place.id),
        plan_id=item.plan_id,
        version=1,
        **_columns(written, follow),
    )
    db.add(contract)
    db.flush()
    _write_parts(db, contract, written, follow)
    _note(db, actor, place, "contract.draft", contract, written, now)
    return contract


def change(
    db: Session,
    actor: UUID,
    place: Place,
    number: int,
    written: ContractInput,
    seen_version: int,
    now: datetime,
) -> Contract:
    """Change a contract that nobody has signed yet. Errors: Refused; Conflict if saved meanwhile."""
    found = _found(db, place, number)
    if found.signed_by:
        raise Refused(Message(N_("A party has signed this contract. It can no longer be changed.")))
    if found.version != seen_version:
        raise Conflict(
            {name: getattr(found, name) for name in ("title", "contribution", "starts_on", "ends_on")}
            | {"mode": MODES[found.mode]}
        )
    follow = sums(written)
    item = _item(db, place, written.line, follow.total, number)
    _within_envelope(db, place, follow.grant, number)
    contract = db.get_one(Contract, found.id)
    for name, value in _columns(written, follow).items():
        setattr(contract, name, value)
    contract.plan_id = item.plan_id
    contract.version += 1
    db.execute(delete(BillLine).where(BillLine.contract_id == contract.id))
    db.execute(delete(Tranche).where(Tranche.contract_id == contract.id))
    _write_parts(db, contract, written, follow)
    _note(db, actor, place, "contract.change", contract, written, now)
    return contract


def sign(
    db: Session,
    actor: UUID,
    place: Place,
    number: int,
    party: str,
    office: str,
    now: datetime,
    *,
    seen_version: int | None = None,
) -> Signature:
    """Sign a contract for one party, in the version that the signer has seen.

    Errors: Conflict if it changed since; Refused unless all that `_may_sign` asks holds.
    """
    found = _found(db, place, number)
    if seen_version is not None and seen_version != found.version:
        raise Conflict({"version": found.version})
    _may_sign(db, actor, place, found, party)
    row = Signature(**belonging(place, actor, now), contract_id=found.id, party=party, office=office)
    db.add(row)
    journal.write(
        db, place.id, actor, "contract.sign", f"contract {number}", now, party=party, version=found.version
    )
    return row


def _may_sign(db: Session, actor: UUID, place: Place, found: Any, party: str) -> None:
    """Refuse unless the account's role signs for the party, once, and what is signed still stands."""
    given = queries.signatures(db, found.id)
    if party in {signature.party for signature in given}:
        raise Refused(Message(N_("This party has signed already.")), "party")
    if actor in {signature.made_by for signature in given}:
        raise Refused(
            Message(N_("You have signed for another party. One person signs for one party.")), "party"
        )
    if party not in parties_of(*queries.roles(db, actor, place.id)):
        raise Refused(Message(N_("You cannot sign for this party.")), "party")
    _item(db, place, found.line, found.total, found.number)
    if party == "community":
        named = signatories(found.signatories, found.women_signatories)
        if not named.holds:
            raise Refused(
                Message(
                    N_("The community cannot sign yet. Still missing: %(condition)s."),
                    {"condition": named.sentence},
                )
            )


def extend(
    db: Session, actor: UUID, place: Place, number: int, until: date, reason: str, now: datetime
) -> Extension:
    """Give a signed contract a later end, with the reason. Errors: Refused."""
    found = _found(db, place, number)
    if not is_signed(found.signed_by):
        raise Refused(Message(N_("The contract is not signed by all its parties yet.")))
    ends_on = found.until or found.ends_on
    if until <= ends_on:
        raise Refused(
            Message(N_("The work ends on %(day)s now. Give a later day."), {"day": ends_on}), "until"
        )
    if not reason.strip():
        raise Refused(Message(N_("Write why the work takes longer.")), "reason")
    row = Extension(**belonging(place, actor, now), contract_id=found.id, until=until, reason=reason)
    db.add(row)
    journal.write(db, place.id, actor, "contract.extend", f"contract {number}", now, until=until.isoformat())
    return row


def _found(db: Session, place: Place, number: int) -> Any:
    found = queries.contract(db, place.id, number)
    if found is None:
        raise Refused(Message(N_("There is no such contract here.")))
    return found


def _item(db: Session, place: Place, line: int, total: int, own: int = 0) -> Any:
    item = next((item for item in queries.endorsed(db, place.id) if item.line == line), None)
    if item is None:
        raise Refused(Message(N_("The authority's yes does not stand for this item of the plan.")), "line")
    if item.contract not in (None, own):
        raise Refused(Message(N_("This item of the plan has a contract already.")), "line")
    if total > item.cost:
        raise Refused(
            Message(N_("The bill costs more than the plan's item. Lower it, or change the plan.")), "line"
        )
    return item


def _within_envelope(db: Session, place: Place, grant: int, own: int = 0) -> None:
    most, granted = queries.envelope(db, place.id, own)
    if most and granted + grant > most:
        raise Refused(
            Message(N_("All grants together are more than the settlement's envelope.")), "contribution"
        )


def _columns(written: ContractInput, follow: Sums) -> dict[str, Any]:
    return {
        "line": written.line,
        "title": written.title.strip(),
        "mode": written.mode,
        "total": follow.total,
        "contribution": written.contribution,
        "grant": follow.grant,
        "starts_on": written.starts_on,
        "ends_on": written.ends_on,
    }


def _write_parts(db: Session, contract: Contract, written: ContractInput, follow: Sums) -> None:
    db.add_all(
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
    db.add_all(
        Tranche(
            contract_id=contract.id,
            number=number,
            percent=part.percent,
            amount=amount,
            work_done=part.work_done,
            money_spent=part.money_spent,
            certificate=part.certificate,
        )
        for number, (part, amount) in enumerate(zip(written.instalments, follow.parts, strict=True), start=1)
    )


def _note(
    db: Session,
    actor: UUID,
    place: Place,
    act: str,
    contract: Contract,
    written: ContractInput,
    now: datetime,
) -> None:
    journal.write(
        db,
        place.id,
        actor,
        act,
        f"contract {contract.number}",
        now,
        line=contract.line,
        total=contract.total,
        contribution=contract.contribution,
        grant=contract.grant,
        lines=len(written.bill),
        percents=[part.percent for part in written.instalments],
        version=contract.version,
    )

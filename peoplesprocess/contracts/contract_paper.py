"""A contract as its paper shows it: the version in force, or the one agreed before an amendment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy.orm import Session

from peoplesprocess.contracts import amendment_queries, amendment_tranches, queries
from peoplesprocess.contracts.amendment_queries import AmendmentRow
from peoplesprocess.contracts.clauses import clauses
from peoplesprocess.contracts.conditions_and_promises import contract_terms
from peoplesprocess.contracts.queries import ContractWithSignatureRow, TrancheTermsRow
from peoplesprocess.contracts.tranche_condition_sentences import conditions
from peoplesprocess.core.amendments import IN_FORCE
from peoplesprocess.core.conditions_and_promises import DUE, PROMISES
from peoplesprocess.core.messages import N_, Message, Sentence
from peoplesprocess.core.money import Money
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.facts.contracts import BILL, BillLineRow
from peoplesprocess.facts.places import SettlementWithRules

_LABELLED = N_("%(label)s: %(value)s")


class ContractPaperTranche(NamedTuple):
    """An instalment in minor units, with its share in percent, None where amendments changed the sums."""

    number: int
    percent: int | None
    amount: int
    conditions: list[Sentence]


@dataclass(frozen=True, slots=True)
class ContractPaper:
    """The content of the paper; `notes` say what is special about this version. Nobody signs a former one."""

    contract: ContractWithSignatureRow
    given: Mapping[str, ContractWithSignatureRow]
    bill: Sequence[tuple[BillLineRow, Money]]
    instalments: list[ContractPaperTranche]
    notes: list[Sentence]
    terms: list[Sentence]
    clauses: list[Sentence]
    is_former: bool = False


def paper_in_force(
    db: Session, place: SettlementWithRules, rules: ProgrammeRules, number: int
) -> ContractPaper | None:
    """Return the paper of a contract as it is agreed now, None if there is no such contract."""
    given = _signed_copies(db, place, number)
    if given is None:
        return None
    contract = given.contract
    changes = amendment_queries.CHANGES.all(db, contract=contract.id) if contract.is_signed else []
    in_force = sorted(change for change in changes if change.outcome == IN_FORCE)
    notes = [
        Message(
            N_("Amendment %(number)s has been in force since %(day)s. This is the contract as amended."),
            {"number": change.number, "day": change.closed_at},
        )
        for change in in_force[-1:]
    ]
    if contract.extended_to is not None:
        notes.append(Message(N_("A later end was agreed: %(day)s."), {"day": contract.extended_to}))
    return ContractPaper(
        contract,
        given.by_party,
        _bill(BILL.all(db, contract=contract.id)),
        _instalments(
            queries.TRANCHES.all(db, contract=contract.id), contract.defects_months, shares=not in_force
        ),
        [*notes, *_notes(contract)],
        _terms(contract, place.currency),
        clauses(contract, place.currency, rules),
    )


def paper_before(
    db: Session, place: SettlementWithRules, rules: ProgrammeRules, number: int, amendment: int
) -> ContractPaper | None:
    """Return the paper of a contract as agreed before an amendment, None if the amendment is not in force."""
    given = _signed_copies(db, place, number)
    if given is None:
        return None
    rows = amendment_queries.AMENDMENTS.all(db, contract=given.contract.id)
    later = [row for row in rows if row.is_in_force and row.number >= amendment]
    if not later or later[0].number != amendment:
        return None
    contract = _former(given.contract, later)
    ended = Message(
        N_("This was agreed before amendment %(number)s, and has not counted since %(day)s."),
        {"number": amendment, "day": later[0].closed_at},
    )
    is_first = not any(row.is_in_force and row.number < amendment for row in rows)
    lines = amendment_queries.LINES.all(db, amendment=later[0].id)
    tranches = amendment_tranches.FORMER_TRANCHES.all(db, amendment=later[0].id)
    return ContractPaper(
        contract,
        given.by_party,
        _bill([line.former for line in lines]),
        _instalments(tranches, contract.defects_months, shares=is_first),
        [ended, *_notes(contract)],
        _terms(contract, place.currency),
        clauses(contract, place.currency, rules),
        is_former=True,
    )


class _SignedCopies(NamedTuple):
    """A contract, and the rows of its signatures by party."""

    contract: ContractWithSignatureRow
    by_party: dict[str, ContractWithSignatureRow]


def _signed_copies(db: Session, place: SettlementWithRules, number: int) -> _SignedCopies | None:
    rows = queries.SIGNED_COPY.all(db, settlement=place.id, number=number)
    return _SignedCopies(rows[0], {row.party: row for row in rows if row.party}) if rows else None


def _former(contract: ContractWithSignatureRow, later: Sequence[AmendmentRow]) -> ContractWithSignatureRow:
    """Return the contract as it was before the first of the amendments that came in force `later`."""
    first, in_cash = later[0], contract.in_cash
    # An amendment lowers the part in money to its contribution; the part before that is not stored.
    is_known = in_cash is not None and all(in_cash < row.contribution for row in later)
    return replace(
        contract,
        total=first.former_total,
        contribution=first.former_contribution,
        in_cash=in_cash if is_known else None,
        grant=first.former_grant,
        ends_on=first.former_ends_on,
        extended_to=None,
        defects_months=contract.defects_months
        if first.former_defects_months is None
        else first.former_defects_months,
        retention=contract.retention if first.former_retention is None else first.former_retention,
        # If the contract agreed with the plan, its first amendment gave the reason for departing from it.
        departure="" if contract.departure == first.reason else contract.departure,
    )


def _bill(lines: Sequence[BillLineRow]) -> list[tuple[BillLineRow, Money]]:
    return [(line, Money(line.quantity, "", 3)) for line in lines if line.quantity]


def _instalments(
    parts: Sequence[TrancheTermsRow], defects_months: int, *, shares: bool
) -> list[ContractPaperTranche]:
    return [
        ContractPaperTranche(
            part.number, part.percent if shares else None, part.amount, conditions(part, defects_months)
        )
        for part in parts
    ]


def _notes(contract: ContractWithSignatureRow) -> Iterator[Sentence]:
    if contract.is_ended:
        sentence = N_("The contract ended before the work was finished")
        if not contract.is_signed:
            sentence = N_("The contract was given up before all its parties signed it")
        yield Message(sentence)
    if contract.departure:
        yield Message(N_("It differs from the adopted plan: %(reason)s"), {"reason": contract.departure})
    if contract.recounted_at:
        yield Message(
            N_(
                "After this contract was signed, the groups' choice was counted again on %(day)s. The "
                "contract is based on the earlier result."
            ),
            {"day": contract.recounted_at},
        )


def _terms(contract: ContractWithSignatureRow, currency: str) -> list[Sentence]:
    """Return the authority's conditions and promises as sentences, without conditions that were lifted."""
    found: list[Sentence] = []
    for term in contract_terms(contract.conditions, contract.promises):
        if term.kind == "condition" and term.state != "lifted":
            values = {"due": DUE[term.due], "day": term.day, "words": term.words}
            found.append(Message(N_("%(due)s, by %(day)s: %(words)s"), values))
        elif term.kind == "promise":
            promised = Money(term.amount, currency) if term.due == "co-funding" else term.words
            found.append(Message(_LABELLED, {"label": PROMISES[term.due], "value": promised}))
    return found

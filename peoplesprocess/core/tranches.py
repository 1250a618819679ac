"""When an instalment may be asked for and released: conditions that are all listed, and all must hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from peoplesprocess.core.inclusion import tenths
from peoplesprocess.core.messages import N_, Message, Refused, Sentence
from peoplesprocess.core.rules import TrancheTerms


@dataclass(frozen=True, slots=True)
class TrancheState:
    """An instalment of a contract: its number from 1, its sum in minor units, its conditions, its fate."""

    number: int
    amount: int
    needs: TrancheTerms
    requested: bool = False
    released: bool = False


@dataclass(frozen=True, slots=True)
class ContractStatus:
    """What is known of the contract at this moment. Percent and minor units."""

    signed: bool
    signatories: int
    women_signatories: int
    physical: Fraction
    spent: int
    released: int
    certified: bool
    audited: bool
    verified_by_other: bool = True


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition in words, and whether it holds."""

    sentence: Sentence
    holds: bool


def conditions(
    tranche: TrancheState, earlier: Sequence[TrancheState], standing: ContractStatus
) -> list[Condition]:
    """Return every condition of the instalment, met or not, in the order in which they are checked."""
    listed = [
        Condition(Message(N_("The contract is signed by all its parties")), standing.signed),
        signatories(standing.signatories, standing.women_signatories),
    ]
    if earlier:
        listed.append(
            Condition(
                Message(N_("Instalment %(number)s has been released"), {"number": earlier[-1].number}),
                all(before.released for before in earlier),
            )
        )
    if tranche.needs.work_done:
        listed.append(_work_done(tranche.needs.work_done, standing))
    if tranche.needs.money_spent:
        listed.append(_money_spent(tranche.needs.money_spent, standing))
    if tranche.needs.certificate:
        listed.append(Condition(Message(N_("The completion certificate is issued")), standing.certified))
        listed.append(Condition(Message(N_("The accounts were read at a public audit")), standing.audited))
    return listed


def signatories(named: int, women: int) -> Condition:
    """Return the condition on who signs for the account: three people, one of them a woman."""
    return Condition(
        Message(
            N_("Three people sign for the account, one of them a woman: %(women)s of %(all)s are women"),
            {"women": women, "all": named},
        ),
        named >= 3 and women >= 1,
    )


def may_request(tranche: TrancheState, earlier: Sequence[TrancheState], standing: ContractStatus) -> None:
    """Refuse a request that comes twice or before its conditions hold. Errors: Refused."""
    if tranche.released:
        raise Refused(Message(N_("Instalment %(number)s is released already."), {"number": tranche.number}))
    if tranche.requested:
        raise Refused(
            Message(N_("Instalment %(number)s has been asked for already."), {"number": tranche.number})
        )
    _all_hold(tranche, earlier, standing)


def may_release(
    tranche: TrancheState,
    earlier: Sequence[TrancheState],
    standing: ContractStatus,
    requested_by: str,
    released_by: str,
) -> None:
    """Refuse a release that is not asked for, comes twice, lacks a condition, or is by who asked.

    Errors: Refused.
    """
    if tranche.released:
        raise Refused(Message(N_("Instalment %(number)s is released already."), {"number": tranche.number}))
    if not tranche.requested:
        raise Refused(
            Message(N_("Nobody has asked for instalment %(number)s yet."), {"number": tranche.number})
        )
    if requested_by == released_by:
        raise Refused(Message(N_("Whoever asks for money cannot release it. A second person must.")))
    _all_hold(tranche, earlier, standing)


def _all_hold(tranche: TrancheState, earlier: Sequence[TrancheState], standing: ContractStatus) -> None:
    for condition in conditions(tranche, earlier, standing):
        if not condition.holds:
            raise Refused(
                Message(
                    N_("Instalment %(number)s is blocked. Still missing: %(condition)s."),
                    {"number": tranche.number, "condition": condition.sentence},
                )
            )


def _work_done(percent: int, standing: ContractStatus) -> Condition:
    return Condition(
        Message(
            N_("At least %(least)s %% of the work is verified at a visit: %(done)s %%"),
            {"least": percent, "done": Fraction(tenths(standing.physical), 10)},
        ),
        standing.physical >= percent,
    )


def _money_spent(percent: int, standing: ContractStatus) -> Condition:
    spent = Fraction(100 * standing.spent, standing.released) if standing.released else Fraction(0)
    return Condition(
        Message(
            N_("At least %(least)s %% of the money released is spent, with papers: %(spent)s %%"),
            {"least": percent, "spent": Fraction(tenths(spent), 10)},
        ),
        spent >= percent,
    )

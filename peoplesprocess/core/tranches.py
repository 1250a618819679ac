"""When an instalment may be asked for and released: conditions that are all listed, and all must hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from peoplesprocess.core.inclusion import tenths
from peoplesprocess.core.messages import N_, Message, Plural, Refused, Sentence
from peoplesprocess.core.rules import Rules, TrancheTerms


@dataclass(frozen=True, slots=True)
class TrancheStatus:
    """An instalment of a contract: its number from 1, its sum in minor units, its conditions, its fate."""

    number: int
    amount: int
    needs: TrancheTerms
    requested: bool = False
    released: bool = False


@dataclass(frozen=True, slots=True)
class ContractStatus:
    """What is known of the contract at this moment. Percent and minor units.

    `paid` is what the cash book paid: labour and materials that were given spend no money.
    """

    signed: bool
    signatories: int
    women_signatories: int
    physical: Fraction
    paid: int
    released: int
    certified: bool
    audited: bool
    defects_open: int = 0
    suspended_on: date | None = None
    suspension_reason: str = ""
    ended_on: date | None = None
    complaint_open: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition in words, and whether it holds."""

    sentence: Sentence
    holds: bool


def conditions(
    tranche: TrancheStatus, earlier: Sequence[TrancheStatus], status: ContractStatus, rules: Rules
) -> list[Condition]:
    """Return every condition of the instalment, met or not, in the order in which they are checked."""
    listed = [
        Condition(Message(N_("The contract is signed by all its parties")), status.signed),
        signatories(status.signatories, status.women_signatories, rules),
    ]
    listed += _interruptions(status)
    if status.complaint_open:
        answered = N_("The complaints officers have answered the serious complaint that is open")
        listed.append(Condition(Message(answered), False))
    if earlier:
        listed.append(
            Condition(
                Message(N_("Instalment %(number)s has been released"), {"number": earlier[-1].number}),
                all(before.released for before in earlier),
            )
        )
    if tranche.needs.work_done:
        listed.append(_work_done(tranche.needs.work_done, status))
    if tranche.needs.money_spent:
        listed.append(_money_spent(tranche.needs.money_spent, status))
    if tranche.needs.certificate:
        listed.append(Condition(Message(N_("The completion certificate is issued")), status.certified))
        listed.append(_without_defects(status.defects_open))
        listed.append(Condition(Message(N_("The accounts were read at a public audit")), status.audited))
    return listed


def signatories(named: int, women: int, rules: Rules) -> Condition:
    """Return the condition on who signs for the account: so many people, and so many women among them."""
    return Condition(_signatories(named, women, rules), enough_signatories(named, women, rules))


def enough_signatories(named: int, women: int, rules: Rules) -> bool:
    """Return whether so many people, and so many women among them, are as many as the programme asks for."""
    return named >= rules.signatories and women >= rules.women_signatories


def may_request(
    tranche: TrancheStatus, earlier: Sequence[TrancheStatus], status: ContractStatus, rules: Rules
) -> None:
    """Refuse a request that comes twice or before its conditions hold. Errors: Refused."""
    if tranche.released:
        raise Refused(Message(N_("Instalment %(number)s is released already."), {"number": tranche.number}))
    if tranche.requested:
        raise Refused(
            Message(N_("Instalment %(number)s has been asked for already."), {"number": tranche.number})
        )
    _all_hold(tranche, earlier, status, rules)


def may_release(
    tranche: TrancheStatus, earlier: Sequence[TrancheStatus], status: ContractStatus, rules: Rules
) -> None:
    """Refuse a release that is not asked for, comes twice or lacks a condition. Errors: Refused.

    That somebody else asked for it is a relation in the table of permissions.
    """
    if tranche.released:
        raise Refused(Message(N_("Instalment %(number)s is released already."), {"number": tranche.number}))
    if not tranche.requested:
        raise Refused(
            Message(N_("Nobody has asked for instalment %(number)s yet."), {"number": tranche.number})
        )
    _all_hold(tranche, earlier, status, rules)


def _all_hold(
    tranche: TrancheStatus, earlier: Sequence[TrancheStatus], status: ContractStatus, rules: Rules
) -> None:
    for condition in conditions(tranche, earlier, status, rules):
        if not condition.holds:
            raise Refused(
                Message(
                    N_("Instalment %(number)s is blocked. Still missing: %(condition)s."),
                    {"number": tranche.number, "condition": condition.sentence},
                )
            )


def _interruptions(status: ContractStatus) -> list[Condition]:
    """What stops all money of a contract, where anything does."""
    if status.ended_on is not None:
        sentence = N_("The contract goes on: it ended on %(day)s, and what was not spent goes back")
        return [Condition(Message(sentence, {"day": status.ended_on}), False)]
    if status.suspended_on is not None:
        sentence = N_(
            "The work goes on: it is suspended since %(day)s (%(reason)s). The technical officer or the "
            "programme manager can let it go on"
        )
        values = {"day": status.suspended_on, "reason": status.suspension_reason}
        return [Condition(Message(sentence, values), False)]
    return []


def _signatories(named: int, women: int, rules: Rules) -> Sentence:
    values = {"women": women, "all": named, "least": rules.women_signatories}
    if not rules.women_signatories:
        return Plural(
            "%(count)s person signs for the account, named so far: %(all)s",
            "%(count)s people sign for the account, named so far: %(all)s",
            rules.signatories,
            values,
        )
    return Plural(
        "%(count)s person signs for the account, with at least this many women: %(least)s. "
        "Now %(women)s of %(all)s are women",
        "%(count)s people sign for the account, with at least this many women: %(least)s. "
        "Now %(women)s of %(all)s are women",
        rules.signatories,
        values,
    )


def _without_defects(open_defects: int) -> Condition:
    if not open_defects:
        return Condition(Message(N_("No defect of the certificate is open")), True)
    sentence = Plural(
        "%(count)s defect is not repaired yet", "%(count)s defects are not repaired yet", open_defects
    )
    return Condition(sentence, False)


def _work_done(percent: int, status: ContractStatus) -> Condition:
    return Condition(
        Message(
            N_("At least %(least)s %% of the work is verified at a visit: %(done)s %%"),
            {"least": percent, "done": Fraction(tenths(status.physical), 10)},
        ),
        status.physical >= percent,
    )


def _money_spent(percent: int, status: ContractStatus) -> Condition:
    spent = Fraction(100 * status.paid, status.released) if status.released else Fraction(0)
    return Condition(
        Message(
            N_("At least %(least)s %% of the money released is spent (with receipts): %(spent)s %%"),
            {"least": percent, "spent": Fraction(tenths(spent), 10)},
        ),
        spent >= percent,
    )

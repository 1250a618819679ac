"""When an instalment can be requested and released: all conditions are listed, and all must hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from peoplesprocess.core.inclusion import tenths
from peoplesprocess.core.messages import N_, Message, Plural, Refused, Sentence
from peoplesprocess.core.money import Money
from peoplesprocess.core.programme_rules import ProgrammeRules, TrancheTerms
from peoplesprocess.core.public_audits import is_considerable
from peoplesprocess.core.tranche_conditions import TrancheCondition, signatories, so_or_not

READ = N_("The accounts were read at a public audit")


@dataclass(frozen=True, slots=True)
class TrancheFacts:
    """An instalment of a contract: its number from 1, its sum in minor units, its conditions, its state.

    The last of a contract can be its retention, which is held back until the defects period is over. Its sum
    is then what deductions left of it.
    """

    number: int
    amount: int
    needs: TrancheTerms
    requested: bool = False
    released: bool = False
    is_retention: bool = False


@dataclass(frozen=True, slots=True)
class ContractSituation:
    """What is known about the contract now. Percent and minor units.

    `paid` is what the cash book paid; labour and materials given are not payments.
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
    released_on: date | None = None
    """The last day on which a released instalment arrived, as far as known."""
    read_on: date | None = None
    """The day of the newest meeting that accepted the accounts."""
    spent_unread: int = 0
    """What the cash book paid after that day."""
    currency: str = ""
    unproven: int = 0
    """The number of lines of the cash book without a photo of their receipt."""
    period_ends_on: date | None = None
    """The day on which the defects period ends, None before the certificate."""
    today: date | None = None
    """The current day at the work's place."""
    open_defect: tuple[int, date] | None = None
    """The number of the first defect that is not repaired, and its due day; None if there is none."""


def conditions(
    tranche: TrancheFacts, earlier: Sequence[TrancheFacts], status: ContractSituation, rules: ProgrammeRules
) -> list[TrancheCondition]:
    """Return every condition of the instalment, met or not, in the order in which they are checked."""
    signed = N_("The contract is signed by all its parties")
    unsigned = N_("Not all parties have signed the contract yet")
    listed = [
        so_or_not(status.signed, signed, unsigned, "contract"),
        signatories(status.signatories, status.women_signatories, rules),
    ]
    listed += _interruptions(status)
    if status.complaint_open:
        answered = N_("The complaints officers have not answered the serious complaint that is open yet")
        listed.append(TrancheCondition(Message(answered), False))
    if earlier:
        released = N_("Instalment %(number)s has been released")
        unreleased = N_("Instalment %(number)s has not been released yet")
        all_came = all(before.released for before in earlier)
        listed.append(so_or_not(all_came, released, unreleased, "instalments", number=earlier[-1].number))
        listed += _proofs(earlier[-1].number, status, rules)
    if tranche.needs.work_done:
        listed.append(_work_done(tranche.needs.work_done, status))
    if tranche.needs.money_spent:
        listed.append(_money_spent(tranche.needs.money_spent, status))
    if tranche.needs.certificate:
        listed.append(_certified(status.certified))
    if tranche.is_retention:
        listed += [_period_is_over(status), _nothing_to_repair(status.open_defect)]
    elif tranche.needs.certificate:
        listed.append(_without_defects(status.defects_open))
        listed.append(_read_in_public(status))
    return listed


def require_requestable(
    tranche: TrancheFacts, earlier: Sequence[TrancheFacts], status: ContractSituation, rules: ProgrammeRules
) -> None:
    """Refuse a request that exists already or whose conditions do not hold. Errors: Refused."""
    if tranche.released:
        raise Refused(
            Message(N_("Instalment %(number)s has already been released."), {"number": tranche.number})
        )
    if tranche.requested:
        raise Refused(
            Message(N_("Instalment %(number)s has already been asked for."), {"number": tranche.number})
        )
    _require_rest(tranche)
    _require_conditions(tranche, earlier, status, rules)


def require_releasable(
    tranche: TrancheFacts, earlier: Sequence[TrancheFacts], status: ContractSituation, rules: ProgrammeRules
) -> None:
    """Refuse a release that was not requested, exists already, or lacks a condition. Errors: Refused.

    That another person requested it is a relation in the table of permissions.
    """
    if tranche.released:
        raise Refused(
            Message(N_("Instalment %(number)s has already been released."), {"number": tranche.number})
        )
    if not tranche.requested:
        raise Refused(
            Message(N_("Nobody has asked for instalment %(number)s yet."), {"number": tranche.number})
        )
    _require_rest(tranche)
    _require_conditions(tranche, earlier, status, rules)


def _require_rest(tranche: TrancheFacts) -> None:
    """Refuse to request or to pay a retention that repairs have used up."""
    if tranche.is_retention and tranche.amount <= 0:
        sentence = N_(
            "All of the retention was spent on repairs: nothing of it is left to pay. The deductions say "
            "what it was spent on. If one is wrong, the agency strikes it."
        )
        raise Refused(Message(sentence))


def _require_conditions(
    tranche: TrancheFacts, earlier: Sequence[TrancheFacts], status: ContractSituation, rules: ProgrammeRules
) -> None:
    for condition in conditions(tranche, earlier, status, rules):
        if not condition.holds:
            raise Refused(
                Message(
                    N_("Instalment %(number)s is blocked. Still missing: %(condition)s."),
                    {"number": tranche.number, "condition": condition.sentence},
                )
            )


def _interruptions(status: ContractSituation) -> list[TrancheCondition]:
    """Return the condition that stops all money of a contract, if it is suspended or ended."""
    if status.ended_on is not None:
        sentence = N_("The contract ended on %(day)s, and what was not spent goes back")
        return [TrancheCondition(Message(sentence, {"day": status.ended_on}), False, "interruptions")]
    if status.suspended_on is not None:
        sentence = N_(
            "The work has been suspended since %(day)s (%(reason)s). The technical officer or the "
            "programme manager can let it go on"
        )
        values = {"day": status.suspended_on, "reason": status.suspension_reason}
        return [TrancheCondition(Message(sentence, values), False, "interruptions")]
    return []


def _proofs(before: int, status: ContractSituation, rules: ProgrammeRules) -> list[TrancheCondition]:
    """Return the optional conditions of later instalments: photos of receipts, accounts read in public."""
    listed = []
    if rules.receipts_attached:
        proven: Sentence = Message(N_("Every line of the cash book has a photo of its receipt"))
        if status.unproven:
            proven = Plural(
                "%(count)s line of the cash book has no photo of its receipt yet",
                "%(count)s lines of the cash book have no photo of their receipts yet",
                status.unproven,
            )
        listed.append(TrancheCondition(proven, not status.unproven, "spending"))
    if rules.public_reading:
        sentence = N_("The accounts have been read in public, and accepted, since instalment %(number)s came")
        unread = N_(
            "The accounts have not been read in public, and accepted, since instalment %(number)s came"
        )
        came, read = status.released_on, status.read_on
        holds = came is not None and read is not None and read >= came
        listed.append(so_or_not(holds, sentence, unread, "closing", number=before))
    return listed


def _certified(holds: bool) -> TrancheCondition:
    so, not_so = (
        N_("The completion certificate is issued"),
        N_("The completion certificate is not issued yet"),
    )
    return so_or_not(holds, so, not_so, "closing")


def _without_defects(open_defects: int) -> TrancheCondition:
    if not open_defects:
        return TrancheCondition(Message(N_("No defect of the certificate is open")), True, "closing")
    sentence = Plural(
        "%(count)s defect is not repaired yet", "%(count)s defects are not repaired yet", open_defects
    )
    return TrancheCondition(sentence, False, "closing")


def _period_is_over(status: ContractSituation) -> TrancheCondition:
    ends_on, today = status.period_ends_on, status.today
    if ends_on is None:
        sentence = N_("The end of the defects period: the period begins only with the certificate")
        return TrancheCondition(Message(sentence), False)
    holds = today is not None and today >= ends_on
    over = N_("The defects period is over: it ended on %(day)s")
    return so_or_not(holds, over, N_("The defects period is not over yet: it ends on %(day)s"), day=ends_on)


def _nothing_to_repair(open_defect: tuple[int, date] | None) -> TrancheCondition:
    if open_defect is None:
        return TrancheCondition(Message(N_("Every defect is repaired")), True, "closing")
    number, due_on = open_defect
    sentence = N_("The repair of every defect: defect %(number)s, due on %(day)s, is not repaired yet")
    return TrancheCondition(Message(sentence, {"number": number, "day": due_on}), False, "closing")


def _read_in_public(status: ContractSituation) -> TrancheCondition:
    """Return the condition that the accounts were read after all money came, with little spent since."""
    if not status.audited or status.read_on is None:
        unread = N_("The accounts have not been read at a public audit yet")
        return so_or_not(status.audited, READ, unread, "closing")
    values = {"day": status.read_on, "sum": Money(status.spent_unread, status.currency)}
    if status.released_on is not None and status.read_on < status.released_on:
        sentence = N_("Reading the accounts again: money came after the public audit of %(day)s")
        return TrancheCondition(Message(sentence, values), False, "closing")
    if is_considerable(status.spent_unread, status.paid):
        sentence = N_("Reading the accounts again: %(sum)s was spent after the public audit of %(day)s")
        return TrancheCondition(Message(sentence, values), False, "closing")
    if status.spent_unread > 0:
        sentence = N_("The accounts were read at a public audit on %(day)s; %(sum)s was spent after it")
        return TrancheCondition(Message(sentence, values), True, "closing")
    return TrancheCondition(Message(READ), True, "closing")


def _work_done(percent: int, status: ContractSituation) -> TrancheCondition:
    sentence = N_("At least %(least)s %% of the work is verified at a visit: %(done)s %%")
    values = {"least": percent, "done": Fraction(tenths(status.physical), 10)}
    return TrancheCondition(Message(sentence, values), status.physical >= percent, "visits")


def _money_spent(percent: int, status: ContractSituation) -> TrancheCondition:
    spent = Fraction(100 * status.paid, status.released) if status.released else Fraction(0)
    sentence = N_("At least %(least)s %% of the money released is spent (with receipts): %(spent)s %%")
    values = {"least": percent, "spent": Fraction(tenths(spent), 10)}
    return TrancheCondition(Message(sentence, values), spent >= percent, "spending")

"""The part of a grant that is held back until the defects period ends, and deductions from it for repairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from peoplesprocess.core.contract_closure import due_on
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.money import Money, share_of, split

MOST_PERCENT = 20
"""The highest retention, in percent of the grant. 5 to 10 is usual. Source: method.md, section 6."""
MOST_MONTHS = 24
"""The longest defects period, in months. 3 to 12 is usual. Source: method.md, section 6."""


@dataclass(frozen=True, slots=True)
class GrantTranches:
    """A grant in instalments, the last of which is reduced by the retention. Minor units.

    `parts` are the instalments without the retention; `retention` is 0 if nothing is held back.
    """

    parts: tuple[int, ...]
    retention: int


def hold_back(grant: int, percents: Sequence[int], retention: int) -> GrantTranches:
    """Return a grant as its instalments and its retention; together they always add up to it.

    The retention is rounded down to whole minor units and taken from the last instalment, which still takes
    the remainder. Earlier instalments stay whole, because a community cannot advance money for the work.

    Units: minor units, whole percent. Errors: Refused as in `split`, or if the last instalment's share is not
    larger.
    """
    parts, held = split(grant, percents), share_of(grant, retention)
    if retention and percents[-1] <= retention:
        raise Refused(
            Message(
                N_(
                    "%(retention)s %% of the grant is held back from the last instalment, which is only "
                    "%(last)s %%. Make the last instalment larger."
                ),
                {"retention": retention, "last": percents[-1]},
            ),
            f"percent{len(percents)}",
        )
    return GrantTranches((*parts[:-1], parts[-1] - held), held)


def period_end(certified_on: date | None, months: int) -> date | None:
    """Return the day on which the defects period ends, None before the certificate.

    Units: months from the day of the certificate; 0 months end on the same day.
    """
    return due_on(certified_on, months) if certified_on is not None else None


def check_months(months: int) -> None:
    """Refuse a defects period out of range. Units: months. Errors: Refused, naming the field."""
    if not 0 <= months <= MOST_MONTHS:
        sentence = N_("A defects period has from 0 to %(most)s months.")
        raise Refused(Message(sentence, {"most": MOST_MONTHS}), "defects_months")


@dataclass(frozen=True, slots=True)
class DefectsPeriod:
    """The period in which defects of a certified work are recorded: the certificate's day, and the months."""

    certified_on: date | None
    months: int

    @property
    def end(self) -> date | None:
        """The day on which it ends, None before the certificate."""
        return period_end(self.certified_on, self.months)


class DefectsPeriodDueDays(NamedTuple):
    """The dates in a defects period that somebody has to act on, None if there is nothing to do."""

    repair_due: date | None
    """The day by which the next repair is due."""
    retention_since: date | None
    """The day from which the retention can be requested."""


def period_signs(
    period: DefectsPeriod, next_repair: date | None, repaired_on: date | None, *, waits: bool
) -> DefectsPeriodDueDays:
    """Return the dates to act on in a defects period, or after it.

    `next_repair` is when the next repair is due, None if no defect is open; `repaired_on` is the day of the
    last repair; `waits` means that there is a retention that is neither paid nor requested.
    """
    end = period.end
    repair = next_repair if period.months and end is not None else None
    if not waits or end is None or next_repair is not None:
        return DefectsPeriodDueDays(repair, None)
    return DefectsPeriodDueDays(repair, max(end, repaired_on or end))


def without_period(end: date | None) -> Message:
    """Return the sentence for contracts that have a retention and no defects period."""
    sentence = N_(
        "This contract has no defects period. What is found after the certificate of %(end)s holds back no "
        "money: record it when the retention is paid, or at the next check."
    )
    return Message(sentence, {"end": end})


@dataclass(frozen=True, slots=True)
class DefectSituation:
    """What is known about a work when somebody reports a defect.

    `holds_back` says whether a part of the grant is still to be paid after the defects period.
    """

    period: DefectsPeriod
    starts_on: date
    holds_back: bool = False
    ended_on: date | None = None


def require_reportable_defect(
    situation: DefectSituation, found_on: date, due_on_day: date, today: date
) -> None:
    """Refuse a defect that cannot have been found on that day. Errors: Refused, naming the field.

    Defects can be found as soon as the work has begun: those found before the handover are repaired before
    it, later ones by whoever is named. Only those found until the end of the defects period keep a retention
    back.
    """
    if situation.ended_on is not None:
        sentence = N_(
            "The contract ended on %(day)s, before the work was finished. Record what is broken as a need. "
            "Then the next plan can answer it."
        )
        raise Refused(Message(sentence, {"day": situation.ended_on}))
    if found_on < situation.starts_on:
        sentence = N_("The work began on %(day)s. Give that day or a later one.")
        raise Refused(Message(sentence, {"day": situation.starts_on}), "found_on")
    if found_on > today:
        raise Refused(Message(N_("This day has not come yet.")), "found_on")
    begin, end = situation.period.certified_on, situation.period.end
    if situation.holds_back and end is not None and found_on > end:
        sentence = N_(
            "The defects period lasts from %(begin)s to %(end)s. What is found later holds back no money: "
            "record it when the retention is paid, or at the next check."
        )
        refusal = Message(sentence, {"begin": begin, "end": end})
        raise Refused(refusal if situation.period.months else without_period(end), "found_on")
    if due_on_day < found_on:
        raise Refused(Message(N_("It cannot have been repaired before it was found.")), "due_on")


@dataclass(frozen=True, slots=True)
class RetentionStanding:
    """The state of a contract's retention: its sum and deductions in minor units, and whether it is paid."""

    amount: int
    deducted: int
    released: bool
    certified: bool

    @property
    def left(self) -> int:
        """What is still to be paid to the community, unless it is paid already."""
        return self.amount - self.deducted


def paid_by_retention(repaired_on: date | None, certified_on: date | None) -> bool:
    """Return whether a retention can pay for a repair: not for one from before the certificate."""
    return repaired_on is None or certified_on is None or repaired_on >= certified_on


def require_deductible(standing: RetentionStanding, amount: int, reason: str, currency: str) -> None:
    """Refuse a deduction of more than is left, or without a reason. Errors: Refused, naming the field."""
    if not standing.amount:
        raise Refused(Message(N_("Nothing is held back of this contract's grant.")))
    if standing.released:
        raise Refused(Message(N_("The retention has already been released. Nothing can be taken from it.")))
    if not standing.certified:
        sentence = N_(
            "The work is not certified yet. The retention pays only for repairs after the certificate."
        )
        raise Refused(Message(sentence))
    if amount <= 0:
        raise Refused(Message(N_("Give a sum above 0.")), "amount")
    if amount > standing.left:
        sentence = N_("Only %(left)s of the retention is left. Check the digits.")
        raise Refused(Message(sentence, {"left": Money(standing.left, currency)}), "amount")
    if not reason.strip():
        raise Refused(Message(N_("Write what was repaired, and why the community did not do it.")), "reason")

"""What an item of a plan costs line by line, and who pays for it: estimate, funding lines, the gap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from peoplesprocess.core.inclusion import PeopleShare
from peoplesprocess.core.messages import N_, Message, Plural, RefusalList, Refused
from peoplesprocess.core.money import Money, priced
from peoplesprocess.core.plan_choice_lists import INSTRUMENTS, PUBLIC_SOURCES, SOURCES

MOST_LINES = 12
"""The most lines of a contract's bill, which takes over the estimate."""
MOST_FUNDING = 8
MOST_QUANTITY = 10**9
MOST_MONEY = 10**15
Stored = Sequence[Mapping[str, object]]
"""Lines in their stored form: plain values by name."""


@dataclass(frozen=True, slots=True)
class EstimateLine:
    """A part of the work: quantity in thousandths of its unit, rate in minor units for each unit."""

    title: str
    unit: str
    quantity: int
    rate: int

    @property
    def amount(self) -> int:
        """The cost of the line, in minor units."""
        return priced(self.quantity, self.rate)

    @property
    def measured(self) -> Money:
        """The quantity as a number with three decimals, shown the way sums are."""
        return Money(self.quantity, "", 3)


@dataclass(frozen=True, slots=True)
class FundingLine:
    """Who pays how much of an item, in minor units; `instrument` is "" if the money is not land-based."""

    source: str
    instrument: str
    amount: int
    committed: bool


@dataclass(frozen=True, slots=True)
class ItemFinance:
    """The cost of something, the community's contribution, and the funding lines, in minor units."""

    cost: int
    contribution: int
    lines: tuple[FundingLine, ...]

    @property
    def gap(self) -> int:
        """The part for which no payer is named; negative if the payers' sums exceed the cost."""
        return self.cost - self.contribution - sum(line.amount for line in self.lines)

    @property
    def committed(self) -> int:
        """The part that is promised: committed funding lines and the community's contribution."""
        return self.contribution + sum(line.amount for line in self.lines if line.committed)

    @property
    def not_committed(self) -> int:
        """The part that nobody has promised yet."""
        return self.cost - self.committed

    @property
    def land_based(self) -> int:
        """The part paid by land-based instruments."""
        return sum(line.amount for line in self.lines if line.instrument)

    @property
    def by_source(self) -> dict[str, int]:
        """The sum of each source that pays anything, in the order of `SOURCES`."""
        sums = {
            source: sum(line.amount for line in self.lines if line.source == source) for source in SOURCES
        }
        return {source: paid for source, paid in sums.items() if paid}

    def share(self, part: int) -> PeopleShare:
        """Return `part` of the cost as a share of it."""
        return PeopleShare(part, self.cost)


def together(parts: Iterable[ItemFinance]) -> ItemFinance:
    """Return the finance of several items added up."""
    found = list(parts)
    return ItemFinance(
        sum(part.cost for part in found),
        sum(part.contribution for part in found),
        tuple(line for part in found for line in part.lines),
    )


def estimate_lines(stored: Stored) -> list[EstimateLine]:
    """Return the lines of an estimate from their stored form."""
    return [EstimateLine(**line) for line in stored]  # type: ignore[arg-type]


def funding_lines(stored: Stored) -> list[FundingLine]:
    """Return funding lines from their stored form."""
    return [FundingLine(**line) for line in stored]  # type: ignore[arg-type]


def stored_lines(lines: Iterable[EstimateLine | FundingLine]) -> list[dict[str, object]]:
    """Return lines as plain values for JSON."""
    return [asdict(line) for line in lines]


def numbered(stored: Stored) -> dict[str, object]:
    """Return the values of stored lines, keyed by name and line number, such as `rate2`."""
    return {f"{name}{n}": part for n, line in enumerate(stored, start=1) for name, part in line.items()}


def check_estimate(lines: Sequence[EstimateLine]) -> None:
    """Refuse an estimate that cannot be right; an empty one is allowed.

    Errors: Refused, naming a field such as `rate2`.
    """
    if len(lines) > MOST_LINES:
        raise Refused(Plural("Write at most %(count)s line.", "Write at most %(count)s lines.", MOST_LINES))
    refusals = RefusalList()
    for number, line in enumerate(lines, start=1):
        with refusals:
            _check_estimate_line(number, line)
    refusals.settle()
    if sum(line.amount for line in lines) > MOST_MONEY:
        raise Refused(
            Message(N_("A line costs nothing or far too much. Check quantities and rates.")), "rate1"
        )


def _check_estimate_line(number: int, line: EstimateLine) -> None:
    if not line.title.strip():
        raise Refused(Message(N_("Fill in the whole line, or leave all of it empty.")), f"title{number}")
    if not 0 < line.quantity <= MOST_QUANTITY:
        raise Refused(Message(N_("Give a quantity above 0 and not above 1,000,000.")), f"quantity{number}")
    if not 0 < line.amount <= MOST_MONEY or line.rate <= 0:
        sentence = N_("A line costs nothing or far too much. Check quantities and rates.")
        raise Refused(Message(sentence), f"rate{number}")


def check_funding(lines: Sequence[FundingLine]) -> None:
    """Refuse funding lines that cannot be right. Errors: Refused, naming a field such as `amount2`."""
    if len(lines) > MOST_FUNDING:
        raise Refused(Plural("Write at most %(count)s line.", "Write at most %(count)s lines.", MOST_FUNDING))
    refusals = RefusalList()
    for number, line in enumerate(lines, start=1):
        with refusals:
            if line.source not in SOURCES:
                raise Refused(Message(N_("Choose who pays.")), f"source{number}")
        with refusals:
            if line.amount <= 0:
                raise Refused(Message(N_("Give a sum above 0.")), f"amount{number}")
        with refusals:
            _check_instrument(number, line)
    refusals.settle()


def _check_instrument(number: int, line: FundingLine) -> None:
    if line.instrument and line.instrument not in INSTRUMENTS:
        raise Refused(Message(N_("Choose one from the list.")), f"instrument{number}")
    if line.instrument and line.source not in PUBLIC_SOURCES:
        sentence = N_("Only public money comes from land. Choose another source, or leave this one empty.")
        raise Refused(Message(sentence), f"instrument{number}")

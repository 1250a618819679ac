"""What an amendment of a signed contract may say: the sums that follow from it, and what must not change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from peoplesprocess.core.envelope import require_within_envelope
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.money import Money, priced, share_of

IN_FORCE, REFUSED, WITHDRAWN = "in-force", "refused", "withdrawn"
"""The possible outcomes of an amendment."""
CLOSED = N_("The contract ended or its final account is written. It can no longer be changed.")
CERTIFIED = N_(
    "The work is certified as complete, and its contract stays as it is. What is still to be built needs an "
    "item of the plan and a contract of its own."
)
MOST_QUANTITY = 10**9
MOST_MONEY = 10**15


@dataclass(frozen=True, slots=True)
class AmendedBillLine:
    """A line of the amended bill: thousandths of the unit, minor units; `measured` is built so far."""

    title: str
    unit: str
    quantity: int
    rate: int
    measured: int = 0


@dataclass(frozen=True, slots=True)
class AgreedTranche:
    """An instalment as agreed now, in whole percent and minor units, and whether it is released."""

    number: int
    percent: int
    amount: int
    released: bool
    is_retention: bool = False


@dataclass(frozen=True, slots=True)
class AmendmentSituation:
    """What is known about a signed contract that is being amended. Minor units.

    `requested` is the number of the instalment that waits for an answer; `left` is what remains in the
    envelope besides this contract's grant, None for no limit.
    """

    starts_on: date
    cost_so_far: int
    tranches: Sequence[AgreedTranche]
    requested: int | None
    certified: bool
    closed: bool
    left: int | None
    currency: str
    total: int = 0
    """The current sum of the contract."""
    contribution_is_money: bool = False
    """Whether the whole contribution counts as money, as in contracts that did not record how it is given."""
    from_others: int = 0
    """What parties other than the agency and the community pay; an amendment does not change it."""
    not_arrived: int = 0
    """The part of the released money that the bank kept on the way."""
    others_paid: int = 0
    """What parties other than the agency and the community have paid in so far."""

    @property
    def released(self) -> int:
        """The sum of the instalments released so far."""
        return sum(tranche.amount for tranche in self.tranches if tranche.released)


@dataclass(frozen=True, slots=True)
class AmendedSums:
    """The sums that follow from an amendment, in minor units: of each line, in total, of each instalment."""

    amounts: tuple[int, ...]
    total: int
    grant: int
    tranches: tuple[int, ...]


def amended(
    contract: AmendmentSituation, lines: Sequence[AmendedBillLine], contribution: int, ends_on: date
) -> AmendedSums:
    """Return the sums of an amended contract. Units: minor units.

    Errors: Refused, naming the field, if the contract can no longer change or an instalment waits for an
    answer, if less would be agreed than has been built, spent or released, or if the grant exceeds the
    envelope.
    """
    _require_open(contract)
    if ends_on < contract.starts_on:
        raise Refused(Message(N_("This day is before the work begins.")), "ends_on")
    amounts = tuple(_amount(position, line) for position, line in enumerate(lines, start=1))
    total = sum(amounts)
    if total > MOST_MONEY:
        raise Refused(
            Message(N_("A line costs nothing or far too much. Check quantities and rates.")), "rate1"
        )
    if total < contract.cost_so_far:
        raise Refused(
            Message(
                N_(
                    "The work has cost %(cost)s so far. The bill would add up to %(total)s. "
                    "It must be at least what the work has cost."
                ),
                {
                    "cost": Money(contract.cost_so_far, contract.currency),
                    "total": Money(total, contract.currency),
                },
            ),
            "rate1",
        )
    grant = _grant(contract, total, contribution)
    # If the bill became smaller, it is the cause of the shortage; otherwise the contribution is.
    field = "rate1" if total < contract.total else "contribution"
    return AmendedSums(amounts, total, grant, amended_tranches(contract, grant, field))


def amended_tranches(
    contract: AmendmentSituation, grant: int, field: str = "contribution"
) -> tuple[int, ...]:
    """Return the sums of the instalments under a grant; they always add up to it. Units: minor units.

    A released instalment keeps its sum. The retention is its percentage of the new grant. The others share
    the rest by their percentages, each rounded down, and the last of them takes the remainder.
    Errors: Refused, naming the `field`, if nothing is left for one of them.
    """
    waiting = [tranche for tranche in contract.tranches if not tranche.released]
    rest = grant - contract.released
    if not waiting:
        if rest:
            raise Refused(
                Message(
                    N_(
                        "All instalments are released: the grant stays %(grant)s. Put the difference into "
                        "the community's part."
                    ),
                    {"grant": Money(contract.released, contract.currency)},
                ),
                "contribution",
            )
        return tuple(tranche.amount for tranche in contract.tranches)
    parts = _shared(waiting, grant, rest)
    if min(parts.values()) <= 0:
        raise Refused(
            Message(
                N_(
                    "%(released)s of the grant is released, and each later instalment needs a part too. "
                    "The grant would be %(grant)s. Agree on more than is released."
                ),
                {
                    "released": Money(contract.released, contract.currency),
                    "grant": Money(grant, contract.currency),
                },
            ),
            field,
        )
    return tuple(parts.get(tranche.number, tranche.amount) for tranche in contract.tranches)


def _shared(waiting: Sequence[AgreedTranche], grant: int, rest: int) -> dict[int, int]:
    """Return the sums of the waiting instalments by number; a single waiting one takes the whole rest."""
    shares = sum(tranche.percent for tranche in waiting)
    retentions = [tranche for tranche in waiting if tranche.is_retention and len(waiting) > 1]
    parts = {tranche.number: share_of(grant, tranche.percent) for tranche in retentions}
    sharing = [tranche for tranche in waiting if tranche not in retentions]
    parts |= {tranche.number: rest * tranche.percent // shares for tranche in sharing[:-1]}
    parts[sharing[-1].number] = rest - sum(parts.values())
    return parts


def require_none_open(waiting: int | None) -> None:
    """Refuse to change or close a contract while amendment number `waiting` is open. Errors: Refused."""
    if waiting is not None:
        raise Refused(waiting_amendment(waiting))


def waiting_amendment(number: int) -> Message:
    """Return the sentence that says why nothing else of a contract changes while an amendment waits."""
    return Message(
        N_("Amendment %(number)s waits for signatures. Sign or withdraw it first."), {"number": number}
    )


def require_changeable(*, closed: bool, certified: bool) -> None:
    """Refuse to change a contract that is over, or whose work is complete. Errors: Refused."""
    if closed:
        raise Refused(Message(CLOSED))
    if certified:
        raise Refused(Message(CERTIFIED))


def _require_open(contract: AmendmentSituation) -> None:
    require_changeable(closed=contract.closed, certified=contract.certified)
    if contract.requested is not None:
        raise Refused(
            Message(
                N_(
                    "Instalment %(number)s is asked for and waits for an answer. Release or refuse it first, "
                    "then amend the contract."
                ),
                {"number": contract.requested},
            )
        )


def _amount(position: int, line: AmendedBillLine) -> int:
    if not 0 <= line.quantity <= MOST_QUANTITY:
        raise Refused(Message(N_("Give a quantity from 0 to 1,000,000.")), f"quantity{position}")
    if line.rate <= 0:
        raise Refused(Message(N_("Give a sum above 0.")), f"rate{position}")
    if line.quantity < line.measured:
        raise Refused(
            Message(
                N_(
                    "%(what)s: %(measured)s %(unit)s are built already. Give at least that, or correct the "
                    "visit first."
                ),
                {"what": line.title, "measured": Fraction(line.measured, 1000), "unit": line.unit},
            ),
            f"quantity{position}",
        )
    amount = priced(line.quantity, line.rate)
    if line.quantity and not amount:
        raise Refused(
            Message(N_("A line costs nothing or far too much. Check quantities and rates.")),
            f"rate{position}",
        )
    return amount


def _grant(contract: AmendmentSituation, total: int, contribution: int) -> int:
    if contribution < 0:
        raise Refused(Message(N_("A sum here cannot be below 0.")), "contribution")
    if contribution + contract.from_others >= total:
        raise Refused(
            Message(N_("The community's part is as large as the whole bill. Nothing is left for the grant.")),
            "contribution",
        )
    received = contract.released - contract.not_arrived + contract.others_paid
    used = contract.cost_so_far - received if contract.contribution_is_money else 0
    if contribution < used:
        raise Refused(
            Message(
                N_(
                    "%(used)s of what the community gives is spent already. Give at least that, or correct "
                    "the cash book first."
                ),
                {"used": Money(used, contract.currency)},
            ),
            "contribution",
        )
    grant = total - contribution - contract.from_others
    require_within_envelope(grant, contract.left, contract.currency)
    return grant

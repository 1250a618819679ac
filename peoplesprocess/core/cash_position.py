"""What a committee's cash book can spend: money that came in, never labour or materials."""

from __future__ import annotations

from dataclasses import dataclass

from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.money import Money


@dataclass(frozen=True, slots=True)
class CashPosition:
    """What came in for a contract and what was paid out. Minor units.

    `arrived` is the released money whose arrival somebody has confirmed, without what the bank kept on the
    way; `on_its_way` is released money whose arrival nobody has confirmed yet. `in_cash` is the part of the
    contribution that was agreed as money. It is None in older contracts, which did not record it: there the
    whole contribution counts as money except what was given in kind.
    """

    contribution: int
    in_cash: int | None
    arrived: int
    returned: int
    given_in_cash: int
    given_in_kind: int
    paid: int
    others_paid: int = 0
    """What parties other than the agency and the community paid in."""
    on_its_way: int = 0

    @property
    def cash_given(self) -> int:
        """The money that the community gave."""
        if self.in_cash is None:
            return max(self.contribution - self.given_in_kind, self.given_in_cash)
        return self.given_in_cash

    @property
    def balance(self) -> int:
        """What is left to spend; negative if more was paid than came in."""
        return self.arrived + self.cash_given + self.others_paid - self.paid - self.returned

    @property
    def is_balance_unknown(self) -> bool:
        """Whether the balance is unknown: it is negative while some released money is not confirmed yet.

        This is so in books from before the day of arrival was recorded.
        """
        return self.balance < 0 < self.on_its_way

    def went_to_fund(self, fund: int | None) -> int:
        """Return how much of the repair fund at the handover came from this balance, not elsewhere."""
        return max(0, min(fund or 0, self.balance))

    @property
    def cost_so_far(self) -> int:
        """The cost of the work so far: payments, and the value of labour and materials given."""
        return self.paid + self.given_in_kind

    @property
    def paid_in(self) -> int:
        """All there is to build with: money paid in or on its way and not returned, labour and materials."""
        return self.balance + self.on_its_way + self.cost_so_far


def require_covered_payment(position: CashPosition, amount: int, currency: str) -> None:
    """Refuse a payment that exceeds the balance.

    Units: minor units. Errors: Refused, naming the field `amount`.
    """
    left = max(0, position.balance)
    if amount <= left:
        return
    sentence = _ONLY_LEFT_WITH_OTHERS if position.others_paid else _ONLY_LEFT
    if position.on_its_way:
        sentence = _ON_ITS_WAY
    coming = Money(position.on_its_way, currency)
    raise Refused(Message(sentence, {"left": Money(left, currency), "coming": coming}), "amount")


_ON_ITS_WAY = N_(
    "Only %(left)s is left of what came. %(coming)s more was released, and nobody has said yet that it came. "
    "If it came, say first on which day; then write this line."
)
_ONLY_LEFT = N_(
    "Only %(left)s is left of what came and what the community gave in cash. Check the sum. If the "
    "community gave more in cash, record that first. Labour and materials that it gave are not payments: "
    "record them as a contribution."
)
_ONLY_LEFT_WITH_OTHERS = N_(
    "Only %(left)s is left of what came, what the community gave in cash and what others paid in. "
    "Check the sum. If more came, record that first."
)


def require_covered_correction(before: CashPosition, after: CashPosition, currency: str) -> None:
    """Refuse a correction that makes the balance negative. Units: minor units. Errors: Refused.

    A balance that is negative already, as in books from before this check, may stay as low as it is;
    otherwise such books could not be corrected at all.
    """
    if after.balance < min(0, before.balance):
        sentence = N_(
            "With this, more would be paid than came: only %(left)s is left. First correct the lines by "
            "which it was spent, or record what else came. Then save this."
        )
        raise Refused(Message(sentence, {"left": Money(max(0, before.balance), currency)}), "amount")


def require_unspent(position: CashPosition, amount: int, currency: str) -> None:
    """Refuse to strike incoming money that has been spent. Units: minor units. Errors: Refused."""
    if amount > 0 and amount > position.balance:
        raise Refused(
            Message(
                N_(
                    "Without this, more would be paid than came: only %(left)s is left. First record what "
                    "really came, or correct the cash book. Then strike this."
                ),
                {"left": Money(max(0, position.balance), currency)},
            )
        )

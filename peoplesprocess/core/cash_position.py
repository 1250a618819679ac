"""What a committee's cash book can spend: money that came, never labour or materials."""

from __future__ import annotations

from dataclasses import dataclass

from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.money import Money


@dataclass(frozen=True, slots=True)
class CashPosition:
    """What came in for a contract and what was paid. Minor units.

    `arrived` is what of the released money came to the account, as somebody has said, without what the bank
    kept on the way; `on_its_way` what was released and nobody has said yet that it came.
    `in_cash` is how much of the contribution was agreed as money, None in contracts from before that was
    asked: there the whole contribution counts as money, but for what was given in kind.
    """

    contribution: int
    in_cash: int | None
    arrived: int
    returned: int
    given_in_cash: int
    given_in_kind: int
    paid: int
    others_paid: int = 0
    """What others than agency and community paid in."""
    on_its_way: int = 0

    @property
    def cash_given(self) -> int:
        """What the community gave as money."""
        if self.in_cash is None:
            return max(self.contribution - self.given_in_kind, self.given_in_cash)
        return self.given_in_cash

    @property
    def balance(self) -> int:
        """What is left to pay with; below 0 if more was paid than came."""
        return self.arrived + self.cash_given + self.others_paid - self.paid - self.returned

    @property
    def is_untold(self) -> bool:
        """Whether nobody can tell what is left: more was paid than people have said yet that it came.

        So are books of a time in which nobody was asked for the day on which money came.
        """
        return self.balance < 0 < self.on_its_way

    def went_to_fund(self, fund: int | None) -> int:
        """Return what of a repair fund at the handover was left here before: the rest came from elsewhere."""
        return max(0, min(fund or 0, self.balance))

    @property
    def cost_so_far(self) -> int:
        """What the work cost until now: what was paid, and the value of labour and materials given."""
        return self.paid + self.given_in_kind

    @property
    def paid_in(self) -> int:
        """What there is to build with: money that was sent and stayed, labour and materials."""
        return self.balance + self.on_its_way + self.cost_so_far


def may_pay(position: CashPosition, amount: int, currency: str) -> None:
    """Refuse to pay more than came. Units: minor units. Errors: Refused, naming the field `amount`."""
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


def may_be_less(before: CashPosition, after: CashPosition, currency: str) -> None:
    """Refuse a correction by which more would be paid than came. Units: minor units. Errors: Refused.

    What lacks already, as in books from before this was asked, may lack on: else nothing could be put right.
    """
    if after.balance < min(0, before.balance):
        sentence = N_(
            "With this, more would be paid than came: only %(left)s is left. First correct the lines by "
            "which it was spent, or record what else came. Then save this."
        )
        raise Refused(Message(sentence, {"left": Money(max(0, before.balance), currency)}), "amount")


def may_take_away(position: CashPosition, amount: int, currency: str) -> None:
    """Refuse to strike money that came in once it is spent. Units: minor units. Errors: Refused."""
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

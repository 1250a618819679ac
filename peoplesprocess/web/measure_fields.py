"""Fields for what is measured: quantities in thousandths and sums in minor units, as people write them."""

from __future__ import annotations

from typing import Any

from wtforms.validators import NumberRange

from peoplesprocess.core import numerals
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.web.fields import BaseField
from peoplesprocess.web.validators import at_least

MOST = 10**15


class QuantityField(BaseField):
    """A measured quantity with up to three decimals; its value is in thousandths."""

    kind = "count"
    empty = 0

    def __init__(self, label: str, **rest: Any) -> None:
        high = Message(N_("This number is too large. Check the digits."))
        most = NumberRange(max=MOST, message=high)
        super().__init__(label, validators=[at_least(0), most], **rest)

    def read(self, typed: str) -> int:
        try:
            return numerals.scaled(typed, 3)
        except numerals.NotANumber:
            raise ValueError(Message(N_("Write a number in digits."))) from None

    def written(self, value: int | None) -> str:
        if value is None:
            return ""
        whole, rest = divmod(value, 1000)
        return f"{whole}.{rest:03d}".rstrip("0").rstrip(".") if rest else str(whole)


class MoneyField(BaseField):
    """A sum in the settlement's currency, which the form's `meta` names; its value is in minor units."""

    kind = "money"
    empty = 0

    def __init__(self, label: str, *, min: int = 0, **rest: Any) -> None:
        low = N_("Give a sum above 0.") if min else N_("A sum here cannot be below 0.")
        high = Message(N_("This sum is too large. Check the digits."))
        super().__init__(
            label,
            validators=[
                NumberRange(min=min, message=Message(low)),
                NumberRange(max=MOST, message=high),
            ],
            **rest,
        )

    @property
    def currency(self) -> str:
        """The currency that a sum has to be in."""
        return str(self.meta.currency)

    @property
    def digits(self) -> int:
        """How many digits it has after the point."""
        return int(self.meta.digits)

    def read(self, typed: str) -> int:
        letters = "".join(c for c in typed if c.isalpha() and c.isascii()).upper()
        currency = {"currency": self.currency}
        if letters and letters != self.currency:
            raise ValueError(Message(N_("Write the sum in %(currency)s."), currency))
        figures = "".join(c for c in typed if not (c.isalpha() and c.isascii()))
        try:
            return numerals.scaled(figures, self.digits)
        except numerals.NotANumber:
            raise ValueError(Message(N_("Write the sum in digits, in %(currency)s."), currency)) from None

    def written(self, value: int | None) -> str:
        if value is None:
            return ""
        major, minor = divmod(value, 10**self.digits)
        return f"{major:,}" + (f".{minor:0{self.digits}d}" if minor else "")

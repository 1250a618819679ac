"""Fields for quantities, in thousandths, and sums of money, in minor units."""

from __future__ import annotations

from typing import Any

from wtforms.validators import NumberRange

from peoplesprocess.core import numerals
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.web.fields import BaseField
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.validators import at_least

MOST = 10**15
QUANTITY_DIGITS = 3


class QuantityField(BaseField):
    """A quantity with up to three decimals; its value is in thousandths."""

    kind = "money"
    empty: int | None = 0

    def __init__(self, label: str | Message, **rest: Any) -> None:
        high = Message(N_("This number is too large. Check the digits."))
        most = NumberRange(max=MOST, message=high)
        super().__init__(label, validators=[at_least(0), most], **rest)

    def read(self, typed: str) -> int:
        try:
            return scaled(typed, QUANTITY_DIGITS)
        except numerals.TooManyDecimals:
            raise ValueError(Message(N_("Write at most three digits after the point."))) from None
        except numerals.NotANumber:
            raise ValueError(Message(N_("Write a number in digits."))) from None

    def written(self, value: int | None) -> str:
        return "" if value is None else written(value, QUANTITY_DIGITS).rstrip("0").rstrip(".,")


class MoneyField(BaseField):
    """A sum in the currency of the form's `meta`; its value is in minor units."""

    kind = "money"
    empty: int | None = 0

    def __init__(self, label: str | Message, *, min: int = 0, **rest: Any) -> None:
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
        """The currency of the sum."""
        return str(self.meta.currency)

    @property
    def digits(self) -> int:
        """The number of decimals of the currency."""
        return int(self.meta.digits)

    def read(self, typed: str) -> int:
        return read_sum(typed, self.currency, self.digits)

    def written(self, value: int | None) -> str:
        if value is None:
            return ""
        text = written(value, self.digits)
        return text if value % 10**self.digits else text.partition(current_translator().decimal_sign)[0]


class OptionalQuantityField(QuantityField):
    """A quantity that may be unknown: an empty field is not 0."""

    empty: int | None = None


class OptionalMoneyField(MoneyField):
    """A sum that may be unknown: an empty field is not 0."""

    empty: int | None = None


def read_sum(typed: str, code: str, digits: int) -> int:
    """Return a sum of money, typed with or without its currency's `code`.

    Errors: ValueError with a Message.
    """
    letters = "".join(c for c in typed if c.isalpha() and c.isascii()).upper()
    currency = {"currency": code}
    if letters and letters != code:
        raise ValueError(Message(N_("Write the sum in %(currency)s."), currency))
    figures = "".join(c for c in typed if not (c.isalpha() and c.isascii()))
    try:
        return scaled(figures, digits)
    except numerals.TooManyDecimals:
        sentence = N_("%(currency)s has no parts as small as this. Check the digits after the point.")
        raise ValueError(Message(sentence, currency)) from None
    except numerals.NotANumber:
        raise ValueError(Message(N_("Write the sum in digits, in %(currency)s."), currency)) from None


def scaled(typed: str, digits: int) -> int:
    """Return a number typed in the format of the page's language, in units of 10 ** -`digits`.

    Errors: NotANumber; ValueError with a Message if it can be read in two ways.
    """
    try:
        return numerals.scaled(typed, digits, current_translator().decimal_sign)
    except numerals.AmbiguousNumber as doubt:
        first, second = doubt.readings
        sentence = N_("This can be read in two ways. Write %(first)s or %(second)s.")
        raise ValueError(Message(sentence, {"first": first, "second": second})) from None


def written(value: int, digits: int) -> str:
    """Return a number with `digits` decimals in the format of the page's language, as `scaled` reads it.

    Thousands are separated only if three digits after a separator cannot be a fraction.
    """
    spoken = current_translator()
    major, minor = divmod(abs(value), 10**digits)
    whole = spoken.number(major) if digits < QUANTITY_DIGITS else str(major)
    return ("-" if value < 0 else "") + whole + (f"{spoken.decimal_sign}{minor:0{digits}d}" if digits else "")

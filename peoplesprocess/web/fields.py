"""Form fields that read what people type, in any script, and say plainly what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from wtforms import Field, ValidationError
from wtforms.validators import StopValidation

from peoplesprocess.core import numerals
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.privacy import looks_personal

Choices = Sequence[tuple[str, str]]
FILL_IN = N_("Fill this in.")


def wrong(text: str, **values: object) -> ValidationError:
    """Return a field's error as a whole sentence with its values."""
    return ValidationError(Message(text, values))


class BaseField(Field):
    """What every field shares: a hint, whether it must be filled in, and what to say when it is not."""

    kind = "text"
    empty: Any = ""

    def __init__(
        self, label: str, *, hint: str = "", required: bool = True, missing: str = FILL_IN, **rest: Any
    ) -> None:
        super().__init__(label, **rest)
        self.hint, self.required, self.missing = hint, required, missing
        self.typed = ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep what was typed, whatever becomes of it, and read it."""
        self.typed = str(valuelist[0]).strip() if valuelist else ""
        self.data = self.read(self.typed) if self.typed else self.empty

    def read(self, typed: str) -> Any:
        """Return the value that `typed` stands for. Errors: ValueError with a sentence."""
        return typed

    def pre_validate(self, form: Any) -> None:
        """Refuse an empty field that must be filled in."""
        if self.required and not self.typed:
            raise StopValidation(Message(self.missing))
        if not self.typed:
            raise StopValidation
        if not self.process_errors:
            self.check(self.data)

    def check(self, value: Any) -> None:
        """Refuse a value that is readable and still wrong. Errors: ValidationError."""

    def _value(self) -> str:
        return self.typed if self.raw_data else self.written(self.data)

    def written(self, value: Any) -> str:
        """Return a stored value as it stands in the field."""
        return "" if value is None else str(value)


class TextField(BaseField):
    """A line of text, or a box of `rows` lines; `private` refuses what looks like a person's number."""

    def __init__(
        self, label: str, *, most: int = 120, rows: int = 0, private: bool = True, **rest: Any
    ) -> None:
        super().__init__(label, **rest)
        self.most, self.rows, self.private = most, rows, private
        self.kind = "area" if rows else "text"

    def check(self, value: str) -> None:
        if len(value) > self.most:
            raise wrong(
                N_("This is %(length)s characters long. Keep it to %(most)s."),
                length=len(value),
                most=self.most,
            )
        if "\x00" in value:
            raise wrong(N_("This holds a character that cannot be saved."))
        if self.private and looks_personal(value):
            raise wrong(N_("This looks like a telephone or identity number, or an address. Leave it out."))


class PasswordField(TextField):
    """A password; what was typed never comes back."""

    def __init__(self, label: str, **rest: Any) -> None:
        super().__init__(label, most=128, private=False, **rest)
        self.kind = "password"

    def _value(self) -> str:
        return ""


class IntegerField(BaseField):
    """A whole number of people, households or things."""

    kind = "count"
    empty = 0

    def __init__(self, label: str, *, least: int = 0, most: int = 1_000_000, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.least, self.most = least, most

    def read(self, typed: str) -> int:
        try:
            return numerals.whole(typed)
        except numerals.NotANumber:
            raise ValueError(Message(N_("Write a whole number in digits."))) from None

    def check(self, value: int) -> None:
        if value < self.least:
            raise wrong(N_("This must be at least %(least)s."), least=self.least)
        if value > self.most:
            raise wrong(N_("This cannot be more than %(most)s."), most=self.most)


class QuantityField(BaseField):
    """A measured quantity with up to three decimals; its value is in thousandths."""

    kind = "count"
    empty = 0

    def read(self, typed: str) -> int:
        try:
            return numerals.scaled(typed, 3)
        except numerals.NotANumber:
            raise ValueError(Message(N_("Write a number in digits."))) from None

    def check(self, value: int) -> None:
        if value < 0:
            raise wrong(N_("This must be at least %(least)s."), least=0)

    def written(self, value: int | None) -> str:
        if value is None:
            return ""
        whole, rest = divmod(value, 1000)
        return f"{whole}.{rest:03d}".rstrip("0").rstrip(".") if rest else str(whole)


class MoneyField(BaseField):
    """A sum in the settlement's currency, which the form's `meta` names; its value is in minor units."""

    kind = "money"
    empty = 0

    def __init__(self, label: str, *, least: int = 0, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.least = least

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
        if letters and letters != self.currency:
            raise ValueError(Message(N_("Write the sum in %(currency)s."), {"currency": self.currency}))
        try:
            return numerals.scaled(
                "".join(c for c in typed if not (c.isalpha() and c.isascii())), self.digits
            )
        except numerals.NotANumber:
            raise ValueError(
                Message(N_("Write the sum in digits, in %(currency)s."), {"currency": self.currency})
            ) from None

    def check(self, value: int) -> None:
        if value < self.least:
            raise wrong(N_("A sum here cannot be below 0.") if not self.least else N_("Give a sum above 0."))
        if value > 10**15:
            raise wrong(N_("This sum is too large. Check the digits."))

    def written(self, value: int | None) -> str:
        if value is None:
            return ""
        major, minor = divmod(value, 10**self.digits)
        return f"{major:,}" + (f".{minor:0{self.digits}d}" if minor else "")


class DateField(BaseField):
    """A day. `ahead` is how many days it may lie in the future; None is any number."""

    kind = "date"
    empty = None

    def __init__(self, label: str, *, ahead: int | None = 0, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.ahead = ahead

    def read(self, typed: str) -> date:
        written = numerals.western(typed).replace("/", "-").replace(".", "-")
        parts = written.split("-")
        if len(parts[0]) != 4:
            parts.reverse()
        try:
            return date(*(int(part) for part in parts))
        except (TypeError, ValueError):
            raise ValueError(Message(N_("Write the day like this: 2026-11-23."))) from None

    def check(self, value: date) -> None:
        if self.ahead is not None and value > self.meta.today + timedelta(days=self.ahead):
            raise wrong(N_("This day has not come yet."))
        if value.year < 1950 or value.year > 2150:
            raise wrong(N_("Check the year."))


class SelectField(BaseField):
    """One of some choices; few are shown as buttons, many as a list."""

    kind = "pick"

    def __init__(self, label: str, *, choices: Choices | Mapping[Any, str] = (), **rest: Any) -> None:
        super().__init__(label, **rest)
        self.choices: list[tuple[str, str]] = as_choices(choices)

    def check(self, value: str) -> None:
        if value not in {key for key, _ in self.choices}:
            raise wrong(N_("Choose one from the list."))


class SelectMultipleField(BaseField):
    """Any number of some choices."""

    kind = "picks"
    empty: Any = ()

    def __init__(self, label: str, *, choices: Choices | Mapping[Any, str] = (), **rest: Any) -> None:
        super().__init__(label, **rest)
        self.choices: list[tuple[str, str]] = as_choices(choices)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = list(dict.fromkeys(str(value) for value in valuelist))
        self.typed = " ".join(self.data)

    def check(self, value: Iterable[str]) -> None:
        if not set(value) <= {key for key, _ in self.choices}:
            raise wrong(N_("Choose from the list."))


class BooleanField(BaseField):
    """A yes that is ticked, or not."""

    kind = "tick"
    empty = False

    def __init__(self, label: str, **rest: Any) -> None:
        super().__init__(label, **{"required": False, **rest})

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.typed = "yes" if valuelist else ""
        self.data = bool(valuelist)


class FileField(BaseField):
    """A file that was sent; the room reads it."""

    kind = "file"
    empty = None

    def process_formdata(self, valuelist: list[Any]) -> None:
        sent = [file for file in valuelist if getattr(file, "filename", "")]
        self.data = sent[0] if sent else None
        self.typed = self.data.filename if self.data else ""

    def _value(self) -> str:
        return ""


def as_choices(choices: Choices | Mapping[Any, str]) -> list[tuple[str, str]]:
    """Return choices as pairs of key and label."""
    pairs = choices.items() if isinstance(choices, Mapping) else choices
    return [(str(key), label) for key, label in pairs]

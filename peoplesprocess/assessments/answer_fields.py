"""A field for each kind of question, which parses what people type; its value is the answer as text."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import TypedDict

import wtforms

from peoplesprocess.core import numerals
from peoplesprocess.core.coordinates import LONGEST_TEXT, read_point
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.unlikely_years import year_fault
from peoplesprocess.core.xlsform.form import Question
from peoplesprocess.web.fields import BaseField, BooleanField, SelectField, SelectMultipleField, TextField
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.quantity_and_money_fields import scaled

YES = "OK"
"""The value that telephones write for an acknowledgement."""
LONGEST = 2_000
_DIGITS = 6
_FIRST_YEAR, _LAST_YEAR = 1800, 2150
"""Years before what people's grandparents saw, or far ahead, are typing errors."""
_HINTS = {
    "geopoint": N_("Two numbers like 6.9344, 79.8428. Not the home of a family."),
    "time": N_("Like 14:30."),
    "datetime": N_("Like 2026-11-23 14:30."),
}


class IntegerAnswerField(BaseField):
    """A whole number, which may be negative."""

    kind = "count"

    def read(self, typed: str) -> str:
        """Return the number in plain digits. Errors: ValueError with a sentence."""
        try:
            return str(numerals.whole(typed))
        except numerals.NotANumber:
            raise ValueError(Message(N_("Write a whole number in digits."))) from None


class DecimalAnswerField(BaseField):
    """A decimal number, written as usual in the page's language."""

    kind = "money"

    def read(self, typed: str) -> str:
        """Return the number with a decimal point. Errors: ValueError with a sentence."""
        try:
            units = scaled(typed, _DIGITS)
        except numerals.TooManyDecimals:
            raise ValueError(Message(N_("Write at most six digits after the point."))) from None
        except numerals.NotANumber:
            raise ValueError(Message(N_("Write a number in digits."))) from None
        whole, rest = divmod(abs(units), 10**_DIGITS)
        written = f"{whole}.{rest:0{_DIGITS}d}".rstrip("0").rstrip(".")
        return f"-{written}" if units < 0 else written

    def written(self, value: str) -> str:
        return (value or "").replace(".", current_translator().decimal_sign)


class DateAnswerField(BaseField):
    """A day of any year."""

    kind = "date"

    def read(self, typed: str) -> str:
        """Return the day like 2026-11-23. Errors: ValueError with a sentence."""
        return read_day(typed).isoformat()


class TimeAnswerField(BaseField):
    """A time of the day."""

    kind = "count"

    def read(self, typed: str) -> str:
        """Return the time like 14:30. Errors: ValueError with a sentence."""
        return read_time(typed).isoformat("minutes")


class DateTimeAnswerField(BaseField):
    """A day and a time."""

    def read(self, typed: str) -> str:
        """Return day and time like 2026-11-23T14:30. Errors: ValueError with a sentence."""
        day, _, moment = typed.replace("T", " ").strip().partition(" ")
        try:
            return datetime.combine(read_day(day), read_time(moment)).isoformat(timespec="minutes")
        except ValueError:
            raise ValueError(Message(N_("Write day and time like this: 2026-11-23 14:30."))) from None

    def written(self, value: str) -> str:
        return (value or "").replace("T", " ")


class PointAnswerField(TextField):
    """A point on the earth, in any notation."""

    def read(self, typed: str) -> str:
        """Return the point as telephones write it. Errors: ValueError with a sentence."""
        try:
            return f"{' '.join(read_point(typed).degrees)} 0 0"
        except Refused as refused:
            raise ValueError(refused.sentence) from None

    def written(self, value: str) -> str:
        return ", ".join((value or "").split()[:2])


class SelectOneAnswerField(SelectField):
    """One of the choices; its value is the name of the choice."""


class SelectMultipleAnswerField(SelectMultipleField):
    """Any number of the choices; its value is their names, joined by blanks."""

    @property
    def value(self) -> str:
        return " ".join(self.data or ())

    def process_data(self, value: object) -> None:
        """Take stored names as the keys of their choices."""
        self.data = str(value or "").split()


class AcknowledgeAnswerField(BooleanField):
    """An acknowledgement."""

    @property
    def value(self) -> str:
        return YES if self.data else ""


class _FieldOptions(TypedDict):
    """The options that all fields of questions share."""

    required: bool
    depends: bool
    description: str


def answer_field(
    question: Question, label: str, hint: str, choices: list[tuple[str, str]], *, is_needed: bool
) -> wtforms.Field:
    """Return the field of a question, with its label and hint in the reader's language."""
    options = _FieldOptions(
        required=False, depends=is_needed, description=hint or _HINTS.get(question.kind, "")
    )
    match question.kind:
        case "integer":
            return IntegerAnswerField(label, **options)
        case "decimal" | "range":
            return DecimalAnswerField(label, **options)
        case "date":
            return DateAnswerField(label, **options)
        case "time":
            return TimeAnswerField(label, **options)
        case "datetime":
            return DateTimeAnswerField(label, **options)
        case "geopoint":
            return PointAnswerField(label, max=LONGEST_TEXT, private=False, **options)
        case "acknowledge":
            return AcknowledgeAnswerField(label, description=hint)
        case "select_one":
            return SelectOneAnswerField(label, choices=choices, **options)
        case "select_multiple":
            return SelectMultipleAnswerField(label, choices=choices, **options)
    rows = 3 if "multiline" in question.appearance else 0
    return TextField(label, max=LONGEST, rows=rows, **options)


def read_day(typed: str) -> date:
    """Return the day that was typed in. Errors: ValueError with a sentence."""
    parts = re.split(r"[-/.]", numerals.western(typed))
    if len(parts[0]) != 4:
        parts.reverse()
    try:
        day = date(*(int(part) for part in parts))
    except (TypeError, ValueError, OverflowError):
        raise ValueError(Message(N_("Write the day like this: 2026-11-23."))) from None
    if sentence := year_fault(day.year, _FIRST_YEAR, _LAST_YEAR):
        raise ValueError(Message(sentence))
    return day


def read_time(typed: str) -> time:
    """Return the time that was typed in. Errors: ValueError with a sentence."""
    try:
        hours, minutes = re.split(r"[:.hH]", numerals.western(typed))[:2]
        return time(int(hours), int(minutes or 0))
    except ValueError:
        raise ValueError(Message(N_("Write the time like this: 14:30."))) from None

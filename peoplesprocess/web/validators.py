"""Validators with whole sentences as messages: those of WTForms and a few of our own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any, Protocol

import wtforms
from wtforms import ValidationError
from wtforms.validators import NumberRange, StopValidation

from peoplesprocess.core.invisible_characters import has_control_character
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.personal_numbers import looks_personal
from peoplesprocess.core.unlikely_years import year_fault

Validator = Callable[[Any, Any], None]


class _ChoiceField(Protocol):
    """A field whose data is the key of one of its choices, or several keys."""

    typed: str
    data: Iterable[str] | None
    choices: list[tuple[str, str]]


class _DayField(Protocol):
    """A field for a day that may be `ahead` days in the future."""

    ahead: int | None
    data: date | None
    meta: _MetaWithToday


class _MetaWithToday(Protocol):
    today: date


def wrong(text: str, **values: object) -> ValidationError:
    """Return a validation error with a message and its values."""
    return ValidationError(Message(text, values))


def could_be_read(form: object, field: wtforms.Field) -> None:
    """Stop the validation of a value that could not be read, which already has its message."""
    if field.process_errors:
        raise StopValidation


def among_choices(form: object, field: _ChoiceField) -> None:
    """Refuse a key that is not among the field's choices."""
    if field.typed and field.data not in {key for key, _ in field.choices}:
        if not field.choices:
            sentence = N_(
                "There is nothing to choose from now. Open this page again: it says what can be done."
            )
            raise wrong(sentence)
        raise wrong(N_("Choose one from the list."))


def all_among_choices(form: object, field: _ChoiceField) -> None:
    """Refuse keys of which any is not among the field's choices."""
    if not set(field.data or ()) <= {key for key, _ in field.choices}:
        raise wrong(N_("Choose from the list."))


def has_come(form: object, field: _DayField) -> None:
    """Refuse a day that is further in the future than the field's `ahead`."""
    if field.ahead is not None and field.data and field.data > field.meta.today + timedelta(days=field.ahead):
        raise wrong(N_("This day has not come yet."))


def at_least(least: int) -> Validator:
    """Return a validator for the smallest number."""
    return NumberRange(min=least, message=Message(N_("This must be at least %(min)s.")))


def at_most(most: int) -> Validator:
    """Return a validator for the largest number."""
    return NumberRange(max=most, message=Message(N_("This cannot be more than %(max)s.")))


def this_century(form: object, field: wtforms.Field) -> None:
    """Refuse a year that is obviously mistyped."""
    if field.data and (sentence := year_fault(field.data.year, 1950, 2150)):
        raise StopValidation(Message(sentence))


def no_control_character(form: object, field: wtforms.Field) -> None:
    """Refuse characters that a database cannot store or a page cannot show."""
    if has_control_character(field.data or ""):
        raise wrong(N_("This holds a character that cannot be saved."))


def no_personal_number(form: object, field: wtforms.Field) -> None:
    """Refuse text that looks like a telephone or identity number, or an address."""
    if looks_personal(field.data or ""):
        raise wrong(N_("This looks like a telephone or identity number, or an address. Leave it out."))

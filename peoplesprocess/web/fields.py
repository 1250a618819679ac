"""WTForms fields that read input in any script and have plain error messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Self

import wtforms
from wtforms.validators import InputRequired, Length, Optional

from peoplesprocess.core import numerals
from peoplesprocess.core.invisible_characters import TURNING, has_control_character, is_seen
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.web.line_labels import in_line
from peoplesprocess.web.validators import (
    Validator,
    all_among_choices,
    among_choices,
    at_least,
    at_most,
    could_be_read,
    has_come,
    no_control_character,
    no_personal_number,
    this_century,
)

Choices = Sequence[tuple[str, str]] | Mapping[Any, str]


class BaseField(wtforms.Field):
    """The base of all fields: whether a value is required, and what was typed, without surrounding spaces.

    A required field has its own message for an empty value, `missing`. A field that `depends` is needed only
    together with others, and is not marked as optional. In lines or grids, `line` or `row` says in which one
    the field is, as labels repeat. A `hidden` field is not shown; its errors are shown above the form,
    without a link.
    """

    kind = "text"
    offers = ""
    """The id of a datalist on the page with suggestions."""
    empty: Any = ""
    usually_required = True

    def __new__(cls, *args: object, **rest: object) -> Self:
        # Checked when the form class is defined, not when somebody opens it.
        if rest.get("required", cls.usually_required) and not rest.get("missing"):
            raise TypeError(f"{cls.__name__} {args[:1]} does not say what to do when it is left empty")
        made: Self = super().__new__(cls, *args, **rest)
        return made

    def __init__(
        self,
        label: str | Message,
        *,
        required: bool = True,
        missing: str = "",
        depends: bool = False,
        hidden: bool = False,
        autocomplete: str = "",
        row: str | Message = "",
        line: int = 0,
        validators: Sequence[Validator] = (),
        **rest: Any,
    ) -> None:
        self.row = row
        self.line = line
        self.missing = Message(missing)
        self.is_optional = not required and not depends
        self.is_hidden = hidden
        self.autocomplete = autocomplete
        first = InputRequired(self.missing) if required else Optional()
        super().__init__(label, [first, could_be_read, *validators], **rest)

    @property
    def full_name(self) -> str | Message:
        """The label with the field's row or line, for use outside of the grid."""
        label: str | Message = self.label.text
        if self.line:
            return in_line(label, self.line)
        if not self.row:
            return label
        return Message(N_("%(first)s, %(second)s"), {"first": self.row, "second": label})

    @property
    def hint(self) -> str:
        """The description that helps to fill the field in."""
        hint: str = self.description
        return hint

    @property
    def typed(self) -> str:
        """The text as typed, or ""."""
        return str(self.raw_data[0]) if self.raw_data else ""

    @property
    def value(self) -> Any:
        """The data in the type of the act's input."""
        return self.data

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed; the text stays in the field, even if it is wrong."""
        self.raw_data = [self.cleaned(str(value)) for value in valuelist[:1]]
        self.data = self.read(self.typed) if self.typed else self.empty

    def cleaned(self, typed: str) -> str:
        """Return the text without invisible characters; "" if nothing of it is visible."""
        # Browsers send CR LF as a line's end, but count it as one character.
        typed = typed.translate(TURNING).replace("\r\n", "\n").strip()
        return typed if is_seen(typed) or has_control_character(typed) else ""

    def read(self, typed: str) -> Any:
        """Return the value that `typed` stands for. Errors: ValueError with a Message."""
        return typed

    def written(self, value: Any) -> str:
        """Return a stored value as the text in the field."""
        return "" if value is None else str(value)

    def _value(self) -> str:
        return self.typed if self.raw_data else self.written(self.data)


class TextField(BaseField, wtforms.StringField):
    """A line of text, or a box of `rows` lines; `private` refuses text that looks like personal data."""

    def __init__(
        self,
        label: str | Message,
        *,
        max: int = 120,
        rows: int = 0,
        private: bool = True,
        offers: str = "",
        validators: Sequence[Validator] = (),
        **rest: Any,
    ) -> None:
        too_long = Message(N_("This is %(length)s characters long. Keep it to %(max)s."))
        usual: list[Validator] = [Length(max=max, message=too_long), no_control_character]
        usual += [no_personal_number] if private else []
        super().__init__(label, validators=[*validators, *usual], **rest)
        self.rows = rows
        self.offers = offers
        self.kind = "area" if rows else "text"


class PasswordField(TextField):
    """A password, which is never sent back in a page."""

    def __init__(self, label: str | Message, **rest: Any) -> None:
        super().__init__(label, max=128, private=False, **rest)
        self.kind = "password"

    def cleaned(self, typed: str) -> str:
        """Return the password unchanged, including its spaces."""
        return typed

    def _value(self) -> str:
        return ""


class IntegerField(BaseField, wtforms.IntegerField):
    """A whole number, such as a count of people, households or things."""

    kind = "count"
    empty: int | None = 0

    def __init__(self, label: str | Message, *, min: int = 0, max: int = 1_000_000, **rest: Any) -> None:
        super().__init__(label, validators=[at_least(min), at_most(max)], **rest)

    def read(self, typed: str) -> int:
        try:
            return numerals.whole(typed)
        except numerals.NotANumber:
            raise ValueError(Message(N_("Write a whole number in digits."))) from None


class OptionalIntegerField(IntegerField):
    """A whole number that may be unknown: an empty field means that nobody counted, and is not 0."""

    empty = None


class DateField(BaseField, wtforms.DateField):
    """A day, at most `ahead` days in the future; None for any future day."""

    kind = "date"
    empty = None

    def __init__(self, label: str | Message, *, ahead: int | None = 0, **rest: Any) -> None:
        super().__init__(label, validators=[this_century, has_come], **rest)
        self.ahead = ahead

    def read(self, typed: str) -> date:
        parts = numerals.western(typed).replace("/", "-").replace(".", "-").split("-")
        if len(parts[0]) != 4:
            parts.reverse()
        try:
            return date(*(int(part) for part in parts))
        except (TypeError, ValueError, OverflowError):
            raise ValueError(Message(N_("Write the day like this: 2026-11-23."))) from None


class ChoiceField(BaseField):
    """The base of fields with choices; `none` is the label for choosing nothing in an optional field."""

    choices: Sequence[tuple[str, str]]
    among: Validator
    """The validator that refuses keys that are not among the choices."""

    def __init__(
        self,
        label: str | Message,
        *,
        choices: Choices = (),
        coerce: Callable[[str], Any] = str,
        none: str = N_("No answer"),
        **rest: Any,
    ) -> None:
        super().__init__(label, coerce=coerce, validate_choice=False, validators=[self.among], **rest)
        # Pairs of our own: macros render them, and WTForms would translate labels itself.
        self.choices, self.none = as_choices(choices), none


class SelectField(ChoiceField, wtforms.SelectField):
    """One of several choices, rendered as radio buttons if they are few, otherwise as a list."""

    kind = "pick"
    among = staticmethod(among_choices)

    @property
    def value(self) -> Any:
        """The chosen key in the type of the act's input; if nothing was chosen, "" or None."""
        return self.coerce(self.data) if self.data or self.coerce is str else None

    @property
    def buttons(self) -> list[tuple[str, str]]:
        """The choices, with `none` in an optional field, as a radio button cannot be deselected."""
        takes_none = not self.flags.required and all(key for key, _ in self.choices)
        return [("", self.none), *self.choices] if self.choices and takes_none else list(self.choices)

    def process_data(self, value: object) -> None:
        """Convert a stored value to the key of its choice."""
        self.data = "" if value is None else str(value)


class SelectMultipleField(ChoiceField, wtforms.SelectMultipleField):
    """Any number of choices."""

    kind = "picks"
    among = staticmethod(all_among_choices)

    @property
    def value(self) -> Any:
        """The chosen keys in the type of the act's input."""
        return [self.coerce(key) for key in self.data or ()]

    def process_data(self, value: Any) -> None:
        """Convert stored values to the keys of their choices."""
        self.data = [str(each) for each in value or ()]

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the ticked keys, without duplicates."""
        self.data = list(dict.fromkeys(str(value) for value in valuelist))


class BooleanField(BaseField, wtforms.BooleanField):
    """A checkbox."""

    kind = "tick"
    usually_required = False

    def __init__(self, label: str | Message, **rest: Any) -> None:
        super().__init__(label, **{"required": False, "depends": True, **rest})

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read whether the box was ticked."""
        self.data = bool(valuelist)


def as_choices(choices: Choices) -> list[tuple[str, str]]:
    """Return choices as pairs of key and label."""
    pairs = choices.items() if isinstance(choices, Mapping) else choices
    return [(str(key), label) for key, label in pairs]

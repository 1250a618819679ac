"""The base of forms with several lines, as copied from paper; lines may stay empty."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Self, TypeVar

import wtforms

from peoplesprocess.core.messages import Message, Msgid, RefusalList, Refused
from peoplesprocess.web.form import Form
from peoplesprocess.web.line_labels import in_line

T = TypeVar("T")


class SeveralLinesForm(Form):
    """Lines with the same fields; field names end with the number of their line."""

    lines = range(1, 6)
    """The numbers of the lines."""
    labels: Mapping[str, Msgid] = {}
    """The labels of a line's fields, by field name."""
    needed: Mapping[str, Msgid] = {}
    """The messages for required fields that are empty, by field name."""

    @classmethod
    def lined(cls, field: Callable[[str, Message], wtforms.Field]) -> type[Self]:
        """Return the form class with its lines; `field` creates a field from its name and label."""
        fields = {
            f"{name}{line}": field(name, in_line(words, line))
            for line in cls.lines
            for name, words in cls.labels.items()
        }
        return cls.extended(**fields)

    @property
    def written(self) -> list[int]:
        """The numbers of the lines that are filled in."""
        return [line for line in self.lines if any(self[f"{name}{line}"].data for name in self.labels)]

    def filled_line(self, kind: Callable[..., T], line: int, **more: object) -> T:
        """Return an act's input from the fields of a line and the values in `more`."""
        values = {name: self[f"{name}{line}"].value for name in self.labels}
        return kind(**values | more)

    def require_needed(self) -> None:
        """Refuse incomplete lines. Errors: Refused, naming every missing field."""
        refusals = RefusalList()
        for line in self.written:
            for name in (name for name in self.needed if not self[f"{name}{line}"].data):
                with refusals:
                    raise Refused(Message(self.needed[name]), f"{name}{line}")
        refusals.settle()

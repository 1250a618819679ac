"""A form of several lines, as a village copies them from paper: each is filled in, or left empty."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Self, TypeVar

import wtforms

from peoplesprocess.core.messages import Message, Msgid, RefusalList, Refused
from peoplesprocess.web.form import Form
from peoplesprocess.web.line_labels import in_line

T = TypeVar("T")


class SeveralLinesForm(Form):
    """Lines of the same fields, each named after what it asks and the number of its line."""

    lines = range(1, 6)
    """The numbers of its lines."""
    labels: Mapping[str, Msgid] = {}
    """What is asked in each line."""
    needed: Mapping[str, Msgid] = {}
    """What is said of a part of a line that is missing."""

    @classmethod
    def lined(cls, field: Callable[[str, Message], wtforms.Field]) -> type[Self]:
        """Return the form with its lines; `field` makes one, of what it asks and its label."""
        fields = {
            f"{name}{line}": field(name, in_line(words, line))
            for line in cls.lines
            for name, words in cls.labels.items()
        }
        return cls.extended(**fields)

    @property
    def written(self) -> list[int]:
        """The numbers of the lines that hold something."""
        return [line for line in self.lines if any(self[f"{name}{line}"].data for name in self.labels)]

    def filled_line(self, kind: Callable[..., T], line: int, **more: object) -> T:
        """Return an action's input: each of its values is a field of the line, or in `more`."""
        said = {name: self[f"{name}{line}"].value for name in self.labels}
        return kind(**said | more)

    def require_needed(self) -> None:
        """Refuse lines in which something is missing. Errors: Refused, naming all that is."""
        refusals = RefusalList()
        for line in self.written:
            for name in (name for name in self.needed if not self[f"{name}{line}"].data):
                with refusals:
                    raise Refused(Message(self.needed[name]), f"{name}{line}")
        refusals.settle()

"""A name that stays a word of the interface as long as it is the usual one, and so is translated."""

from __future__ import annotations

from typing import Any

from peoplesprocess.core.messages import Msgid, ours
from peoplesprocess.web.fields import TextField
from peoplesprocess.web.i18n import SHIPPED, current_translator, translator


class UsualNameField(TextField):
    """A name, at first the `usual` one in the reader's language."""

    def __init__(self, label: str, *, usual: Msgid, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.usual = usual

    def read(self, typed: str) -> str:
        """Return the usual name as it is stored, in whichever language it was typed, or what else was."""
        return self.usual if typed in {translator(code)._(self.usual) for code in SHIPPED} else typed

    def written(self, value: Any) -> str:
        """Return a stored name as the reader reads it."""
        return current_translator().say(ours(value or "", self.usual))

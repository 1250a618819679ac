"""The word for committees: the usual one stays a word of the interface, and so is translated."""

from __future__ import annotations

from peoplesprocess.core.choice_lists import USUAL_COMMITTEE
from peoplesprocess.core.messages import ours
from peoplesprocess.web.fields import TextField
from peoplesprocess.web.i18n import SHIPPED, current_translator, translator


class CommitteeNameField(TextField):
    """What committees are called, at first the usual word in the reader's language."""

    def read(self, typed: str) -> str:
        """Return the usual word as it is stored, in whichever language it was typed, or what else was."""
        return (
            USUAL_COMMITTEE if typed in {translator(code)._(USUAL_COMMITTEE) for code in SHIPPED} else typed
        )

    def written(self, value: object) -> str:
        """Return what is stored as the reader reads it."""
        return current_translator().say(ours(str(value or ""), USUAL_COMMITTEE))

"""The field for the word for committees; the usual word is stored as a msgid, so it is translated."""

from __future__ import annotations

from peoplesprocess.core.choice_lists import USUAL_COMMITTEE
from peoplesprocess.core.messages import ours
from peoplesprocess.web.fields import TextField
from peoplesprocess.web.i18n import SHIPPED, current_translator, translator


class CommitteeNameField(TextField):
    """The word for committees; the usual one is shown in the reader's language."""

    def read(self, typed: str) -> str:
        """Return the msgid of the usual word in any language, or another word as typed."""
        return (
            USUAL_COMMITTEE if typed in {translator(code)._(USUAL_COMMITTEE) for code in SHIPPED} else typed
        )

    def written(self, value: object) -> str:
        """Return the stored word in the reader's language."""
        return current_translator().say(ours(str(value or ""), USUAL_COMMITTEE))

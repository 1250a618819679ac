"""The page on which a record of a work's books is struck, alike in every room that keeps a part of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from flask.typing import ResponseReturnValue

from peoplesprocess.core.messages import Sentence
from peoplesprocess.models import Strike
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.strike_form import StrikeForm
from peoplesprocess.web.view_context import Context


class TitledWork(Protocol):
    """The work that a record belongs to, in the words of whichever room has read it."""

    @property
    def number(self) -> int:
        """The number of its contract."""

    @property
    def title(self) -> str:
        """What it is called."""


def strike_record_view(
    context: Context,
    work: TitledWork,
    record: Sentence,
    back: str,
    act: Callable[[str], Strike],
    told: str = "",
) -> ResponseReturnValue:
    """Show the page that strikes a record of a work, or do the act and go back to where it is read.

    `record` says which one it is, `told` what people wrote of it.
    """
    form = StrikeForm(context)
    return form_view(
        form,
        "strike_record.html",
        lambda: act(form.reason.value),
        lambda strike: back,
        record=record,
        told=told,
        work=work,
        back=back,
    )

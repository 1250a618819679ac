"""The page that strikes a record of a work's books, shared by all rooms with such records."""

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
    """The work to which a record belongs, as read by any room."""

    @property
    def number(self) -> int:
        """The number of its contract."""

    @property
    def title(self) -> str:
        """The title of the work."""


def strike_record_view(
    context: Context,
    work: TitledWork,
    record: Sentence,
    back: str,
    act: Callable[[str], Strike],
    told: str = "",
) -> ResponseReturnValue:
    """Show the page that strikes a record of a work, or do the act and redirect to `back`.

    `record` names the record, `told` is its text.
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

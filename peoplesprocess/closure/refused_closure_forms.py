"""The pages in the place of the forms that close a contract: why not, and who can."""

from __future__ import annotations

from flask import url_for
from flask.wrappers import Response

from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import Msgid
from peoplesprocess.facts.contract_progress import ContractClosureRow
from peoplesprocess.web.refused_form import refused_to_builder, refused_while_amended
from peoplesprocess.web.view_context import Context


def refused_to_builder_of(
    context: Context, number: int, asked: Msgid, action: Action = Action.CERTIFY
) -> Response | None:
    """Return the page that says to who builds here that somebody else does this; None to everybody else."""
    return refused_to_builder(context, action, asked, url_for("closure.contract", number=number))


def refused_while_unsigned(row: ContractClosureRow, asked: Msgid) -> Response | None:
    """Return the page that says that an amendment must be signed or withdrawn first; None if none waits."""
    back = url_for("closure.contract", number=row.number)
    return refused_while_amended(row.number, row.open_amendment, asked, back)

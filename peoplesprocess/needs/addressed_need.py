"""The need that an address names, and who may write of it."""

from __future__ import annotations

from flask import abort

from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.needs.need_detail import NEED, NeedDetail
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context


def need_of(context: Context, number: int) -> NeedDetail:
    """Return a need by its number; 404 if there is none."""
    return NEED.first(db(), settlement=context.settlement.id, number=number) or abort(404)


def own_need(context: Context, number: int) -> NeedDetail:
    """Return the need, if the person may write of it; 404 if not."""
    need = need_of(context, number)
    if not context.may(Action.CHANGE_NEED, subject_of(need)):
        abort(404)
    return need


def own_and_live(context: Context, number: int) -> NeedDetail:
    """Return the need, if it stands and the person may write of it; 404 if not."""
    need = own_need(context, number)
    return need if need.is_live else abort(404)


def subject_of(need: NeedDetail) -> ActSubject:
    """Return the need as the table of permissions asks about it."""
    return ActSubject(groups=frozenset(need.groups))

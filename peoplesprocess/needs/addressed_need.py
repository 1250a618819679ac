"""The need that an address names, and who may change it."""

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
    """Return a need that the user may change; 404 otherwise."""
    need = need_of(context, number)
    if not context.may(Action.CHANGE_NEED, subject_of(need)):
        abort(404)
    return need


def own_and_live(context: Context, number: int) -> NeedDetail:
    """Return a live need that the user may change; 404 otherwise."""
    need = own_need(context, number)
    return need if need.is_live else abort(404)


def subject_of(need: NeedDetail) -> ActSubject:
    """Return the need as the subject of a permission rule."""
    return ActSubject(groups=frozenset(need.groups))

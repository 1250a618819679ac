"""The one way into a place: a view gets its settlement or programme here, or the visitor gets a 404."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from flask import abort, current_app, g, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from peoplesprocess.core.actions import Action
from peoplesprocess.core.permissions import ALLOWED
from peoplesprocess.core.secrets import hashed
from peoplesprocess.facts.local_days import day_end_in, zone_of
from peoplesprocess.facts.places import SettlementWithRules, programme_by_code, settlement_by_code
from peoplesprocess.facts.writing_turns import take_turn_in_programme, take_turn_in_settlement
from peoplesprocess.web import page_cache, photo_uploads
from peoplesprocess.web.form_view import will_act
from peoplesprocess.web.i18n import use_zone
from peoplesprocess.web.request_state import (
    connection,
    db,
    is_writing,
    known,
    now,
    reading_ahead,
    reading_before_turn,
)
from peoplesprocess.web.sessions import SignedInPerson, cookie_value, current_person, steady_until
from peoplesprocess.web.view_context import Context

P = ParamSpec("P")
View = Callable[Concatenate[Context, P], ResponseReturnValue]


class SignInNeeded(Exception):
    """Nobody is signed in, or no longer; a posted form must come back after signing in."""


def allows(
    action: Action, *, grave: Action | None = None, shows_votes: bool = False
) -> Callable[[View[P]], Callable[P, ResponseReturnValue]]:
    """Guard a view with the action that it needs; the view gets the `Context` of the place in its address.

    An address with `code` names a settlement, one with `programme` a programme, any other the whole
    installation. Users who may not do the action there get a 404; visitors are asked to sign in. Acts check
    the table again with their subject. `grave` is a more sensitive action that the form may involve: those
    who may do it type the code for its proof beside the form.

    A page that `shows_votes` has the digest of its body as its version: votes leave no entry in the journal,
    and a version that changed with each of them would tell when somebody voted.
    """

    def decorate(view: View[P]) -> Callable[P, ResponseReturnValue]:
        @functools.wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            code, programme = str(kwargs.pop("code", "")), str(kwargs.pop("programme", ""))
            if photos := photo_uploads.sent_photos():
                # Decoding takes a second each; holding the turn to write meanwhile would keep others waiting.
                with reading_before_turn():
                    _allowed(action, code, programme)
                    acts = will_act()
                if acts:
                    photo_uploads.take(photos)

            def answered() -> ResponseReturnValue:
                context = g.context = _allowed(action, code, programme)
                g.asks_proof = _asks_proof(context, grave or action)
                unchanged = None if shows_votes else _unchanged(context)
                return unchanged or view(context, *args, **kwargs)

            return reading_ahead(answered)

        guarded.action, guarded.grave = action, grave or action  # type: ignore[attr-defined]
        return guarded

    return decorate


def _allowed(action: Action, code: str, programme: str) -> Context:
    if is_writing():
        _take_turn(code, programme)
    person = current_person()
    if person is None:
        raise SignInNeeded
    context = _context(person, code, programme)
    if context is None or not (action is Action.SIGNED_IN or context.may(action)):
        abort(404)
    return context


def _asks_proof(context: Context, action: Action) -> bool:
    person = context.person
    wanted = ALLOWED[action].proof and person.has_second_factor and not person.is_proven
    return wanted and context.may(action)


def _take_turn(code: str, programme: str) -> None:
    """Wait for the turn in this place, before permissions are checked: they may change meanwhile."""
    session = cookie_value()
    if session and code:
        take_turn_in_settlement(connection(), code, hashed(session))
    elif session and programme:
        take_turn_in_programme(connection(), programme, hashed(session))


def _context(person: SignedInPerson, code: str, programme: str) -> Context | None:
    if code:
        settlement = _settlement(code)
        return None if settlement is None else Context(person, now(), settlement)
    if programme:
        frame = programme_by_code(db(), programme)
        return None if frame is None else Context(person, now(), frame)
    return Context(person, now())


def _settlement(code: str) -> SettlementWithRules | None:
    unchanged, key = known(), ("settlement", code)
    if key not in unchanged:
        unchanged[key] = settlement_by_code(connection(), code)
    settlement: SettlementWithRules | None = unchanged[key]
    if settlement is not None:
        use_zone(zone_of(settlement))
    return settlement


def _unchanged(context: Context) -> Response | None:
    """Return the page from a cache if the journal shows that it is unchanged, otherwise None."""
    if not context.in_settlement or request.method != "GET":
        return None
    unchanged = page_cache.unchanged(_version(context))
    if unchanged is not None:
        page_cache.declare_valid_until(min(day_end_in(context.settlement, now()), steady_until()))
    return unchanged


def _version(context: Context) -> str:
    """Return the version of the page: a short digest of everything on which the page depends."""
    settlement, person = context.settlement, context.person
    parts = (
        person.id.int,
        person.stamp,
        settlement.head_sequence or 0,
        settlement.programme_version,
        context.today.toordinal(),
        g.language,
        g.has_style,
        current_app.config["BUILD"],
    )
    return hashlib.blake2b(str(parts).encode(), digest_size=8).hexdigest()

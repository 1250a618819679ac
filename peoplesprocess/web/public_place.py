"""The settlement of a public page, and how long such a page may be cached."""

from __future__ import annotations

from flask import abort
from flask.wrappers import Response

from peoplesprocess.facts.local_days import day_end_in, zone_of
from peoplesprocess.facts.places import SettlementWithRules, settlement_by_code
from peoplesprocess.web import page_cache
from peoplesprocess.web.i18n import use_zone
from peoplesprocess.web.request_state import db, now
from peoplesprocess.web.sessions import cookie_value


def public_settlement(code: str) -> SettlementWithRules:
    """Return the settlement of a public page, and use its clock for days; 404 if there is none."""
    place = settlement_by_code(db(), code) or abort(404)
    use_zone(zone_of(place))
    if not cookie_value():
        page_cache.declare_valid_until(day_end_in(place, now()))
    return place


def for_anybody(response: Response) -> Response:
    """Let shared caches keep a page for a minute if the visitor is not signed in."""
    if not cookie_value():
        response.headers["Cache-Control"] = "public, max-age=60"
    return response

"""The settlement of a page that anybody may read, and how long such a page may be kept."""

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
    """Return the settlement of a public page, whose days are told by its clock; 404 if there is none."""
    place = settlement_by_code(db(), code) or abort(404)
    use_zone(zone_of(place))
    if not cookie_value():
        page_cache.stays_true(day_end_in(place, now()))
    return place


def for_anybody(response: Response) -> Response:
    """Let a page be kept for a minute by whoever carries it to somebody who is not signed in."""
    if not cookie_value():
        response.headers["Cache-Control"] = "public, max-age=60"
    return response

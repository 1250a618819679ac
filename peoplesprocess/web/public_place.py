"""The settlement of a page that anybody may read."""

from __future__ import annotations

from flask import abort

from peoplesprocess.facts.local_days import zone_of
from peoplesprocess.facts.places import SettlementWithRules, settlement_by_code
from peoplesprocess.web.i18n import use_zone
from peoplesprocess.web.request_state import db


def public_settlement(code: str) -> SettlementWithRules:
    """Return the settlement of a public page, whose days are told by its clock; 404 if there is none."""
    place = settlement_by_code(db(), code) or abort(404)
    use_zone(zone_of(place))
    return place

"""Checks of a need that did not come through the page's form: the same limits in the same words."""

from __future__ import annotations

from collections.abc import Collection

from peoplesprocess.core import choice_lists
from peoplesprocess.core.inclusion import more_than_all_households
from peoplesprocess.core.invisible_characters import has_control_character, is_seen
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.personal_numbers import looks_personal
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.needs.actions import RaisedNeedInput

LONGEST = {"title": 120, "statement": 2000, "landmark": 120, "since": 60, "cause": 500, "coping": 500}
"""The greatest length of each text, in characters."""
MOST_HOUSEHOLDS = 1_000_000


def check_need(place: SettlementWithRules, report: RaisedNeedInput) -> None:
    """Refuse a need that the form on its page would refuse. Errors: Refused, naming the field."""
    need, raised_by = report
    for name, longest in LONGEST.items():
        _check_text(name, getattr(need, name), longest)
    if not is_seen(need.title):
        raise Refused(Message(N_("Write what people need in a few words.")), "title")
    _among("group_code", raised_by.group_code, place.groups, N_("Choose the group that raised it."))
    for code in raised_by.also:
        _among("also", code, place.groups, "")
    _among("sector", need.sector, place.sectors, N_("Choose what it is about."))
    for code in need.affected:
        _among("affected", code, choice_lists.AFFECTED_GROUPS, "")
    _among("severity", need.severity, choice_lists.SEVERITIES, N_("Choose how hard it is."))
    _among("season", need.season, choice_lists.SEASONS, N_("Choose when it is worst."))
    types = choice_lists.RESPONSE_TYPES
    _among("response_type", need.response_type, types, N_("Choose what could answer it."))
    _check_households(place, need.households)


def _check_text(name: str, text: str, longest: int) -> None:
    if len(text) > longest:
        sentence = N_("This is %(length)s characters long. Keep it to %(max)s.")
        raise Refused(Message(sentence, {"length": len(text), "max": longest}), name)
    if has_control_character(text):
        raise Refused(Message(N_("This holds a character that cannot be saved.")), name)
    if looks_personal(text):
        sentence = N_("This looks like a telephone or identity number, or an address. Leave it out.")
        raise Refused(Message(sentence), name)


def _among(name: str, key: str | int, known: Collection[str] | Collection[int], missing: str) -> None:
    if not key and missing:
        raise Refused(Message(missing), name)
    if key not in known:
        raise Refused(Message(N_("Choose one from the list.")), name)


def _check_households(place: SettlementWithRules, households: int) -> None:
    if households < 1:
        raise Refused(Message(N_("Give a number, a good guess is fine.")), "households")
    if households > MOST_HOUSEHOLDS:
        raise Refused(
            Message(N_("This cannot be more than %(max)s."), {"max": MOST_HOUSEHOLDS}), "households"
        )
    if place.households and households > place.households:
        raise Refused(more_than_all_households(place.households), "households")

"""Points in links: in geo: addresses and in links of map services."""

from __future__ import annotations

import re
from decimal import Decimal
from urllib.parse import unquote_plus

from peoplesprocess.core.coordinate_texts import Pair, UnreadablePoint
from peoplesprocess.core.messages import N_

_TWO = r"(-?\d{1,3}(?:\.\d{1,20})?)\s*,\s*(-?\d{1,3}(?:\.\d{1,20})?)(?![\d.])"
_GEO = re.compile(rf"geo:{_TWO}", re.I)
_PINS = (
    re.compile(r"!3d(-?\d{1,3}(?:\.\d{1,20})?)!4d(-?\d{1,3}(?:\.\d{1,20})?)(?![\d.])"),
    re.compile(rf"[?&](?:q|query|ll|sll|daddr|destination|center|cp|marker|pin)=(?:loc:)?\s*{_TWO}", re.I),
    re.compile(
        r"[?&]m?lat(?:itude)?=(-?\d{1,3}(?:\.\d{1,20})?)&(?:m?lon|lng|longitude)=(-?\d{1,3}(?:\.\d{1,20})?)(?![\d.])",
        re.I,
    ),
    re.compile(rf"/(?:search|place|dir/[^/]*)/{_TWO}", re.I),
)
_VIEWS = (
    re.compile(rf"@{_TWO}"),
    re.compile(r"#map=\d+(?:\.\d+)?/(-?\d{1,3}(?:\.\d{1,20})?)/(-?\d{1,3}(?:\.\d{1,20})?)(?![\d.])"),
)
NEAR = Decimal("0.02")
"""Degrees; maps are rarely moved further than this from the pin that they show."""


def linked_pairs(text: str) -> list[Pair] | None:
    """Return the points that a link names, None if `text` is not a link.

    Errors: UnreadablePoint if the link names no point.
    """
    is_geo = text[:4].lower() == "geo:"
    if not is_geo and "://" not in text and not re.match(r"(www\.|maps\.|@)", text, re.I):
        return None
    link = unquote_plus(text.replace("+", "%2B") if is_geo else text)
    pins = _found(_PINS, link)
    if is_geo:
        base = _found((_GEO,), link)
        # In a geo: link 0,0 is a placeholder if the link only searches for a name.
        pins += [pair for pair in base if any(pair) and pair not in pins]
    views = [view for view in _found(_VIEWS, link) if not any(_near(view, pin) for pin in pins)]
    if not pins + views:
        raise UnreadablePoint(
            N_(
                "This link does not say where the place is. Open it, hold your finger on the place, and copy "
                "the two numbers that come up."
            )
        )
    return pins + views


def _found(patterns: tuple[re.Pattern[str], ...], link: str) -> list[Pair]:
    found = [(Decimal(match[1]), Decimal(match[2])) for each in patterns for match in each.finditer(link)]
    return list(dict.fromkeys(found))


def _near(view: Pair, pin: Pair) -> bool:
    return all(abs(one - other) <= NEAR for one, other in zip(view, pin, strict=True))

"""Tables with a column for each area: so many areas at a time."""

from __future__ import annotations

from collections.abc import Sequence

from peoplesprocess.facts.profiles import ProfileArea

AREAS = 10
"""So many areas have a column on a page."""


def area_page(areas: Sequence[ProfileArea], after: int) -> Sequence[ProfileArea]:
    """Return the areas of the page that begins after so many."""
    begin = max(after, 0) // AREAS * AREAS
    return areas[begin : begin + AREAS] or areas[:AREAS]

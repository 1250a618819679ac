"""Tables with a column for each area, a limited number of them at a time."""

from __future__ import annotations

from collections.abc import Sequence

from peoplesprocess.facts.profiles import ProfileArea

AREAS = 10
"""The number of areas that have a column on a page."""


def area_page(areas: Sequence[ProfileArea], after: int) -> Sequence[ProfileArea]:
    """Return the areas of the page that contains the area at index `after`."""
    begin = max(after, 0) // AREAS * AREAS
    return areas[begin : begin + AREAS] or areas[:AREAS]

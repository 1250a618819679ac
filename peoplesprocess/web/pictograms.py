"""A pictogram for each sector, drawn for this project as one line on a field of 24 by 24."""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup

LINES = {
    "water": "M12 3c4 5 6 8 6 11a6 6 0 0 1-12 0c0-3 2-6 6-11z",
    "sanitation": "M5 21V7l7-4 7 4v14M9 21v-8h6v8M12 9v.1",
    "drainage": "M3 6h4v9h10V6h4M4 19c2-2 4-2 6 0s4 2 6 0 3-2 4-1",
    "roads": "M8 3 4 21M16 3l4 18M12 4v3M12 10v4M12 17v4",
    "shelter": "M3 12l9-8 9 8M6 10v10h12V10M10 20v-6h4v6",
    "school": "M3 6c3-1 6-1 9 1 3-2 6-2 9-1v13c-3-1-6-1-9 1-3-2-6-2-9-1zM12 7v13",
    "health": "M9 3h6v6h6v6h-6v6H9v-6H3V9h6z",
    "livelihood": "M4 20V9M4 9c5 0 7-2 8-6 1 4 3 6 8 6M20 9v11M8 20v-6h8v6",
    "electricity": "M13 2 5 14h6l-1 8 9-13h-6z",
    "public-space": "M12 21v-7M12 14a5 5 0 1 1 0-10 5 5 0 0 1 0 10M4 21h16",
    "waste": "M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14M10 11v6M14 11v6",
    "risk": "M12 3 2 21h20zM12 10v5M12 18v.1",
    "irrigation": "M12 21V9M12 9c0-4 3-6 7-6 0 4-3 6-7 6M12 13c0-3-3-5-6-5 0 3 3 5 6 5",
    "access": "M11 4v.1M11 8v6h5l3 6M11 10h4M8 12a5 5 0 1 0 6 7",
    "tenure": "M6 3h9l4 4v14H6zM15 3v4h4M9 12h6M9 16h6",
    "other": "M6 12v.1M12 12v.1M18 12v.1",
}

_DRAWING = Markup(
    '<svg width="27" height="27" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
    ' stroke-width="1.8" stroke-linecap="round"'
    ' aria-hidden="true"><path d="{}"/></svg>'
)


@lru_cache
def pictogram(sector: str) -> Markup:
    """Return the sector's pictogram, hidden from screen readers as its word is always beside it."""
    line = LINES.get(sector, LINES["other"])
    return _DRAWING.format(line)

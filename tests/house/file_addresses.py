"""Which links lead to a file instead of a page."""

from __future__ import annotations

import re

_FILE = re.compile(r"\.(?:csv|geojson|jpg|pb|pdf|xlsx|zip)(?:\?|$)|/photos/")


def leads_to_file(address: str) -> bool:
    """Whether a browser would keep what comes, or show it as a picture."""
    return bool(_FILE.search(address))

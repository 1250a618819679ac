"""What stands in the table of a round's result."""

from __future__ import annotations

import re

from tests.browser import Page
from tests.journeys.readers import plain


def ranks(page: Page) -> dict[str, tuple[str, str, str, str]]:
    """Both orders as printed: by need the place and share by groups, the place and number of choices."""
    found = {}
    for row in page.html.split("<tbody>")[1].split("</table>")[0].split("<tr>")[1:]:
        place, need, share, choices, *_ = (plain(cell) for cell in re.split(r"<t[dh][^>]*>", row)[1:])
        if place:
            raw_place, raw = choices.rstrip(")").split(" (")
            found[need] = (place, share.removesuffix(" %"), raw_place, raw)
    return found


def printed(table: str) -> dict[str, tuple[str, str, str, str]]:
    """The same from a table of lines: place, share, place, choices and need."""
    lines = (line.split(" ", 4) for line in table.strip().splitlines())
    return {need: (place, share, raw_place, raw) for place, share, raw_place, raw, need in lines}

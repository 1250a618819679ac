"""A settlement's page leads to all that is recorded, grouped by what it is about."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from tests.browser import Browser
from tests.factories import Make

GROUPS = (
    "The people and the place",
    "Needs and plan",
    "Building and handover",
    "Notice board, files and people",
)


def test_each_part_stands_once_under_what_it_is_about(make: Make, browser: Callable[..., Browser]) -> None:
    place = make.settlement()
    here = f"/s/{place.code}"
    page = browser("facilitator", place).get(here)
    starts = [page.html.index(f">{words}</h3>") for words in GROUPS]
    assert starts == sorted(starts)
    lists = [re.findall(r'<a href="([^"]+)"', page.html[a:b]) for a, b in pairwise((*starts, len(page.html)))]
    found = [[link for link in links if link.startswith(here)] for links in lists]
    assert {f"{here}/sheet", f"{here}/meetings", f"{here}/committee"} <= set(found[0])
    assert {f"{here}/needs", f"{here}/priorities", f"{here}/plan", f"{here}/approval"} <= set(found[1])
    assert found[2] == [f"{here}/{part}" for part in ("contracts", "works", "closure", "cycles")]
    assert f"/board/{place.code}?back=1" in lists[3]


def test_what_only_leads_elsewhere_is_not_printed(make: Make, browser: Callable[..., Browser]) -> None:
    place = make.settlement()
    page = browser("facilitator", place).get(f"/s/{place.code}")
    assert page.html.count('<h3 class="screen">') == len(GROUPS)
    assert '<h2 class="screen">What is recorded</h2>' in page.html

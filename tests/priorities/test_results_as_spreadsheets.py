"""A counted round as a spreadsheet: what its page shows, line by line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

from tests.browser import Browser

People = Callable[..., Browser]


def test_results_tell_each_needs_places_and_what_each_group_put_on_it(
    community: Callable[..., Any], browser: People
) -> None:
    goth = community({"women": 10, "men": 20})
    goth.decide({"women": (10, (5, 20, 5)), "men": (20, (40, 10, 10))})
    bo = browser("facilitator", goth.place)
    assert f"/s/{goth.place.code}/export/results.csv" in bo.get(goth.url).links
    text = bo.client.get(f"/s/{goth.place.code}/export/results.csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {(row["Round"], row["Result"]) for row in rows} == {("1", "1")}
    told = {row["Need"]: row for row in rows}
    assert (told["Pump"]["Choices: Women"], told["Pump"]["Choices: Men"]) == ("5", "40")
    assert told["Pump"]["Rank: Each choice counts the same"] == "1"
    places = [int(row["Rank: Each group counts the same"]) for row in rows]
    assert places == sorted(places)

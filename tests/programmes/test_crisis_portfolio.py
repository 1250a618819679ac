"""A table of many programmes is counted as HSP/EB.2022/17 counts its 26: each share says what it is of."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree

from peoplesprocess.core.crisis_portfolio import FLAGS
from tests.browser import Browser, Page
from tests.factories import Make

pytestmark = pytest.mark.one_database
KINDS = [("1", "1")] * 11 + [("1", "0")] * 5 + [("0", "1")] * 9 + [("0", "0")]
"""Conflict and natural hazard of 26 records; one has neither."""
CLIMATE = "11111100000" + "10000" + "111111111" + "1"
PROFILING = "11111111000" + "11110" + "000000000" + "0"
FIRST = {"displacement": 17, "humanitarian": 9, "participatory_recovery": 12, "basic_services": 14}
FIRST |= {"drr_resilience": 12, "capacity_building": 21}
"""Of these flags the first so many records have a yes."""


def cells(number: int) -> dict[str, str]:
    conflict, hazard = KINDS[number]
    told = {name: "1" if number < many else "0" for name, many in FIRST.items()}
    told |= {"conflict": conflict, "natural_hazard": hazard}
    told |= {"climate_action": CLIMATE[number], "city_profiling": PROFILING[number]}
    return told | {"code": f"X{number:02}", "region": "AS" if number % 2 else "LAC", "tools": "cap;urf"}


RECORDS = [cells(number) for number in range(26)]


def table(records: list[dict[str, str]], columns: tuple[str, ...] = ()) -> bytes:
    names = columns or ("code", "region", *FLAGS, "tools")
    lines = [",".join(names), *(",".join(record[name] for name in names) for record in records)]
    return "\n".join(lines).encode()


@pytest.fixture
def efua(make: Make, browser: Callable[..., Browser]) -> Browser:
    return browser("programme_manager", make.programme(code="asia"))


def counted(who: Browser, data: bytes, expected: str = "") -> Page:
    return who.send("/p/asia/portfolio", table=(io.BytesIO(data), "table.csv"), expected=expected)


def figures(page: Page) -> dict[str, list[list[str]]]:
    """What stands beside each figure, once for each time that it is told."""
    found: dict[str, list[list[str]]] = {}
    for line in etree.HTML(page.html).iter("tr"):
        name, *row = [" ".join("".join(cell.itertext()).split()) for cell in line]
        found.setdefault(name, []).append(row)
    return found


def test_the_fourteen_figures_each_name_what_they_are_a_share_of(efua: Browser) -> None:
    page = counted(efua, table(RECORDS), "26")
    assert page.status == 200 and "26 countries, territories and areas" in page.text
    found = figures(page)
    for name, part, percent in (
        ("Conflict", 16, 62),
        ("Natural hazard", 20, 77),
        ("Displacement", 17, 65),
        ("Humanitarian response", 9, 35),
        ("Participatory recovery", 12, 46),
        ("Basic services", 14, 54),
        ("Disaster risk reduction and resilience", 12, 46),
        ("Climate action", 17, 65),
        ("Capacity building", 21, 81),
    ):
        assert found[name] == [[str(part), "All records", "26", f"{percent} %", "0"]], name
    assert found["Conflict and natural hazard"][0] == ["11", "All records", "26", "42 %", "0"]
    assert found["Profiling where there is conflict"] == [
        ["12", "All records", "26", "46 %", "0"],
        ["12", "Records with conflict", "16", "75 %", "0"],
    ]
    assert found["Climate action where there is natural hazard"] == [
        ["15", "Records with climate action", "17", "88 %", "0"],
        ["15", "Records with natural hazard", "20", "75 %", "0"],
    ]
    assert found["Climate action where there is conflict"][0][:3] == ["7", "Records with conflict", "16"]


def test_a_record_with_neither_crisis_is_counted_as_it_is(efua: Browser) -> None:
    found = figures(counted(efua, table(RECORDS)))
    assert (found["Conflict only"], found["Natural hazard only"]) == ([["5"]], [["9"]])
    assert found["Conflict and natural hazard"][1] == ["11"] and found["Neither of them"] == [["1"]]
    assert found["urf"] == [["26"]] and found["LAC"] == [["13"]]


def test_what_is_not_known_is_no_no(efua: Browser) -> None:
    known = [{**record, "climate_action": ""} if record["code"] == "X00" else record for record in RECORDS]
    found = figures(counted(efua, table(known)))
    assert found["Climate action"] == [["16", "All records", "25", "64 %", "1"]]
    assert found["Climate action where there is natural hazard"][1][-1] == "1"
    unknown = [{**record, "conflict": ""} for record in RECORDS]
    found = figures(counted(efua, table(unknown)))
    assert found["Conflict"] == [["0", "All records", "0", "–", "26"]] and found["Not known"] == [["26"]]


def test_one_record_too_few_is_not_counted_as_if_it_were_there(efua: Browser) -> None:
    page = counted(efua, table(RECORDS[:25]), "26")
    assert page.status == 422 and "Records in this table: 25, and not 26." in page.text
    assert counted(efua, table(RECORDS[:25]), "25").status == 200


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"conflict": "yes"}, "Row 27, column conflict: Write 1 for yes"),
        ({"code": "X00"}, "Row 27, column code: This code stands in a row above."),
        ({"code": ""}, "Row 27, column code: Write the code"),
        ({"displacement": "1"}, "Row 27, column displacement: Displacement comes from"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_what_to_do(
    efua: Browser, change: dict[str, Any], said: str
) -> None:
    page = counted(efua, table([*RECORDS[:25], {**RECORDS[25], **change}]))
    assert page.status == 422 and said in page.text


def test_a_table_without_its_columns_says_which(efua: Browser) -> None:
    page = counted(efua, table(RECORDS, ("code", "region")))
    assert page.status == 422
    (problem,) = page.problems
    assert problem.startswith("Row 1: Columns are missing. Add these: conflict, ")
    assert counted(efua, b"").status == 422
    assert "/p/asia/portfolio" in efua.get("/p/asia/report").links

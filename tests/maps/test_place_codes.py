"""Official place codes: headings however spelt, releases that stay, settlements with an unknown code."""

from __future__ import annotations

import io
import time
from datetime import date
from typing import Any

import pytest

from peoplesprocess.core.import_outcome import ImportOutcome
from peoplesprocess.maps.pcode_columns import meaning_of
from peoplesprocess.maps.pcode_imports import import_pcodes
from peoplesprocess.spreadsheets.received_sheets import ReceivedSheet
from tests.factories import Make

OLD = (
    "ADM0_EN,ADM0_PCODE,ADM1_EN,ADM1_AR,ADM1_PCODE,ADM2_EN,ADM2_PCODE,validOn\n"
    "Pakistan,PK,Sindh,السند,PK8,Dadu,PK807,2022-09-01\nPakistan,PK,Sindh,السند,PK8,Jamshoro,PK811,2022-09-01\n"
)
NEW = (
    "\ufeffadm0_name;adm0_pcode;adm1_name;adm1_pcode;adm2_name;adm2_pcode;valid_on;center_lat;center_lon\n"
    "#country+name;#country+code;#adm1+name;#adm1+code;#adm2+name;#adm2+code;#date;#geo+lat;#geo+lon\n"
    "Pakistan;PK;Sindh;PK8;Jamshoro;PK811;2024-01-15;25.4;68.2\n"
)


@pytest.fixture
def programme(make: Make) -> Any:
    """A programme with settlements in a place that vanishes, one that stays and one that never was."""
    programme = make.programme()
    for name, code in (("Goth A", "PK807"), ("Goth B", "PK811"), ("Goth C", "XX9"), ("Goth D", "")):
        make.settlement(programme, name=name, place_code=code)
    return programme


@pytest.fixture
def take(make: Make, programme: Any) -> Any:
    """`take(data)` imports a gazetteer as the manager."""
    manager = make.account("programme_manager", programme)

    def taken(data: str, **more: Any) -> ImportOutcome:
        with make.act(manager, programme) as act:
            return import_pcodes(act, data.encode(), **more)

    return taken


def whys(found: ImportOutcome) -> list[str]:
    return [str(each.why.values.get("why", each.why)) for each in found.refused]  # type: ignore[union-attr]


def test_headings_of_every_year_are_understood() -> None:
    for heading in ("ADM2_PCODE", "adm2_pcode", "admin2Pcode", "Admin 2 P-Code"):
        assert meaning_of(heading).word == "code2", heading
    for heading, word in {"ADM2_FR": "name2fr", "admin1Name_en": "name1en", "adm3_name": "name3"}.items():
        assert meaning_of(heading).word == word, heading
    for heading in ("ADM2_REF", "AREA_SQKM", "adm2_name1", "ADM2ALT1EN"):
        assert meaning_of(heading).word == "", heading


def test_a_release_is_taken_in_once_and_a_newer_one_beside_it(
    take: Any, programme: Any, browser: Any
) -> None:
    looked = take(OLD, dry_run=True)
    first = take(OLD)
    assert (first.read, first.new, first.known, first.refused) == (4, 4, 0, [])
    assert looked.digest == first.digest
    again = take(OLD)
    assert (again.new, again.known) == (0, 4)
    newer = take(NEW)
    assert (newer.read, newer.new, newer.known) == (3, 0, 3)
    page = browser("programme_manager", programme).get(f"/p/{programme.code}/place-codes")
    assert "Goth A · PK807 · It was in an older release." in page.text
    assert "Goth C · XX9 · It is in no release." in page.text
    assert "Goth B" not in page.text and "Goth D" not in page.text


def test_rows_that_are_wrong_are_named_and_nothing_is_taken(take: Any) -> None:
    found = take(OLD + "Pakistan,PK,Sindh,السند,PK8,Thatta,PK807,\nPakistan,PK,Sindh,السند,PK8,Badin,,\n")
    assert [each.row for each in found.refused] == [4, 5]
    assert [each.column for each in found.refused] == ["code2", "code2"]
    assert take(OLD).new == 4
    assert take("a,b\n1,2\n").refused[0].row == "file"
    assert take("ADM1_PCODE\nH\xf4!!\n").refused[0].row == 2


def test_somebody_says_what_an_unknown_heading_means(take: Any) -> None:
    data = "Gemeinde,Nr\nDadu,PK807\n"
    assert take(data).refused
    found = take(
        data, mapped={"Gemeinde": "name2", "Nr": "code2"}, release="COD", released_on=date(2020, 1, 1)
    )
    assert (found.read, found.new) == (1, 1)


def test_a_file_is_looked_at_on_a_page_and_its_columns_put_right(programme: Any, browser: Any) -> None:
    efua, url = browser("programme_manager", programme), f"/p/{programme.code}/place-codes"
    data = "Gemeinde,ADM2_PCODE\nDadu,PK807\n"
    sent = efua.filled(f"{url}/import")
    file = (io.BytesIO(data.encode()), "codes.csv")
    looked = efua.post(f"{url}/import", {**sent, "spreadsheet": file}, content_type="multipart/form-data")
    assert looked.status == 200 and "1 place is new" in looked.text
    assert looked.values["column1"] == ["code2"] and looked.values["column0"] == [""]
    again = efua.post(f"{url}/make", {**looked.values, "column0": "name2en", "look": "1"})
    assert again.status == 200 and again.values["column0"] == ["name2en"]
    assert efua.post(f"{url}/make", {**again.values, "release": "COD 2"}).status == 303
    assert "COD 2" in efua.get(url).text
    finance = browser("finance_officer", programme)
    assert finance.get(url).status == 200 and finance.get(f"{url}/import").status == 404


def test_the_codes_of_a_whole_country_come_in_quickly(make: Make, programme: Any) -> None:
    rows = [(1, ("ADM1_PCODE", "ADM1_EN", "ADM2_PCODE", "ADM2_EN"))]
    rows += [
        (n, (f"PK{n % 90 + 10}", f"Place {n % 90 + 10}", f"PK{n % 90 + 10}{n:05}", f"Village {n}"))
        for n in range(2, 10_002)
    ]
    began = time.perf_counter()
    with make.act(make.account("programme_manager", programme), programme) as act:
        found = import_pcodes(act, [ReceivedSheet("ADM2", tuple(rows))])
    assert (found.read, found.refused) == (10_090, [])
    assert time.perf_counter() - began < 30

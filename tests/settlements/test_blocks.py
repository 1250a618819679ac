"""A settlement has blocks as its people name them, and a need can name its block."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from peoplesprocess.db import journal
from tests.browser import Browser
from tests.factories import Make
from tests.statements import statements

People = Callable[..., Browser]
SAID = {
    "title": "A tap near the canal",
    "group_code": "women",
    "sector": "water",
    "households": "12",
    "severity": "2",
    "season": "all",
    "response_type": "infrastructure",
}


def test_blocks_are_added_together_and_listed_with_their_households(
    make: Make, browser: People, db: Session
) -> None:
    place = make.settlement()
    bo, url = browser("facilitator", place), f"/s/{place.code}/blocks"
    assert url in bo.get(f"/s/{place.code}").links
    assert "No block is named yet" in bo.get(url).text
    page = bo.send(f"{url}/add", blocks="Canal end; 24\nالحارة الشرقية؛ ٣١\n\nMarket lane")
    assert "Canal end · 24 households" in page.text and "الحارة الشرقية · 31 households" in page.text
    assert "Market lane Change block 3" in page.text
    bo.send(f"{url}/add", blocks="Temple row")
    assert "Change block 4" in bo.get(url).text
    assert journal.verify(db).first_bad is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Write the name of at least one block."),
        ("; 20", "Line 1: write a name of at most 80 characters."),
        ("North\n" + "x" * 81, "Line 2: write a name of at most 80 characters."),
        ("North; many", "Line 1: write the households after a semicolon, in digits."),
        ("North; -3", "Line 1: write the households after a semicolon, in digits."),
        ("North\nnorth ", "There is already a block called “north”. Give this one another name."),
        ("CANAL  end", "There is already a block called “CANAL  end”. Give this one another name."),
        ("\n".join(map(str, range(60))), "A settlement has 60 blocks at most. Put small ones together."),
    ],
)
def test_what_is_wrong_with_a_line_is_said_and_nothing_is_added(
    make: Make, browser: People, typed: str, sentence: str
) -> None:
    place = make.settlement()
    bo, url = browser("facilitator", place), f"/s/{place.code}/blocks"
    bo.send(f"{url}/add", blocks="Canal end")
    assert bo.send(f"{url}/add", blocks=typed).problems[0].endswith(sentence)
    assert "Change block 2" not in bo.get(url).text


def test_a_block_is_renamed_and_what_was_before_stays(make: Make, browser: People) -> None:
    place = make.settlement()
    bo, url = browser("facilitator", place), f"/s/{place.code}/blocks"
    bo.send(f"{url}/add", blocks="Canal end; 24\nTemple row")
    page = bo.send(f"{url}/1/change", name="Canal bank", households="26")
    assert "Canal bank · 26 households" in page.text
    assert "Name Canal end Canal bank Households 24 26" in page.text
    same = bo.send(f"{url}/1/change", name="Canal bank", households="26")
    assert same.problems == ["Nothing is changed here."]
    taken = bo.send(f"{url}/1/change", name="temple row")
    assert taken.problems[0].endswith(
        "There is already a block called “temple row”. Give this one another name."
    )
    assert bo.send(f"{url}/1/change", name=" ").problems == ["Write what people call this block."]
    assert bo.get(f"{url}/9/change").status == 404


def test_a_struck_block_is_offered_no_more_and_its_needs_stay(make: Make, browser: People) -> None:
    place = make.settlement()
    bo, url = browser("facilitator", place), f"/s/{place.code}/blocks"
    assert "In which block?" not in bo.get(f"/s/{place.code}/needs/record").text
    bo.send(f"{url}/add", blocks="Canal end\nTemple row")
    form = bo.get(f"/s/{place.code}/needs/record")
    assert "In which block?" in form.text and "Temple row" in form.text
    block = next(each["value"] for each in form.controls if each["name"] == "block_id" and each["value"])
    need = bo.send(f"/s/{place.code}/needs/record", **SAID, block_id=block)
    assert "Block Canal end" in need.text
    assert bo.send(f"{url}/1/strike", reason=" ").problems
    struck = bo.send(f"{url}/1/strike", reason="It is a part of the row")
    assert "Canal end Struck" in struck.text
    assert bo.get(f"{url}/1/strike").status == 404
    assert "Canal end" not in bo.get(f"/s/{place.code}/needs/record").text
    refused = bo.send(f"/s/{place.code}/needs/record", **{**SAID, "title": "Another"}, block_id=block)
    assert refused.problems[0].endswith("Choose one from the list.")
    changed = bo.send(f"/s/{place.code}/needs/1/change", households="13")
    assert "Block Canal end" in changed.text


def test_a_block_of_another_place_is_no_choice(make: Make, browser: People) -> None:
    programme = make.programme()
    place, other = make.settlement(programme), make.settlement(programme)
    browser("facilitator", other).send(f"/s/{other.code}/blocks/add", blocks="Far bank")
    far = browser("facilitator", other).get(f"/s/{other.code}/needs/record")
    block = next(each["value"] for each in far.controls if each["name"] == "block_id" and each["value"])
    bo = browser("facilitator", place)
    bo.send(f"/s/{place.code}/blocks/add", blocks="Near bank")
    page = bo.send(f"/s/{place.code}/needs/record", **SAID, block_id=block)
    assert page.problems[0].endswith("Choose one from the list.")


def test_who_only_reads_sees_blocks_and_changes_none(make: Make, browser: People) -> None:
    place = make.settlement()
    browser("facilitator", place).send(f"/s/{place.code}/blocks/add", blocks="Canal end")
    reader = browser("committee_officer", place)
    page = reader.get(f"/s/{place.code}/blocks")
    assert "Canal end" in page.text and "Change block" not in page.text
    for way in ("add", "1/change", "1/strike"):
        assert reader.get(f"/s/{place.code}/blocks/{way}").status == 404


def test_a_place_without_blocks_is_asked_nothing_more(make: Make, browser: People) -> None:
    place = make.settlement()
    bo, url = browser("facilitator", place), f"/s/{place.code}/needs/record"
    with statements(make.engine) as without:
        bo.get(url)
    bo.send(f"/s/{place.code}/blocks/add", blocks="Canal end")
    with statements(make.engine) as with_blocks:
        bo.get(url)
    assert len(with_blocks) == len(without) + 1

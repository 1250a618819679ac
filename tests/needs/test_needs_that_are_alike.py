"""Needs that read alike: found by their words, judged by people, and not asked about again."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

import pytest

from peoplesprocess.core.search import folded
from peoplesprocess.core.similarity import alike, alike_pairs, trigrams
from tests.browser import Browser
from tests.factories import Make
from tests.statements import statements_of

People = Callable[..., Browser]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Latrines for the women", "latrine for women"),
        ("مراحيض للنساء خلف المدرسة", "مراحيضٌ للنّساء خلف المدرسه"),
        ("إنارة الشوارع", "انارة الشارع"),
        ("Éclairage de l’école", "eclairage de l'ecole"),
        ("๔๒๐ ม. ท่อ", "420 ม. ท่อ"),
        ("Дренажная канава", "дренажные канавы"),
        ("شارع ۴۲۰ متر", "شارع 420 متر"),
    ],
)
def test_the_same_in_other_letters_is_alike(one: str, other: str) -> None:
    assert alike(one, {2: other, 3: "Goat restocking", 4: "حديقة"}, 3) == [2]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Drain", "Road"), ("Clean water", "Clinic"), ("", ""), ("مدرسة", "مسجد"), ("!!", "!!")],
)
def test_what_is_something_else_is_not_alike(one: str, other: str) -> None:
    assert alike_pairs({1: one, 2: other}, 9) == []


def test_letters_that_are_typed_for_one_another_are_the_same() -> None:
    assert folded("ٱلمدرســة ۱۲٣") == folded("المدرسه 123")
    assert folded("Œuvre") == "oeuvre" and trigrams("a!b") == trigrams("A b")


def test_three_hundred_needs_are_compared_in_a_moment() -> None:
    words = (
        "water pump",
        "latrine",
        "drain",
        "bridge",
        "school",
        "clinic",
        "مضخة",
        "مدرسة",
        "مراحيض",
        "road",
    )
    titles = {
        number: f"{words[number % 10]} {words[number // 10 % 10]} near block {number}"
        for number in range(300)
    }
    begun = process_time()
    pairs = alike_pairs(titles, 20)
    assert process_time() - begun < 0.3
    assert len(pairs) == 20 and pairs[0].hundredths >= pairs[-1].hundredths


def test_people_merge_them_or_tell_them_apart(make: Make, browser: People) -> None:
    goth = make.settlement()
    make.need(goth, "Latrines for women", "women")
    make.need(goth, "A brick road", "men")
    bo = browser("facilitator", goth)
    values = {"group_code": "women", "sector": "water", "households": "4", "severity": "2", "season": "all"}
    page = bo.send(
        f"/s/{goth.code}/needs/record", title="Latrine for the women", response_type="service", **values
    )
    assert "Is it the same as one of these?" in page.text and "1. Latrines for women" in page.text
    assert "Is it the same" not in bo.get(f"/s/{goth.code}/needs/3").text
    address = f"/s/{goth.code}/needs/alike"
    page = bo.get(address)
    assert "1 and 3 are different" in page.text and "brick" not in page.text
    assert f"/s/{goth.code}/needs/3/merge?into=1" in page.links
    assert bo.get(f"/s/{goth.code}/needs/3/merge?into=1").values["into"] == ["1"]
    assert "Tick the pairs" in " ".join(bo.send(address).problems)
    assert "Choose" in " ".join(bo.send(address, different=["1-2"]).problems)
    page = bo.send(address, different=["1-3"])
    assert "with similar words left to compare" in page.text and "Found to be different" in page.text
    assert "?language=fr" in bo.get(address).links, "a page that asks nothing has no form for a button"
    make.need(goth, "Latrine for women")
    page = bo.get(address)
    assert "1 and 4 are different" in page.text and "1 and 3 are different" not in page.text


def test_the_names_of_groups_and_blocks_are_no_likeness(make: Make, browser: People) -> None:
    goth = make.settlement()
    make.need(goth, "Land papers for displaced people", "displaced")
    bo = browser("facilitator", goth)
    values = {"group_code": "women", "sector": "water", "households": "4", "severity": "2", "season": "all"}
    sent = {**values, "response_type": "infrastructure"}
    page = bo.send(f"/s/{goth.code}/needs/record", title="A drain for displaced people", **sent)
    assert "Is it the same as one of these?" not in page.text
    assert "with similar words left to compare" in bo.get(f"/s/{goth.code}/needs/alike").text
    page = bo.send(f"/s/{goth.code}/needs/record", title="Drains for the displaced people", **sent)
    assert "2. A drain for displaced people" in page.text and "Land papers" not in page.text
    # A title of nothing but such words is compared by them.
    make.need(goth, "Women")
    assert "4. Women" in bo.send(f"/s/{goth.code}/needs/record", title="Womens", **sent).text


def test_a_need_that_went_meanwhile_is_said(make: Make, browser: People) -> None:
    goth = make.settlement()
    for title in ("Latrines for women", "Latrine for women"):
        make.need(goth, title)
    bo = browser("facilitator", goth)
    address = f"/s/{goth.code}/needs/alike"
    sent = bo.filled(address, different=["1-2"])
    bo.send(f"/s/{goth.code}/needs/2/merge", into="1", reason="The same")
    assert bo.post(address, sent).status == 422


def test_who_speaks_for_one_group_judges_its_needs_alone(make: Make, browser: People) -> None:
    goth = make.settlement()
    make.need(goth, "Latrines for women", "women")
    make.need(goth, "Latrine for women", "men")
    make.need(goth, "Latrine for all women", "women")
    asha = browser("group_representative", goth, "women")
    page = asha.get(f"/s/{goth.code}/needs/alike")
    assert "1 and 3 are different" in page.text and "1 and 2" not in page.text
    assert browser("local_authority", goth).get(f"/s/{goth.code}/needs/alike").status == 404


def test_the_page_asks_no_more_of_many(make: Make, browser: People) -> None:
    goth = make.settlement()
    make.need(goth, "Latrines 1")
    bo = browser("facilitator", goth)
    few = statements_of(make.engine, bo, f"/s/{goth.code}/needs/alike")
    for number in range(2, 14):
        make.need(goth, f"Latrines {number}")
    assert statements_of(make.engine, bo, f"/s/{goth.code}/needs/alike") == few

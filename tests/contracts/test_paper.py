"""The contract's paper: in two languages with figures that stand once, now and before each amendment."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.browser import Browser, Page
from tests.contracts.amended import propose, sign
from tests.contracts.story import FORM, contract, endorsed, signed
from tests.factories import Make
from tests.statements import statements_of

People = Callable[..., Browser]
DIRECTIONS = {"en": "ltr", "fr": "ltr", "ar": "rtl"}
BUILDS = {
    "en": "The community builds what the bill of quantities lists",
    "fr": "La communauté construit ce que le devis indique",
    "ar": "ينفّذ المجتمع المحلي ما ورد في جدول الكميات",
}


def said_in(page: Page, language: str) -> str:
    """What a paper says in cells of a language, each with the direction of its writing."""
    attributes = rf'lang="?{language}"? dir="?{DIRECTIONS[language]}"?'
    return " ".join(re.findall(rf"<td {attributes}>\s*([^<]*)", page.html))


@pytest.mark.parametrize(("first", "second"), [("en", "ar"), ("ar", "en"), ("ar", "fr"), ("en", "fr")])
def test_two_languages_face_each_other(make: Make, browser: People, first: str, second: str) -> None:
    story = signed(make)
    bo, url = browser("facilitator", story.place), f"/s/{story.place.code}/contracts/1/paper"
    page = bo.get(f"{url}?language={first}&second={second}")
    for language in (first, second):
        assert BUILDS[language] in said_in(page, language)
    assert said_in(page, first).count("%") == said_in(page, second).count("%") > 0
    assert f'<html lang="{first}" dir="{DIRECTIONS[first]}">' in page.html
    (other,) = DIRECTIONS.keys() - {first, second}
    assert BUILDS[other] not in page.text


def test_figures_of_the_bill_stand_once(make: Make, browser: People) -> None:
    story = signed(make)
    bo, url = browser("facilitator", story.place), f"/s/{story.place.code}/contracts/1/paper"
    page = bo.get(f"{url}?second=ar")
    assert page.text.count("96,000") == 1
    assert page.text.count("Double pits, lined") == 1
    assert page.text.count("1,036,800") == 1, "the first instalment"


@pytest.mark.parametrize("second", ["", "en", "xx"])
def test_one_language_stands_alone(make: Make, browser: People, second: str) -> None:
    story = signed(make)
    page = browser("facilitator", story.place).get(f"/s/{story.place.code}/contracts/1/paper?second={second}")
    assert "class=second" not in page.html and 'class="second"' not in page.html
    assert "two languages" not in page.text
    assert "Record no." in page.text


def test_before_signing_the_paper_asks_which_language_counts(make: Make, browser: People) -> None:
    place = endorsed(make)
    bo, url = browser("facilitator", place), f"/s/{place.code}/contracts"
    bo.send(f"{url}/draft", **FORM)
    page = bo.get(f"{url}/1/paper?second=fr")
    assert "If the two languages say different things, this one counts:" in page.text
    assert "celle-ci fait foi" in page.text
    story = signed(make)
    copy = browser("facilitator", story.place).get(f"/s/{story.place.code}/contracts/1/paper?second=fr")
    assert "Where they differ, the paper that was signed counts." in copy.text


def test_each_signatory_has_lines_a_box_and_a_witness(make: Make, browser: People) -> None:
    story = contract(make, endorsed(make), parties=())
    page = browser("facilitator", story.place).get(f"/s/{story.place.code}/contracts/1/paper")
    assert len(re.findall(r"<td class=\"?print\"?>", page.html)) == 3 + 2
    assert page.text.count("Role") == 3 + 2, "of each witness"
    assert "the witness has read this paper out" in page.text


def test_the_contract_before_an_amendment_stays_readable(make: Make, browser: People) -> None:
    story = signed(make)
    url = f"/s/{story.place.code}/contracts/{story.number}"
    bo = browser("facilitator", story.place)
    number = propose(make, story, lines={1: (8, 100_000)})
    before = f"{url}/amendments/{number}/before"
    assert bo.get(before).status == 404, "nothing has changed yet"

    sign(make, story, number)
    assert before in bo.get(f"{url}/amendments/{number}").links
    former, now = bo.get(f"{before}?second=ar"), bo.get(f"{url}/paper?second=ar")
    assert "96,000" in former.text and "100,000" not in former.text
    assert "3,840,000" in former.text and "3,872,000" in now.text
    assert "100,000" in now.text and "96,000" not in now.text
    assert "has not counted since" in former.text
    assert "This is the contract as amended." in now.text
    assert "30 %" in former.text, "shares are told as long as they hold"
    assert "class=print" not in former.html and 'class="print"' not in former.html, "nobody signs it any more"
    assert "class=print" in now.html or 'class="print"' in now.html


def test_each_version_has_the_figures_of_its_time(make: Make, browser: People) -> None:
    story = signed(make)
    url = f"/s/{story.place.code}/contracts/{story.number}/amendments"
    for rate in (100_000, 104_000):
        sign(make, story, propose(make, story, lines={1: (8, rate)}))
    bo = browser("facilitator", story.place)
    assert "96,000" in bo.get(f"{url}/1/before").text
    second = bo.get(f"{url}/2/before").text
    assert "100,000" in second and "96,000" not in second and "104,000" not in second
    assert bo.get(f"{url}/3/before").status == 404


def test_a_paper_of_no_contract_is_not_there(make: Make, browser: People) -> None:
    place = endorsed(make)
    bo = browser("facilitator", place)
    for path in ("9/paper", "9/paper.pdf", "9/amendments/1/before", "9/amendments/1/before.pdf"):
        assert bo.get(f"/s/{place.code}/contracts/{path}").status == 404, path


def test_the_contract_leads_to_its_paper(make: Make, browser: People) -> None:
    story = signed(make)
    url = f"/s/{story.place.code}/contracts/1"
    assert f"{url}/paper" in browser("facilitator", story.place).get(url).links


def test_a_paper_takes_few_statements(engine: Engine, make: Make, browser: People) -> None:
    story: Any = signed(make)
    sign(make, story, propose(make, story, lines={1: (8, 100_000)}))
    bo, url = browser("facilitator", story.place), f"/s/{story.place.code}/contracts/1"
    assert statements_of(engine, bo, f"{url}/paper?second=ar") <= 6
    assert statements_of(engine, bo, f"{url}/amendments/1/before?second=ar") <= 6
